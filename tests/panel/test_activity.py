"""The log of what people did: found by whatever it says, within a scope, kept under a name, taken away as a file."""

import csv
import io
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from panel.activity.lists import ACTIVITY, OBJECTS
from panel.kit.access import Scope
from panel.modules import MODULES
from tests.panel.house import House
from tests.panel.test_plans import nodes, plan
from tests.panel.test_saved_views import keep, offered

# (who, behind, action, result, object, name, account, address, reason, days ago); the number is how a test calls it.
DEEDS = (
    ("vera", None, "sign-in", "done", None, None, "vera", "203.0.113.7", None, 0),
    ("vera", None, "sign-in.password", "done", None, None, "vera", "203.0.113.7", None, 0),
    ("vera", None, "sign-in", "refused", None, None, "vera", "203.0.113.200", None, 3),
    ("boris", "vera", "clients.update", "done", "client", "shop", "shop", "2001:db8::5", "moved house", 5),
    ("boris", None, "domains.renew", "refused", "domain", "one.example", None, "198.51.100.1", None, 40),
    ("boris", None, "domains.set-server-statuses", "done", "domain", "two.example", None, "198.51.100.1", "court", 40),
)
PLANT = """INSERT INTO audit.activity (at, door, action, result, actor, behind, object, name, account, address, reason, detail,
                                       registrar_id)
           SELECT $1::timestamptz - $11 * interval '1 day', 'panel', $4, $5, $2, $3, $6, $7, $8, $9::text::inet, $10, $12, $13"""


@pytest.fixture(scope="module")
def told(yard: House) -> Iterator[House]:
    for number, (*deed, days) in enumerate(DEEDS):
        own = yard.world.numbers["alpha"] if deed[0] == "boris" else None
        yard.run(yard.world.fetch(PLANT, yard.world.clock.now(), *deed, days, f"deed-{number}", own))
    yield yard


def found(house: House, role: str = "admin", **asked: str) -> list[int]:
    query = urlencode({f"where[{name}]": value for name, value in asked.items()} | {"per_page": "500"})
    answer = house.signed_in(role).get(f"/api/v1/activity?{query}")
    assert answer.status_code == 200, answer.text
    numbers = [row["said"].rpartition("deed-")[2] for row in answer.json["data"] if "deed-" in (row["said"] or "")]
    return sorted(int(each) for each in numbers)


def day(house: House, ago: int) -> str:
    (row,) = house.run(
        house.world.fetch(
            "SELECT ($1::timestamptz - $2 * interval '1 day')::date::text AS day", house.world.clock.now(), ago
        )
    )
    return row["day"]


@pytest.mark.feature("IAM-16")
@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"who": "vera"}, [0, 1, 2, 3]),
        ({"who": "bor*, nobody"}, [3, 4, 5]),
        ({"who": "bor_s"}, []),
        ({"actions": "sign-in"}, [0, 2]),
        ({"actions": "sign-in*"}, [0, 1, 2]),
        ({"actions": "domains.*"}, [4, 5]),
        ({"actions": "domains.renew clients.update"}, [3, 4]),
        ({"actions": "domains.re"}, []),
        ({"object": "domain"}, [4, 5]),
        ({"object": "account", "who": "vera"}, [0, 1, 2]),
        ({"to": "two.example"}, [5]),
        ({"to": "*.example"}, [4, 5]),
        ({"to": "shop"}, [3]),
        ({"address": "203.0.113.0/25"}, [0, 1]),
        ({"address": "203.0.113.0/24"}, [0, 1, 2]),
        ({"address": "203.0.113.200"}, [2]),
        ({"address": "2001:db8::/32"}, [3]),
        ({"address": "198.51.100.1/24"}, [4, 5]),
        ({"address": "10.0.0.0/8"}, []),
        ({"result": "refused", "who": "vera,boris"}, [2, 4]),
        ({"q": "moved house"}, [3]),
        ({"q": "COURT"}, [5]),
    ],
    ids=str,
)
def test_what_people_did_is_found_by_whatever_is_said_of_it(
    told: House, asked: dict[str, str], numbers: list[int]
) -> None:
    assert found(told, **asked) == numbers


def test_what_people_did_is_found_by_when_they_did_it(told: House) -> None:
    assert found(told, at_from=day(told, 4), who="vera") == [0, 1, 2]
    assert found(told, at_from=day(told, 5), at_to=day(told, 3)) == [2, 3]
    assert found(told, at_to=day(told, 40), at_from=day(told, 40)) == [4, 5]


