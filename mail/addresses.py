"""Where a mail goes: an address that can be nothing but one."""

import re
from typing import Final

import idna

from registry.model.mail_address import is_mail_address

# A local part of RFC 6531: RFC 5322's dot-atom, with every letter beyond ASCII too; no blanks and no control characters.
_WIDE: Final = re.compile(r"(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]|[^\x00-\xa0\s])+")
_MOST_LOCAL, _MOST = 64, 254  # octets


class AddressRefused(ValueError):
    """Nobody can be written to there."""


def destination(text: str) -> str:
    """The address as it is said to servers: its domain in A-labels. Raises AddressRefused."""
    local, _, domain = text.strip().rpartition("@")
    try:
        named = domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        raise AddressRefused("This is no e-mail address.") from None
    plain = local if local.isascii() else "x"
    fits = (
        len(local.encode(errors="replace")) <= _MOST_LOCAL and len(f"{local}@{named}".encode(errors="replace")) <= _MOST
    )
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    if not (fits and is_mail_address(f"{plain}@{named}") and _WIDE.fullmatch(local) and local.isprintable()) or dots:
        raise AddressRefused("This is no e-mail address.")
    return f"{local}@{named.lower()}"


def is_international(address: str) -> bool:
    """Whether only a server with SMTPUTF8 takes it (RFC 6531)."""
    return not address.isascii()
