"""Seeding names by the hundred thousand, so that a registry can be measured at size.

Contacts and hosts are created by the registry's own actions; the names are written in bulk, with their links, charges
and history, so that nothing tells them from names that registrars created one by one.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from registry.actions.contact_create import contact_create
from registry.actions.host_create import host_create
from registry.actions.registrar_top_up import registrar_top_up
from registry.context import Actor, Context, Registry
from registry.errors import ObjectExists
from registry.model.contact import Postal
from registry.model.period import add_years
from registry.model.policy import Policy
from registry.requests.contact import ContactCreate
from registry.requests.host import HostCreate
from registry.requests.registrar import RegistrarTopUp
from registry.store import registrars, seed
from registry.store.sql import Connection

HOSTS: Final = ("ns1.seed-dns.net", "ns2.seed-dns.net", "ns3.seed-dns.net")
CHUNK: Final = 10_000
MOST: Final = 999_999

# Past every add grace period that a TLD is likely to have: seeded names are settled names.
AGE: Final = timedelta(days=90)


class SeedRefused(Exception):
    """The names cannot be seeded; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """The names `first` to `last`, which one registrar sponsors."""

    registrar: str
    registrant: str
    tech: str
    first: int
    last: int


def parts_of(count: int) -> tuple[Part, Part]:
    """The lower half is beta's, the upper gamma's."""
    half = count // 2
    return (
        Part("beta", "SEED-B1", "SEED-B2", 1, half),
        Part("gamma", "SEED-G1", "SEED-G2", half + 1, count),
    )


async def sow(registry: Registry, tld: str, count: int, progress: Callable[[int], None] = lambda done: None) -> None:
    """Write names `seed000001` to `count` in the TLD; `progress` hears how many are there. Raises SeedRefused."""
    policy = _policy(registry, tld, count)
    if await registry.store.reading(lambda db: seed.present(db, tld_id=policy.tld_id)):
        raise SeedRefused(f".{tld} holds seeded names already.")
    for part in parts_of(count):
        await _prepare(registry, part)
        for first in range(part.first, part.last + 1, CHUNK):
            last = min(first + CHUNK - 1, part.last)
            await _sow_chunk(registry, policy, part, first, last)
            progress(last)
    await registry.store.reading(seed.tidy)


def _policy(registry: Registry, tld: str, count: int) -> Policy:
    if not registry.book.serves(tld):
        raise SeedRefused(f".{tld} is not a TLD of this registry; there are {', '.join(registry.book.tlds())}.")
    if not 2 <= count <= MOST:
        raise SeedRefused(f"Between 2 and {MOST} names can be seeded.")
    policy = registry.book.at(tld, registry.clock.now())
    if policy.rules.host_model != "objects":
        raise SeedRefused(f".{tld} has no host objects for seeded names to link to.")
    return policy


async def _prepare(registry: Registry, part: Part) -> None:
    """The contacts and hosts the names link to, and the money they cost."""
    for handle in (part.registrant, part.tech):
        postal = Postal("int", f"Seed {handle[-2:]}", "Springfield", "US", street=("1 Example Street",))
        wish = ContactCreate(handle, (postal,), "seed@seed-dns.example")
        await _unless_there(contact_create(await _context(registry, part.registrar), wish))
    for name in HOSTS:
        await _unless_there(host_create(await _context(registry, part.registrar), HostCreate(name)))


async def _unless_there(creation: Awaitable[object]) -> None:
    try:
        await creation
    except ObjectExists:
        return


async def _context(registry: Registry, handle: str) -> Context:
    found = await registry.store.reading(lambda db: registrars.by_handle(db, handle=handle))
    if found is None:
        raise SeedRefused(f"There is no registrar {handle}: seeding needs the demo's registrars.")
    return registry.context("cli", Actor(found.id, found.handle))


async def _sow_chunk(registry: Registry, policy: Policy, part: Part, first: int, last: int) -> None:
    cx = await _context(registry, part.registrar)
    price = policy.rules.prices.of("create") * (last - first + 1)
    operator = registry.context("cli", Actor(operator="seed"))
    await registrar_top_up(operator, RegistrarTopUp(part.registrar, price.amount, price.currency, "seeded names"))
    await registry.store.transaction(lambda db: _write(cx, db, policy, part, first, last))


async def _write(cx: Context, db: Connection, policy: Policy, part: Part, first: int, last: int) -> None:
    links = await seed.linked(
        db, registrar=part.registrar, registrant=part.registrant, tech=part.tech, hosts=list(HOSTS)
    )
    created_at: datetime = cx.now - AGE
    has_contacts = policy.rules.contacts != "forbidden"
    await seed.domains(
        db,
        first=first,
        last=last,
        tld=policy.tld,
        tld_id=policy.tld_id,
        repository=cx.registry.repository,
        registrar_id=links.registrar_id,
        registrant_id=links.registrant_id if has_contacts else None,
        created_at=created_at,
        expires_at=add_years(created_at, 1),
    )
    if has_contacts:
        await seed.contacts(db, first=first, last=last, tld_id=policy.tld_id, contact_id=links.tech_id)
    await seed.hosts(db, first=first, last=last, tld_id=policy.tld_id, host_ids=links.host_ids)
    await seed.signatures(db, first=first, last=last, tld_id=policy.tld_id)
    await _write_records(cx, db, policy, part, links.registrar_id, first, last)


async def _write_records(
    cx: Context, db: Connection, policy: Policy, part: Part, registrar_id: int, first: int, last: int
) -> None:
    """What the names cost, and the memory of their creation."""
    price = policy.rules.prices.of("create")
    await seed.charges(
        db,
        first=first,
        last=last,
        tld_id=policy.tld_id,
        currency=price.currency,
        price=price.amount,
        policy_id=policy.id,
        svtrid=cx.svtrid,
    )
    amount = price.amount * (last - first + 1)
    await seed.settle(db, registrar_id=registrar_id, currency=price.currency, amount=amount)
    await seed.history(
        db,
        first=first,
        last=last,
        tld=policy.tld,
        tld_id=policy.tld_id,
        registrar=part.registrar,
        registrant=part.registrant,
        tech=part.tech,
        hosts=list(HOSTS),
        policy_id=policy.id,
        svtrid=cx.svtrid,
    )