def test_what_no_filter_understands_is_refused_to_programs_and_shows_people_everything(told: House) -> None:
    for wrong in ("where[address]=300.1.1.1", "where[address]=1.2.3.4/99", "where[result]=perhaps", "where[none]=x"):
        assert told.signed_in("admin").get(f"/api/v1/activity?{wrong}").status_code == 400
    assert told.signed_in("admin").get("/activity/?address=%27;--&result=perhaps&at_from=never").status_code == 200


def test_a_registrars_owner_finds_its_own_peoples_deeds_alone(told: House) -> None:
    assert found(told, "registrar", who="vera,boris") == [3, 4, 5]
    assert found(told, "registrar", address="203.0.113.0/24") == []
    assert told.signed_in("support").get("/api/v1/activity").status_code == 403


@pytest.mark.parametrize(
    ("asked", "condition"),
    [
        ({"who": "seldom-so"}, "seldom-so"),
        ({"who": "seldom-so*"}, ">= 'seldom-so'::text"),
        ({"actions": "seldom-so*"}, ">= 'seldom-so'::text"),
        ({"to": "seldom-so*"}, ">= 'seldom-so'::text"),
        ({"to": "seldom-so"}, "seldom-so"),
        ({"address": "192.0.2.0/24"}, ">= '192.0.2.0/24'::inet"),
        ({"request": "5e1d0m"}, "5e1d0m"),
        ({"at_from": "2026-01-01", "at_to": "2026-01-31"}, "at <"),
    ],
    ids=str,
)
def test_what_people_did_is_found_by_an_index(house: House, asked: dict[str, str], condition: str) -> None:
    """Where nothing may be walked in its order, what is left are the conditions of indexes."""
    walking = ("enable_indexscan", "enable_indexonlyscan")
    explained = list(nodes(plan(house, ACTIVITY, Scope(True), walking, **asked)))
    assert [each["Relation Name"] for each in explained if each["Node Type"] == "Seq Scan"] == []
    assert condition in " ".join(each["Index Cond"] for each in explained if each["Node Type"] == "Bitmap Index Scan")


def test_what_a_request_did_is_found_by_the_number_that_its_answer_carries(told: House) -> None:
    admin, stranger, reseller = told.signed_in("admin"), told.visitor(), told.signed_in("reseller")
    refused = stranger.sign_in("reseller", "not the password").headers["X-Request-Id"]
    client = {"login": "by-request", "name": "R", "kind": "client", "language": "en", "email": "r@by.example"}
    made = reseller.post("/clients/-/create", client).headers["X-Request-Id"]
    worn = stranger.get("/sign-up/new?token=worn").headers["X-Request-Id"]
    assert len({refused, made, worn}) == 3

    def did(request: str) -> list[str]:
        answer = admin.get(f"/api/v1/activity?columns=codes&where[request]={request}")
        assert {row["request"] for row in answer.json["data"]} == {request}
        return sorted(row["code"] for row in answer.json["data"])

    assert (did(refused), did(worn)) == (["sign-in"], ["link.worn"])
    assert "clients.create" in did(made)
    data = {
        "list": "activity",
        "query": f"request={made}&columns=codes",
        "format": "csv",
        "csrf_token": admin.token("/account/"),
    }
    assert made in admin.ask("POST", "/exports/", data=data).text
    assert refused in admin.get(f"/activity/?columns=places&request={refused}").text


def test_a_view_of_the_log_is_kept_and_shared_with_colleagues(told: House) -> None:
    query = "?actions=sign-in%2A&address=203.0.113.0%2F24&result=refused"
    _, answer = keep(told, "admin", "Refused from there", query, list="activity", next="/activity/", shared="yes")
    assert answer.status_code == 302
    assert offered(told, "master", "/activity/") == [(f"/activity/{query}", "Refused from there")]
    assert offered(told, "registrar", "/activity/") == [], "nobody shares with those who see less"
    page = told.signed_in("master").get(f"/activity/{query}").text
    assert "203.0.113.200" in page and "198.51.100.1" not in page


def test_what_was_found_is_taken_away_as_a_file(told: House) -> None:
    visitor = told.signed_in("admin")
    data = {
        "list": "activity",
        "query": "who=boris&columns=codes",
        "format": "csv",
        "csrf_token": visitor.token("/account/"),
    }
    rows = list(
        csv.DictReader(io.StringIO(visitor.ask("POST", "/exports/", data=data).text.lstrip("\N{BYTE ORDER MARK}")))
    )
    assert sorted(row["code"] for row in rows) == ["clients.update", "domains.renew", "domains.set-server-statuses"]
    assert {row["actor"] for row in rows} == {"boris"}


def test_every_kind_of_things_that_deeds_are_done_to_can_be_asked_for() -> None:
    assert {deeds.object for module in MODULES for deeds in module.deeds} <= OBJECTS.keys() | {"account"}
