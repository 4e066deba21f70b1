"""Which commands count together where a registrar's rate is limited; sessions' own commands count nowhere."""

from collections.abc import Mapping
from typing import Final

from registry.model.rates import RateClass

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
