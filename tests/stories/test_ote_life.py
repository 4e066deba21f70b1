"""Who was given an account in OT&E connects with what it was given, and goes through what registrars are certified by."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from epp.client import Client, ConnectionEnded, Reply, connect, tls_context
from epp.codec.signed_mark import opened
from registry.actions.tmch_import import tmch_import
from registry.clock import FakeClock, SystemClock
from registry.model.change import DomainParts, NameServers
from registry.model.contact import Phone, Postal
from registry.model.domain import ContactLink
from registry.model.fees import FeeCheck, FeeCommand, StatedFee
from registry.model.launch import EncodedMark, LaunchCreate, Notice
from registry.model.period import Period
from registry.model.phases import NamedPhase
from registry.requests.contact import ContactCreate
from registry.requests.domain import (
    ClaimsCheck,
    DomainCheck,
    DomainCreate,
    DomainDelete,
    DomainInfo,
    DomainRenew,
    DomainRestore,
    DomainTransfer,
    DomainUpdate,
    RestoreReport,
)
from registry.requests.host import HostCreate
from registry.requests.poll import PollAck, PollRequest
from tests.stories.installation import NAMEHOUSE, ROOT
from tests.tmch.clearinghouse import Clearinghouse, Party, certified, dnl, encoded, key, notice_id, smdrl
from tests.world import Clone, open_world

pytestmark = [pytest.mark.story, pytest.mark.feature("REG-11")]

DAY = timedelta(days=1)
SECRET = "a-secret-that-only-both-of-us-know"
SUNRISE, END_DATE, CLAIMS = NamedPhase("sunrise"), NamedPhase("sunrise", "end-date"), NamedPhase("claims")


def now() -> datetime:
    return SystemClock().now()


def clearinghouse() -> Clearinghouse:
    """One whose certificates are valid today."""
    root = Party("Clearinghouse", key(1))
    house = Clearinghouse(certified(root, root, authority=True, begins=now() - DAY, days=365))
    house.validator = house.vouch_for("Validator", 2, begins=now() - DAY, days=300)
    return house


def shown(house: Clearinghouse, label: str, phase: NamedPhase) -> LaunchCreate:
    mark = house.mark(label, begins=now() - DAY, ends=now() + 100 * DAY)
    return LaunchCreate(phase, marks=(EncodedMark(encoded(mark), opened),))


class Story:
    """Where the server is, what the command told, and two sessions."""

    def __init__(self, account: dict[str, Any], house: Clearinghouse) -> None:
        self.account, self.house = account, house

    def way(self, handle: str) -> dict[str, Any]:
        return next(each for each in self.account["registrars"] if each["id"] == handle)

    @asynccontextmanager
    async def connected(self, handle: str) -> AsyncIterator[Client]:
        epp, way = self.account["epp"], self.way(handle)
        tls = tls_context(epp["server_ca"], way["certificate"], way["key"])
        async with await connect(epp["host"], epp["port"], tls) as client:
            yield client

    @asynccontextmanager
    async def session(self, handle: str) -> AsyncIterator[Client]:
        async with self.connected(handle) as client:
            assert (await client.login(handle, self.way(handle)["password"])).code == 1000
            yield client


async def ask(client: Client, wish: object, code: int = 1000) -> Reply:
    reply = await client.ask(wish)
    assert reply.code == code, (wish, reply.message, reply.reasons)
    return reply


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def begun(clone: Clone, var: Path) -> AsyncIterator[Story]:
    """The account is made by the command, then the server is started; both as an operator would."""
    house = clearinghouse()
    world = await open_world(await clone.store(2), FakeClock(now()))
    world.registry.trademarks = house.trademarks
    await tmch_import(world.operator, "dnl", dnl("tree", at=now(), inserted=now() - 30 * DAY))
    await tmch_import(world.operator, "smdrl", smdrl(at=now()))
    await tmch_import(world.operator, "crl", house.crl(at=now()))
    (var / "tmch").mkdir(parents=True)
    (var / "tmch" / "roots.pem").write_bytes(house.root_pem)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NAMEHOUSE_")}
    environment = {
        **kept,
        "DATABASE_URL": clone.url,
        "NAMEHOUSE_VAR": str(var),
        "NAMEHOUSE_EPP_PORT": str(free_port()),
        "NAMEHOUSE_METRICS_EPP": str(free_port()),
    }
    told = await asyncio.create_subprocess_exec(
        *(NAMEHOUSE, "registrar", "ote", "acme", "--json"), cwd=ROOT, env=environment, stdout=subprocess.PIPE
    )
    output, _ = await told.communicate()
    assert told.returncode == 0
    server = await asyncio.create_subprocess_exec(
        *(NAMEHOUSE, "epp"), cwd=ROOT, env=environment, stdout=sys.stderr, stderr=sys.stderr
    )
    try:
        story = Story(json.loads(output), house)
        await listening(story, server)
        yield story
    finally:
        server.terminate()
        await server.wait()


async def listening(story: Story, server: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(60):
        while True:
            assert server.returncode is None, "the server did not start"
            try:
                async with story.connected("acme-1"):
                    return
            except (OSError, ConnectionEnded):
                await asyncio.sleep(0.1)


async def test_a_registrar_goes_through_the_whole_list_with_what_it_was_given(clone: Clone, tmp_path: Path) -> None:
    async with begun(clone, tmp_path / "var") as story:
        await nobody_else_comes_in(story)
        async with story.session("acme-1") as one, story.session("acme-2") as two:
            await names_are_checked_and_created(one)
            await the_notice_of_claims_is_read(one)
            await a_mark_is_shown(story, one)
            await fees_are_stated(one)
            await a_name_is_renewed_and_updated(one)
            await a_name_changes_hands(one, two)
            await a_name_is_deleted_and_restored(one)
            await messages_are_read(one)


async def nobody_else_comes_in(story: Story) -> None:
    """Neither the right registrar without its certificate, nor with that of the other one."""
    epp, password = story.account["epp"], story.way("acme-1")["password"]
    async with await connect(epp["host"], epp["port"], tls_context(epp["server_ca"])) as bare:
        assert (await bare.login("acme-1", password)).code == 2200
    async with story.connected("acme-2") as other:
        assert (await other.login("acme-1", password)).code == 2200


async def names_are_checked_and_created(client: Client) -> None:
    names = ("first.acme-ga", "registered.acme-ga", "reserved.acme-ga", "first.test")
    checked = await ask(client, DomainCheck(names))
    assert checked.values("reason") == ("In use", "Reserved name")
    postal = Postal("int", "First Person", "Springfield", "US", street=("1 Example Street",))
    await ask(client, ContactCreate("FIRST-1", (postal,), "first@example.com", Phone("+1.5550123"), authinfo=SECRET))
    await ask(client, HostCreate("ns1.first.example.org"))
    links = tuple(ContactLink(role, "FIRST-1") for role in ("admin", "tech"))
    hosts = NameServers(("ns1.first.example.org", "ns1.acme.example.net"))
    await ask(client, DomainCreate("first.acme-ga", Period(2), hosts, "FIRST-1", links, SECRET))
    await ask(client, HostCreate("ns1.first.acme-ga", (("192.31.196.53", "v4"),)))
    await ask(client, DomainCreate("first.test", Period(1), authinfo=SECRET), 2201)


def of_acme(name: str, launch: LaunchCreate | None = None, **rest: Any) -> DomainCreate:
    links = tuple(ContactLink(role, "ACME-OTE1") for role in ("admin", "tech"))
    return DomainCreate(name, Period(1), registrant="ACME-OTE1", contacts=links, authinfo=SECRET, launch=launch, **rest)


async def the_notice_of_claims_is_read(client: Client) -> None:
    told = await ask(client, ClaimsCheck(("tree.acme-claims", "cloud.acme-claims"), "claims", CLAIMS))
    assert len(told.values("claimKey")) == 1
    await ask(client, of_acme("tree.acme-claims"), 2003)
    ends = (now() + DAY).replace(microsecond=0)
    notice = Notice(notice_id("tree", ends), ends, now() - timedelta(hours=1))
    await ask(client, of_acme("tree.acme-claims", LaunchCreate(CLAIMS, notices=(notice,))))
    await ask(client, of_acme("cloud.acme-claims"))


async def a_mark_is_shown(story: Story, client: Client) -> None:
    await ask(client, of_acme("tree.acme-sunrise", LaunchCreate(SUNRISE)), 2003)
    await ask(client, of_acme("bush.acme-sunrise", shown(story.house, "tree", SUNRISE)), 2306)
    await ask(client, of_acme("tree.acme-sunrise", shown(story.house, "tree", SUNRISE)))
    applied = await ask(client, of_acme("leaf.acme-sunrise", shown(story.house, "leaf", END_DATE)), 1001)
    assert applied.value("applicationID")
    rival = await ask(client, of_acme("wanted.acme-sunrise", LaunchCreate(NamedPhase("landrush"))), 1001)
    assert rival.value("applicationID") != applied.value("applicationID")


async def fees_are_stated(client: Client) -> None:
    fees = FeeCheck((FeeCommand("create"),))
    premium = await ask(client, DomainCheck(("gold.acme-ga",), fees))
    assert (premium.value("fee"), premium.value("class")) == ("100.00", "premium")
    await ask(client, of_acme("gold.acme-ga"), 2003)
    await ask(client, of_acme("gold.acme-ga", fee=StatedFee(Decimal("99.99"))), 2004)
    await ask(client, of_acme("gold.acme-ga", fee=StatedFee(Decimal("100.00"))))
    early = await ask(client, DomainCheck(("early.acme-eap",), fees))
    assert early.values("fee") == ("10.00", "1000.00")
    bare = DomainCreate("early.acme-eap", Period(1), authinfo=SECRET, fee=StatedFee(Decimal("1010.00")))
    await ask(client, of_acme("early.acme-eap", fee=StatedFee(Decimal("1010.00"))), 2306)
    await ask(client, bare)


async def a_name_is_renewed_and_updated(client: Client) -> None:
    info = await ask(client, DomainInfo("first.acme-ga"))
    until = date.fromisoformat((info.value("exDate") or "")[:10])
    await ask(client, DomainRenew("first.acme-ga", until, Period(1)))
    add = DomainParts(NameServers(("ns1.first.acme-ga",)), statuses=("clientHold",))
    remove = DomainParts(NameServers(("ns1.first.example.org",)))
    await ask(client, DomainUpdate("first.acme-ga", add=add, remove=remove))


async def a_name_changes_hands(one: Client, two: Client) -> None:
    """Between the two registrars of the account; where a TLD asks nobody, at once."""
    await ask(two, DomainUpdate("anothers.acme-ga", authinfo=SECRET))
    await ask(one, DomainTransfer("anothers.acme-ga", "request", authinfo="not-this-secret-at-all"), 2202)
    await ask(one, DomainTransfer("anothers.acme-ga", "request", authinfo=SECRET), 1001)
    await ask(two, DomainTransfer("anothers.acme-ga", "approve"))
    assert (await ask(one, DomainInfo("anothers.acme-ga"))).value("clID") == "acme-1"
    await ask(one, DomainTransfer("leaving.acme-ga", "reject"))
    await ask(one, DomainTransfer("arriving.acme-ga", "cancel"))
    await ask(two, DomainUpdate("anothers.acme-cc", authinfo=SECRET))
    moved = await ask(one, DomainTransfer("anothers.acme-cc", "request", authinfo=SECRET))
    assert moved.value("trStatus") == "serverApproved"


async def a_name_is_deleted_and_restored(client: Client) -> None:
    deleted_at = now()
    await ask(client, DomainDelete("registered.acme-ga"), 1001)
    assert (await ask(client, DomainDelete("fresh.acme-ga"))).value("credit")
    restored_at = now()
    await ask(client, DomainRestore("registered.acme-ga", "request"))
    said = [f"{each.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z" for each in (deleted_at, restored_at)]
    report = RestoreReport(
        "as it was", "as it was", said[0], said[1], "a mistake", ("nobody else wants it", "this is true")
    )
    await ask(client, DomainRestore("registered.acme-ga", "report", report))
    info = await ask(client, DomainInfo("registered.acme-ga"))
    assert b"pendingDelete" not in info.payload


async def messages_are_read(client: Client) -> None:
    """Until there are none: of the transfer that the other asked for and of the one that it approved, among others."""
    told = []
    while (message := await client.ask(PollRequest())).code == 1301:
        assert message.queue
        told.append(message.payload)
        await ask(client, PollAck(message.queue.id))
    assert message.code == 1300
    for name in (b"leaving.acme-ga", b"anothers.acme-ga"):
        assert any(name in payload for payload in told), name
