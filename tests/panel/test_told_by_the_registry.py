"""What the registry really does is told to those of its registrars, and of its house, whom it concerns, and to nobody else."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from panel.exports import jobs
from panel.exports.actions import export_later
from panel.kit.access import Viewer
from panel.kit.module import lists_of
from panel.modules import MODULES
from panel.telling.watching import watch_deposits
from registry.actions.application_step import application_step
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_restore import domain_restore
from registry.actions.domain_transfer import domain_transfer
from registry.actions.registrar_state import registrar_state
from registry.actions.settle import settle
from registry.actions.tld_create import tld_change
from registry.actions.tld_withdraw import tld_withdraw
from registry.jobs.tell_ahead import tell_ahead
from registry.model.ahead import Ahead
from registry.model.amending import amended
from registry.model.launch import LaunchCreate
from registry.model.phases import Phase
from registry.requests.application import ApplicationStep
from registry.requests.domain import DomainCreate, DomainDelete, DomainRestore, DomainTransfer
from registry.requests.registrar import RegistrarStateChange
from registry.store import tlds
from tests.panel.deposited import deposited
from tests.panel.house import PASSWORD, House, ensure_account
from tests.panel.test_telling import SECRET, hourly, mailed, name, promptly, told

OF_ALPHA = {
    "registrar",
    "registrar-technical",
    "registrar-finance",
    "registrar-support",
    "registrar-read",
    "looked-after",
}


@pytest.fixture(scope="module")
def both(yard: House) -> House:
    """Beta has somebody too."""
    yard.run(
        ensure_account(yard.world.registry, "of-beta", PASSWORD, "registrar", "beta", email="of-beta@demo.example")
    )
    return yard


def asked(house: House, label: str) -> str:
    found = name(house, "alpha", label)
    house.run(domain_transfer(house.world.as_("beta"), DomainTransfer(found, "request", authinfo=SECRET)))
    return found


@pytest.mark.feature("SUP-05")
def test_whoever_a_name_comes_to_is_told_and_who_lost_or_kept_it_of_that(both: House) -> None:
    come, kept, late = (asked(both, label) for label in ("come", "kept", "late"))
    both.run(domain_transfer(both.world.as_("alpha"), DomainTransfer(come, "approve")))
    both.run(domain_transfer(both.world.as_("beta"), DomainTransfer(kept, "cancel")))
    hourly(both)
    (texts,) = told(both, "domain.transfer-in").values()
    assert list(told(both, "domain.transfer-in")) == ["of-beta"] and come in texts[0] and kept not in texts[0]
    ended = told(both, "domain.transfer-ended")
    assert set(ended) == OF_ALPHA | {"of-beta"} and all(kept in each[0] for each in ended.values())
    both.world.clock.advance(days=6)
    both.run(settle(both.world.operator, late))
    hourly(both)
    assert late in told(both, "domain.transfer-in")["of-beta"][1], "time approves too"
    assert mailed(both, "domain.transfer-in") == {"of-beta"}


@pytest.mark.feature("SUP-05")
def test_a_name_that_the_registry_brings_back_is_told_to_its_registrar(both: House) -> None:
    back = name(both, "alpha", "back")
    both.world.clock.advance(days=40)
    by = replace(both.world.operator, reason="The holder asked us.")
    both.run(domain_delete(both.world.as_("alpha"), DomainDelete(back)))
    both.run(domain_restore(by, DomainRestore(back, "request")))
    hourly(both)
    found = told(both, "domain.restored")
    assert set(found) == OF_ALPHA and all(back in each[0] for each in found.values())


@pytest.mark.feature("SUP-05")
def test_an_application_that_goes_on_is_told_to_whose_it_is(both: House) -> None:
    world = both.world
    rules = world.registry.book.at("invalid", world.clock.now()).rules
    landrush = Phase("landrush", creates="application", first_status="pendingAllocation")
    both.run(tld_change(world.operator, "invalid", replace(rules, phases=(landrush,)), world.clock.now()))
    world.registry.book = both.run(world.store.reading(tlds.book))
    said = LaunchCreate(landrush.named, "application")
    wish = DomainCreate("wished.invalid", launch=said, authinfo=SECRET)
    number = both.run(domain_create(world.as_("alpha"), wish)).application.application
    doubt = replace(world.operator, reason="The registrant cannot be reached.")
    both.run(application_step(doubt, ApplicationStep(number, "invalidate")))
    hourly(both)
    found = told(both, "application.went-on")
    assert set(found) == OF_ALPHA - {"registrar-finance"} and "wished.invalid" in found["registrar"][0]


def test_what_is_to_change_in_a_tld_and_will_not_is_told_to_those_who_see_prices(both: House) -> None:
    world, soon = both.world, both.world.clock.now() + timedelta(days=10)
    both.run(tld_change(world.operator, "example", lambda rules: amended(rules, {"prices.renew": 1250}), soon))
    both.run(tell_ahead(world.registry))
    promptly(both)
    promptly(both)
    found = told(both, "tld.changes")
    assert {"registrar", "registrar-finance", "of-beta"} <= set(found) and not set(found) & {"master", "client"}
    assert all(len(texts) == 1 and "example" in texts[0] and f"{soon:%Y-%m-%d}" in texts[0] for texts in found.values())
    (version,) = both.run(world.fetch("SELECT id FROM registry.policy ORDER BY id DESC LIMIT 1"))
    both.run(tld_withdraw(world.operator, "example", version["id"]))
    both.run(tell_ahead(world.registry))
    promptly(both)
    assert set(told(both, "tld.changes-not")) == set(found)


def test_the_end_of_a_password_and_of_a_registrar_is_told_to_its_people_alone(both: House) -> None:
    world = both.world
    world.registry.ahead = Ahead(password=14, password_life=90)
    world.clock.advance(days=80)
    both.run(tell_ahead(world.registry))
    for _ in range(2):
        promptly(both)
    found = told(both, "registrar.password-ends")
    assert set(found) == {"registrar", "registrar-technical", "of-beta"} == mailed(both, "registrar.password-ends")
    assert {len(texts) for texts in found.values()} == {1}
    by = replace(world.operator, reason="It went out of business.")
    both.run(registrar_state(by, RegistrarStateChange("beta", "terminated")))
    promptly(both)
    assert list(told(both, "registrar.terminated")) == ["of-beta"] and mailed(both, "registrar.terminated") == {
        "of-beta"
    }


def test_deposits_that_wait_or_are_late_are_told_to_those_who_look_after_them_once_a_day(both: House) -> None:
    registry, who = both.world.registry, {"master", "manager"}
    both.run(watch_deposits(registry))
    assert told(both, "deposit.late") == {}, "nobody deposits"
    registry.depository = SimpleNamespace(tlds=("example", "test"), registrars={})
    both.run(deposited(both.world, "test", 4, "reported", "the interface answers 401", stopped=True))
    both.run(deposited(both.world, "example", 0, "confirmed"))
    for _ in range(2):
        both.run(watch_deposits(registry))
    assert {login: len(texts) for login, texts in told(both, "deposit.late").items()} == dict.fromkeys(who, 1)
    assert "test" in told(both, "deposit.late")["master"][0] and "test, " in told(both, "deposit.held-up")["manager"][0]
    both.world.clock.advance(days=1.1)
    both.run(watch_deposits(registry))
    assert len(told(both, "deposit.held-up")["master"]) == 2, "again the next day"
    registry.depository = None


def test_who_asked_for_a_file_is_told_when_it_is_made(both: House) -> None:
    (found,) = both.run(both.world.fetch("SELECT id FROM iam.account WHERE login = 'master'"))
    viewer = Viewer(found["id"], 0, "master", None, None, frozenset({"master"}), None, None)
    number = both.run(export_later(both.world.registry, viewer, lists_of(MODULES)["domains"], "", "csv"))

    async def twice():
        await asyncio.gather(*(jobs.make_exports(both.world.registry) for _ in range(2)))

    both.run(twice())
    assert both.run(both.world.fetch("SELECT state FROM panel.export WHERE id = $1", number))[0]["state"] == "ready"
    assert {login: len(texts) for login, texts in told(both, "export.ready").items()} == {"master": 1}
    assert mailed(both, "export.ready") == set(), "a mail only to who wishes for it"
