"""The pages of monthly reports: what ICANN is told, what it said, and what brings one on that waits for people."""

import pytest

from registry.store import monthly_reports
from tests.panel.house import House
from tests.panel.reported import CONTENT, month_ago, reported


@pytest.fixture(scope="module")
def numbers(house: House) -> dict[str, int]:
    def report(*given, **rest) -> int:
        return house.run(reported(house.world, "example", *given, **rest))

    return {
        "accepted": report(2, "transactions", "accepted", code=1000),
        "refused": report(2, "activity", "refused", "it is refused with 2003", code=2003),
        "held up": report(1, "transactions", "written", "the interface answers 401", stopped=True),
        "under way": report(1, "activity", "uploaded", code=1000),
    }


@pytest.mark.feature("REG-08")
def test_reports_are_listed_with_their_codes_and_what_holds_them_up(house: House, numbers: dict[str, int]) -> None:
    page = house.signed_in("master").get("/reports/?tld=example").text
    assert f"example-activity-{month_ago(house.world, 2)}_R0" in page and "2003" in page and "answers 401" in page
    waiting = house.signed_in("master").get("/reports/?state=people&tld=example").text
    assert "transactions" in waiting and f"example-activity-{month_ago(house.world, 1)}" not in waiting


def test_the_page_of_one_shows_its_answer_and_gives_its_file(house: House, numbers: dict[str, int]) -> None:
    number = numbers["refused"]
    page = house.signed_in("support").get(f"/reports/{number}").text
    assert "ICANN refused it" in page and "&lt;result code=&#34;2003&#34;/&gt;" in page
    assert "Send it anew" not in page
    answer = house.signed_in("support").get(f"/reports/{number}/file")
    assert (answer.data, answer.mimetype) == (CONTENT, "text/csv")
    name = f"example-activity-{month_ago(house.world, 2).compact}.csv"
    assert name in answer.headers["Content-Disposition"] and name in page
    for path in ("/reports/999999", "/reports/999999/file"):
        assert house.signed_in("support").get(path).status_code == 404


def test_what_waits_for_people_is_tried_again_by_those_who_may(house: House, numbers: dict[str, int]) -> None:
    number = numbers["held up"]
    assert "Try again now" in house.signed_in("master").get(f"/reports/{number}").text
    assert "Try again now" not in house.signed_in("support").get(f"/reports/{number}").text
    assert house.signed_in("support").post(f"/reports/{number}/retry").status_code == 403
    assert house.signed_in("master").post(f"/reports/{number}/retry").location == f"/reports/{number}"
    found = house.run(house.world.store.reading(lambda db: monthly_reports.by_id(db, number)))
    assert found and not found.stopped
    done = house.signed_in("master").post(f"/reports/{numbers['accepted']}/retry")
    assert (done.status_code, "nothing more is to be done" in done.text) == (422, True)
    assert house.signed_in("master").post("/reports/999999/retry").status_code == 404


def test_what_icann_refused_is_sent_anew_once(house: House, numbers: dict[str, int]) -> None:
    number = numbers["refused"]
    assert "Send it anew" in house.signed_in("manager").get(f"/reports/{number}").text
    fresh = house.signed_in("manager").post(f"/reports/{number}/resend").location
    page = house.signed_in("manager").get(fresh).text
    assert "_R1" in page and "not written yet" in page
    assert house.signed_in("manager").get(f"{fresh}/file").status_code == 404
    again = house.signed_in("manager").post(f"/reports/{number}/resend")
    assert (again.status_code, "later revision" in again.text) == (422, True)


@pytest.mark.parametrize("role", ["registrar", "reseller", "client"])
def test_reports_are_for_the_house_alone(house: House, numbers: dict[str, int], role: str) -> None:
    for path in ("/reports/", f"/reports/{numbers['accepted']}", f"/reports/{numbers['accepted']}/file"):
        assert house.signed_in(role).get(path).status_code == 403
