"""Registry data escrow: deposits of everything that a registry would have to be rebuilt from (RFC 8909, RFC 9022)."""
