"""A launch by applications, frame by frame: sunrise with an end date, one invalid mark, a winner, losers, claims, then open."""

from dataclasses import replace
from datetime import timedelta

import pytest

from epp.codec.signed_mark import opened
from registry.actions import allocation_plan
from registry.actions.application_allocate import application_allocate
from registry.actions.application_step import application_step
from registry.actions.lordn_write import lordn_write
from registry.actions.tld_create import tld_change
from registry.actions.tmch_import import tmch_import
from registry.errors import Refusal
from registry.model.launch import EncodedMark, LaunchCreate, LaunchInfo, Notice
from registry.model.lordn import Tray
from registry.model.phases import NamedPhase, Phase
from registry.requests.application import ApplicationAllocate, ApplicationStep
from registry.requests.domain import ApplicationDelete, DomainCheck, DomainCreate, DomainInfo
from registry.requests.poll import PollAck, PollRequest
from registry.store import ledger, tlds
from tests.epp.conftest import service  # noqa: F401  the fixture
from tests.epp.talk import CERTIFICATE, Answer, Talk
from tests.tmch.clearinghouse import Clearinghouse, dnl, encoded, notice_id, smdrl
from tests.world import BEGINNING, TLDS, World
from whois import lookup

DAY = timedelta(days=1)
SUNRISE, CLAIMS = NamedPhase("sunrise"), NamedPhase("claims")
PHASES = (
    Phase("sunrise", BEGINNING + 10 * DAY, BEGINNING + 70 * DAY, needs=("mark",), creates="application"),
    Phase("claims", BEGINNING + 90 * DAY, BEGINNING + 180 * DAY, needs=("notice",)),
    Phase("open", BEGINNING + 180 * DAY),
)
HOUSE = Clearinghouse()
THREE = ("alpha", "beta", "gamma")


class Launch:
    """The registrars of a TLD that is launched."""

    def __init__(self, world: World, service: object) -> None:  # noqa: F811
        self.world, self.service = world, service
        self.talks: dict[str, Talk] = {}

    async def day(self, number: float, *revoked: str) -> None:
        """Everybody logs in anew; `revoked` are marks that the clearinghouse has taken back."""
        self.world.clock.move_to(BEGINNING + number * DAY)
        now, operator = self.world.clock.now(), self.world.operator
        await tmch_import(operator, "dnl", dnl("tree", "bush", at=now))
        await tmch_import(operator, "smdrl", smdrl(*revoked, at=now))
        await tmch_import(operator, "crl", HOUSE.crl(at=now))
        for handle in THREE:
            self.talks[handle] = Talk(self.service, CERTIFICATE)
            assert (await self.talks[handle].login(handle)).code == 1000

    async def apply(self, handle: str, label: str, smd_id: str, cltrid: str) -> str:
        mark = EncodedMark(encoded(HOUSE.mark(label, smd_id=smd_id)), opened)
        said = LaunchCreate(SUNRISE, "application", marks=(mark,))
        answer = await self.talks[handle].say(DomainCreate(f"{label}.example", launch=said), cltrid)
        assert (answer.code, answer.has("domain:exDate")) == (1001, False)
        return answer.text("launch:creData/launch:applicationID")

    async def read(self, handle: str) -> list[Answer]:
        """Whatever waits for a registrar, acknowledged."""
        told = []
        while (answer := await self.talks[handle].say(PollRequest())).code == 1301:
            told.append(answer)
            await self.talks[handle].say(PollAck(answer.root.find(".//{*}msgQ").get("id")))
        return told

    async def available(self, handle: str, name: str) -> tuple[str, str | None]:
        answer = await self.talks[handle].say(DomainCheck((name,)))
        return answer.root.find(".//{*}cd/{*}name").get("avail"), answer.text("domain:reason")


