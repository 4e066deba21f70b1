"""RDAP (RFC 7480, 9082, 9083, 9537): a path in, one JSON document out, in the layout of ICANN's response profile of 2024."""
