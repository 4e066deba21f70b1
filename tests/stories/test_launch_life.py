"""The launch of a TLD as registrars live through it, frame by frame: sunrise, a pause, claims, and then it is open."""

from dataclasses import replace
from datetime import timedelta

import pytest

from epp.codec.signed_mark import opened
from registry.actions.lordn_judge import lordn_judge
from registry.actions.lordn_write import lordn_write
from registry.actions.tld_create import tld_change
from registry.actions.tmch_import import tmch_import
from registry.model.fees import FeeCheck, FeeCommand
from registry.model.launch import EncodedMark, LaunchCreate, LaunchInfo, Notice
from registry.model.lordn import Tray
from registry.model.phases import NamedPhase, Phase
from registry.requests.domain import ClaimsCheck, DomainCheck, DomainCreate, DomainInfo
from registry.store import tlds
from tests.epp.conftest import service  # noqa: F401  the fixture
from tests.epp.talk import CERTIFICATE, Answer, Talk
from tests.tmch.clearinghouse import KEY, Clearinghouse, dnl, encoded, notice_id, smdrl
from tests.world import BEGINNING, TLDS, World

DAY = timedelta(days=1)
SUNRISE, CLAIMS, OPEN = (NamedPhase(each) for each in ("sunrise", "claims", "open"))
PHASES = (
    Phase("sunrise", BEGINNING + 10 * DAY, BEGINNING + 40 * DAY, needs=("mark",)),
    Phase("claims", BEGINNING + 50 * DAY, BEGINNING + 140 * DAY, needs=("notice",)),
    Phase("open", BEGINNING + 140 * DAY),
)
HOUSE = Clearinghouse()


class Launch:
    """A TLD that is launched, and a registrar who watches."""

    def __init__(self, world: World, talk: Talk) -> None:
        self.world, self.talk = world, talk

    async def publish(self, *revoked: str) -> None:
        """The clearinghouse's lists of today."""
        now, operator = self.world.clock.now(), self.world.operator
        await tmch_import(operator, "dnl", dnl("tree", "bush", at=now))
        await tmch_import(operator, "smdrl", smdrl(*revoked, at=now))
        await tmch_import(operator, "crl", HOUSE.crl(at=now))

    async def day(self, number: float) -> None:
        self.world.clock.move_to(BEGINNING + number * DAY)
        await self.publish("6-6")
        assert (await self.talk.login("alpha")).code == 1000

    async def create(self, name: str, launch: LaunchCreate | None = None) -> Answer:
        return await self.talk.say(DomainCreate(name, launch=launch))

    async def available(self, name: str, phase: NamedPhase | None = None) -> tuple[str | None, str | None]:
        answer = await self.talk.say(DomainCheck((name,), phase=phase))
        return answer.root.find(".//{*}cd/{*}name").get("avail"), answer.text("domain:reason")

    async def told(self, kind: str) -> list[str]:
        """The lines of the file by which the clearinghouse is told, and it takes them all."""
        written = await lordn_write(self.world.operator, "example", Tray(kind), by_hand=True)
        assert written
        lines = written.content.splitlines()
        created, results = lines[0].split(",")[1], [f"{line.split(',')[0]},2000" for line in lines[2:]]
        head = f"1,{created},{created},LOG,accepted,no-warnings,{len(results)}"
        await lordn_judge(self.world.operator, "\n".join([head, "roid,result-code", *results]))
        return lines


def shown(*labels: str, smd_id: str = "1-2") -> LaunchCreate:
    mark = HOUSE.mark(*labels, smd_id=smd_id)
    return LaunchCreate(SUNRISE, marks=(EncodedMark(encoded(mark), opened),))


def accepted(world: World, label: str) -> LaunchCreate:
    ends = (world.clock.now() + DAY).replace(microsecond=0)
    return LaunchCreate(CLAIMS, notices=(Notice(notice_id(label, ends), ends, world.clock.now() - DAY),))


