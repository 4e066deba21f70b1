"""The names that an account in OT&E finds in its sandboxes: each came to be what it is by commands of its registrars.

A name whose grace is over, or that is on its way out, was made and changed under rules that gave less time; the sandbox's own
rules came into force after it (docs/decisions/0036-who-practises-is-a-world-apart.md).
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from registry.actions.contact_create import contact_create
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_info import domain_info
from registry.actions.domain_renew import domain_renew
from registry.actions.domain_restore import domain_restore
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.actions.host_create import host_create
from registry.actions.ote_bench import Bench
from registry.model.change import DomainParts, NameServers
from registry.model.contact import Phone, Postal
from registry.model.dnssec import DnssecUpdate, DsData
from registry.model.domain import ContactLink
from registry.model.launch import LaunchCreate
from registry.model.ote import registrars_of
from registry.model.period import Period
from registry.model.phases import NamedPhase
from registry.requests.contact import ContactCreate
from registry.requests.domain import (
    DomainCreate,
    DomainDelete,
    DomainInfo,
    DomainRenew,
    DomainRestore,
    DomainTransfer,
    DomainUpdate,
)
from registry.requests.host import HostCreate
from registry.store import contacts, hosts

Step = Callable[[Bench, str, str], Awaitable[object]]

# Rules of a sandbox's first moments, each instead of what the key says later: names made then have no grace, and those
# deleted at the very first are not restored.
ENDING: Final[Mapping[str, Any]] = {"spans.add_grace": 0, "spans.redemption": 0}
SETTLED: Final[Mapping[str, Any]] = {"spans.add_grace": 0}
# Addresses of a service for names that lead nowhere (AS112, RFC 7534 and RFC 7535).
_ADDRESSES: Final = (("192.31.196.53", "v4"), ("2620:4f:8000::53", "v6"))
_DIGEST: Final = "2B1F6B5C9A2F4D0E8C7A6958473625140F3E2D1C0BFAEF9D8C7B6A5948372615"


@dataclass(frozen=True, slots=True)
class Seed:
    """A name: of which sandbox and which registrar (the number in its handle), made under which rules; what befell it then.

    `then` gets the bench, the name and the sponsor's handle. A seed without a sponsor is free, and stays so.
    """

    sandbox: str
    label: str
    says: str
    sponsor: int | None = None
    under: Mapping[str, Any] | None = None
    then: tuple[Step, ...] = ()
    launch: LaunchCreate | None = None

    def name(self, account: str) -> str:
        return f"{self.label}.{account}-{self.sandbox}"


async def _delete(bench: Bench, name: str, by: str) -> None:
    await domain_delete(bench.as_(by), DomainDelete(name))


async def _ask_restore(bench: Bench, name: str, by: str) -> None:
    await domain_restore(bench.as_(by), DomainRestore(name, "request"))


async def _ask_transfer(bench: Bench, name: str, by: str) -> None:
    """The other registrar of the account does, with a secret that nobody else hears of."""
    secret = secrets.token_urlsafe(24)
    await domain_update(bench.as_(by), DomainUpdate(name, authinfo=secret))
    (other,) = set(registrars_of(bench.name)) - {by}
    await domain_transfer(bench.as_(other), DomainTransfer(name, "request", authinfo=secret))


async def _renew(bench: Bench, name: str, by: str) -> None:
    view = await domain_info(bench.as_(by), DomainInfo(name))
    await domain_renew(bench.as_(by), DomainRenew(name, view.domain.expires_at.date(), Period(1)))


async def _sign(bench: Bench, name: str, by: str) -> None:
    """DNSSEC, and a name server below the name itself."""
    await host_create(bench.as_(by), HostCreate(f"ns1.{name}", _ADDRESSES))
    add = DomainParts(NameServers((f"ns1.{name}",)))
    keys = DnssecUpdate(add=(DsData(12345, 13, 2, _DIGEST),))
    await domain_update(bench.as_(by), DomainUpdate(name, add=add, dnssec=keys))


def _mark(*statuses: str) -> Step:
    async def step(bench: Bench, name: str, by: str) -> None:
        await domain_update(bench.as_(by), DomainUpdate(name, add=DomainParts(statuses=statuses)))

    return step


_LANDRUSH: Final = LaunchCreate(NamedPhase("landrush"))

SEEDS: Final = (
    Seed("ga", "deleting", "pending delete: nothing brings it back", 1, ENDING, (_delete,)),
    Seed("ga", "registered", "its grace is over: a delete brings it to redemption", 1, SETTLED),
    Seed("ga", "anothers", "the other registrar's: set a secret there and ask for the transfer here", 2, SETTLED),
    Seed("ga", "redemption", "in redemption: restore it", 1, SETTLED, (_delete,)),
    Seed("ga", "restoring", "its restore waits for a report", 1, SETTLED, (_delete, _ask_restore)),
    Seed("ga", "leaving", "the other registrar asks for it: approve or reject", 1, SETTLED, (_ask_transfer,)),
    Seed("ga", "arriving", "asked for, and not decided: cancel, or approve as the other", 2, SETTLED, (_ask_transfer,)),
    Seed("ga", "locked", "its registrar allows no delete, no transfer, no update", 1, SETTLED, (
        _mark("clientDeleteProhibited", "clientTransferProhibited", "clientUpdateProhibited"),
    )),
    Seed("ga", "held", "its registrar keeps it out of the DNS", 1, SETTLED, (_mark("clientHold"),)),
    Seed("ga", "signed", "with DNSSEC and a host below it", 1, SETTLED, (_sign,)),
    Seed("ga", "fresh", "in its add grace: a delete gives the money back", 1),
    Seed("ga", "renewed", "in its renew grace", 1, SETTLED, (_renew,)),
    Seed("ga", "gold", "free, of a premium class: a create states its fee"),
    Seed("ga", "diamond", "free, of a premium class that is renewed for more as well"),
    Seed("ga", "reserved", "kept from registrars"),
    Seed("eap", "gold", "free, of a premium class, in early access besides"),
    Seed("sunrise", "wanted", "the other registrar has applied for it in the landrush", 2, None, (), _LANDRUSH),
    Seed("cc", "registered", "registered", 1),
    Seed("cc", "anothers", "the other registrar's; a transfer is complete with its request", 2),
)  # fmt: skip


async def prepare(bench: Bench) -> None:
    """What names link: a contact of each registrar, and name servers outside; those that there are stay as they are."""
    for number, handle in enumerate(registrars_of(bench.name), 1):
        contact = contact_of(handle)
        if not await bench.registry.store.reading(partial(contacts.taken, handles=[contact])):
            postal = Postal("int", f"OT&E Contact {number}", "Springfield", "US", street=("1 Example Street",))
            await contact_create(
                bench.as_(handle),
                ContactCreate(contact, (postal,), f"{contact.lower()}@example.com", Phone("+1.5550123")),
            )
    for name in hosts_of(bench.name):
        if not await bench.registry.store.reading(partial(hosts.taken, names=[name])):
            await host_create(bench.as_(registrars_of(bench.name)[0]), HostCreate(name))


async def sow(bench: Bench, under: Mapping[str, Any] | None) -> None:
    """Make the seeds that are to be made under these rules, which are in force by now."""
    for seed in SEEDS:
        if seed.sponsor is not None and seed.under is under:
            await _sow(bench, seed, registrars_of(bench.name)[seed.sponsor - 1])


async def _sow(bench: Bench, seed: Seed, by: str) -> None:
    name = seed.name(bench.name)
    tld = bench.registry.book.tld_of(name)
    assert tld
    rules = bench.registry.book.at(tld, bench.clock.now()).rules
    contact = contact_of(by)
    thick = rules.contacts == "required"
    wish = DomainCreate(
        name,
        Period(1),
        NameServers(hosts_of(bench.name)) if rules.host_model == "objects" else NameServers(),
        registrant=contact if thick else None,
        contacts=tuple(ContactLink(role, contact) for role in rules.required_roles) if thick else (),
        launch=seed.launch,
    )
    await domain_create(bench.as_(by), wish)
    for step in seed.then:
        await step(bench, name, by)


def contact_of(handle: str) -> str:
    """The contact that a registrar of an account begins with."""
    name, _, number = handle.rpartition("-")
    return f"{name}-OTE{number}".upper()


def hosts_of(account: str) -> tuple[str, ...]:
    """Name servers outside of every TLD here, which an account's names delegate to at first."""
    return tuple(f"ns{number}.{account}.example.net" for number in (1, 2))


def has_first_moments(sandbox: str, under: Mapping[str, Any]) -> bool:
    """Whether seeds of a sandbox are made under these rules, before its own are in force."""
    return any(seed.sandbox == sandbox and seed.under is under for seed in SEEDS)
