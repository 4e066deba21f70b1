"""What the directory knows of an object, as it is now: due events are true whether or not a job wrote them.

One query per object. A second one is made only for a name that time has moved to another sponsor before anybody wrote that
down, for a host below a name that is on its way somewhere (what becomes of the name becomes of the host), and for a ROID, which
is only known to be of a name. A contact is looked for where its ROID is asked for by somebody who could be told of any.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from registry.actions.disclosed import disclosed
from registry.context import Context
from registry.model import host_status
from registry.model.contact_lifecycle import project as contact_at
from registry.model.contact_lifecycle import statuses as contact_statuses
from registry.model.disclosure import ANYBODY, Asker, Card
from registry.model.domain import Domain
from registry.model.host import Address
from registry.model.lifecycle import project
from registry.model.policy import Policy
from registry.model.registrar import Registrar
from registry.store import directory, directory_contacts, domains, registrars
from registry.store.directory import DirectoryRow, NameServerRow
from registry.store.sql import Connection
from whois.disclosure import People, by_itself, people, telling

# Of many objects that a query fits, an answer names no more than these.
MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Sponsor:
    """What an object's answer tells of the registrar that sponsors it."""

    handle: str
    name: str
    iana_id: int | None
    url: str | None
    whois_server: str | None
    rdap_url: str | None
    abuse_email: str | None
    abuse_voice: str | None


@dataclass(frozen=True, slots=True)
class FoundDomain:
    """A registered name as it is now, as far as the directory shows it (`DirectoryRow.domain` says what it leaves out).

    `policy` is the one now in force for the name, `people` are its contacts as who asked may see them.
    """

    domain: Domain
    sponsor: Sponsor
    policy: Policy
    people: People


