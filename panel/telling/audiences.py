"""Who is told: of those whom an event is for, the people who hold the right to see what it is about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from mail.events import EVENTS
from mail.notices import Happened, tell
from panel.kit.access import permissions_of
from panel.telling import queries
from panel.telling.queries import Person
from registry.store.sql import Connection

# Names that a notice says; of the others it is told how many they are.
NAMED: Final = 20


@dataclass(frozen=True, slots=True)
class Told:
    """Something that the people of a registrar are told; `names` are gathered with those of others like it."""

    registrar_id: int
    registrar: str
    event: str
    names: tuple[str, ...] = ()
    what: str = ""
    about: str = ""
    more: Mapping[str, str] = field(default_factory=dict)


def gathered(found: Iterable[Told]) -> list[Told]:
    """One of each registrar and event for all names, each name once; what has none stays by itself."""
    alone: list[Told] = []
    names: dict[tuple[int, str, str], dict[str, None]] = {}
    for each in found:
        if each.names:
            key = (each.registrar_id, each.registrar, each.event)
            names.setdefault(key, {}).update(dict.fromkeys(each.names))
        else:
            alone.append(each)
    return alone + [
        Told(number, handle, event, what=some(tuple(all_)), more={"count": str(len(all_))})
        for (number, handle, event), all_ in names.items()
    ]


def some(names: Sequence[str]) -> str:
    """The first of them in a line, and how many more there are."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" … (+{more})" if more > 0 else "")


async def tell_registrars(db: Connection, found: Iterable[Told], now: datetime) -> None:
    """Their people, in the transaction of `db`."""
    told = gathered(found)
    if not told:
        return
    people = await queries.people_of(db, registrars=sorted({each.registrar_id for each in told}))
    for each in told:
        more = {"registrar": each.registrar, **each.more}
        for person in people:
            if person.registrar_id == each.registrar_id and is_for(each.event, person):
                happened = Happened(each.event, person.login, now, what=each.what, about=each.about, more=more)
                await tell(db, person.id, happened)


async def tell_staff(
    db: Connection,
    event: str,
    now: datetime,
    what: str,
    about: str = "",
    more: Mapping[str, str] | None = None,
    but: str | None = None,
    only: str | None = None,
) -> None:
    """Those of the house whom it is for, in the transaction of `db`; `but` is the login of whoever knows it anyway, `only` of the
    one whom it concerns."""
    for person in await queries.staff(db):
        if is_for(event, person) and person.login != but and only in (None, person.login):
            await tell(db, person.id, Happened(event, person.login, now, what=what, about=about, more=more or {}))


def is_for(event: str, person: Person) -> bool:
    """Whether they hold the right to see what it is about."""
    return EVENTS[event].needs in permissions_of(frozenset(person.parts))
