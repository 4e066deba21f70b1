"""What a deposit consists of: one module for each kind of object (RFC 9022, section 5)."""
