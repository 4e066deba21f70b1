"""The page of a registrar's account: on what terms it sells where, what it pays by, and what its state lets it do."""

from dataclasses import replace

import pytest

from registry.actions.registrar_login import registrar_login
from registry.actions.standing import demand_standing
from registry.actions.tld_create import tld_change
from registry.context import Actor
from registry.errors import LoginFailed, RegistrarTerminated
from registry.model.pricing import Rate
from registry.requests.poll import PollRequest
from registry.requests.registrar import RegistrarLogin
from registry.store import tlds
from tests.panel.deed_samples import WHY, registrar
from tests.panel.house import House
from tests.panel.test_sponsoring import api

pytestmark = pytest.mark.slow


def sold_in_euros(yard: House) -> None:
    world = yard.world
    world.clock.advance(seconds=1)
    rates = (Rate("create", "EUR", 700, group="large"),)
    yard.run(tld_change(world.operator, "example", lambda rules: replace(rules, rates=rates), world.clock.now()))
    world.registry.book = yard.run(world.store.reading(tlds.book))


@pytest.mark.feature("REG-10")
def test_a_registrar_buys_at_the_rates_of_its_group_in_a_currency_that_it_has_an_account_in(yard: House) -> None:
    sold_in_euros(yard)
    handle, staff = yard.run(registrar(sells=False)(yard.world)), yard.signed_in("master")
    terms = {"tld": "example", "price_group": "large", "currency": "EUR", "reason": WHY}
    assert api(staff, f"registrars/{handle}/accredit", terms).status_code == 422, "it has no account in it"
    opened = api(staff, f"registrars/{handle}/open-account", {"currency": "EUR", "reason": WHY})
    assert opened.json["detail"] == "It has an account in EUR."
    assert "in every currency that is sold in" in staff.get(f"/registrars/{handle}/open-account").text
    assert api(staff, f"registrars/{handle}/accredit", {**terms, "price_group": "L A"}).status_code == 409
    assert api(staff, f"registrars/{handle}/accredit", terms).status_code == 200
    page = staff.get(f"/registrars/{handle}").text
    assert ">large<" in page and ">EUR<" in page and "do everything that it is accredited for" in page
    assert f"/prices/?registrar={handle}" in page and "7.00 EUR" in staff.get(f"/prices/?registrar={handle}").text
    assert api(yard.signed_in("registrar"), "registrars/alpha/open-account", {"currency": "EUR"}).status_code == 403


@pytest.mark.feature("REG-10")
@pytest.mark.parametrize(
    ("state", "says"),
    [("applicant", "not come in yet: logins fail"), ("terminated", "open sessions are ended by 2501")],
)
def test_what_the_page_says_of_a_state_is_what_a_login_and_an_open_session_meet(yard: House, state, says) -> None:
    handle, world = yard.run(registrar(state)(yard.world)), yard.world
    assert says in yard.signed_in("master").get(f"/registrars/{handle}").text
    with pytest.raises(LoginFailed):
        yard.run(
            registrar_login(world.registry.context("epp"), RegistrarLogin(handle, "guess", None, "9.9.9.9", None, 1))
        )
    number = yard.run(world.fetch("SELECT id FROM registry.registrar WHERE handle = $1", handle))[0]["id"]
    session = world.registry.context("epp", Actor(number, handle))
    with pytest.raises(RegistrarTerminated) as refused:
        demand_standing(replace(session, registry=replace(world.registry, standings={number: state})), PollRequest())
    assert refused.value.code == 2501
