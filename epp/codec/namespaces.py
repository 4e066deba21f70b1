"""Namespaces of the protocol and its objects, and the prefixes we write."""

from typing import Final

IETF: Final = "urn:ietf:params:xml:ns:"
EPP: Final = IETF + "epp-1.0"
DOMAIN: Final = IETF + "domain-1.0"
CONTACT: Final = IETF + "contact-1.0"
HOST: Final = IETF + "host-1.0"

PREFIXES: Final = {"domain": DOMAIN, "contact": CONTACT, "host": HOST}
