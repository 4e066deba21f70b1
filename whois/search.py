"""What the directory finds when it is searched: pages of objects as they are now, each in the order of one index.

A page holds at most MOST objects; a few less where time has ended a name that nobody has written down yet.
"""

import asyncio
import re
from dataclasses import dataclass
from typing import Final

from registry.actions.disclosed import disclosed
from registry.context import Context
from registry.model.disclosure import ANYBODY, Asker
from registry.store import directory_search
from registry.store.sql import Connection
from whois import reverse
from whois.lookup import MOST, Found, FoundDomain, as_now, domains_named, is_public
from whois.queries import Pattern, ReverseQuery, SearchQuery

# Longer than this no search may keep the database busy.
SECONDS: Final = 2.0
Key = str | int


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
        keys, found = await reverse.found(cx, db, query, after, asker)
        return Page(found, keys[MOST - 1] if len(keys) > MOST else None)
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
        registrars = await directory_search.registrars_with(
            db, by=_property(query), text=wanted.start, partial=wanted.partial, after=number, most=most
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
