"""A complaint from its notice to the end of the name, as registrars, the public and the escrow agent see it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from registry.actions.contact_create import contact_create
from registry.actions.registrar_certificates import registrar_pin_certificate
from registry.actions.settle import settle
from registry.actions.urs_close import urs_close
from registry.actions.urs_extend import urs_extend
from registry.actions.urs_lock import urs_lock
from registry.actions.urs_notice import urs_notice
from registry.actions.urs_suspend import urs_suspend
from registry.actions.worker import start_worker
from registry.clock import FakeClock
from registry.context import Context
from registry.jobs.watch_urs import CASES, LEFT, OVERDUE, watch_urs
from registry.model.change import DomainParts, NameServers
from registry.model.contact import Postal
from registry.model.dnssec import DsData
from registry.model.domain import ContactLink
from registry.model.period import Period
from registry.requests.contact import ContactCreate
from registry.requests.domain import DomainCreate, DomainDelete, DomainInfo, DomainRenew, DomainTransfer, DomainUpdate
from registry.requests.host import HostCreate, HostDelete
from registry.requests.poll import PollAck, PollRequest
from registry.requests.urs import UrsClose, UrsExtend, UrsLock, UrsNotice, UrsSuspend
from registry.store import ledger
from registry.store import urs as cases
from tests.epp.talk import CERTIFICATE, NS, Talk, service_of
from tests.rde.test_deposit import Read, export
from tests.whois.rdap.test_profile import get
from tests.whois.village import ask
from tests.world import BEGINNING, Clone, World, open_world

pytestmark = pytest.mark.slow  # three deposits

NAME, GLUE, FAR = "tree.test", "ns1.tree.test", "ns1.old.org"
PROVIDER = NameServers(("ns1.urs.org", "ns2.urs.org"))
SECRET = "a-secret-of-twenty-characters"
DS = DsData(12345, 13, 2, "AB" * 32)
_RDAP = {"ok": "active"}  # RFC 8056
LOCKS = ["serverDeleteProhibited", "serverTransferProhibited", "serverUpdateProhibited"]


class Life:
    """The registrars and the onlookers of one name."""

    def __init__(self, world: World, worker_id: int, folder: Path) -> None:
        self.world, self.folder = world, folder
        self.service = service_of(world, worker_id)
        self.talks: dict[str, Talk] = {}

    async def day(self, number: float) -> None:
        """Everybody logs in anew."""
        self.world.clock.move_to(BEGINNING + timedelta(days=number))
        for handle in ("alpha", "beta"):
            self.talks[handle] = Talk(self.service, CERTIFICATE)
            assert (await self.talks[handle].login(handle)).code == 1000

    async def code(self, handle: str, wish: object) -> int:
        return (await self.talks[handle].say(wish)).code

    async def told(self, handle: str) -> list[tuple[str | None, str | None]]:
        """What waited for a registrar: the case it comes of, and what it says."""
        found = []
        while (answer := await self.talks[handle].say(PollRequest())).code == 1301:
            found.append((answer.text("changePoll:changeData/changePoll:caseId"), answer.text("epp:msgQ/epp:msg")))
            await self.talks[handle].say(PollAck(answer.root.find(".//{*}msgQ").get("id")))
        return found

    async def shown(self) -> tuple[list[str], list[str], bool]:
        """Statuses, name servers, whether signed: as EPP says, and all others with it."""
        answer = await self.talks["alpha"].say(DomainInfo(NAME))
        statuses = [each.get("s") for each in answer.root.findall(".//domain:status", NS)]
        servers = answer.texts("domain:ns/domain:hostObj")
        signed = answer.has("secDNS:infData")

        text = await ask(self.world, NAME)
        lines = [line.partition(": ") for line in text.split("\r\n")]
        assert [value.split()[0] for key, _, value in lines if key == "Domain Status"][: len(statuses)] == statuses
        assert [value.lower() for key, _, value in lines if key == "Name Server"] == servers
        assert ("DNSSEC: signedDelegation" in text) is signed
        assert "Registrant Country: US" in text, "it goes on to show what it showed of the registrant"

        _, rdap = await get(self.world, f"/domain/{NAME}")
        assert {each.replace(" ", "").lower() for each in rdap["status"]} >= {
            _RDAP.get(each, each).lower() for each in statuses
        }
        assert [each["ldhName"].lower() for each in rdap.get("nameservers", [])] == servers
        assert rdap["secureDNS"]["delegationSigned"] is signed
        return statuses, servers, signed

    async def deposited(self) -> tuple[list[str], list[str], bool]:
        read = Read((await export(self.world, "test", self.folder)).path)
        servers = [each.text for each in read.domain(NAME).findall(".//{*}hostObj")]
        return read.child(NAME, "status"), servers, read.domain(NAME).find("{*}secDNS") is not None

    def house(self, reason: str) -> Context:
        return replace(self.world.operator, reason=reason)


@pytest.fixture
def life(loop, clone: Clone, clock: FakeClock, tmp_path: Path) -> Life:
    return loop.run_until_complete(_begun(clone, clock, tmp_path))


async def _begun(clone: Clone, clock: FakeClock, folder: Path) -> Life:
    world = await open_world(await clone.store(), clock)
    for handle in world.numbers:
        since = clock.now() - timedelta(days=1)
        await registrar_pin_certificate(world.operator, handle, CERTIFICATE, since, since + timedelta(days=36500))
    postal = Postal("int", "Ada", "Springfield", "US", org="Ada Ltd")
    await contact_create(world.as_("alpha"), ContactCreate("ADA", (postal,), "ada@mail.example"))
    return Life(world, await start_worker(world.store, clock, "epp"), folder)


@pytest.mark.feature("REG-14")
async def test_a_name_is_locked_suspended_led_back_suspended_again_and_ends_with_its_term(life: Life) -> None:
    world = life.world
    await life.day(0)
    links = (ContactLink("admin", "ADA"), ContactLink("tech", "ADA"))
    assert await life.code("alpha", HostCreate(FAR)) == 1000
    made = DomainCreate(NAME, Period(1), NameServers((FAR,)), "ADA", links, SECRET, (DS,))
    assert await life.code("alpha", made) == 1000
    assert await life.code("alpha", HostCreate(GLUE, (("192.0.32.8", "v4"),))) == 1000
    assert await life.code("alpha", DomainUpdate(NAME, add=DomainParts(NameServers((GLUE,))))) == 1000
    before = (["ok"], [FAR, GLUE], True)
    assert await life.shown() == before

    # Beta wants the name, and then somebody complains; the notice lies in a mailbox for twenty hours.
    await life.day(9)
    funds = await world.balance("beta")
    assert await life.code("beta", DomainTransfer(NAME, "request", authinfo=SECRET)) == 1001
    came = world.clock.now() + timedelta(hours=1)
    await life.day(9.9)
    case = await urs_notice(life.house("notice of complaint"), UrsNotice(NAME, "forum", "FA-1", came))
    await watch_urs(world.registry)
    assert (CASES.labels("notified")._value.get(), OVERDUE._value.get()) == (1, 0)
    assert LEFT._value.get() == (case.lock_by - world.clock.now()).total_seconds() == pytest.approx(3.4 * 3600)
    await life.day(10.1)
    await watch_urs(world.registry)
    assert (OVERDUE._value.get(), LEFT._value.get() < 0) == (1, True)
    await urs_lock(life.house("URS lock"), UrsLock(NAME))
    await watch_urs(world.registry)
    assert (CASES.labels("locked")._value.get(), OVERDUE._value.get(), LEFT._value.get()) == (1, 0, float("inf"))

    # It is nobody's to change, and resolves; the transfer is off.
    assert await life.shown() == await life.deposited() == (LOCKS, [FAR, GLUE], True)
    assert await world.balance("beta") == funds
    for handle, wish in (
        ("alpha", DomainUpdate(NAME, remove=DomainParts(NameServers((FAR,))))),
        ("alpha", DomainUpdate(NAME, authinfo="another-secret-of-22-ch")),
        ("alpha", DomainDelete(NAME)),
        ("beta", DomainTransfer(NAME, "request", authinfo=SECRET)),
    ):
        assert await life.code(handle, wish) == 2304
    assert await life.told("alpha") == [
        (None, "Transfer requested."),
        (None, "Transfer cancelled."),
        ("FA-1", f"A complaint (URS) locks the domain {NAME}."),
    ]
    assert await life.told("beta") == [(None, "Transfer cancelled.")]

    # Nobody answers, so the complainant wins by default.
    await life.day(30)
    await urs_suspend(life.house("URS suspension"), UrsSuspend(NAME, PROVIDER))
    gone = ([LOCKS[0], "serverRenewProhibited", *LOCKS[1:]], [*PROVIDER.hosts], False)
    assert await life.shown() == await life.deposited() == gone
    assert await life.code("alpha", HostDelete(GLUE)) == 2305
    assert await life.code("alpha", DomainRenew(NAME, (BEGINNING + timedelta(days=365)).date())) == 2304
    servers = "The registry keeps name servers of the provider as they are, in your name: ns1.urs.org, ns2.urs.org"
    assert await life.told("alpha") == [
        ("FA-1", f"A complaint (URS) suspends the domain {NAME}."),
        (None, servers),
    ]

    # The registrant answers late: back to where it led, and locked; and is found wrong after all.
    await life.day(90)
    await urs_lock(life.house("late response"), UrsLock(NAME))
    assert await life.shown() == (LOCKS, [FAR, GLUE], True)
    await life.day(100)
    await urs_suspend(life.house("URS suspension"), UrsSuspend(NAME, PROVIDER))
    await urs_extend(life.house("wish of the complainant"), UrsExtend(NAME))
    assert [case for case, _ in await life.told("alpha")] == ["FA-1"] * 3
    assert await life.shown() == gone

    # Two years after its create the term is over, and nothing renews it.
    await life.day(729)
    assert await life.shown() == gone
    await life.day(731)
    statuses, servers, signed = await life.shown()
    assert (statuses, servers, signed) == (["pendingDelete", *gone[0][1:]], [*PROVIDER.hosts], False)
    assert await life.deposited() == (statuses, servers, signed)
    assert await life.told("alpha") == [(None, "Domain deleted after its expiry.")]
    await life.day(770)
    await settle(world.operator, NAME)
    assert await life.code("alpha", DomainInfo(NAME)) == 2303

    # Who registers it now has nothing to do with it; the case is closed, and stays to be looked up.
    await urs_close(life.house("the name is gone"), UrsClose(NAME))
    again = replace(made, registrant=None, contacts=(), name="tree.example", nameservers=NameServers(), dnssec=())
    assert await life.code("beta", again) == 1000
    (closed,) = await world.store.reading(lambda db: cases.of_name(db, NAME))
    assert (closed.status, closed.number) == ("closed", "FA-1")
    assert closed.before and (closed.before.statuses, closed.before.hosts) == (frozenset(), (FAR, GLUE))
    rows = await world.fetch("SELECT event FROM registry.history WHERE kind = 'urs' ORDER BY id")
    steps = [row["event"] for row in rows]
    assert steps == ["notice", "lock", "suspend", "lock", "suspend", "extend", "close"]
    assert await world.store.reading(ledger.unproven) == []
