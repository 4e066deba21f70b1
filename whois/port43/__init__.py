"""WHOIS on port 43 (RFC 3912): one line in, one answer out, in ICANN's layout."""
