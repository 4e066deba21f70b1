"""What the directory finds when it is searched: pages of objects as they are now, in the order of an index or in one that was
chosen.

A page holds at most MOST objects; a few less where time has ended a name that nobody has written down yet.
"""

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from registry.actions.disclosed import disclosed
from registry.context import Context
from registry.model.disclosure import ANYBODY, Asker
from registry.store import directory_search
from registry.store.sql import Connection
from whois import reverse
from whois.lookup import MOST, Found, FoundDomain, as_now, domains_named, is_public
from whois.queries import Pattern, ReverseQuery, SearchQuery, Sort

# Longer than this no search may keep the database busy.
SECONDS: Final = 2.0
# Where a page ends: a name, a number, or in an order that was chosen an instant and a number.
Key = str | int | tuple[str, int]
# before the oldest, and after the newest
_ENDS: Final = ((datetime.min.replace(tzinfo=UTC), 0), (datetime.max.replace(tzinfo=UTC), 2**63 - 1))
# ascending, and descending
_NAMED: Final = (directory_search.domains_named_oldest_first, directory_search.domains_named_newest_first)
_SERVED_BY: Final = (directory_search.domains_served_by_oldest_first, directory_search.domains_served_by_newest_first)
_SERVED_AT: Final = (directory_search.domains_served_at_oldest_first, directory_search.domains_served_at_newest_first)
_REGISTRARS: Final = (directory_search.registrars_ascending, directory_search.registrars_descending)


@dataclass(frozen=True, slots=True)
class Page:
    """`after` is where the next page goes on, None: there is none; `total` is counted for who asks for it."""

    found: tuple[Found, ...]
    after: Key | None
    total: int | None = None


async def search(
    cx: Context, query: SearchQuery | ReverseQuery, after: Key | None, *, counted: bool, asker: Asker = ANYBODY
) -> Page:
    """The page after a key of the page before. Raises TimeoutError when the search takes too long, and Unrecorded where nobody
    can write down whom it shows more of contacts than the public is."""
    async with asyncio.timeout(SECONDS):
        page = await cx.registry.store.reading(lambda db: _page(cx, db, query, after, counted, asker))
    names = [each for each in page.found if isinstance(each, FoundDomain) and not each.people.is_public]
    await disclosed(cx, asker, [(each.domain.roid, each.domain.name) for each in names])
    return page


async def _page(
    cx: Context, db: Connection, query: SearchQuery | ReverseQuery, after: Key | None, counted: bool, asker: Asker
) -> Page:
    """One more than a page is asked for: it tells whether there is another."""
    if isinstance(query, ReverseQuery):
        assert not isinstance(after, tuple), "a reverse search has one order"
        places, found = await reverse.found(cx, db, query, after, asker)
        return Page(found, places[MOST - 1] if len(places) > MOST else None)
    keys, found = await _found(cx, db, query, after, asker)
    total = await _total(cx, db, query) if counted else None
    return Page(found, keys[MOST - 1] if len(keys) > MOST else None, total)


async def _found(
    cx: Context, db: Connection, query: SearchQuery, after: Key | None, asker: Asker
) -> tuple[list[Key], tuple[Found, ...]]:
    most, wanted = MOST + 1, query.wanted
    name = after if isinstance(after, str) else ""
    number = after if isinstance(after, int) else 0
    if query.kind == "entities":
        assert isinstance(wanted, Pattern)
        by = _property(query)
        if query.sort:
            ordered = _REGISTRARS[query.sort.descending]
            registrars = await ordered(
                db,
                by=by,
                text=wanted.start,
                partial=wanted.partial,
                sort=query.sort.property,
                after=number,
                most=most,
            )
        else:
            registrars = await directory_search.registrars_with(
                db, by=by, text=wanted.start, partial=wanted.partial, after=number, most=most
            )
        return [each.id for each in registrars], tuple(each for each in registrars[:MOST] if is_public(each))
    if query.kind == "nameservers":
        rows = (
            await directory_search.name_servers_named(db, **_range(wanted), after=name, now=cx.now, most=most)
            if isinstance(wanted, Pattern)
            else await directory_search.name_servers_at(db, address=wanted, after=name, now=cx.now, most=most)
        )
        servers = [await as_now(cx, db, row) for row in rows[:MOST]]
        return [row.name for row in rows], tuple(each for each in servers if each)
    if query.sort:
        registered = await _registered(db, query, query.sort, after, cx.now)
        found = await domains_named(cx, db, [each for _, each, _ in registered[:MOST]], asker)
        return [(at.isoformat(), each) for each, _, at in registered], tuple(found)
    if query.by == "domains name":
        assert isinstance(wanted, Pattern)
        names = await directory_search.domains_named(db, **_range(wanted), after=name, now=cx.now, most=most)
        return [*names], tuple(await domains_named(cx, db, names[:MOST], asker))
    served = (
        await directory_search.domains_served_by(db, **_range(wanted), after=number, most=most)
        if isinstance(wanted, Pattern)
        else await directory_search.domains_served_at(db, address=wanted, after=number, most=most)
    )
    found = await domains_named(cx, db, [each for _, each in served[:MOST]], asker)
    return [each for each, _ in served], tuple(found)


async def _registered(
    db: Connection, query: SearchQuery, sort: Sort, after: Key | None, now: datetime
) -> list[directory_search.Registered]:
    """Domains in the order of their registration: at most MOST and one more."""
    since, number = _ENDS[sort.descending]
    if isinstance(after, tuple):
        since, number = datetime.fromisoformat(after[0]), after[1]
    most, wanted = MOST + 1, query.wanted
    if not isinstance(wanted, Pattern):
        served_at = _SERVED_AT[sort.descending]
        return await served_at(db, address=wanted, since=since, after=number, most=most)
    if query.by == "domains name":
        named = _NAMED[sort.descending]
        return await named(db, **_range(wanted), since=since, after=number, now=now, most=most)
    served_by = _SERVED_BY[sort.descending]
    return await served_by(db, **_range(wanted), since=since, after=number, most=most)


async def _total(cx: Context, db: Connection, query: SearchQuery) -> int:
    wanted = query.wanted
    if isinstance(wanted, Pattern):
        if query.kind == "entities":
            return await directory_search.count_registrars_with(
                db, by=_property(query), text=wanted.start, partial=wanted.partial
            )
        if query.kind == "nameservers":
            return await directory_search.count_name_servers_named(db, **_range(wanted))
        if query.by == "domains name":
            return await directory_search.count_domains_named(db, **_range(wanted), now=cx.now)
        return await directory_search.count_domains_served_by(db, **_range(wanted))
    if query.kind == "nameservers":
        return await directory_search.count_name_servers_at(db, address=wanted)
    return await directory_search.count_domains_served_at(db, address=wanted)


def _property(query: SearchQuery) -> str:
    return query.by.partition(" ")[2]


def _range(wanted: Pattern) -> dict[str, str]:
    """Where names that fit lie in an index, and what they look like: everything that is not the star is literal."""
    start, end = re.escape(wanted.start), re.escape(wanted.end)
    rest = "" if not wanted.partial else "[^.]*" if wanted.end else ".*"
    # after all that begin like this: no name holds a character beyond ~
    high = f"{wanted.start}~" if wanted.partial else f"{wanted.start}\x01"
    return {"low": wanted.start, "high": high, "shape": f"^{start}{rest}{end}$"}
