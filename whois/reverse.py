"""What belongs to somebody, found by what an answer would tell of him (RFC 9536), for those who may know.

The rules of this file:

* All predicates are of one person: who is sought by a name and a role has that name in that role.
* An object is found by what this asker is shown of it, and by nothing else: what is withheld from him matches nothing, and
  neither a page nor its end tells that there was more.
* A registrar searches among its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from registry.context import Context
from registry.model.disclosure import Asker, Role
from registry.store import reverse_search
from registry.store.sql import Connection
from whois.lookup import MOST, Found, FoundDomain, FoundNameServer, as_now, domains_named
from whois.queries import Pattern, ReverseProperty, ReverseQuery

# What contacts are to RDAP (RFC 9083, section 10.2.4).
ROLES: Final[dict[Role, str]] = {
    "registrant": "registrant",
    "tech": "technical",
    "admin": "administrative",
    "billing": "billing",
}
# After a text: what comes next in an index, and what comes after all that begin with it.
_NEXT: Final = "\x01"
_LAST: Final = "\U0010ffff"
_Key = str | int


@dataclass(frozen=True, slots=True)
class Person:
    """An entity of an object, as far as it is searched for."""

    role: str
    fn: str | None = None
    handle: str | None = None
    email: str | None = None


async def found(
    cx: Context, db: Connection, query: ReverseQuery, after: _Key | None, asker: Asker
) -> tuple[list[_Key], tuple[Found, ...]]:
    """At most MOST objects and one more, each with its key: candidates are looked at until there are so many, or no more."""
    keys: list[_Key] = []
    objects: list[Found] = []
    while len(keys) <= MOST:
        batch = await _candidates(cx, db, query, after, asker)
        shown = await _shown(cx, db, batch, query, asker)
        for key in batch:
            each = shown.get(key)
            if each is not None and any(_is_sought(person, query) for person in people_of(each)):
                keys.append(key)
                objects.append(each)
        if len(batch) <= MOST:
            break
        after = batch[-1]
    return keys[: MOST + 1], tuple(objects[:MOST])


def people_of(found: Found) -> Iterator[Person]:
    """The entities of an answer about an object, as its mapping finds them ($.entities[*])."""
    if isinstance(found, FoundDomain):
        yield Person("registrar", found.sponsor.name, _handle(found.sponsor.iana_id, found.sponsor.handle))
        for card in found.people.cards:
            yield Person(ROLES[card.role], card.name, card.id, card.email)
    elif isinstance(found, FoundNameServer):
        yield Person("registrar", found.sponsor.name, _handle(found.sponsor.iana_id, found.sponsor.handle))
    else:
        yield Person("abuse", email=found.abuse_email)


def _is_sought(person: Person, query: ReverseQuery) -> bool:
    return all(_fits(getattr(person, name), wanted) for name, wanted in query.predicates.items())


def _fits(value: str | None, wanted: Pattern) -> bool:
    if not value:
        return False
    return value.lower().startswith(wanted.start.lower()) if wanted.partial else value.lower() == wanted.start.lower()


async def _candidates(cx: Context, db: Connection, query: ReverseQuery, after: _Key | None, asker: Asker) -> list[_Key]:
    """Keys of what may fit, in their order, after one of them: at most MOST and one more."""
    by, wanted = _most_telling(query)
    role = query.predicates["role"].start if "role" in query.predicates else None
    sponsor = asker.name if asker.kind == "registrar" else None
    most = MOST + 1
    span = _span(wanted)
    if query.kind == "entities":
        number = after if isinstance(after, int) else 0
        return [
            *await reverse_search.registrars_by_contact(db, by=by, **span, sponsor=sponsor, after=number, most=most)
        ]
    name = after if isinstance(after, str) else ""
    if query.kind == "nameservers":
        return [
            *await reverse_search.name_servers_by_registrar(db, by=by, **span, sponsor=sponsor, after=name, most=most)
        ]
    names: set[str] = set()
    if role in (None, "registrar") and by != "email":
        names.update(
            await reverse_search.domains_by_registrar(db, by=by, **span, sponsor=sponsor, after=name, most=most)
        )
    roles: list[str] = [each for each, told in ROLES.items() if role in (None, told)]
    if roles:
        search = _BY_CONTACT[by]
        names.update(await search(db, **span, roles=roles, sponsor=sponsor, after=name, most=most))
    return [*sorted(names)[:most]]


_BY_CONTACT: Final = {
    "handle": reverse_search.domains_by_handle,
    "email": reverse_search.domains_by_email,
    "fn": reverse_search.domains_by_name,
}


async def _shown(
    cx: Context, db: Connection, batch: list[_Key], query: ReverseQuery, asker: Asker
) -> dict[_Key, Found]:
    """The candidates as this asker may see them, by their keys; without those that time has ended."""
    if query.kind == "entities":
        numbers = [each for each in batch if isinstance(each, int)]
        return {each.id: each for each in await reverse_search.registrars_numbered(db, numbers=numbers)}
    names = [each for each in batch if isinstance(each, str)]
    if query.kind == "domains":
        return {each.domain.name: each for each in await domains_named(cx, db, names, asker)}
    rows = await reverse_search.name_servers(db, names=names, now=cx.now)
    servers = [await as_now(cx, db, row) for row in rows]
    return {each.name: each for each in servers if each}


def _most_telling(query: ReverseQuery) -> tuple[ReverseProperty, Pattern]:
    """The predicate by which the fewest are found; a role alone is none."""
    for name in ("handle", "email", "fn"):
        if name in query.predicates:
            return name, query.predicates[name]
    raise AssertionError("a question by a role alone is refused before")


def _span(wanted: Pattern) -> dict[str, str]:
    """Where texts that fit lie in an index: the whole text, or all that begin with it."""
    return {"low": wanted.start, "high": wanted.start + (_LAST if wanted.partial else _NEXT)}


def _handle(iana_id: int | None, handle: str) -> str:
    return str(iana_id) if iana_id else handle
