"""A registry and its clearinghouse: lists fetched, claims on, names registered, told, one called wrong, put right, told again."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from epp.codec.signed_mark import opened
from registry.actions.claims_check import claims_check
from registry.actions.registrar_profile import registrar_profile
from registry.actions.tld_create import tld_change
from registry.jobs.fetch_trademark_lists import fetch_trademark_lists
from registry.jobs.read_lordn_logs import read_lordn_logs
from registry.jobs.send_lordn import send_lordn
from registry.jobs.watch_clearinghouse import AGE, LATE, WAITING, WRONG, watch_clearinghouse
from registry.model.launch import EncodedMark, LaunchCreate, Notice
from registry.model.phases import NamedPhase, Phase
from registry.requests.domain import ClaimsCheck, DomainCreate
from registry.requests.registrar import RegistrarProfile
from registry.store import lordn, tlds
from tests.epp.conftest import service  # noqa: F401  the fixture
from tests.epp.talk import CERTIFICATE, Talk
from tests.tmch.clearinghouse import encoded, notice_id
from tests.tmch.simulated import HOUSE, connected
from tests.world import BEGINNING, TLDS, World
from tmch.simulator.lists import dnl, lookup_key, smdrl
from tmch.simulator.server import Simulator

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SUNRISE, CLAIMS = NamedPhase("sunrise"), NamedPhase("claims")
PHASES = (
    Phase("sunrise", BEGINNING + 10 * DAY, BEGINNING + 40 * DAY, needs=("mark",)),
    Phase("claims", BEGINNING + 50 * DAY, BEGINNING + 140 * DAY, needs=("notice",)),
)


class Life:
    """The registry, hour by hour, as the worker lives it."""

    def __init__(self, world: World, other: Simulator) -> None:
        self.world, self.other = world, other

    async def hours(self, number: int) -> None:
        """What the timetable does in so many hours, while the clearinghouse makes new lists at noon and midnight."""
        for _ in range(number):
            now = self.world.clock.advance(hours=1)
            if now.hour in (0, 12):
                self.publish()
            await fetch_trademark_lists(self.world.registry)
            await send_lordn(self.world.registry)
            for _ in range(6):
                self.world.clock.advance(minutes=1)
                await read_lordn_logs(self.world.registry)
            self.world.clock.advance(minutes=-6)

    def publish(self, *fresh: str) -> None:
        now = self.world.clock.now()
        labels = {"tree": BEGINNING - 90 * DAY, "bush": BEGINNING - 90 * DAY, **dict.fromkeys(fresh, now)}
        self.other.shelf.publish("dnl", dnl(labels, now))
        self.other.shelf.publish("smdrl", smdrl({"6-6": BEGINNING}, now))
        self.other.crl = HOUSE.crl(at=now)

    async def day(self, number: int) -> None:
        """Straight to noon of a day, with the lists of that noon."""
        self.world.clock.move_to(BEGINNING + number * DAY - HOUR)
        await self.hours(1)

    async def untold(self) -> list[str]:
        return [each.name for each in await self.world.store.reading(lambda db: lordn.untold(db, most=10))]

    def told(self, tray: str) -> list[str]:
        return sorted(
            line.split(",")[1]
            for file in self.other.desk.files
            if file.accepted and str(file.tray) == tray
            for line in file.text.splitlines()[2:]
        )


def shown(label: str, smd_id: str = "1-2") -> LaunchCreate:
    return LaunchCreate(SUNRISE, marks=(EncodedMark(encoded(HOUSE.mark(label, smd_id=smd_id)), opened),))


def accepted(world: World, label: str) -> LaunchCreate:
    ends = (world.clock.now() + DAY).replace(microsecond=0)
    return LaunchCreate(CLAIMS, notices=(Notice(notice_id(label, ends), ends, world.clock.now() - HOUR),))


@pytest.mark.feature("REG-09")
async def test_a_registry_lives_with_its_clearinghouse(world: World, service, tmp_path: Path) -> None:  # noqa: F811
    await tld_change(world.operator, "example", replace(TLDS["example"], phases=PHASES), world.clock.now() + DAY)
    world.registry.book = await world.store.reading(tlds.book)
    async with connected(world, tmp_path) as other:
        life = Life(world, other)

        # Sunrise: marks are judged by the lists of the day, and the name is told within the hours.
        await life.day(20)
        talk = Talk(service, CERTIFICATE)
        await talk.login("alpha")
        assert (await talk.say(DomainCreate("tree.example", launch=shown("tree", "6-6")))).code == 2306
        assert (await talk.say(DomainCreate("tree.example", launch=shown("tree")))).code == 1000
        assert await life.untold() == ["tree.example"]
        await life.hours(2)
        assert (await life.untold(), life.told("sunrise")) == ([], ["tree.example"])

        # The clearinghouse is away for a night and a day: lists grow old, and that is told; what counted goes on to count.
        other.befall("latest", *["error"] * 200)
        for _ in range(26):
            with pytest.raises(RuntimeError):
                await life.hours(4)
        other.mishaps.clear()
        await watch_clearinghouse(world.registry)
        assert AGE.labels("dnl")._value.get() > 24 * 3600
        (line,) = await claims_check(world.as_("alpha"), ClaimsCheck(("tree.example",), "trademark", None))
        assert line.key == lookup_key(1)

        # Claims: the key to the notice is told, the notice is shown, a fresh claim needs none.
        await life.day(60)
        life.publish("leaf")
        world.clock.advance(hours=3)
        await fetch_trademark_lists(world.registry)
        alpha, delta = Talk(service, CERTIFICATE), Talk(service, CERTIFICATE)
        await alpha.login("alpha")
        await delta.login("delta")
        check = await alpha.say(ClaimsCheck(("bush.example", "wood.example"), "claims", CLAIMS))
        assert check.text("launch:claimKey") == lookup_key(2)
        assert (await alpha.say(DomainCreate("bush.example"))).code == 2003
        assert (await alpha.say(DomainCreate("bush.example", launch=accepted(world, "bush")))).code == 1000
        assert (await delta.say(DomainCreate("leaf.example"))).code == 1000
        assert (await alpha.say(DomainCreate("wood.example"))).code == 1000

        # The clearinghouse does not know delta's number: its line keeps the file, then waits alone.
        await life.hours(1)
        assert sorted(await life.untold()) == ["bush.example", "leaf.example"]
        await life.hours(1)
        assert (await life.untold(), life.told("claims")) == (["leaf.example"], ["bush.example"])
        await watch_clearinghouse(world.registry)
        assert (WAITING._value.get(), WRONG._value.get(), LATE._value.get()) == (1, 1, 0)

        # It is put right, and told: within 26 hours, once, as one whose claims were too fresh for a notice.
        await registrar_profile(world.operator, RegistrarProfile("delta", {"iana_id": 9992}))
        await life.hours(4)
        assert (await life.untold(), life.told("claims")) == ([], ["bush.example", "leaf.example"])
        (line,) = [each for each in other.desk.files[-1].text.splitlines() if "leaf.example" in each]
        assert line.split(",")[2:] == ["recent-dnl-insertion", "9992", line.split(",")[4], "recent-dnl-insertion"]
        await watch_clearinghouse(world.registry)
        assert (WAITING._value.get(), WRONG._value.get()) == (0, 0)
