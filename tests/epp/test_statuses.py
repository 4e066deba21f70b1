"""Every status of every object against every verb: what the RFCs answer, in one table for each kind of object.

The tables are written from RFC 5731 (section 2.3), RFC 5732 (section 2.3), RFC 5733 (section 2.2) and RFC 3915 (sections
2 and 3.1), not from our code. A status stands alone on an object that has grown out of its grace periods, unless it is the
name of one.
"""

from collections.abc import Awaitable, Callable
from datetime import date, datetime

import pytest

from epp.session import Service
from registry.actions.contact_update import contact_update
from registry.actions.domain_update import domain_update
from registry.actions.host_update import host_update
from registry.errors import Refusal
from registry.model.change import DomainParts, NameServers
from registry.model.contact import Postal
from registry.model.domain import ContactLink
from registry.model.status import CONTACT_CLIENT, DOMAIN_CLIENT, HOST_CLIENT, servers_own
from registry.requests.contact import ContactCreate, ContactDelete, ContactInfo, ContactTransfer, ContactUpdate
from registry.requests.domain import (
    DomainCreate,
    DomainDelete,
    DomainInfo,
    DomainRenew,
    DomainRestore,
    DomainTransfer,
    DomainUpdate,
    RestoreReport,
)
from registry.requests.host import HostCreate, HostDelete, HostInfo, HostParts, HostUpdate
from tests.epp.talk import CERTIFICATE, NS, Answer, Talk
from tests.world import World

SECRET = "a-secret-of-twenty-characters"

DOMAIN_VERBS = ("update", "delete", "renew", "transfer", "restore", "report")
DOMAINS = {
    # status                   update delete renew transfer restore report
    "ok":                       (1000, 1001, 1000, 1001, 2304, 2304),
    "inactive":                 (1000, 1001, 1000, 1001, 2304, 2304),
    "clientHold":               (1000, 1001, 1000, 1001, 2304, 2304),
    "serverHold":               (1000, 1001, 1000, 1001, 2304, 2304),
    "clientUpdateProhibited":   (2304, 1001, 1000, 1001, 2304, 2304),
    "serverUpdateProhibited":   (2304, 1001, 1000, 1001, 2304, 2304),
    "clientDeleteProhibited":   (1000, 2304, 1000, 1001, 2304, 2304),
    "serverDeleteProhibited":   (1000, 2304, 1000, 1001, 2304, 2304),
    "clientRenewProhibited":    (1000, 1001, 2304, 1001, 2304, 2304),
    "serverRenewProhibited":    (1000, 1001, 2304, 1001, 2304, 2304),
    "clientTransferProhibited": (1000, 1001, 1000, 2304, 2304, 2304),
    "serverTransferProhibited": (1000, 1001, 1000, 2304, 2304, 2304),
    "pendingTransfer":          (2304, 2304, 2304, 2300, 2304, 2304),
    # RGP statuses; the last three stand beside pendingDelete
    "addPeriod":                (1000, 1000, 1000, 1001, 2304, 2304),
    "renewPeriod":              (1000, 1001, 1000, 1001, 2304, 2304),
    "autoRenewPeriod":          (1000, 1001, 1000, 1001, 2304, 2304),
    "transferPeriod":           (1000, 1001, 1000, 1001, 2304, 2304),
    "redemptionPeriod":         (2304, 2304, 2304, 2304, 1000, 2304),
    "pendingRestore":           (2304, 2304, 2304, 2304, 2304, 1000),
    "pendingDelete":            (2304, 2304, 2304, 2304, 2304, 2304),
}  # fmt: skip

CONTACT_VERBS = ("update", "delete", "transfer")
CONTACTS = {
    "ok":                       (1000, 1000, 1001),
    "linked":                   (1000, 2305, 1001),
    "clientUpdateProhibited":   (2304, 1000, 1001),
    "serverUpdateProhibited":   (2304, 1000, 1001),
    "clientDeleteProhibited":   (1000, 2304, 1001),
    "serverDeleteProhibited":   (1000, 2304, 1001),
    "clientTransferProhibited": (1000, 1000, 2304),
    "serverTransferProhibited": (1000, 1000, 2304),
    "pendingTransfer":          (2304, 2304, 2300),
}  # fmt: skip

