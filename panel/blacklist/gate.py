"""The gate: what enters the panel is held against the black and white lists, and what was refused is written down.

Whoever takes in an address of mail, a host, a telephone or a visitor asks here first. A refusal is kept although what it stops is
not: with who asked and from where, and the mask that fits, yet without the value.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from panel.blacklist import queries
from panel.blacklist.masks import Of, judged
from panel.blacklist.queries import Mask
from panel.kit.deeds import Declined
from panel.kit.request_id import request_id
from panel.kit.web import viewer
from registry.context import Context, Registry

UNTOLD = "That is not taken here."
Value = tuple[Of, str]


class Barred(Declined):
    """A black mask fits what was given, and no white one."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who brings it, by login, and from where."""

    login: str
    account_id: int | None = None
    address: str | None = None
    agent: str | None = None


def by_viewer(cx: Context) -> Asking:
    """Whoever is signed in, by the context of what they do."""
    who = viewer()
    return Asking(who.login, who.account_id, cx.address)


async def demand_welcome(registry: Registry, values: Iterable[Value], asking: Asking) -> None:
    """Raises Barred for the first value that a list refuses; empty ones are none."""
    given = _widened(values)
    if not given:
        return
    kept = await registry.store.reading(lambda db: queries.in_force(db, kinds=sorted({of for of, _ in given})))
    for of, value in given:
        entry = judged(of, [each for each in kept if each.of == of], value)
        if entry is not None:
            await _write_down(registry, entry, asking)
            raise Barred(entry.message if entry.shows_message and entry.message else UNTOLD, at=of)


def _widened(values: Iterable[Value]) -> list[Value]:
    """With the domain of each address of mail, which is one too."""
    given = [(of, value.strip()) for of, value in values if value.strip()]
    hosts: list[Value] = [("domain", value.rpartition("@")[2]) for of, value in given if of == "email"]
    return [*given, *hosts]


async def _write_down(registry: Registry, entry: Mask, asking: Asking) -> None:
    now = registry.clock.now()
    await registry.store.transaction(
        lambda db: queries.count_refusal(
            db,
            id=entry.id,
            now=now,
            actor=asking.login,
            actor_id=asking.account_id,
            address=asking.address,
            agent=asking.agent,
            detail=f"{entry.of} {entry.mask}",
            request=request_id(),
        )
    )
