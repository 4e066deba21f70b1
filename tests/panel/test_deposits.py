"""The pages of escrow deposits: what goes to the agent, what holds it up, and on which days nothing went."""

from datetime import date

import pytest

from panel.deposits.queries import Mark
from panel.deposits.views import calendar_of
from panel.kit.formats import octets
from registry.model.deposit import DepositState
from registry.store import deposits
from tests.panel.deposited import days_ago, deposited, deposited_by
from tests.panel.house import House


def deposit(
    house: House, days: int, state: DepositState = "reported", reason: str | None = None, *, stopped: bool = False
) -> int:
    return house.run(deposited(house.world, "example", days, state, reason, stopped=stopped))


@pytest.fixture(scope="module")
def numbers(house: House) -> dict[str, int]:
    return {
        "confirmed": deposit(house, 5, "confirmed"),
        "held up": deposit(house, 3, "uploaded", "the interface refused it with 2005", stopped=True),
        "refused": deposit(house, 2, "rejected", "the agent found the deposit invalid"),
        "under way": deposit(house, 1),
    }


@pytest.mark.feature("REG-04")
def test_deposits_are_listed_with_what_holds_them_up(house: House, numbers: dict[str, int]) -> None:
    page = house.signed_in("master").get("/deposits/").text
    assert f"example_{days_ago(house.world, 3)}_full_R0" in page and "refused it with 2005" in page
    assert "4.8 MiB" in page and "1,234" in page
    waiting = house.signed_in("master").get("/deposits/?state=people").text
    assert str(days_ago(house.world, 3)) in waiting and str(days_ago(house.world, 1)) not in waiting


def test_the_page_of_one_shows_its_files_its_counts_and_its_way(house: House, numbers: dict[str, int]) -> None:
    page = house.signed_in("support").get(f"/deposits/{numbers['under way']}").text
    assert "full_S1_R0.ryde" in page and "ab" * 32 in page and "rdeDomain-1.0" in page
    assert "Bring it on" not in page
    assert house.signed_in("support").get("/deposits/999999").status_code == 404


def test_what_waits_for_people_is_tried_again_by_those_who_may(house: House, numbers: dict[str, int]) -> None:
    number = numbers["held up"]
    assert "Try again now" in house.signed_in("master").get(f"/deposits/{number}").text
    assert "Try again now" not in house.signed_in("support").get(f"/deposits/{number}").text
    assert house.signed_in("support").post(f"/deposits/{number}/retry").status_code == 403
    assert house.signed_in("master").post(f"/deposits/{number}/retry").location == f"/deposits/{number}"
    found = house.run(house.world.store.reading(lambda db: deposits.by_id(db, number)))
    assert found and not found.stopped
    done = house.signed_in("master").post(f"/deposits/{numbers['confirmed']}/retry")
    assert (done.status_code, "nothing more is to be done" in done.text) == (422, True)
    assert house.signed_in("master").post("/deposits/999999/retry").status_code == 404


def test_what_the_agent_refused_is_sent_anew_once(house: House, numbers: dict[str, int]) -> None:
    number = numbers["refused"]
    assert "Send it anew" in house.signed_in("manager").get(f"/deposits/{number}").text
    fresh = house.signed_in("manager").post(f"/deposits/{number}/resend").location
    assert "_R1" in house.signed_in("manager").get(fresh).text
    again = house.signed_in("manager").post(f"/deposits/{number}/resend")
    assert (again.status_code, "later revision" in again.text) == (422, True)


def test_what_was_sent_anew_has_no_button_and_what_nobody_answers_has_one(
    house: House, numbers: dict[str, int]
) -> None:
    people = house.signed_in("manager")
    refused = deposit(house, 6, "rejected", "the agent found the deposit invalid")
    people.post(f"/deposits/{refused}/resend")
    assert "Send it anew" not in people.get(f"/deposits/{refused}").text
    fetched = house.run(deposited_by(house.world, "beta", 6, "uploaded"))
    assert "Send it anew" in people.get(f"/deposits/{fetched}").text
    waits = deposit(house, 7, "uploaded")
    assert "Send it anew" not in people.get(f"/deposits/{waits}").text


def test_each_of_several_findings_has_a_line(house: House) -> None:
    number = deposit(house, 8, "rendering", "RDE_A one: is\nRDE_B two: is not", stopped=True)
    page = house.signed_in("support").get(f"/deposits/{number}").text
    assert page.index("RDE_A one: is</div>") < page.index("RDE_B two: is not</div>")


def test_the_calendar_shows_the_days_without_a_deposit(house: House, numbers: dict[str, int]) -> None:
    page = house.signed_in("admin").get("/deposits/calendar").text
    assert f"{days_ago(house.world, 4)}: no deposit" in page
    assert f"{days_ago(house.world, 5)}: confirmed" in page
    assert f"{days_ago(house.world, 9)}: no deposit" in page
    assert f"{days_ago(house.world, 15)}: no deposit" not in page, "before the first one nothing was owed"