# A host is pendingTransfer with the domain above it (RFC 5732, section 2.3), and like it stands still meanwhile.
HOST_VERBS = ("update", "delete")
HOSTS = {
    "ok":                       (1000, 1000),
    "linked":                   (1000, 2305),
    "clientUpdateProhibited":   (2304, 1000),
    "serverUpdateProhibited":   (2304, 1000),
    "clientDeleteProhibited":   (1000, 2304),
    "serverDeleteProhibited":   (1000, 2304),
    "pendingTransfer":          (2304, 2304),
}  # fmt: skip

# Taking a status away again: what stands there for a while is not a dead end, and the registry's own is not the clients'.
REMOVALS = {
    "clientHold": 1000,
    "clientUpdateProhibited": 1000,
    "clientDeleteProhibited": 1000,
    "clientRenewProhibited": 1000,
    "clientTransferProhibited": 1000,
    "serverHold": 2306,
    "serverUpdateProhibited": 2304,
    "serverDeleteProhibited": 2306,
    "serverRenewProhibited": 2306,
    "serverTransferProhibited": 2306,
}

# These stand for commands that wait for a person's decision; here only deletes and transfers wait.
NEVER_SEEN = {"pendingCreate", "pendingRenew", "pendingUpdate"}


def report(at: datetime) -> RestoreReport:
    """Of a name deleted and restored there and then."""
    return RestoreReport("before", "after", at.isoformat(), at.isoformat(), "Mistake.", ("True.", "No gain."))


def test_the_tables_name_every_status_that_can_be_set() -> None:
    assert DOMAIN_CLIENT | servers_own(DOMAIN_CLIENT) <= set(DOMAINS)
    assert CONTACT_CLIENT | servers_own(CONTACT_CLIENT) <= set(CONTACTS)
    assert HOST_CLIENT | servers_own(HOST_CLIENT) <= set(HOSTS)
    assert set(REMOVALS) == DOMAIN_CLIENT | servers_own(DOMAIN_CLIENT)
    assert not NEVER_SEEN & {*DOMAINS, *CONTACTS, *HOSTS}


class Stage:
    """Two registrars at the door, and the registry's operator."""

    def __init__(self, world: World, service: Service) -> None:
        self.world = world
        self.alpha, self.beta = Talk(service, CERTIFICATE), Talk(service, CERTIFICATE)

    async def enter(self) -> None:
        assert (await self.alpha.login("alpha")).code == 1000
        assert (await self.beta.login("beta")).code == 1000
        assert (await self.alpha.say(HostCreate("ns1.else.net"))).code == 1000

    async def done(self, wish: object, by: Talk | None = None) -> Answer:
        answer = await (by or self.alpha).say(wish)
        assert answer.code < 2000, (wish, answer.reason)
        return answer

    async def domain(self, name: str, by: Talk | None = None, delegated: bool = True) -> None:
        servers = NameServers(("ns1.else.net",) if delegated else ())
        await self.done(DomainCreate(name, nameservers=servers, authinfo=SECRET), by)

    async def contact(self, handle: str) -> None:
        postal = Postal("int", "Ada Lovelace", "London", "GB")
        await self.done(ContactCreate(handle, (postal,), "ada@mail.example", authinfo=SECRET))

    async def shown(self, wish: object) -> set[str]:
        """The statuses of EPP and of RGP in an info."""
        answer = await self.done(wish)
        return {each.get("s") for tag in ("domain:status", "contact:status", "host:status", "rgp:rgpStatus")
                for each in answer.root.iterfind(f".//{tag}", NS)}  # fmt: skip


@pytest.fixture
def stage(world: World, service: Service, loop) -> Stage:
    stage = Stage(world, service)
    loop.run_until_complete(stage.enter())
    return stage


# --- domains --------------------------------------------------------------------------------------------------------


