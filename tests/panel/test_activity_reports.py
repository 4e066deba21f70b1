"""Reports of the activity log: figures that are those of the rows they lead to, within a scope and an interval."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from fnmatch import fnmatch
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from panel.activity.classes import PRIVILEGED, is_among
from panel.activity_reports import REPORTS
from panel.activity_reports.of_the_log import whose
from panel.identity.activity import ACTIONS
from panel.kit.access import Scope
from panel.kit.roles import PROVED_AGAIN
from panel.modules import MODULES
from tests.panel.house import House
from tests.panel.person import Person
from tests.panel.test_activity import PLANT
from tests.panel.test_plans import nodes, plan

# (who, behind, action, result, object, name, account, address, reason), days ago, how often
PAST = (
    (("vera", None, "sign-in", "done", None, None, "vera", "203.0.113.7", None), 1, 3),
    (("vera", None, "sign-in.password", "done", None, None, "vera", "203.0.113.7", None), 1, 1),
    (("vera", None, "sign-in", "refused", None, None, "vera", "203.0.113.200", None), 2, 4),
    (("boris", None, "sign-in", "refused", None, None, "boris", "203.0.113.200", None), 2, 2),
    (("boris", None, "proof", "refused", None, None, "boris", "198.51.100.1", None), 3, 1),
    (("no, such*one", None, "sign-in", "refused", None, None, None, "198.51.100.9", None), 3, 1),
    (("vera", None, "registrars.top-up", "done", "registrar", "beta", None, "203.0.113.7", "wire"), 4, 2),
    (("boris", None, "registrars.top-up", "refused", "registrar", "beta", None, "198.51.100.1", "wire"), 5, 1),
    (("vera", None, "account.block", "done", None, None, "boris", "203.0.113.7", "gone"), 6, 1),
    (("vera", None, "clients.set-note", "done", "client", "shop", "shop", "203.0.113.7", None), 6, 1),
    (("vera", None, "topups.confirm", "done", "topUp", "7", None, "203.0.113.7", None), 60, 1),
)
OF_THE_LOG = tuple(each for each in REPORTS if each.inside)


@pytest.fixture(scope="module")
def told(yard: House) -> Iterator[House]:
    now = yard.world.clock.now()
    for deed, days, times in PAST:
        own = yard.world.numbers["alpha"] if deed[0] == "boris" else None
        for _ in range(times):
            yard.run(yard.world.fetch(PLANT, now, *deed, days, "planted", own))
    yield yard


def rows(house: House, name: str, role: str = "admin", **asked: str) -> list[dict]:
    query = urlencode({"per_page": "500"} | {f"where[{field}]": value for field, value in asked.items()})
    answer = house.signed_in(role).get(f"/api/v1/{name}?{query}")
    assert answer.status_code == 200, answer.text
    return answer.json["data"]


def by(found: list[dict], *names: str) -> dict:
    return {tuple(row[name] for name in names) if len(names) > 1 else row[names[0]]: row for row in found}


@pytest.mark.feature("IAM-16")
def test_the_sign_ins_of_each_day_are_counted(told: House) -> None:
    found = rows(told, "sign_ins_by_day")
    days = {(told.world.clock.now() - timedelta(days=ago)).date().isoformat(): ago for ago in (1, 2)}
    by_ago = {days[row["day"][:10]]: row for row in found if row["day"][:10] in days}
    assert (by_ago[1]["entered"], by_ago[1]["refused"], by_ago[1]["people"], by_ago[1]["addresses"]) == (3, 0, 1, 1)
    assert (by_ago[2]["entered"], by_ago[2]["refused"], by_ago[2]["people"], by_ago[2]["addresses"]) == (0, 6, 2, 1)


@pytest.mark.feature("IAM-16")
def test_failures_are_counted_by_account_and_by_address(told: House) -> None:
    accounts = by(rows(told, "failures_by_account"), "login")
    assert (accounts["vera"]["failures"], accounts["vera"]["addresses"]) == (4, 1)
    assert (accounts["boris"]["failures"], accounts["boris"]["addresses"]) == (3, 2)
    addresses = by(rows(told, "failures_by_address"), "address")
    assert (addresses["203.0.113.200"]["failures"], addresses["203.0.113.200"]["logins"]) == (6, 2)
    assert [row["login"] for row in rows(told, "failures_by_account")][:2] == ["vera", "boris"], "the most comes first"


@pytest.mark.feature("IAM-16")
def test_privileged_actions_are_counted_by_who_did_them(told: House) -> None:
    found = by(rows(told, "privileged_deeds"), "actor", "code")
    assert found["vera", "registrars.top-up"]["done"] == 2 and found["boris", "registrars.top-up"]["refused"] == 1
    assert found["vera", "account.block"]["action"] == "Blocked the account"
    assert ("vera", "clients.set-note") not in found and ("vera", "topups.confirm") not in found
    assert found["vera", "account.block"]["kind"] == "commandLine", "who has no account did it there"


@pytest.mark.feature("IAM-16")
def test_changes_of_money_are_counted_by_what_was_changed(told: House) -> None:
    found = by(rows(told, "money_changes"), "kind", "name")
    beta = found["registrar", "beta"]
    assert (beta["done"], beta["refused"], beta["people"]) == (2, 1, 2) and ("client", "shop") not in found
    first = (told.world.clock.now() - timedelta(days=61)).date().isoformat()
    assert ("topUp", "7") in by(rows(told, "money_changes", at_from=first), "kind", "name")


def test_the_interval_is_the_last_thirty_days_or_what_is_asked_for(told: House) -> None:
    day = (told.world.clock.now() - timedelta(days=2)).date().isoformat()
    assert by(rows(told, "failures_by_account", at_from=day), "login").keys() >= {"vera"}
    assert rows(told, "failures_by_account", at_from="2020-01-01", at_to="2020-02-01") == []
    assert by(rows(told, "failures_by_account", at_from=day, at_to=day), "login")["boris"]["failures"] == 2
    assert by(rows(told, "failures_by_account", at_to=day), "login")["boris"]["failures"] == 3


@pytest.mark.parametrize("report", OF_THE_LOG, ids=lambda report: report.name)
def test_each_row_leads_to_the_deeds_that_it_counts(told: House, report) -> None:
    visitor = told.signed_in("admin")
    address = f"/activity/reports/{report.name.replace('_', '-')}/"
    links = [unescape(each) for each in re.findall(r'class="nh-row-link" href="([^"]+)"', visitor.get(address).text)]
    counted = {"sign_ins_by_day": None, "privileged_deeds": ("done", "refused"), "money_changes": ("done", "refused")}
    figures = counted.get(report.name, ("failures",))
    told_rows = rows(told, report.name)
    assert len(links) == len(told_rows) > 0
    for link, row in zip(links, told_rows, strict=True):
        parts = urlsplit(link)
        assert parts.path == "/activity/"
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        answer = visitor.get(f"/api/v1/activity?{urlencode(asked | {'per_page': '500'})}")
        assert answer.status_code == 200, (link, answer.text)
        if figures is not None and "such" not in str(row.get("login")):
            assert len(answer.json["data"]) == sum(row[name] for name in figures), (link, row)
        assert answer.json["data"], link


def test_what_would_be_parted_where_several_are_asked_for_is_looked_for_as_text() -> None:
    assert whose("who", "vera") == {"who": "vera"}
    assert whose("who", "two words") == {"q": "two words"} and whose("who", "all*") == {}


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_a_registrars_owner_is_told_of_its_own_people_alone(told: House, report) -> None:
    text = told.signed_in("registrar").get(f"/api/v1/{report.name}?per_page=500").text
    assert "vera" not in text and "203.0.113.7" not in text
    assert told.signed_in("support").get(f"/api/v1/{report.name}").status_code == 403
    assert told.signed_in("reseller").get(f"/api/v1/{report.name}").status_code == 403


def test_figures_are_those_of_the_scope(told: House) -> None:
    owners = by(rows(told, "failures_by_address", "registrar"), "address")
    assert (owners["203.0.113.200"]["failures"], owners["203.0.113.200"]["logins"]) == (2, 1)
    assert by(rows(told, "money_changes", "registrar"), "name")["beta"]["done"] == 0


@pytest.mark.feature("IAM-16")
def test_who_has_not_signed_in_for_long_is_dormant_until_they_do(told: House) -> None:
    sleeper, never = Person(told), Person(told)
    sleeper.inside()
    told.world.clock.advance(days=100)
    told.visitors.clear()
    names = by(rows(told, "dormant_accounts"), "login")
    assert sleeper.login in names and never.login in names
    assert names[sleeper.login]["last"] is not None and names[never.login]["last"] is None
    assert never.login in by(rows(told, "dormant_accounts", days="never"), "login")
    assert sleeper.login not in by(rows(told, "dormant_accounts", days="180"), "login")
    sleeper.inside()
    assert sleeper.login not in by(rows(told, "dormant_accounts"), "login")
    assert sleeper.login in by(rows(told, "dormant_accounts", days="any"), "login")
    told.run(told.world.fetch("UPDATE iam.account SET state = 'blocked' WHERE login = $1", never.login))
    assert never.login not in by(rows(told, "dormant_accounts"), "login"), "who cannot sign in is not missed"


@pytest.mark.feature("IAM-16")
def test_who_is_signed_in_is_told_for_as_long_as_the_session_opens_something(told: House) -> None:
    person, other = Person(told), Person(told)
    visitor = person.inside()
    other.visitor().sign_in(other.login, "wrong words here")
    found = by(rows(told, "open_sessions"), "login")
    assert found[person.login]["address"] == person.address and other.login not in found
    assert "number" not in found[person.login] and found[person.login]["key"].isdigit()
    told.world.clock.advance(hours=11)
    assert visitor.get("/account/").status_code == 200
    told.world.clock.advance(hours=11)
    told.visitors.clear()
    assert person.login in by(rows(told, "open_sessions"), "login"), "it was used since"
    told.world.clock.advance(hours=2)
    told.visitors.clear()
    assert person.login not in by(rows(told, "open_sessions"), "login")
    assert visitor.get("/account/").status_code == 302


def test_half_a_session_is_none(told: House) -> None:
    person = Person(told)
    person.enrol()
    told.run(
        told.world.fetch(
            "DELETE FROM iam.session WHERE account_id = (SELECT id FROM iam.account WHERE login = $1)", person.login
        )
    )
    person.half()
    assert person.login not in by(rows(told, "open_sessions"), "login")


@pytest.mark.feature("IAM-16")
def test_the_page_shows_the_reports_together_and_keeps_to_the_days_asked_for(told: House) -> None:
    visitor = told.signed_in("admin")
    assert 'href="/activity/reports/"' in visitor.get("/activity/").text
    page = visitor.get("/activity/reports/")
    assert page.status_code == 200 and "<svg" in page.text
    for report in REPORTS:
        assert f"/activity/reports/{report.name.replace('_', '-')}/" in page.text
    empty = visitor.get("/activity/reports/?at_from=2020-01-01&at_to=2020-01-31").text
    assert (
        "Nobody signed in on these days." in empty and "money-changes/?at_from=2020-01-01&amp;at_to=2020-01-31" in empty
    )
    for strange in (
        "?at_from=never",
        "?at_from=2020-01-01",
        "?at_from=2030-01-01",
        "?at_from=1901-01-01",
        "?at_to=2020-01-01",
    ):
        assert visitor.get(f"/activity/reports/{strange}").status_code == 200
    assert told.signed_in("support").get("/activity/reports/").status_code == 403


def test_a_report_is_taken_away_as_a_file(told: House) -> None:
    visitor = told.signed_in("admin")
    day = (told.world.clock.now() - timedelta(days=365)).date().isoformat()
    data = {
        "list": "failures_by_account",
        "query": f"at_from={day}",
        "format": "csv",
        "csrf_token": visitor.token("/account/"),
    }
    text = visitor.ask("POST", "/exports/", data=data).text.lstrip("\N{BYTE ORDER MARK}")
    found = {row["login"]: row for row in csv.DictReader(io.StringIO(text))}
    assert found["boris"]["failures"] == "3" and found["vera"]["addresses"] == "1"


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_what_is_counted_is_found_by_an_index(house: House, report) -> None:
    alpha = Scope(registrar_id=house.world.numbers["alpha"], registrar="alpha")
    for scope in (Scope(True), alpha):
        found = [
            each for each in nodes(plan(house, report, scope, ("enable_hashagg",))) if each["Node Type"] == "Seq Scan"
        ]
        assert found == []


def test_what_is_asked_a_second_factor_for_and_done_to_others_is_privileged() -> None:
    own = {"account.secure", "api-key.update", "webhook.update"}
    asked = {
        f"{deeds.list.name}.{deed.name}"
        for module in MODULES
        for deeds in module.deeds
        for deed in deeds.every
        if deed.permission in PROVED_AGAIN - own
    }
    every = {f"{deeds.list.name}.{deed.name}" for module in MODULES for deeds in module.deeds for deed in deeds.every}
    matched = {each for each in every if any(fnmatch(each, pattern) for pattern in PRIVILEGED)}
    assert matched - {"parties.end"} == asked
    assert {each for each in ACTIONS if any(fnmatch(each, pattern) for pattern in PRIVILEGED)} >= {"account.role"}
    assert is_among("a", ("x.y", "z.*")) == "(a IN ('x.y') OR starts_with(a, 'z.'))"
