"""Namespaces of a deposit and the prefixes they are written with."""

from typing import Final

_IETF: Final = "urn:ietf:params:xml:ns:"

RDE: Final = _IETF + "rde-1.0"
HEADER: Final = _IETF + "rdeHeader-1.0"
DOMAIN: Final = _IETF + "rdeDomain-1.0"
HOST: Final = _IETF + "rdeHost-1.0"
CONTACT: Final = _IETF + "rdeContact-1.0"
REGISTRAR: Final = _IETF + "rdeRegistrar-1.0"
IDN: Final = _IETF + "rdeIDN-1.0"
NNDN: Final = _IETF + "rdeNNDN-1.0"
EPP_PARAMS: Final = _IETF + "rdeEppParams-1.0"
POLICY: Final = _IETF + "rdePolicy-1.0"

PREFIXES: Final = {
    "rde": RDE,
    "rdeHeader": HEADER,
    "rdeDomain": DOMAIN,
    "rdeHost": HOST,
    "rdeContact": CONTACT,
    "rdeRegistrar": REGISTRAR,
    "rdeIDN": IDN,
    "rdeNNDN": NNDN,
    "rdeEppParams": EPP_PARAMS,
    "rdePolicy": POLICY,
    "epp": _IETF + "epp-1.0",
    "domain": _IETF + "domain-1.0",
    "contact": _IETF + "contact-1.0",
    "secDNS": _IETF + "secDNS-1.1",
}
DECLARATIONS: Final = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in PREFIXES.items())
