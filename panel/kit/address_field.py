"""A field that holds an address of the Internet."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

from panel.kit.fields import About, Problem, Text, Typed
from panel.kit.languages import gettext as _


@dataclass(frozen=True, slots=True)
class IpAddress(Text):
    """An address of a host, of either family."""

    kind: str = field(default="text", init=False)

    def read(self, typed: Typed, about: About) -> Any:
        text = super(IpAddress, self).read(typed, about)
        try:
            return ip_address(text) if text else None
        except ValueError:
            raise Problem(_("That is no address: write it like 192.0.2.1 or 2001:db8::1.")) from None
