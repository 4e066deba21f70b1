"""Registrar data escrow: what a registrar of this registry deposits of its customers with an agent of its own."""
