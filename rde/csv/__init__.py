"""Deposits whose objects lie in CSV files, which the XML document only lists (RFC 9022, section 4.6)."""
