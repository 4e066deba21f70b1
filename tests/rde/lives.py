"""Lives of a registry at random: whatever registrars and the house may do, in any order; what is refused is refused."""

import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from registry.actions.contact_create import contact_create
from registry.actions.contact_delete import contact_delete
from registry.actions.contact_transfer import contact_transfer
from registry.actions.contact_update import contact_update
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_renew import domain_renew
from registry.actions.domain_restore import domain_restore
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.actions.host_create import host_create
from registry.actions.host_delete import host_delete
from registry.actions.host_update import host_update
from registry.actions.name_list_import import name_list_import
from registry.actions.registrar_accredit import registrar_accredit
from registry.actions.registrar_profile import registrar_profile
from registry.actions.registrar_state import registrar_state
from registry.actions.settle import settle
from registry.actions.urs_lock import urs_lock
from registry.actions.urs_notice import urs_notice
from registry.actions.urs_rollback import urs_rollback
from registry.actions.urs_suspend import urs_suspend
from registry.context import Context
from registry.errors import Refusal
from registry.model.change import DomainParts, NameServers
from registry.model.contact import Disclose, Phone, Postal
from registry.model.dnssec import DnssecUpdate, DsData
from registry.model.domain import ContactLink
from registry.model.host import NameServer, parsed
from registry.model.names import canonical
from registry.model.period import Period
from registry.requests.contact import ContactCreate, ContactDelete, ContactTransfer, ContactUpdate
from registry.requests.domain import (
    DomainCreate,
    DomainDelete,
    DomainRenew,
    DomainRestore,
    DomainTransfer,
    DomainUpdate,
    RestoreReport,
)
from registry.requests.host import HostCreate, HostDelete, HostParts, HostUpdate
from registry.requests.registrar import RegistrarAccredit, RegistrarProfile, RegistrarStateChange
from registry.requests.urs import UrsLock, UrsNotice, UrsRollback, UrsSuspend
from tests.world import World

SECRET = "a-secret-of-twenty-characters"
REGISTRARS = ("alpha", "beta", "gamma")
LABELS = ("one", "two", "three", "four", *(canonical(f"{each}.x").removesuffix(".x") for each in ("münchen", "straße")))
RESERVED = ("one", "five", "six", "xn--mnchen-3ya", "strasse")
CONTACTS = ('A-<&"\\', "B-1", "C-1", "D-1")
OUTSIDE = ("ns1.out.net", "ns2.out.net", "ns3.out.net")
ADDRESSES = (("9.9.9.9", "v4"), ("149.112.112.112", "v4"), ("2620:fe::fe", "v6"))
STATUSES = ("clientHold", "clientTransferProhibited", "clientDeleteProhibited")


