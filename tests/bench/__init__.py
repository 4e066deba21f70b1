"""Measurements: what a command costs here, held against what the database itself takes for the same work."""