@pytest.mark.feature("REG-09")
async def test_three_apply_in_sunrise_one_wins_and_the_others_are_told_and_paid_back(
    world: World,
    service,  # noqa: F811
) -> None:
    world.registry.trademarks = HOUSE.trademarks
    await tld_change(world.operator, "example", replace(TLDS["example"], phases=PHASES), world.clock.now() + DAY)
    world.registry.book = await world.store.reading(tlds.book)
    life = Launch(world, service)
    paid = {each: await world.balance(each) for each in THREE}

    # Sunrise: three want one name, and one of them another besides, which it thinks better of.
    await life.day(20)
    numbers = {
        each: await life.apply(each, "tree", f"1-{place}", f"{each}-1") for place, each in enumerate(THREE, start=1)
    }
    bush, grass = (
        await life.apply("alpha", "bush", "2-1", "alpha-2"),
        await life.apply("beta", "grass", "3-1", "beta-2"),
    )
    assert [paid[each] - await world.balance(each) for each in THREE] == [2000, 2000, 1000]
    assert (await life.talks["gamma"].say(DomainInfo("tree.example", launch=LaunchInfo(SUNRISE)))).code == 2303
    others = DomainInfo("tree.example", launch=LaunchInfo(SUNRISE, numbers["alpha"]))
    assert (await life.talks["gamma"].say(others)).code == 2201
    gone = await life.talks["beta"].say(ApplicationDelete("grass.example", phase=SUNRISE, application=grass))
    assert (gone.code, gone.text("fee:credit")) == (1000, "-10.00")
    assert await lookup.domain(world.registry.context("whois"), "tree.example") is None, "it is not registered"

    # Its end: the clearinghouse took back one of the marks, so that application is invalid.
    await life.day(75, "1-1")
    operator = world.operator
    for number in (numbers["beta"], numbers["gamma"], bush):
        await application_step(operator, ApplicationStep(number, "validate"))
    with pytest.raises(Refusal, match="revoked"):
        await application_step(operator, ApplicationStep(numbers["alpha"], "validate"))
    why = replace(operator, reason="The mark is revoked.")
    await application_step(why, ApplicationStep(numbers["alpha"], "invalidate"))
    (invalid,) = [each for each in await life.read("alpha") if each.text("launch:applicationID") == numbers["alpha"]]
    assert invalid.root.find(".//{*}infData/{*}status[@s='invalid']").text == "The mark is revoked."
    assert not invalid.has("domain:panData")

    # Names without rivals first, then the one that two valid applications are for.
    plan = await allocation_plan.uncontested(operator, "example")
    assert [each.name for each in plan] == ["bush.example"]
    (made,) = await allocation_plan.carry_out_each(operator, plan)
    assert made.roid
    await application_step(operator, ApplicationStep(numbers["beta"], "defer"))
    assert await life.available("beta", "tree.example") == ("0", "In no phase of its launch")
    await life.day(80, "1-1")
    won = await application_allocate(world.operator, ApplicationAllocate(numbers["gamma"]))
    assert set(won.rejected) == {numbers["alpha"], numbers["beta"]}

    # Each is told of the end that its create was promised; who lost has its money again.
    for handle, result in (("gamma", "1"), ("beta", "0"), ("alpha", "0")):
        last = [each for each in await life.read(handle) if each.text("launch:applicationID") == numbers[handle]][-1]
        assert last.root.find(".//{*}panData/{*}name").get("paResult") == result
        assert last.text("domain:panData/domain:paTRID/epp:clTRID") == f"{handle}-1"
        assert last.text("epp:msgQ/epp:qDate").startswith("2026-05-20")
    assert [paid[each] - await world.balance(each) for each in THREE] == [1000, 0, 1000]
    assert await world.store.reading(ledger.unproven) == []
    info = await life.talks["gamma"].say(DomainInfo("tree.example", launch=LaunchInfo(SUNRISE, include_mark=True)))
    assert (info.text("domain:clID"), info.root.find(".//{*}trademark/{*}label").text) == ("gamma", "tree")
    assert info.text("domain:crDate").startswith("2026-05-20")
    assert await lookup.domain(world.registry.context("whois"), "tree.example") is not None
    lordn = await lordn_write(world.operator, "example", Tray("sunrise"))
    assert lordn
    tree = next(line.split(",") for line in lordn.content.splitlines() if ",tree.example," in line)
    assert (tree[2], tree[4][:10], tree[5][:10]) == ("1-3", "2026-05-20", "2026-03-21")

    # Claims: who comes first, when the notice was read; and then without any.
    await life.day(100, "1-1")
    beta = life.talks["beta"]
    assert (await beta.say(DomainCreate("tree.example", launch=LaunchCreate(CLAIMS)))).code == 2302
    assert await life.available("beta", "grass.example") == ("1", None)
    ends = (world.clock.now() + DAY).replace(microsecond=0)
    assert (await beta.say(DomainCreate("grass.example"))).code == 1000, "there are no claims on it"
    read = Notice(notice_id("bush", ends), ends, world.clock.now() - DAY)
    assert (await beta.say(DomainCreate("bush.example", launch=LaunchCreate(CLAIMS, notices=(read,))))).code == 2302
    await life.day(200)
    assert (await life.talks["alpha"].say(DomainCreate("flower.example"))).code == 1000
    assert await world.store.reading(ledger.unproven) == []