async def domains_with(stage: Stage, status: str, names: tuple[str, ...]) -> None:
    """Bring names into existence that have this status and, where they can, no other."""
    clock = stage.world.clock
    for name in names:
        await stage.domain(name, by=stage.beta if status == "transferPeriod" else None, delegated=status != "inactive")
    if status == "addPeriod":
        return
    clock.advance(days=10)
    by_time = {"autoRenewPeriod": 360}
    for name in names:
        if status.startswith(("client", "server")):
            await domain_update(stage.world.operator, DomainUpdate(name, add=DomainParts(statuses=(status,))))
        elif status == "pendingTransfer":
            await stage.done(DomainTransfer(name, "request", authinfo=SECRET), stage.beta)
        elif status == "renewPeriod":
            await stage.done(DomainRenew(name, date(2027, 3, 1)))
        elif status == "transferPeriod":
            await stage.done(DomainTransfer(name, "request", authinfo=SECRET))
            await stage.done(DomainTransfer(name, "approve"), stage.beta)
            await stage.done(DomainUpdate(name, authinfo=SECRET))
        elif status in ("redemptionPeriod", "pendingRestore", "pendingDelete"):
            await stage.done(DomainDelete(name))
            if status == "pendingRestore":
                await stage.done(DomainRestore(name, "request"))
    clock.advance(days=by_time.get(status, 31 if status == "pendingDelete" else 0))
    for name in names if status in by_time else ():
        await stage.done(DomainUpdate(name, authinfo=SECRET))  # the one it was created with is past its time


async def on_domain(stage: Stage, verb: str, name: str) -> Answer:
    if verb == "transfer":
        return await stage.beta.say(DomainTransfer(name, "request", authinfo=SECRET))
    expiry = (await stage.done(DomainInfo(name))).text("domain:exDate")
    wishes: dict[str, object] = {
        "update": DomainUpdate(name, authinfo="another-secret-of-alpha"),
        "delete": DomainDelete(name),
        "renew": DomainRenew(name, date.fromisoformat(expiry[:10])),
        "restore": DomainRestore(name, "request"),
        "report": DomainRestore(name, "report", report(stage.world.clock.now())),
    }
    return await stage.alpha.say(wishes[verb])


@pytest.mark.feature("DOM-15")
@pytest.mark.parametrize("status", DOMAINS)
async def test_a_domain_answers_every_verb_as_its_status_demands(stage: Stage, status: str) -> None:
    names = {verb: f"{verb}.example" for verb in DOMAIN_VERBS}
    await domains_with(stage, status, tuple(names.values()))
    assert status in await stage.shown(DomainInfo("update.example"))
    answers = {verb: (await on_domain(stage, verb, name)).code for verb, name in names.items()}
    assert answers == dict(zip(DOMAIN_VERBS, DOMAINS[status], strict=True))


@pytest.mark.parametrize("status", REMOVALS)
async def test_what_a_client_set_it_takes_away_and_the_registrys_own_it_does_not(stage: Stage, status: str) -> None:
    await domains_with(stage, status, ("one.example",))
    removal = DomainUpdate("one.example", remove=DomainParts(statuses=(status,)), authinfo="another-secret-of-alpha")
    assert (await stage.alpha.say(removal)).code == REMOVALS[status]
    assert (status in await stage.shown(DomainInfo("one.example"))) == (REMOVALS[status] != 1000)


@pytest.mark.parametrize("status", sorted(DOMAIN_CLIENT - {"clientDeleteProhibited"}))
async def test_a_status_of_the_client_outlives_a_delete_and_does_not_stand_in_the_way_of_a_restore(
    stage: Stage, status: str
) -> None:
    """In redemption no update could take it away (RFC 3915, section 4.2.5); the restored name has it again."""
    await domains_with(stage, status, ("one.example",))
    await stage.done(DomainDelete("one.example"))
    await stage.done(DomainRestore("one.example", "request"))
    await stage.done(DomainRestore("one.example", "report", report(stage.world.clock.now())))
    assert await stage.shown(DomainInfo("one.example")) == {status}


