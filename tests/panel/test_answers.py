"""What programs read and do besides lists and deeds: the own account, ways in, rights, files, figures; told and refused alike."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal

import jsonschema
import pyotp
import pytest

from panel.kit.api.typed import shape_of, told
from panel.kit.roles import NOT_BY_KEY
from panel.modules import MODULES
from registry.model.money import Money
from tests.panel.house import PASSWORD, House, Visitor
from tests.panel.person import FACTOR, Person
from tests.panel.test_api_keys import PROBLEM, Program, program

pytestmark = pytest.mark.slow  # people sign in with hashes that are meant to take time

PDF = base64.b64encode(b"%PDF-1.7 a paper").decode()


def do(visitor: Visitor, path: str, body: dict | None = None, **headers: str):
    """As a script of whoever is signed in does it."""
    sent = {
        "X-CSRFToken": visitor.token("/account/"),
        **{name.replace("_", "-"): each for name, each in headers.items()},
    }
    return visitor.ask("POST", f"/api/v1/{path}", json=body or {}, headers=sent)


def pointers(answer) -> list[str]:
    assert answer.mimetype == PROBLEM, answer.text
    return [each["pointer"] for each in answer.json["errors"]]


@pytest.fixture
def ada(yard: House) -> Iterator[Person]:
    yield Person(yard, "support")


@dataclass(frozen=True, slots=True)
class Sample:
    name: str
    when: datetime | None
    day: date
    cost: Money
    share: Decimal
    kind: Literal["a", "b"]
    parts: tuple[str, ...]


def test_a_type_says_what_its_values_look_like() -> None:
    shape = shape_of(list[Sample])
    amount = {"type": "object", "required": ["amount", "currency"]}
    schema = {**shape, "components": {"schemas": {"Money": amount}}}
    first = Sample("x", None, date(2027, 1, 31), Money(1250, "USD"), Decimal("0.5"), "a", ("p",))
    second = Sample("y", datetime(2027, 1, 31, tzinfo=UTC), date(2027, 1, 31), Money(7, "JPY"), Decimal(1), "b", ())
    values = told([first, second])
    jsonschema.validate(values, schema)
    assert [each["cost"]["amount"] for each in values] == ["12.50", "7"] and values[1]["when"] == "2027-01-31T00:00:00Z"
    for name, wrong in (("name", None), ("when", 5), ("kind", "c"), ("parts", "p"), ("more", 1)):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate([{**values[0], name: wrong}], schema)
    assert told({"n": frozenset({2, 1}), "none": None}) == {"n": [1, 2], "none": None}
    with pytest.raises(TypeError):
        shape_of(type("Unknown", (), {}))


def test_every_answer_has_a_shape_or_is_a_file() -> None:
    for module in MODULES:
        for each in module.answers:
            assert each.media or shape_of(each.tells), each.at


@pytest.mark.feature("ARC-01")
def test_a_program_reads_its_account_once_and_is_told_what_it_does_not_know(yard: House, ada: Person) -> None:
    asks = program(yard, "support", "account.read")
    answer = asks.ask("GET", "account")
    assert answer.json["login"] == "support" and answer.json["permissions"] == ["access.all", "account.read"]
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert asks.ask("GET", "account", headers=tag).status_code == 304
    wrong = asks.ask("GET", "account?fields=login")
    assert (wrong.status_code, wrong.json["errors"][0]["parameter"]) == (400, "fields")
    assert asks.ask("POST", "account/set-language", json={"language": "uk"}).status_code == 403


def test_the_own_settings_are_changed_as_pages_change_them(yard: House, ada: Person) -> None:
    visitor = ada.inside()
    for path, body, said in (
        ("account/set-language", {"language": "tlh"}, "#/language"),
        ("account/set-look", {"theme": "pink"}, "#/theme"),
        ("account/set-language", {}, "#/language"),
    ):
        answer = do(visitor, path, body)
        assert (answer.status_code, pointers(answer)) == (422, [said]), path
    assert do(visitor, "account/set-language", {"language": "uk", "tongue": "x"}).status_code == 400
    assert do(visitor, "account/set-language", {"language": "uk"}).status_code == 200
    assert do(visitor, "account/set-look", {"theme": "dark"}).status_code == 200
    known = visitor.get("/api/v1/account").json
    assert (known["language"], known["look"]["theme"], known["look"]["layout"]) == ("uk", "dark", "side")
    assert 'lang="uk"' in visitor.get("/account/").text and 'data-bs-theme="dark"' in visitor.get("/account/").text


def test_who_says_what_they_have_seen_of_an_answer_changes_nothing_else(ada: Person) -> None:
    visitor = ada.inside()
    seen = visitor.get("/api/v1/account").headers["ETag"]
    assert do(visitor, "account/set-language", {"language": "ru"}, If_Match=seen).status_code == 200
    assert do(visitor, "account/set-language", {"language": "uk"}, If_Match=seen).status_code == 412
    assert do(visitor, "notifications/-/read-all", If_Match=seen).status_code == 412, "nothing there has a tag"
    assert visitor.get("/api/v1/account").json["language"] == "ru"


def test_a_password_is_changed_with_the_old_one_and_ends_other_browsers(ada: Person) -> None:
    visitor, other = ada.inside(), ada.inside()
    fresh = "five other plain words here"
    wrong = do(visitor, "account/change-password", {"old": "guessed", "new": fresh})
    assert (wrong.status_code, pointers(wrong)) == (409, ["#/old"])
    short = do(visitor, "account/change-password", {"old": PASSWORD, "new": "short"})
    assert (short.status_code, pointers(short)) == (409, ["#/new"])
    assert do(visitor, "account/change-password", {"old": PASSWORD, "new": fresh}).status_code == 200
    assert other.get("/account/").status_code == 302 and ada.visitor().sign_in(ada.login, fresh).status_code == 302


def test_browsers_are_listed_and_signed_out_one_by_one(yard: House, ada: Person) -> None:
    visitor, other = ada.inside(), ada.inside()
    (mine,) = (each for each in visitor.get("/api/v1/account/sessions").json if each["current"])
    (its,) = (each for each in visitor.get("/api/v1/account/sessions").json if not each["current"])
    stranger = Person(yard, "support").inside()
    assert do(stranger, f"account/sessions/{its['session']}/end").status_code == 404, "it is somebody else's"
    assert do(visitor, f"account/sessions/{its['session']}/end").status_code == 200
    assert other.get("/account/").status_code == 302 and mine["address"] == ada.address
    assert do(visitor, f"account/sessions/{its['session']}/end").status_code == 404
    third = ada.inside()
    assert do(visitor, "account/sessions/end-others").status_code == 200 and third.get("/account/").status_code == 302


def test_nobody_locks_themselves_out_by_a_list_of_networks(ada: Person) -> None:
    visitor = ada.inside()
    for networks in ("192.0.2.0/24", "everywhere"):
        answer = do(visitor, "account/allow-networks", {"networks": networks})
        assert (answer.status_code, pointers(answer)) == (409, ["#/networks"])
    assert do(visitor, "account/allow-networks", {"networks": f"192.0.2.0/24\n{ada.address}"}).status_code == 200
    assert visitor.get("/api/v1/account").json["networks"] == ["192.0.2.0/24", f"{ada.address}/32"]


@pytest.mark.feature("IAM-07")
def test_an_app_is_set_up_confirmed_and_removed_by_a_program_of_who_is_signed_in(yard: House, ada: Person) -> None:
    visitor, other = ada.inside(), ada.inside()
    secret, address = do(visitor, "account/second-factor/begin-app").json["shown_once"]
    assert address.startswith("otpauth://totp/") and secret in address
    wrong = do(visitor, "account/second-factor/confirm-app", {"code": "000000"})
    assert (wrong.status_code, pointers(wrong)) == (409, ["#/code"])
    ada.secret = secret
    codes = do(visitor, "account/second-factor/confirm-app", {"code": ada.code()}).json["shown_once"]
    assert len(codes) == 10 and other.get("/account/").status_code == 302
    assert visitor.get("/api/v1/account/second-factor").json["codes_left"] == 10
    again = do(visitor, "account/second-factor/renew-recovery-codes").json["shown_once"]
    assert not set(again) & set(codes)
    body = {"password": PASSWORD, "code": codes[0]}
    assert do(visitor, "account/second-factor/remove-app", body).status_code == 409, "those codes open nothing any more"
    assert do(visitor, "account/second-factor/remove-app", {**body, "code": again[0]}).status_code == 200
    assert visitor.get("/api/v1/account/second-factor").json["app_since"] is None


def test_what_matters_asks_again_and_is_done_once_that_is_proved(yard: House, ada: Person) -> None:
    visitor = ada.enrol()
    yard.world.clock.advance(minutes=11)
    path = "account/second-factor/renew-recovery-codes"
    asked = do(visitor, path)
    assert (asked.status_code, asked.json["title"]) == (401, "Is it you?")
    wrong = do(visitor, "account/prove", {"code": "000000"})
    assert (wrong.status_code, pointers(wrong)) == (409, ["#/code"])
    assert do(visitor, "account/prove", {"password": PASSWORD}).status_code == 409, "a factor is asked for"
    assert do(visitor, "account/prove", {"code": ada.code()}).status_code == 200
    assert len(do(visitor, path).json["shown_once"]) == 10
    yard.visitors.clear()


def test_no_key_opens_ways_in(yard: House) -> None:
    asks = program(yard, "master", "account.read", "account.update")
    for module in MODULES:
        for each in (*module.answers, *module.errands):
            if each.permission in NOT_BY_KEY:
                method = "GET" if each in module.answers else "POST"
                path = each.at.replace("<int:key>", "1")
                assert asks.ask(method, path, json={} if method == "POST" else None).status_code == 403, each.at
    assert asks.ask("POST", "account/prove", json={"password": PASSWORD}).status_code == 409, "a key proves nothing"
    removes = asks.ask("POST", "account/second-factor/remove-app", json={"password": "guessed", "code": "000000"})
    assert (removes.status_code, pointers(removes)) == (409, ["#/password"]), "it asks for its own proof"


def test_who_is_led_to_a_second_factor_sets_it_up_there_and_keys_wait(yard: House) -> None:
    person = Person(yard, "registrar-read", "delta")
    asks = program(yard, person.login, "account.read")
    assert asks.ask("GET", "account").status_code == 200
    owner = Person(yard, "registrar", "delta").inside()
    assert do(owner, "registrars/beta/demand-second-factor", {"wanted": True}).status_code == 404
    assert do(owner, "registrars/delta/demand-second-factor", {"wanted": True}).status_code == 200
    assert asks.ask("GET", "account").status_code == 403
    visitor = person.inside()
    visitor.own_token = visitor.token(FACTOR)
    assert visitor.get("/api/v1/domains").status_code == 403
    person.secret = do(visitor, "account/second-factor/begin-app").json["shown_once"][0]
    code = pyotp.TOTP(person.secret).at(int(yard.world.clock.now().timestamp()))
    assert do(visitor, "account/second-factor/confirm-app", {"code": code}).status_code == 200
    assert visitor.get("/api/v1/domains").status_code == 200
    assert asks.ask("GET", "account").status_code == 200, "its owner has a factor by now"


def test_rights_are_read_with_what_they_come_to_and_changed_with_a_reason(yard: House) -> None:
    asks = program(yard, "master", "people.read", "people.set-rights", "domain.read")
    rights = {each["permission"]: each for each in asks.ask("GET", "people/support/rights").json["rights"]}
    assert rights["domain.read"]["held"] and "Support" in rights["domain.read"]["why"]
    assert rights["account.secure"]["fixed"], "the key may it not, so it gives it to nobody"
    change = {"rights": [{"permission": "domain.read", "choice": "denied"}]}
    assert asks.ask("POST", "people/support/set-rights", json=change).status_code == 422, "no reason was given"
    assert asks.ask("POST", "people/support/set-rights", json={**change, "reason": "x"}).status_code == 200
    denied = {each["permission"]: each for each in asks.ask("GET", "people/support/rights").json["rights"]}[
        "domain.read"
    ]
    assert (denied["held"], denied["choice"], denied["why"]) == (False, "denied", "denied by itself")
    assert yard.signed_in("support").get("/domains/").status_code == 403
    usual = {"rights": [{"permission": "domain.read", "choice": "role"}], "reason": "It was a test."}
    assert asks.ask("POST", "people/support/set-rights", json=usual).status_code == 200
    strange = {"rights": [{"permission": "no.such", "choice": "given"}], "reason": "x"}
    assert asks.ask("POST", "people/support/set-rights", json=strange).status_code == 409
    assert asks.ask("GET", "people/nobody/rights").status_code == 404


def test_somebody_is_looked_after_by_who_may_and_within_the_scope(yard: House) -> None:
    other, stranger = Person(yard, "registrar-read", "gamma"), Person(yard, "support")
    owner = Person(yard, "registrar", "gamma").inside()
    known = owner.get(f"/api/v1/people/{other.login}/care").json
    assert (known["state"], known["why_not"]) == ("active", None) and "registrar-finance" in known["roles_to_give"]
    assert owner.get(f"/api/v1/people/{stranger.login}/care").status_code == 404
    assert do(owner, f"people/{other.login}/block", {}).status_code == 422
    assert do(owner, f"people/{other.login}/set-role", {"role": "master", "reason": "x"}).status_code == 409
    assert do(owner, f"people/{other.login}/block", {"reason": "Left."}).status_code == 200
    assert other.visitor().sign_in(other.login).status_code == 401
    assert do(owner, f"people/{other.login}/unblock", {"reason": "Back."}).status_code == 200
    inside = other.inside()
    (session,) = owner.get(f"/api/v1/people/{other.login}/care").json["sessions"]
    assert do(owner, f"people/{other.login}/end-session", {"session": session["session"]}).status_code == 200
    assert inside.get("/account/").status_code == 302


def test_a_file_is_sent_told_of_and_fetched(yard: House) -> None:
    asks = program(yard, "master", "registrar.read", "file.create", "file.read")
    body = {"name": "paper.pdf", "file": PDF}
    assert asks.ask("POST", "registrars/beta/add-file", json=body).status_code == 200
    (file,) = asks.ask("GET", "registrars/beta/attached").json["files"]
    assert (file["name"], file["media"], file["shown"]) == ("paper.pdf", "application/pdf", False)
    assert yard.visitor().get(file["address"]).data == b"%PDF-1.7 a paper"
    for wrong in ({"name": "x.exe", "file": base64.b64encode(b"MZ\0").decode()}, {"name": "x.pdf", "file": "=="}):
        answer = asks.ask("POST", "registrars/beta/add-file", json=wrong)
        assert answer.status_code in (409, 422) and pointers(answer) == ["#/file"], answer.text
    assert asks.ask("POST", "registrars/nobody/add-file", json=body).status_code == 404
    large = {"name": "x.pdf", "file": base64.b64encode(b"%PDF-1.7 " + b"0" * 1_500_000).decode()}
    assert asks.ask("POST", "registrars/beta/add-file", json=large).status_code == 200, "forms take less"


def test_versions_of_a_thing_are_told_with_what_changed(house: House) -> None:
    own, staff = house.signed_in("registrar"), house.signed_in("master")
    said = own.get("/api/v1/domains/welcome.example/history").json
    newest = said["versions"][0]["version"]
    assert said["compared"]["last"] == newest and said["compared"]["changes"]
    first = own.get("/api/v1/domains/welcome.example/history?from=0&to=1").json["compared"]
    assert (first["first"], first["last"]) == (0, 1)
    assert own.get("/api/v1/domains/anchor.example/history").status_code == 404
    assert staff.get("/api/v1/domains/welcome.example/history?from=x").status_code == 400


def test_views_are_kept_listed_and_forgotten_each_by_its_owner(yard: House, ada: Person) -> None:
    visitor = ada.inside()
    kept = {"list": "domains", "name": "Held", "query": "state=hold&columns=dates&evil=1"}
    assert do(visitor, "views/keep", kept).status_code == 200
    (view,) = visitor.get("/api/v1/views?list=domains").json
    assert (view["name"], view["mine"]) == ("Held", True) and "evil" not in view["query"]
    assert do(Person(yard, "support").inside(), f"views/{view['id']}/forget").status_code == 200
    assert visitor.get("/api/v1/views?list=domains").json, "somebody else forgot it"
    assert do(visitor, f"views/{view['id']}/forget").status_code == 200
    assert visitor.get("/api/v1/views?list=domains").json == []
    strange = visitor.get("/api/v1/views?list=no-such-list")
    assert (strange.status_code, strange.json["errors"][0]["parameter"]) == (409, "list")


def test_a_dashboard_is_told_and_arranged(ada: Person) -> None:
    visitor = ada.inside()
    board = visitor.get("/api/v1/dashboard").json
    names = [each["name"] for each in board["widgets"]]
    assert any(each["figures"] for each in board["widgets"]) and not board["chosen"]
    assert do(visitor, "dashboard/arrange", {"shown": names[1::-1]}).status_code == 200
    chosen = visitor.get("/api/v1/dashboard").json
    assert [each["name"] for each in chosen["widgets"]] == names[1::-1] and chosen["chosen"]
    wrong = do(visitor, "dashboard/arrange", {"shown": ["no.such"]})
    assert (wrong.status_code, pointers(wrong)) == (409, ["#/shown"])
    assert do(visitor, "dashboard/arrange", {"usual": True}).status_code == 200
    assert not visitor.get("/api/v1/dashboard").json["chosen"]


def test_wishes_change_what_is_named_and_leave_the_rest(ada: Person) -> None:
    visitor = ada.inside()
    before = {each["group"]: each for each in visitor.get("/api/v1/notifications/-/wishes").json}
    group = next(name for name, each in before.items() if each["wanted"].get("mail"))
    body = {"groups": [{"group": group, "channel": "mail", "wanted": "no"}]}
    assert do(visitor, "notifications/-/wish", body).status_code == 200
    after = {each["group"]: each for each in visitor.get("/api/v1/notifications/-/wishes").json}
    assert not after[group]["wanted"]["mail"] and all(after[each] == before[each] for each in before if each != group)


def test_what_is_shown_once_is_kept_with_no_idempotency_key(ada: Person) -> None:
    visitor = ada.enrol()
    path = "account/second-factor/renew-recovery-codes"
    first = do(visitor, path, Idempotency_Key="once").json
    again = do(visitor, path, Idempotency_Key="once")
    assert len(first["shown_once"]) == 10 and again.headers["Idempotent-Replayed"] == "true"
    assert "shown_once" not in again.json and again.json["outcome"] == "done"


def test_figures_of_a_registry_that_has_lived_are_told_by_scope(house: House) -> None:
    staff, own = house.signed_in("master"), house.signed_in("registrar")
    everybody = {each["subject"] for each in staff.get("/api/v1/deposits/-/calendar").json}
    mine = {each["subject"] for each in own.get("/api/v1/deposits/-/calendar").json}
    assert mine and mine < everybody
    assert {each["registrar"] for each in own.get("/api/v1/deletes").json} <= {"alpha"}
    assert own.get("/api/v1/commands/-/statistics").json["registrars"] == []
    assert staff.get("/api/v1/commands/-/statistics?span=week").json["verbs"]
    assert own.get("/api/v1/registrars/beta/ways-in").status_code == 404
    assert own.get("/api/v1/ledger/-/statement?registrar=beta&currency=USD&month=2026-08").status_code == 404
    statement = own.get("/api/v1/ledger/-/statement?registrar=alpha&currency=USD&month=2026-08").json
    booked = sum(Decimal(each["amount"]["amount"]) for each in statement["shares"])
    assert Decimal(statement["opening"]["amount"]) + booked == Decimal(statement["closing"]["amount"])
    csv = own.get("/api/v1/ledger/-/statement.csv?registrar=alpha&currency=USD&month=2026-08")
    assert csv.mimetype == "text/csv" and csv.text.startswith("at,kind")
    cost = own.get("/api/v1/prices/quote?name=car.example&registrar=beta").json
    assert cost["total"]["currency"] == "USD" and not own.get(
        "/api/v1/prices/quote?name=x&at=2027-01-01T00:00Z"
    ).json.get("total")
    levels = staff.get("/api/v1/service_levels/-/month?month=2026-13")
    assert (levels.status_code, levels.json["errors"][0]["parameter"]) == (400, "month")
    assert staff.get("/api/v1/service_levels/-/month").json["levels"]
    assert staff.get("/api/v1/idn_tables/-/judge?label=straße").json["verdicts"]
    assert staff.get("/api/v1/idn_tables/de/letters").json["letters"]
    assert staff.get("/api/v1/tlds/launching/policy").json[0]["planned"]


def test_a_page_says_what_programs_read_instead_of_it(house: House) -> None:
    visitor = house.signed_in("master")
    for page, instead in (
        ("/domains/", "domains"),
        ("/domains/welcome.example", "domains/welcome.example"),
        ("/domains/welcome.example/history", "domains/welcome.example/history"),
        ("/rights/looked-after", "people/looked-after/rights"),
        ("/account/", "account"),
        ("/deposits/calendar", "deposits/-/calendar"),
    ):
        link = visitor.get(page).headers["Link"]
        assert link == f'</api/v1/{instead}>; rel="alternate"; type="application/json"', page
        assert visitor.get(f"/api/v1/{instead}").status_code == 200, instead


def test_a_list_is_exported_and_the_file_fetched_by_who_asked(yard: House) -> None:
    asks = program(yard, "support", "list.export", "registrar.read")
    number = asks.ask("POST", "exports/-/ask", json={"list": "registrars", "format": "csv"}).json["key"]
    for _ in range(50):
        if asks.ask("GET", f"exports/{number}").json["state"] == "ready":
            break
    assert "alpha" in asks.ask("GET", f"exports/{number}/file").text
    assert program(yard, "master", "list.export").ask("GET", f"exports/{number}/file").status_code == 404
    refused = asks.ask("POST", "exports/-/ask", json={"list": "domains", "format": "csv"})
    assert (refused.status_code, pointers(refused)) == (409, ["#/list"]), "the key does not open that list"


@pytest.fixture
def imports(yard: House) -> Program:
    return program(yard, "master", "blacklist.create", "blacklist.read")


def test_rows_are_tried_and_taken_back_then_imported_each_with_its_result(yard: House, imports: Program) -> None:
    rows = [
        {"of": "domain", "mask": "one.import.example", "colour": "black"},
        {"of": "nothing", "mask": "x", "colour": "black"},
        {"of": "domain", "mask": "one.import.example", "colour": "black"},
    ]
    path = "blacklist/-/add/import"

    def there() -> int:
        return len(imports.ask("GET", "blacklist?where[q]=import.example").json["data"])

    tried = imports.ask("POST", f"{path}?foresee", json={"rows": rows}).json
    assert ([each["outcome"] for each in tried["results"]], there()) == (["done", "refused", "refused"], 0)
    key = {"Idempotency-Key": "import"}
    done = imports.ask("POST", path, json={"rows": rows}, headers=key).json
    assert (done["done"], done["refused"], there()) == (1, 2, 1)
    assert [each["pointer"] for each in done["results"][1]["errors"]] == ["#/rows/1/of"]
    assert imports.ask("POST", path, json={"rows": rows}, headers=key).json == done
    for wrong in ({}, {"rows": []}, {"rows": ["x"]}, {"rows": rows, "more": 1}, {"rows": [{"of": {"a": 1}}]}):
        assert imports.ask("POST", path, json=wrong).status_code == 400, wrong
    assert do(yard.signed_in("client"), path, {"rows": rows}).status_code == 403