@dataclass(frozen=True, slots=True)
class FoundNameServer:
    """A host object; the addresses are the glue this registry keeps."""

    roid: str
    name: str
    addresses: tuple[Address, ...]
    sponsor: Sponsor
    statuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundContact:
    """A contact by itself, as who asked may see it; its statuses and what became of it when are told to whom it is whole."""

    roid: str
    card: Card
    statuses: tuple[str, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None
    transferred_at: datetime | None = None


Found = FoundDomain | FoundNameServer | Registrar


async def domain(cx: Context, name: str, asker: Asker = ANYBODY) -> FoundDomain | None:
    """The name as it is now, as `asker` may see it; None when it is not registered, purged by time, or in a sandbox.

    Who is shown more of its contacts than the public is written down first. Raises Unrecorded where that is not possible.
    """
    store = cx.registry.store
    if asker is ANYBODY and not cx.book.publishes_contacts(name):
        row = await store.together(directory.domains, name)
    else:
        row = await store.together(directory_contacts.domains_whole, name)
    if row is None:
        return None
    now = project(row.domain(), cx.book, cx.now).domain
    if now is None:
        return None
    moved = now.registrar != row.registrar
    sponsor = await store.reading(lambda db: _sponsor_named(db, now.registrar)) if moved else _sponsor(row)
    found = _found(cx, row, now, sponsor, asker)
    if found and not found.people.is_public:
        await disclosed(cx, asker, ((now.roid, now.name),))
    return found


async def domains_named(cx: Context, db: Connection, names: Sequence[str], asker: Asker) -> list[FoundDomain]:
    """What `domain` finds of each name, without those that are gone; what is shown of it, its caller has recorded."""
    rows: Sequence[DirectoryRow | None]
    if asker is ANYBODY and not any(map(cx.book.publishes_contacts, names)):
        rows = await directory.domains(db, names)
    else:
        rows = await directory_contacts.domains_whole(db, names)
    return [each for row in rows if row and (each := await _as_found(cx, db, row, asker))]


async def _as_found(cx: Context, db: Connection, row: DirectoryRow, asker: Asker) -> FoundDomain | None:
    now = project(row.domain(), cx.book, cx.now).domain
    if now is None:
        return None
    moved = now.registrar != row.registrar
    return _found(cx, row, now, await _sponsor_named(db, now.registrar) if moved else _sponsor(row), asker)


def _found(cx: Context, row: DirectoryRow, now: Domain, sponsor: Sponsor, asker: Asker) -> FoundDomain | None:
    policy = cx.book.at(now.tld, cx.now)
    if policy.rules.sandbox:
        return None
    return FoundDomain(now, sponsor, policy, people(row, sponsor.handle, policy, asker, cx.now))


def is_in_sandbox(cx: Context, name: str) -> bool:
    """Whether registrars practise where the name lies: the public hears nothing of it."""
    tld = cx.book.tld_of(name)
    return tld is not None and cx.book.at(tld, cx.now).rules.sandbox


async def name_server(cx: Context, name: str) -> FoundNameServer | None:
    """The host object of that name; None when there is none, or when the name it lies below is gone."""
    return await cx.registry.store.reading(lambda db: _name_server(cx, db, name))


async def name_servers_at(cx: Context, address: Address) -> list[FoundNameServer]:
    """The host objects with that address, by name, at most MOST."""
    return await cx.registry.store.reading(lambda db: _name_servers_at(cx, db, address))


async def name_servers(cx: Context, names: Sequence[str]) -> list[FoundNameServer]:
    """Those of the host objects that are there still, by name."""
    return await cx.registry.store.reading(lambda db: _name_servers(cx, db, list(names))) if names else []


async def by_roid(cx: Context, roid: str) -> FoundDomain | FoundNameServer | None:
    """The name or the host object that has the ROID now; an index finds its name first."""
    named = await cx.registry.store.reading(lambda db: directory.named_by_roid(db, roid=roid))
    if named is None:
        return None
    if named.kind == "domain":
        found = await domain(cx, named.name)
        return found if found and found.domain.roid == roid else None
    server = await name_server(cx, named.name)
    return server if server and server.roid == roid else None


async def registrar(cx: Context, handle: str) -> Registrar | None:
    """The registrar of that IANA id or, where it has none, handle."""
    found = await cx.registry.store.reading(lambda db: directory.registrar(db, handle=handle))
    return found if found and is_public(found) else None


async def contact(cx: Context, roid: str, asker: Asker = ANYBODY) -> FoundContact | None:
    """The contact that has the ROID, as `asker` may see it; None where he is not told of it, and where there is none.

    That he is shown more than the public is written down first. Raises Unrecorded where that is not possible.
    """
    if not roid.endswith(f"-{cx.registry.repository}"):
        return None
    tlds = telling(cx.book, asker, cx.now)
    if not tlds and asker.kind not in ("registrar", "operator"):
        return None
    row = await cx.registry.store.reading(lambda db: directory_contacts.contact(db, roid=roid, tlds=tlds, now=cx.now))
    if row is None:
        return None
    now = contact_at(row.contact(), cx.now).contact
    card = by_itself(now, row.standing(), cx.book, asker, cx.now)
    if card is None:
        return None
    if card.level != "public":
        await disclosed(cx, asker, ((now.roid, now.handle),))
    if card.level in ("public", "requester"):
        return FoundContact(now.roid, card)
    return FoundContact(now.roid, card, contact_statuses(now), now.created_at, now.updated_at, now.transferred_at)


def is_public(registrar: Registrar) -> bool:
    """Those that only practise are nobody's registrar."""
    return registrar.state != "ote"


async def registrars_like(cx: Context, text: str) -> list[Registrar]:
    """Registrars whose name contains the text; only those that it names whole (name, handle, IANA id), if there are any."""
    found = await cx.registry.store.reading(lambda db: directory.registrars_like(db, text=text, most=MOST))
    found = [each for each in found if is_public(each)]
    whole = [each for each in found if text.lower() in (each.name.lower(), each.handle.lower(), str(each.iana_id))]
    return whole or found


async def _name_server(cx: Context, db: Connection, name: str) -> FoundNameServer | None:
    row = await directory.name_server(db, name=name, now=cx.now)
    return await as_now(cx, db, row) if row else None


async def _name_servers_at(cx: Context, db: Connection, address: Address) -> list[FoundNameServer]:
    rows = await directory.name_servers_at(db, address=address, now=cx.now, most=MOST)
    found = [await as_now(cx, db, row) for row in rows]
    return [each for each in found if each]


async def _name_servers(cx: Context, db: Connection, names: list[str]) -> list[FoundNameServer]:
    rows = await directory.name_servers(db, names=names, now=cx.now)
    found = [await as_now(cx, db, row) for row in rows]
    return [each for each in found if each]


async def as_now(cx: Context, db: Connection, row: NameServerRow) -> FoundNameServer | None:
    """A host below a name shares its fate: it is gone when the name is, its sponsor is the name's; None in a sandbox."""
    if row.superordinate and is_in_sandbox(cx, row.superordinate):
        return None
    sponsor, above = _sponsor(row), None
    if row.superordinate and row.waits:
        stored = await domains.by_name(db, row.superordinate)
        above = project(stored, cx.book, cx.now).domain if stored else None
        if above is None:
            return None
        if above.registrar != row.registrar:
            sponsor = await _sponsor_named(db, above.registrar)
    statuses = host_status.shown(frozenset(row.statuses), row.linked, above)
    return FoundNameServer(row.roid, row.name, tuple(map(ipaddress.ip_address, row.addresses)), sponsor, statuses)


def _sponsor(row: DirectoryRow | NameServerRow) -> Sponsor:
    return Sponsor(
        row.registrar,
        row.registrar_name,
        row.iana_id,
        row.url,
        row.whois_server,
        row.rdap_url,
        row.abuse_email,
        row.abuse_voice,
    )


async def _sponsor_named(db: Connection, handle: str) -> Sponsor:
    found = await registrars.by_handle(db, handle=handle)
    assert found, "a registrar that sponsors is never removed"
    return Sponsor(
        found.handle,
        found.name,
        found.iana_id,
        found.url,
        found.whois_server,
        found.rdap_url,
        found.abuse_email,
        found.abuse_voice,
    )