# RFC 5731 and 5733, section 2.3 and 2.2: these never stand together, whoever asks.
EXCLUSIVE = [
    ("redemptionPeriod", "serverDeleteProhibited", 2304),
    ("redemptionPeriod", "serverTransferProhibited", None),
    ("pendingTransfer", "serverTransferProhibited", 2304),
    ("pendingTransfer", "clientTransferProhibited", 2304),
    ("pendingTransfer", "serverDeleteProhibited", None),
]


@pytest.mark.parametrize(("pending", "status", "code"), EXCLUSIVE)
async def test_not_even_the_registry_forbids_what_is_pending(stage: Stage, pending: str, status: str, code) -> None:
    async def refused(update: Awaitable[None]) -> int | None:
        try:
            await update
        except Refusal as refusal:
            return refusal.code
        return None

    await domains_with(stage, pending, ("one.example",))
    add = DomainUpdate("one.example", add=DomainParts(statuses=(status,)))
    assert await refused(domain_update(stage.world.operator, add)) == code
    if pending == "pendingTransfer":
        await contacts_with(stage, pending, ("C-1",))
        assert await refused(contact_update(stage.world.operator, ContactUpdate("C-1", add=(status,)))) == code


# --- contacts -------------------------------------------------------------------------------------------------------


async def contacts_with(stage: Stage, status: str, handles: tuple[str, ...]) -> None:
    for number, handle in enumerate(handles):
        await stage.contact(handle)
        if status.startswith(("client", "server")):
            await contact_update(stage.world.operator, ContactUpdate(handle, add=(status,)))
        elif status == "linked":
            links = (ContactLink("admin", handle), ContactLink("tech", handle))
            await stage.done(DomainCreate(f"n{number}.test", registrant=handle, contacts=links, authinfo=SECRET))
        elif status == "pendingTransfer":
            await stage.done(ContactTransfer(handle, "request", authinfo=SECRET), stage.beta)


@pytest.mark.feature("DOM-11")
@pytest.mark.parametrize("status", CONTACTS)
async def test_a_contact_answers_every_verb_as_its_status_demands(stage: Stage, status: str) -> None:
    handles = {verb: f"C-{verb}" for verb in CONTACT_VERBS}
    await contacts_with(stage, status, tuple(handles.values()))
    assert status in await stage.shown(ContactInfo("C-update"))
    asks: dict[str, Callable[[], Awaitable[Answer]]] = {
        "update": lambda: stage.alpha.say(ContactUpdate(handles["update"], email="ada@new.example")),
        "delete": lambda: stage.alpha.say(ContactDelete(handles["delete"])),
        "transfer": lambda: stage.beta.say(ContactTransfer(handles["transfer"], "request", authinfo=SECRET)),
    }
    answers = {verb: (await ask()).code for verb, ask in asks.items()}
    assert answers == dict(zip(CONTACT_VERBS, CONTACTS[status], strict=True))


# --- hosts ----------------------------------------------------------------------------------------------------------


async def hosts_with(stage: Stage, status: str, names: tuple[str, ...]) -> None:
    await stage.domain("above.example")
    for number, name in enumerate(names):
        await stage.done(HostCreate(name, (("9.9.9.9", "v4"),)))
        if status.startswith(("client", "server")):
            await host_update(stage.world.operator, HostUpdate(name, add=HostParts(statuses=(status,))))
        elif status == "linked":
            await stage.done(DomainCreate(f"n{number}.example", nameservers=NameServers((name,)), authinfo=SECRET))
    if status == "pendingTransfer":
        await stage.done(DomainTransfer("above.example", "request", authinfo=SECRET), stage.beta)


@pytest.mark.feature("DOM-08")
@pytest.mark.parametrize("status", HOSTS)
async def test_a_host_answers_every_verb_as_its_status_demands(stage: Stage, status: str) -> None:
    names = {verb: f"{verb}.above.example" for verb in HOST_VERBS}
    await hosts_with(stage, status, tuple(names.values()))
    assert status in await stage.shown(HostInfo("update.above.example"))
    change = HostUpdate(names["update"], add=HostParts((("149.112.112.112", "v4"),)))
    answers = ((await stage.alpha.say(change)).code, (await stage.alpha.say(HostDelete(names["delete"]))).code)
    assert answers == HOSTS[status]
