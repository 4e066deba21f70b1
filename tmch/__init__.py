"""The door to the Trademark Clearinghouse: HTTPS and OpenPGP as RFC 9361 wants them, and a simulator of the other side."""