def test_what_icann_gets_every_week_has_a_line_of_its_own_with_its_own_days() -> None:
    days = [date(2026, 3, day) for day in range(31, 0, -1)]
    marks = [
        Mark("example", weekly, date(2026, 3, 1), day, number, "uploaded", False)
        for number, (weekly, day) in enumerate([(False, days[1]), (True, date(2026, 3, 1)), (True, date(2026, 3, 15))])
    ]
    (daily, first), (weekly, second) = calendar_of(marks, days)
    assert (daily, weekly) == (".example", ".example for ICANN")
    assert sum(cell.state == "missing" for cell in first) == 30
    assert [cell.day.day for cell in second if cell.state == "missing"] == [29, 22, 8]


@pytest.mark.parametrize("role", ["reseller", "client"])
def test_deposits_are_not_for_everybody(house: House, numbers: dict[str, int], role: str) -> None:
    for path in ("/deposits/", "/deposits/calendar", f"/deposits/{numbers['confirmed']}"):
        assert house.signed_in(role).get(path).status_code == 403


@pytest.mark.feature("REG-04")
def test_a_registrars_people_see_its_deposits_and_no_others_and_change_none(
    house: House, numbers: dict[str, int]
) -> None:
    own = house.run(deposited_by(house.world, "alpha", 2, "sealed", "the agent is away", stopped=True))
    beta = house.run(deposited_by(house.world, "beta", 2, "uploaded"))
    people = house.signed_in("registrar")
    listed = people.get("/deposits/").text
    assert f"alpha_{days_ago(house.world, 2)}_full_R0" in listed and "beta_" not in listed and "example_" not in listed
    calendar = people.get("/deposits/calendar").text
    assert "Registrar alpha" in calendar and "Registrar beta" not in calendar and ".example" not in calendar
    page = people.get(f"/deposits/{own}").text
    assert "the agent is away" in page and "Try again now" not in page
    assert [people.get(f"/deposits/{number}").status_code for number in (beta, numbers["confirmed"])] == [404, 404]
    assert people.post(f"/deposits/{own}/retry").status_code == 403


def test_staff_see_registrars_deposits_among_the_others(house: House, numbers: dict[str, int]) -> None:
    number = house.run(deposited_by(house.world, "beta", 4, "uploaded"))
    listed = house.signed_in("master").get("/deposits/?registrar=beta").text
    assert f"beta_{days_ago(house.world, 4)}_full_R0" in listed and "example_" not in listed
    assert "Registrar beta" in house.signed_in("support").get("/deposits/calendar").text
    page = house.signed_in("master").get(f"/deposits/{number}").text
    assert "/registrars/beta" in page and "Brought to the agent" in page and "Reported" not in page


def test_a_registrar_that_deposits_every_week_misses_no_other_days() -> None:
    days = [date(2026, 3, day) for day in range(1, 16)]  # Sunday to Sunday
    weekly = [
        Mark("a", False, date(2026, 2, 24), date(2026, 3, day), day, "uploaded", stopped=False, registrar=True)
        for day in (1, 15)
    ]
    ((title, cells),) = calendar_of(weekly, days)
    assert title == "Registrar a" and [cell.day.day for cell in cells if cell.state == "missing"] == [8]
    daily = [
        *weekly,
        Mark("a", False, date(2026, 2, 24), date(2026, 3, 3), 3, "uploaded", stopped=False, registrar=True),
    ]
    ((_, cells),) = calendar_of(daily, days)
    assert sum(cell.state == "missing" for cell in cells) == 12


def test_a_calendar_has_a_line_for_each_tld_and_a_cell_for_each_day() -> None:
    days = [date(2026, 3, day) for day in (1, 2, 3)]
    found = [
        Mark("b", False, days[1], days[1], 7, "confirmed", stopped=False),
        Mark("a", False, date(2026, 1, 1), days[0], 5, "rejected", stopped=False),
        Mark("a", False, date(2026, 1, 1), days[2], 6, "sealed", stopped=True),
    ]
    assert [(tld, [cell.state for cell in cells]) for tld, cells in calendar_of(found, days)] == [
        (".a", ["refusedByAgent", "missing", "heldUp"]),
        (".b", ["", "confirmed", "missing"]),
    ]


@pytest.mark.parametrize(
    ("size", "said"), [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (5 << 40, "5.0 TiB"), (1 << 52, "4096 TiB")]
)
def test_sizes_are_said_as_people_say_them(size: int, said: str) -> None:
    assert octets(size) == said


def test_a_subject_that_stopped_long_ago_is_missing_every_day(house: House) -> None:
    house.run(deposited(house.world, "invalid", 90, "confirmed"))
    page = house.signed_in("admin").get("/deposits/calendar").text
    line = page[page.index(">.invalid<") :].partition("</tr>")[0]
    assert line.count(": no deposit</span>") == 35
