"""What a registrar's own users do in the panel for money: they register names, and say that a payment is on its way."""

import html
from dataclasses import replace

import pytest

from registry.actions.name_list_import import name_list_import
from registry.actions.tld_create import tld_change
from registry.model.pricing import Rate
from registry.store import tlds
from tests.panel.deed_samples import FORESEEN
from tests.panel.house import House

NAME = {"name": "Brand-New.example", "years": "2"}


def balance(house: House) -> int:
    sql = """SELECT a.balance FROM registry.account a JOIN registry.registrar r ON r.id = a.registrar_id
              WHERE r.handle = 'alpha' AND a.currency = 'USD'"""
    return house.run(house.world.fetch(sql))[0][0]


@pytest.mark.slow
@pytest.mark.feature("USR-01")
def test_a_name_is_registered_once_its_price_was_seen_and_refused_as_epp_would(yard: House) -> None:
    visitor, path, before = yard.signed_in("registrar"), "/domains/-/register", balance(yard)
    seen = visitor.post(path, NAME)
    assert "20.00 USD" in seen.text and "As every name" in seen.text and balance(yard) == before
    done = visitor.post(path, {**NAME, "foreseen": FORESEEN.search(seen.text)[1]})
    assert (done.status_code, done.location) == (302, "/domains/brand-new.example")
    assert balance(yard) == before - 2000
    assert "cannot be registered: In use" in visitor.post(path, NAME).text
    headers = {"X-CSRFToken": visitor.token("/account/")}
    for body, code in (
        (NAME, 2302),
        ({"name": "bare.test", "years": "1"}, 2003),
        ({"name": "bare.example", "years": "1", "hosts": ["ns1.nowhere.example"]}, 2303),
        ({"name": "bare.elsewhere", "years": "1"}, 2306),
    ):
        told = visitor.ask("POST", f"/api/v1{path}", json=body, headers=headers)
        assert (told.status_code, f"EPP would answer {code}." in told.json["detail"]) == (409, True), told.json
    assert yard.signed_in("registrar-finance").get(path).status_code == 403
    assert yard.signed_in("manager").get(path).status_code == 403


@pytest.mark.slow
@pytest.mark.feature("USR-01")
def test_names_begin_with_what_their_registrar_says_and_are_signed_and_dear_ones_agreed_to(yard: House) -> None:
    visitor, path, usual = yard.signed_in("registrar"), "/domains/-/register", "/registrars/alpha/set-name-defaults"
    assert 'value="ns1.welcome.example"' not in visitor.get(path).text
    said = {"years": "2", "registrant": "C-ada", "hosts": ["NS1.Welcome.Example"]}
    assert visitor.ask("POST", usual, data={"csrf_token": visitor.token("/account/"), **said}).status_code == 302
    form = visitor.get(path).text
    for value in ("ns1.welcome.example", "C-ada", "2"):
        assert f'value="{value}"' in form
    assert yard.signed_in("registrar-read").get(usual).status_code == 403
    assert visitor.get(usual.replace("alpha", "beta")).status_code == 404

    headers = {"X-CSRFToken": visitor.token("/account/")}

    def register(name: str, **more: object):
        body = {"name": name, "years": "1", **more}
        seen = visitor.ask("POST", f"/api/v1{path}?foresee=", json=body, headers=headers)
        return seen, visitor.ask("POST", f"/api/v1{path}", json=body, headers=headers)

    record = {"tag": "12345", "algorithm": "13", "digest_type": "2", "digest": "ab" * 32}
    _, made = register("signed.example", dnssec=[record])
    assert made.status_code == 200, made.json
    told = visitor.get("/api/v1/domains/signed.example").json
    assert told["signed"] is True
    _, unknown = register("asked.example", token="none-of-ours")
    assert "EPP would answer 2201." in unknown.json["detail"]
    world = yard.world
    world.clock.advance(seconds=1)
    now = world.clock.now()
    yard.run(name_list_import(world.operator, "dear", "premium", {"opal": "dear"}, now))
    rates = (Rate("create", "USD", 90_000, "dear"),)
    yard.run(tld_change(world.operator, "example", lambda rules: replace(rules, lists=("dear",), rates=rates), now))
    world.registry.book = yard.run(world.store.reading(tlds.book))
    for answer in register("opal.example"):
        assert "say that you accept that" in answer.json["detail"]
    seen, made = register("opal.example", dear=True)
    assert "Not as every name (dear)" in seen.text and "900.00 USD" in seen.text
    assert made.status_code == 200, made.json


@pytest.mark.slow
@pytest.mark.feature("BIL-03")
def test_a_payment_that_is_announced_is_booked_when_somebody_of_the_registry_confirms_it(yard: House) -> None:
    asked = {"money": "150.00", "money_currency": "USD", "reason": "Wire 2214"}
    finance, manager, before = yard.signed_in("registrar-finance"), yard.signed_in("manager"), balance(yard)
    assert finance.post("/registrars/beta/ask-top-up", asked).status_code == 404
    assert finance.post("/registrars/alpha/ask-top-up", asked).status_code == 302
    assert balance(yard) == before
    (row,) = finance.get("/api/v1/topups?state=proposed").json["data"]
    assert (row["state"], row["reason"]) == ("proposed", "Wire 2214")
    assert "top-up waits for a second person" in html.unescape(manager.get("/dashboard/").text)
    number = yard.run(yard.world.fetch("SELECT id, proposed_by FROM registry.topup ORDER BY id DESC LIMIT 1"))[0]
    assert number["proposed_by"] == "alpha"
    assert finance.post(f"/top-ups/{number['id']}/confirm").status_code == 403
    assert manager.post(f"/top-ups/{number['id']}/confirm", {"reason": "It came."}).status_code == 302
    assert balance(yard) == before + 15000
