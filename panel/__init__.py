"""The panel: the registry's web door for staff, registrars, resellers and clients."""
