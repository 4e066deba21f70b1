"""Which addresses a webhook can have: somebody's on the Internet, by https, who needs no name and password there."""

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from panel.kit.fields import About, Problem, Text, Typed
from panel.kit.languages import gettext as _
from wire.addresses import Networks
from wire.outward import is_public, leads_inside

LONGEST: Final = 2048
_HOST: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?", re.IGNORECASE)
# Names that mean something inside, wherever they are asked (RFC 6761, RFC 6762, RFC 9476 and custom).
_INSIDE: Final = re.compile(r"(.*\.)?(localhost|local|internal|intranet|lan|home\.arpa|alt|onion)\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address(Text):
    """Where to tell; whether it leads inside is looked up when it is registered, and at every connection."""

    kind: str = field(default="text", init=False)

    def read(self, typed: Typed, about: About) -> Any:
        text = super(Address, self).read(typed, about)
        if text and (problem := problem_of(text)):
            raise Problem(problem)
        return text


def problem_of(url: str) -> str | None:
    """What is wrong with its form, for people; None: nothing."""
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url or len(url) > LONGEST:
        return _("That is no address.")
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return _("That is no address.")
    if parts.scheme != "https" or not url.startswith("https://"):
        return _("It begins with https://.")
    if "@" in parts.netloc or "#" in url:
        return _("It has neither a user nor a fragment.")
    if not host or not (_HOST.fullmatch(host) or ":" in host):
        return _("That is no address.")
    return None


async def refused(url: str, inside: Networks) -> str | None:
    """Why nobody is told there: what its host means is nobody's on the Internet, nor of a network that the settings allow."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    no = _("That leads to no place on the Internet.")
    try:
        address = ip_address(host)
    except ValueError:
        # numbers that name addresses otherwise are no names of hosts
        if host.rpartition(".")[2].isdigit() or host.lower().startswith("0x"):
            return no
        named = bool(_INSIDE.fullmatch(host)) or "." not in host
        return no if (named and not inside) or await leads_inside(host, parts.port or 443, inside) else None
    return None if is_public(str(address)) or str(address) in inside else no
