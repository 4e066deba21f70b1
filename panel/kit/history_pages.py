"""The page of an object's versions: any two of them side by side, and what else the request touched that made the later one.

Every list whose rows the registry's history knows (`Thing.versions`) has such a page for each of them. Whether a row exists for
the viewer the list decides; of what a request touched besides, the scope.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from flask import Flask, request, url_for
from flask.typing import ResponseReturnValue

from panel.kit import history_queries as queries
from panel.kit.access import permit
from panel.kit.attached.things import identities
from panel.kit.deed_forms import situation
from panel.kit.difference import Difference, State, differences
from panel.kit.history_queries import Booking, Deeded, Heading, Touched
from panel.kit.lists import ListPage, Thing
from panel.kit.module import Module
from panel.kit.web import HOUSE, browser, house, missing, page, scope, viewer
from registry.actions.disclosed import disclosed
from registry.store.sql import Connection

# Versions that are listed; older ones can be named in the address.
MOST: Final = 200
# Rows of one request that are told.
MOST_TOUCHED: Final = 100
MOST_DEEDS: Final = 50
# A version's number is that large at most.
MOST_VERSIONS: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Trace:
    """What one request touched: versions of this and other objects, and bookings."""

    svtrid: str
    logged: bool
    touched: Sequence[Touched]
    bookings: Sequence[Booking]


@dataclass(frozen=True, slots=True)
class Compared:
    """The two versions that are compared, by their numbers: 0 is before there was any."""

    first: int
    last: int
    changes: Sequence[Difference]
    trace: Trace | None


@dataclass(frozen=True, slots=True)
class History:
    """The last versions of an object, the newest first; what changed between two of them; and what people did to it here."""

    versions: Sequence[Heading]
    compared: Compared
    deeds: Sequence[Deeded]


def serve_history(app: Flask, module: Module) -> None:
    """The page of versions for each row of those lists whose rows have them."""
    for declared in module.lists:
        if permission_for(declared):
            address = f"{module.blueprint.url_prefix}/<path:key>/history"
            app.add_url_rule(address, f"{module.name}.history", history_view(declared))


def permission_for(declared: ListPage) -> str | None:
    """What is needed to read the versions of the list's rows; None: they have none."""
    thing = declared.thing
    return (thing.history or declared.permission) if thing and thing.versions else None


def history_view(declared: ListPage) -> Callable[[str], Awaitable[ResponseReturnValue]]:
    thing, permission, link = declared.thing, permission_for(declared), declared.link
    assert thing and permission and link, f"rows of {declared.name} have no versions"

    @permit(permission)
    async def view(key: str) -> ResponseReturnValue:
        first, last = (request.args.get(name, type=int) for name in ("from", "to"))
        read = await read_history(declared, key, first, last)
        if read is None:
            return missing()
        return page(
            "kit/history.html",
            "History",
            ((declared.title, url_for(f"{declared.name}.index")), (key, link({thing.key: key}))),
            name=read.versions[0].name if read.versions else key,
            headings=read.versions,
            compared=read.compared,
            noun=thing.noun,
            more=len(read.versions) == MOST,
            deeds=read.deeds,
        )

    view.__name__ = "history"
    return view


async def read_history(declared: ListPage, key: str, first: int | None, last: int | None) -> History | None:
    """Of a row of the list; None where the viewer has no such row. The versions to compare are the last and the one before it
    where none are named."""
    identity, thing = (await identities(situation(), declared, (key,))).get(key), declared.thing
    if identity is None or thing is None:
        return None
    headings = await house().registry.store.reading(lambda db: _headings(db, thing, identity))
    if thing.kind == "contact":
        # its versions say what its page says: the log of disclosures has both
        cx = house().registry.context("panel", HOUSE, address=browser().address)
        await disclosed(cx, scope().asker, ((identity, key),))
    newest = headings[0].version if headings else 0
    last = newest if last is None else last
    first = last - 1 if first is None else first
    low, high = sorted(min(max(each, 0), MOST_VERSIONS) for each in (first, last))
    compared = await house().registry.store.snapshot(lambda db: _compare(db, thing, identity, low, high))
    return History(headings, compared, await _deeds(thing, key))


async def _headings(db: Connection, thing: Thing, identity: str) -> list[Heading]:
    """The last MOST versions, the newest first."""
    if thing.versions == "name":
        return await queries.headings_by_name(db, kind=thing.kind, name=identity, most=MOST)
    if thing.versions == "panel":
        return await queries.own_headings(db, kind=thing.kind, key=identity, most=MOST)
    return await queries.headings(db, kind=thing.kind, roid=identity, most=MOST)


async def _compare(db: Connection, thing: Thing, identity: str, first: int, last: int) -> Compared:
    """What changed from one version to the other; None of a number that there is not is taken for nothing."""
    if thing.versions == "panel":
        own = await queries.own_states(db, kind=thing.kind, key=identity, versions=[first, last])
        said = {each.version: each.state for each in own}
        return Compared(first, last, differences(said.get(first), said.get(last)), None)
    by_name = thing.versions == "name"
    ask = queries.states_by_name if by_name else queries.states
    found = {
        each.version: each
        for each in await ask(db, kind=thing.kind, versions=[first, last], **{"name" if by_name else "roid": identity})
    }
    states: list[State] = [found[number].state if number in found else None for number in (first, last)]
    trace = await _trace(db, found[last]) if last in found else None
    return Compared(first, last, differences(*states), trace)


async def _trace(db: Connection, made: queries.Made) -> Trace:
    touched = await queries.touched(db, id=made.id, at=made.at, svtrid=made.svtrid, most=MOST_TOUCHED)
    seen = [each for each in touched if scope().everything or scope().admits(each.holder)]
    own = None if scope().everything else scope().registrar_id
    bookings = []
    if viewer().may("registrar.read-financial-info"):
        await queries.allow_bitmaps(db)
        bookings = await queries.booked(db, at=made.at, svtrid=made.svtrid, own=own)
    logged = viewer().may("command.read") and bool(await queries.is_logged(db, svtrid=made.svtrid, own=own))
    return Trace(made.svtrid, logged, seen, bookings)


async def _deeds(thing: Thing, key: str) -> list[Deeded]:
    """What people did to it in the panel, for those who read such things."""
    if not viewer().may("activity.read"):
        return []
    own = None if scope().everything else scope().registrar_id
    asked = thing.folded(key)
    return await house().registry.store.reading(
        lambda db: queries.deeded(db, object=thing.kind, name=asked, own=own, most=MOST_DEEDS)
    )
