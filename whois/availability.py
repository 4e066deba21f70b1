"""Whether a name can be had, as the public may know it: the registry's own check, asked by nobody in particular.

It says no more than a check says to any registrar: that a name is reserved, never why or for whom.
"""

from dataclasses import dataclass
from typing import Literal

from registry.actions.domain_check import ELSEWHERE, IN_USE, domain_check
from registry.context import Context
from registry.requests.domain import DomainCheck
from whois import lookup

Standing = Literal["available", "registered", "not offered"]


@dataclass(frozen=True, slots=True)
class Stands:
    """`reason` is why a name is not offered; None for the others."""

    name: str
    standing: Standing
    reason: str | None = None


async def standing_of(cx: Context, name: str) -> Stands:
    """How a canonical name stands; a registered one is registered, whatever the rules say of new ones like it."""
    if await lookup.domain(cx, name):
        return Stands(name, "registered")
    return await standing_of_unregistered(cx, name)


async def standing_of_unregistered(cx: Context, name: str) -> Stands:
    """The same of a name that the lookup has just missed. Nobody can have one in a sandbox who does not practise there."""
    if lookup.is_in_sandbox(cx, name):
        return Stands(name, "not offered", ELSEWHERE)
    (checked,) = await domain_check(cx, DomainCheck((name,)))
    if checked.reason is None:
        return Stands(name, "available")
    # somebody may have been faster than our second question
    return Stands(name, "registered") if checked.reason == IN_USE else Stands(name, "not offered", checked.reason)
