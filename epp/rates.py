"""Which commands count together where a registrar's rate is limited, and the rate of every place that they come from; sessions'
own commands count nowhere."""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Network
from typing import Final

from registry.model.rates import Rate, RateClass, of_two_seconds
from registry.settings import Epp
from wire.addresses import Networks, place_of

_OF_VERBS: Final[Mapping[str, RateClass]] = {
    "check": "check",
    "info": "info",
    "poll": "poll",
    "create": "transform",
    "update": "transform",
    "renew": "transform",
    "transfer": "transform",
    "delete": "transform",
}


def class_of(verb: str, wish: object) -> RateClass | None:
    """The class of a command; asking how a transfer stands is asking, whatever the verb is called."""
    if verb == "transfer" and getattr(wish, "operation", None) == "query":
        return "info"
    return _OF_VERBS.get(verb)


class Places:
    """The rate that the settings grant to each address that commands come from (of IPv6: to each /64)."""

    def __init__(self, settings: Epp) -> None:
        per_second = settings.commands_per_second
        burst = settings.commands_at_once or of_two_seconds(per_second)
        self.rate: Final = Rate(per_second, burst) if per_second else None
        self._unbound: Final = Networks(settings.unlimited)

    def bound(self, address: str) -> str | None:
        """The place that an address belongs to, where its commands count; None where they do not."""
        if self.rate is None or address in self._unbound:
            return None
        place = place_of(address)
        return str(IPv4Address(place)) if len(place) == 4 else str(IPv6Network((place.ljust(16, b"\0"), 64)))