@pytest.mark.feature("REG-09")
async def test_a_tld_is_launched_from_sunrise_over_claims_to_the_open(world: World, service) -> None:  # noqa: F811
    world.registry.trademarks = HOUSE.trademarks
    await tld_change(world.operator, "example", replace(TLDS["example"], phases=PHASES), world.clock.now() + DAY)
    world.registry.book = await world.store.reading(tlds.book)

    # Before the launch nothing can be had.
    now = Launch(world, Talk(service, CERTIFICATE))
    await now.day(5)
    assert (await now.create("tree.example")).code == 2306
    assert await now.available("tree.example") == ("0", "In no phase of its launch")

    # Sunrise: who has a mark.
    now = Launch(world, Talk(service, CERTIFICATE))
    await now.day(20)
    assert (await now.create("tree.example")).code == 2003
    assert (await now.create("tree.example", shown("bush"))).code == 2306
    assert (await now.create("tree.example", shown("tree", smd_id="6-6"))).code == 2306
    assert (await now.create("tree.example", LaunchCreate(CLAIMS))).code == 2306
    assert (await now.create("tree.example", replace(shown("tree"), creates="application"))).code == 2306
    assert await now.available("tree.example", SUNRISE) == ("1", None)
    made = await now.create("tree.example", shown("tree"))
    assert (made.code, made.has("launch:creData")) == (1000, False), "a registration has no number of an application"
    info = await now.talk.say(DomainInfo("tree.example", launch=LaunchInfo(SUNRISE, include_mark=True)))
    assert info.text("launch:infData/launch:phase") == "sunrise"
    assert info.root.find(".//{*}infData/{*}mark/{*}trademark/{*}label").text == "tree"
    assert (await now.talk.say(DomainInfo("tree.example", launch=LaunchInfo(OPEN)))).code == 2306
    assert (await now.talk.say(DomainInfo("tree.example", launch=LaunchInfo(SUNRISE, "A1")))).code == 2303

    # A pause.
    now = Launch(world, Talk(service, CERTIFICATE))
    await now.day(45)
    assert (await now.create("bush.example", shown("bush"))).code == 2306
    fees = await now.talk.say(DomainCheck(("bush.example",), FeeCheck((FeeCommand("create"),))))
    assert fees.root.find(".//{*}cd/{*}command").get("phase") == "open"

    # Claims: who has read the notice of them.
    now = Launch(world, Talk(service, CERTIFICATE))
    await now.day(60)
    told = await now.talk.say(ClaimsCheck(("bush.example", "flower.example"), "claims", CLAIMS))
    assert not told.has("domain:chkData")
    assert [each.get("exists") for each in told.root.iter("{*}name")] == ["1", "0"]
    assert told.text("launch:claimKey") == KEY
    assert (await now.create("bush.example")).code == 2003
    assert (await now.create("bush.example", accepted(world, "tree"))).code == 2004
    assert (await now.create("bush.example", accepted(world, "bush"))).code == 1000
    assert (await now.create("flower.example")).code == 1000
    info = await now.talk.say(DomainInfo("bush.example", launch=LaunchInfo(CLAIMS)))
    assert (info.text("launch:phase"), info.has("launch:status")) == ("claims", True)

    # The clearinghouse is told once of each.
    sunrise, claims = await now.told("sunrise"), await now.told("claims")
    assert sunrise[2].split(",")[1:4] == ["tree.example", "1-2", "9990"]
    assert [claims[2].split(",")[1], len(claims[2].split(","))] == ["bush.example", 6]
    assert [len(sunrise), len(claims)] == [3, 3]
    assert await lordn_write(world.operator, "example", Tray("sunrise")) is None

    # Open: who comes first.
    now = Launch(world, Talk(service, CERTIFICATE))
    await now.day(200)
    assert (await now.create("wood.example")).code == 1000
    assert (await now.create("leaf.example", LaunchCreate(OPEN, "registration"))).code == 1000
    assert (await now.create("root.example", LaunchCreate(CLAIMS))).code == 2306
    assert (await now.talk.say(ClaimsCheck(("seed.example",), "claims", CLAIMS))).code == 2306
    trademarks = await now.talk.say(ClaimsCheck(("seed.example", "bush.example"), "trademark"))
    assert [each.get("exists") for each in trademarks.root.iter("{*}name")] == ["0", "1"]


async def test_a_stranger_sees_nothing_of_the_launch_of_a_name(world: World, service) -> None:  # noqa: F811
    talk = Talk(service, CERTIFICATE)
    await talk.login("alpha")
    assert (await talk.say(DomainCreate("tree.example"))).code == 1000
    own = await talk.say(DomainInfo("tree.example", launch=LaunchInfo(OPEN)))
    assert own.root.find(".//{*}infData/{*}status[@s='allocated']") is not None
    stranger = Talk(service, CERTIFICATE)
    await stranger.login("beta")
    answer = await stranger.say(DomainInfo("tree.example", launch=LaunchInfo(OPEN)))
    assert (answer.code, answer.has("launch:infData")) == (1000, False)