class Life:
    """What befalls a world, drawn by a number, so that a failure can be lived again."""

    def __init__(self, world: World, number: int) -> None:
        self.world = world
        self.draw = random.Random(number)
        self.done: dict[str, int] = {}
        self._deeds: tuple[tuple[Callable[[], Awaitable[object]], int], ...] = (
            (self.create, 8),
            (self.update, 6),
            (self.host, 6),
            (self.contact, 5),
            (self.transfer, 4),
            (self.delete, 3),
            (self.renew, 2),
            (self.restore, 2),
            (self.house, 3),
            (self.dispute, 3),
        )

    async def live(self, deeds: int) -> None:
        """So many attempts, minutes to a day apart; now and then weeks pass, and much falls due."""
        if not self.done:
            for handle in CONTACTS:
                await self.give_contact(self.anybody(), handle)
        for _ in range(deeds):
            self.world.clock.advance(seconds=self.draw.choice((61, 3600, 40_000, 86_400)))
            if self.draw.random() < 0.03:
                self.world.clock.advance(days=self.draw.choice((5, 31, 200)))
            (deed,) = self.draw.choices([deed for deed, _ in self._deeds], [weight for _, weight in self._deeds])
            with suppress(Refusal):
                await deed()
                self.done[deed.__name__] = self.done.get(deed.__name__, 0) + 1

    # --- draws

    def anybody(self) -> Context:
        return self.world.as_(self.draw.choice(REGISTRARS))

    async def owner(self, name: str) -> Context:
        """Mostly who sponsors what is named so, so that not all is refused."""
        sql = """SELECT r.handle FROM registry.registrar r
                  WHERE r.id IN (SELECT registrar_id FROM registry.domain WHERE name = $1
                                  UNION SELECT registrar_id FROM registry.host WHERE name = $1
                                  UNION SELECT registrar_id FROM registry.contact WHERE handle = $1)
                    AND r.handle = ANY('{alpha,beta,gamma}')"""
        found = await self.world.fetch(sql, name)
        return self.world.as_(found[0][0]) if found and self.draw.random() < 0.9 else self.anybody()

    def name(self) -> str:
        return f"{self.draw.choice(LABELS)}.{self.draw.choice(('test', 'test', 'example', 'invalid'))}"

    async def known(self, condition: str = "true") -> str:
        """A name that is registered, where there is one."""
        rows = await self.world.fetch(f"SELECT name::text FROM registry.domain WHERE {condition} ORDER BY id")
        return self.draw.choice([row[0] for row in rows]) if rows else self.name()

    def host_name(self) -> str:
        below = f"{self.draw.choice(('a', 'b'))}.{self.draw.choice(LABELS)}.{self.draw.choice(('test', 'example'))}"
        return self.draw.choice((*OUTSIDE, below, below))

    async def servers(self, name: str) -> NameServers:
        if name.endswith(".invalid"):
            glue = parsed(self.draw.choice(ADDRESSES)[0])
            return NameServers(attributes=(NameServer("ns.out.net"), NameServer(f"ns.{name}", (glue,))))
        known = [row[0] for row in await self.world.fetch("SELECT name::text FROM registry.host ORDER BY id")]
        return NameServers(hosts=tuple(self.draw.sample(known, min(len(known), self.draw.randrange(3)))))

    def links(self) -> tuple[ContactLink, ...]:
        admin, tech = self.draw.choices(CONTACTS, k=2)
        return ContactLink("admin", admin), ContactLink("tech", tech)

    def ds(self) -> DsData:
        return DsData(self.draw.randrange(60_000), 13, 2, "AB" * 32)

    # --- deeds

    async def create(self) -> None:
        name = self.name()
        people = {"registrant": self.draw.choice(CONTACTS), "contacts": self.links()} if name.endswith(".test") else {}
        signed = (self.ds(),) if self.draw.random() < 0.3 else ()
        period = Period(self.draw.choice((1, 1, 2)))
        wish = DomainCreate(name, period, await self.servers(name), authinfo=SECRET, dnssec=signed, **people)
        await domain_create(self.anybody(), wish)

    async def update(self) -> None:
        name = await self.known()
        cx = await self.owner(name)
        match self.draw.randrange(5):
            case 0:
                await domain_update(cx, DomainUpdate(name, add=DomainParts(await self.servers(name))))
            case 1:
                await domain_update(cx, DomainUpdate(name, remove=DomainParts(await self.servers(name))))
            case 2:
                parts = DomainParts(statuses=(self.draw.choice(STATUSES),))
                wish = DomainUpdate(name, **{self.draw.choice(("add", "remove")): parts})
                await domain_update(cx, wish)
            case 3:
                await domain_update(cx, DomainUpdate(name, registrant=self.draw.choice(CONTACTS)))
            case 4:
                await domain_update(cx, DomainUpdate(name, dnssec=DnssecUpdate(add=(self.ds(),), remove_all=True)))

    async def host(self) -> None:
        name = self.host_name()
        cx = await self.owner(name)
        below = not name.endswith(".net")
        given = tuple(self.draw.sample(ADDRESSES, self.draw.randrange(1, 3))) if below else ()
        match self.draw.randrange(6):
            case 0 | 1 | 2:
                if below:
                    cx = await self.owner(name.partition(".")[2])
                await host_create(cx, HostCreate(name, given))
            case 3:
                await host_update(cx, HostUpdate(name, new_name=self.host_name()))
            case 4:
                await host_update(cx, HostUpdate(name, add=HostParts(given, statuses=("clientUpdateProhibited",))))
            case 5:
                await host_delete(cx, HostDelete(name))

    async def contact(self) -> None:
        handle = self.draw.choice(CONTACTS)
        cx = await self.owner(handle)
        match self.draw.randrange(6):
            case 0 | 1:
                await self.give_contact(cx, handle)
            case 2:
                await contact_update(
                    cx, ContactUpdate(handle, email=f"{self.draw.randrange(99)}@b.example", fax=Phone("+1.2"))
                )
            case 3:
                await contact_update(cx, ContactUpdate(handle, add=("clientUpdateProhibited",)))
            case 4:
                await contact_delete(cx, ContactDelete(handle))
            case 5:
                await contact_transfer(self.anybody(), ContactTransfer(handle, "request", authinfo=SECRET))

    async def give_contact(self, cx: Context, handle: str) -> None:
        form = Postal("loc", "Zoë <&>", "Köln", "DE", org=self.draw.choice((None, "A\\B")), street=("a\tb", "c"))
        phone = Phone("+49.221", self.draw.choice((None, "7")))
        shown = Disclose(False, frozenset({"voice", "name:loc"})) if self.draw.random() < 0.5 else None
        await contact_create(cx, ContactCreate(handle, (form,), "a@b.example", phone, authinfo=SECRET, disclose=shown))

    async def transfer(self) -> None:
        name = await self.known()
        cx = await self.owner(name)
        match self.draw.randrange(4):
            case 0 | 1:
                await domain_update(cx, DomainUpdate(name, authinfo=SECRET))
                await domain_transfer(self.anybody(), DomainTransfer(name, "request", authinfo=SECRET))
            case 2:
                await domain_transfer(cx, DomainTransfer(name, "approve"))
            case 3:
                await domain_transfer(cx, DomainTransfer(name, "reject"))

    async def delete(self) -> None:
        name = await self.known()
        await domain_delete(await self.owner(name), DomainDelete(name))

    async def renew(self) -> None:
        name = await self.known()
        rows = await self.world.fetch("SELECT expires_at FROM registry.domain WHERE name = $1", name)
        for row in rows:
            await domain_renew(await self.owner(name), DomainRenew(name, row[0].date(), Period(1)))

    async def restore(self) -> None:
        name = await self.known("deleted_at IS NOT NULL")
        cx, now = await self.owner(name), self.world.clock.now().isoformat()
        await domain_restore(cx, DomainRestore(name, "request"))
        if self.draw.random() < 0.6:
            told = RestoreReport("before", "after", now, now, "mistake", ("true", "no gain"))
            await domain_restore(cx, DomainRestore(name, "report", told))

    async def house(self) -> None:
        cx = self.world.operator
        match self.draw.randrange(5):
            case 0:
                changes = {"name": f"Delta {self.draw.randrange(99)} <&>", "city": self.draw.choice(("Köln", "Bonn"))}
                await registrar_profile(cx, RegistrarProfile(self.draw.choice((*REGISTRARS, "delta")), changes))
            case 1:
                state = self.draw.choice(("suspended", "active"))
                await registrar_state(cx, RegistrarStateChange("delta", state))
            case 2:
                tld = self.draw.choice(("test", "example"))
                await registrar_accredit(cx, RegistrarAccredit("delta", tld, valid_from=self.world.clock.now()))
            case 3:
                for row in await self.world.fetch("SELECT name::text FROM registry.domain ORDER BY id"):
                    await settle(self.world.registry.context("job"), row[0])
            case 4:
                entries = dict.fromkeys(self.draw.sample(RESERVED, 2), self.draw.choice(("reserved", "collision")))
                since = self.world.clock.now() + timedelta(hours=self.draw.choice((0, 0, 30)))
                await name_list_import(cx, "kept", "reserved", entries, since)

    async def dispute(self) -> None:
        name = await self.known()
        cx = replace(self.world.operator, reason="as the provider told us")
        match self.draw.randrange(3):
            case 0 | 1:
                number = str(self.draw.randrange(10**9))
                with suppress(Refusal):
                    await urs_notice(cx, UrsNotice(name, "forum", number))
                with suppress(Refusal):
                    await urs_lock(cx, UrsLock(name))
                new = NameServers(hosts=("ns1.urs.org",)) if not name.endswith("invalid") else NameServers()
                await urs_suspend(cx, UrsSuspend(name, new))
            case 2:
                await urs_rollback(cx, UrsRollback(name))
