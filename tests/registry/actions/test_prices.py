"""What a registrar is told that a name costs is what it is charged, whatever the TLD's policy says."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from registry.actions.domain_check import domain_check
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_info import domain_info
from registry.actions.domain_renew import domain_renew
from registry.actions.domain_restore import domain_restore
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.actions.name_list_import import (
    name_list_import,
    name_list_preview,
    name_list_revert,
    name_list_withdraw,
)
from registry.actions.quote import quote
from registry.actions.registrar_limits import registrar_limits
from registry.actions.registrar_top_up import registrar_top_up
from registry.actions.tld_create import tld_change
from registry.actions.token_issue import TokenIssue, token_issue
from registry.clock import FakeClock
from registry.errors import (
    CommandUse,
    FundsShort,
    NotAuthorized,
    ObjectMissing,
    ParameterMissing,
    ParameterRange,
    PolicyForbids,
    Refusal,
)
from registry.jobs.prove_ledger import prove_ledger
from registry.jobs.settle_due import settle_due
from registry.model.change import DomainParts
from registry.model.fees import FeeCheck, FeeCommand, NameFees, StatedFee
from registry.model.launch import LaunchCreate
from registry.model.money import Money
from registry.model.period import Period
from registry.model.phases import NamedPhase, Phase
from registry.model.pricing import Discount, EarlyAccess, Rate
from registry.requests.domain import (
    DomainCheck,
    DomainCreate,
    DomainDelete,
    DomainInfo,
    DomainRenew,
    DomainRestore,
    DomainTransfer,
    DomainUpdate,
)
from registry.requests.registrar import RegistrarLimits, RegistrarTopUp
from registry.store import history, tlds
from tests.world import TLDS, World

DAY = timedelta(days=1)


async def change(world: World, **rules: object) -> None:
    """New rules for .example from the next second on."""
    world.clock.advance(seconds=1)
    await tld_change(world.operator, "example", replace(TLDS["example"], **rules), world.clock.now())
    world.registry.book = await world.store.reading(tlds.book)


async def gold_and_reserved(world: World) -> None:
    await name_list_import(world.operator, "gold", "premium", {"car": "gold", "bicycle": "silver"}, world.clock.now())
    await name_list_import(world.operator, "kept", "reserved", {"nic": "reserved"}, world.clock.now())
    rates = (
        Rate("create", "USD", 90_000, "gold"),
        Rate("renew", "USD", 5_000, "gold"),
        Rate("create", "USD", 700, "silver"),
    )
    await change(world, lists=("gold", "kept"), rates=rates)


async def fees(world: World, name: str, *commands: FeeCommand, currency: str | None = None, who="alpha") -> NameFees:
    ask = FeeCheck(commands or (FeeCommand("create"),), currency)
    (line,) = await domain_check(world.as_(who), DomainCheck((name,), ask))
    return line.fees


def total(told: NameFees) -> int:
    return sum(answer.quote.total.amount for answer in told.answers if answer.quote)


@pytest.mark.feature("REG-12")
async def test_a_premium_name_costs_what_its_class_costs_and_keeps_its_class(world: World, clock: FakeClock) -> None:
    await gold_and_reserved(world)
    told = await fees(world, "car.example", FeeCommand("create"), FeeCommand("renew"))
    assert [answer.quote.total.amount for answer in told.answers] == [90_000, 5_000]
    assert told.name_class == "gold"
    before = await world.balance("alpha")
    stated = StatedFee(Decimal("900.00"), "USD")
    made = await domain_create(world.as_("alpha"), DomainCreate("car.example", Period(1), fee=stated))
    assert before - await world.balance("alpha") == 90_000 == made.quote.total.amount
    await name_list_import(world.operator, "gold", "premium", {}, clock.now())
    assert (await fees(world, "car.example", FeeCommand("renew"))).name_class == "gold", "it was sold as gold"
    renewed = await domain_renew(
        world.as_("alpha"),
        DomainRenew("car.example", made.expires_at.date(), Period(2), fee=StatedFee(Decimal(100))),
    )
    assert renewed.quote.total.amount == 10_000
    assert before - await world.balance("alpha") == 100_000
    clock.move_to(renewed.expires_at)
    await settle_due(world.registry)
    assert before - await world.balance("alpha") == 105_000, "time charges the class's price too"
    await prove_ledger(world.registry)


async def test_a_special_price_is_stated_or_the_name_is_not_to_be_had(world: World) -> None:
    await gold_and_reserved(world)
    lines = await domain_check(world.as_("alpha"), DomainCheck(("car.example", "bicycle.example", "tree.example")))
    assert [line.available for line in lines] == [False, False, True]
    assert lines[0].reason == "The fee must be stated"
    wish = DomainCreate("car.example", Period(1))
    refusals = [
        (None, ParameterMissing),
        (StatedFee(Decimal("899.99")), ParameterRange),
        (StatedFee(Decimal("900"), "EUR"), ParameterRange),
    ]
    for fee, refusal in refusals:
        with pytest.raises(refusal):
            await domain_create(world.as_("alpha"), replace(wish, fee=fee))
    before = await world.balance("alpha")
    await domain_create(world.as_("alpha"), replace(wish, fee=StatedFee(Decimal(5000))))
    assert before - await world.balance("alpha") == 90_000, "more than enough is charged as what it costs"


async def test_a_tld_may_want_every_fee_stated_or_none(world: World) -> None:
    await change(world, fees_stated="always")
    with pytest.raises(ParameterMissing):
        await domain_create(world.as_("alpha"), DomainCreate("tree.example", Period(1)))
    (line,) = await domain_check(world.as_("alpha"), DomainCheck(("tree.example",)))
    assert not line.available
    await domain_create(world.as_("alpha"), DomainCreate("tree.example", Period(1), fee=StatedFee(Decimal(10))))
    world.clock.advance(days=1)
    await change(world, fees_stated="never", rates=(Rate("create", "USD", 1, "gold"),), lists=("gold",))
    await name_list_import(world.operator, "gold", "premium", {"car": "gold"}, world.clock.now())
    assert (await domain_create(world.as_("alpha"), DomainCreate("car.example"))).quote.total.amount == 1


@pytest.mark.feature("REG-12")
async def test_a_reserved_name_is_refused_and_said_to_be_reserved(world: World) -> None:
    await gold_and_reserved(world)
    (line,) = await domain_check(world.as_("alpha"), DomainCheck(("nic.example",)))
    assert (line.available, line.reason) == (False, "Reserved name")
    with pytest.raises(PolicyForbids):
        await domain_create(world.as_("alpha"), DomainCreate("nic.example"))
    (line,) = await domain_check(world.as_("alpha"), DomainCheck(("nic.invalid",)))
    assert line.available, "the list does not count in another TLD"


@pytest.mark.feature("REG-12")
async def test_early_access_is_paid_for_good(world: World, clock: FakeClock) -> None:
    await change(world, early_access=(EarlyAccess(clock.now() + DAY, "USD", 50_000),))
    before = await world.balance("alpha")
    told = await fees(world, "tree.example")
    made = await domain_create(world.as_("alpha"), DomainCreate("tree.example", fee=StatedFee(Decimal(510))))
    assert before - await world.balance("alpha") == 51_000 == total(told) == made.quote.total.amount
    await domain_delete(world.as_("alpha"), DomainDelete("tree.example"))
    assert before - await world.balance("alpha") == 50_000, "within the add grace period the registration is given back"
    clock.advance(days=2)
    assert total(await fees(world, "tree.example")) == 1000
    await prove_ledger(world.registry)


@pytest.mark.feature("REG-12")
async def test_a_registrar_buys_in_its_group_and_its_currency(world: World) -> None:
    rates = (
        Rate("create", "USD", 400, group="large"),
        Rate("create", "EUR", 950),
        Rate("create", "EUR", 300, group="large"),
    )
    await change(world, rates=rates)
    await registrar_limits(world.operator, RegistrarLimits("beta", currency="EUR", opens=True))
    await registrar_top_up(world.operator, RegistrarTopUp("beta", 1000, "EUR", "euros"))
    await world.fetch(
        "UPDATE registry.accreditation SET price_group = 'large' WHERE registrar_id = $1", world.numbers["gamma"]
    )
    await world.fetch(
        "UPDATE registry.accreditation SET currency = 'EUR' WHERE registrar_id = $1", world.numbers["beta"]
    )
    assert total(await fees(world, "tree.example", who="gamma")) == 400
    told = await fees(world, "tree.example", who="beta")
    assert (told.currency, total(told)) == ("EUR", 950)
    dollars = await fees(world, "tree.example", currency="USD", who="beta")
    assert dollars.reason == "This is sold in EUR." and not dollars.are_known
    before = await world.balance("beta")
    await domain_create(world.as_("beta"), DomainCreate("tree.example"))
    assert await world.balance("beta") == before, "dollars are not touched"
    (left,) = await world.fetch("SELECT balance FROM registry.account WHERE currency = 'EUR'")
    assert left["balance"] == 50
    with pytest.raises(FundsShort):
        await domain_create(world.as_("beta"), DomainCreate("bush.example"))
    view = await domain_info(world.as_("beta"), DomainInfo("tree.example"))
    with pytest.raises(PolicyForbids):
        await domain_renew(world.as_("beta"), DomainRenew("tree.example", view.domain.expires_at.date()))
    world.clock.move_to(view.domain.expires_at)
    await settle_due(world.registry)
    assert before - await world.balance("beta") == 1000, "time finds a price where there is one"
    await prove_ledger(world.registry)


async def test_questions_without_meaning_are_refused_and_those_without_answer_say_why(world: World) -> None:
    for command, refusal in (
        (FeeCommand("create", phase="sunrise"), ParameterRange),
        (FeeCommand("create", subphase="first"), ParameterMissing),
        (FeeCommand("create", phase="open", subphase="first"), ParameterRange),
    ):
        with pytest.raises(refusal):
            await fees(world, "tree.example", command)
    told = await fees(
        world,
        "tree.example",
        FeeCommand("create", Period(11)),
        FeeCommand("create", Period(18, "m")),
        FeeCommand("custom", custom="lock"),
        FeeCommand("delete"),
        FeeCommand("create", Period(24, "m"), phase="open"),
    )
    assert [bool(answer.reason) for answer in told.answers] == [True, True, True, False, False]
    assert told.answers[3].quote is None, "a delete costs nothing"
    assert told.answers[4].quote.total.amount == 2000
    assert (await fees(world, "tree.elsewhere")).reason


async def test_a_restore_costs_itself_and_the_years_it_adds(world: World, clock: FakeClock) -> None:
    made = await domain_create(world.as_("alpha"), DomainCreate("tree.example", Period(1)))
    clock.move_to(made.expires_at - 3 * DAY)
    await domain_delete(world.as_("alpha"), DomainDelete("tree.example"))
    assert total(await fees(world, "tree.example", FeeCommand("restore"))) == 4000
    clock.advance(days=5)
    told = await fees(world, "tree.example", FeeCommand("restore"))
    (answer,) = told.answers
    assert [(line.kind, line.price.amount) for line in answer.quote.lines] == [("restore", 4000), ("renew", 1000)]


async def test_operators_are_told_what_registrars_are(world: World) -> None:
    await gold_and_reserved(world)
    for operation in ("create", "renew", "transfer", "restore"):
        told = await fees(world, "car.example", FeeCommand(operation))
        asked = await quote(world.operator, "car.example", operation, "alpha", None, world.clock.now())
        assert asked.quote == told.answers[0].quote
    with pytest.raises(Refusal):
        await quote(world.operator, "car.example", "create", "nobody", None, world.clock.now())


async def test_a_quote_refuses_a_token_where_the_command_would(world: World) -> None:
    half = TokenIssue(registrar="alpha", discount=Discount(percent=50))
    (token,) = await token_issue(world.operator, half)

    async def asked(name: str, operation: str, who: str) -> int:
        found = await quote(world.operator, name, operation, who, None, world.clock.now(), token)
        return found.quote.total.amount

    assert await asked("car.example", "create", "alpha") == 500
    for name, operation, who in (
        ("car.example", "create", "beta"),
        ("car.example", "transfer", "alpha"),
        ("car.example", "renew", "alpha"),
    ):
        with pytest.raises(NotAuthorized):
            await asked(name, operation, who)
    with pytest.raises(ParameterRange):
        now = world.clock.now()
        await quote(world.operator, "car.example", "create", "alpha", None, now, phase=NamedPhase("sunrise"))


@pytest.mark.feature("REG-12")
async def test_a_list_changes_from_an_instant_on_and_the_past_stays_known(world: World, clock: FakeClock) -> None:
    first = await name_list_import(world.operator, "gold", "premium", {"car": "gold", "Café": "gold"}, clock.now())
    assert sorted(first.added) == ["car", "xn--caf-dma"]
    await change(world, lists=("gold",), rates=(Rate("create", "USD", 9, "gold"), Rate("create", "USD", 7, "silver")))
    clock.advance(days=1)
    preview = await name_list_preview(world.operator, "gold", "premium", {"car": "silver", "bus": "gold"})
    later = await name_list_import(
        world.operator, "gold", "premium", {"car": "silver", "bus": "gold"}, clock.now() + DAY
    )
    assert later == preview
    assert (later.added, later.changed, later.removed) == ({"bus": "gold"}, {"car": "silver"}, ("xn--caf-dma",))
    assert total(await fees(world, "car.example")) == 9
    clock.advance(days=2)
    assert total(await fees(world, "car.example")) == 7
    assert total(await fees(world, "bus.example")) == 9
    undone = await name_list_import(world.operator, "gold", "premium", {"car": "gold"}, clock.now())
    assert (undone.added, undone.changed, undone.removed) == ({}, {"car": "gold"}, ("bus",))
    with pytest.raises(PolicyForbids):
        await name_list_import(world.operator, "gold", "reserved", {}, clock.now())
    with pytest.raises(ParameterRange):
        await name_list_import(world.operator, "gold", "premium", {}, clock.now() - DAY)
    with pytest.raises(Refusal):
        await name_list_import(world.operator, "gold", "premium", {"-car": "gold"}, clock.now())


async def test_a_transfer_costs_what_it_costs_the_one_who_gains(world: World) -> None:
    await gold_and_reserved(world)
    rates = (Rate("create", "USD", 90_000, "gold"), Rate("transfer", "USD", 7_000, "gold", group="large"))
    await change(world, lists=("gold",), rates=rates)
    secret = "correct-horse-battery-42"
    wish = DomainCreate("car.example", authinfo=secret, fee=StatedFee(Decimal(900)))
    await domain_create(world.as_("alpha"), wish)
    await world.fetch(
        "UPDATE registry.accreditation SET price_group = 'large' WHERE registrar_id = $1", world.numbers["beta"]
    )
    told = await fees(world, "car.example", FeeCommand("transfer"), who="beta")
    before = await world.balance("beta")
    ask = DomainTransfer("car.example", "request", authinfo=secret)
    with pytest.raises(ParameterMissing):
        await domain_transfer(world.as_("beta"), ask)
    with pytest.raises(ParameterRange):
        await domain_transfer(world.as_("beta"), replace(ask, fee=StatedFee(Decimal(69))))
    view = await domain_transfer(world.as_("beta"), replace(ask, fee=StatedFee(Decimal(70))))
    assert before - await world.balance("beta") == 7_000 == total(told) == view.quote.total.amount


async def test_a_delete_tells_what_it_gives_back(world: World) -> None:
    made = await domain_create(world.as_("alpha"), DomainCreate("tree.example", Period(2)))
    await domain_renew(world.as_("alpha"), DomainRenew("tree.example", made.expires_at.date(), Period(1)))
    gone = await domain_delete(world.as_("alpha"), DomainDelete("tree.example"))
    assert sorted(credit.amount for credit in gone.credits) == [1000, 2000]


async def test_a_restore_is_told_stated_and_charged_alike(world: World, clock: FakeClock) -> None:
    await change(world, fees_stated="always")
    made = await domain_create(world.as_("alpha"), DomainCreate("tree.example", fee=StatedFee(Decimal(10))))
    clock.move_to(made.expires_at - DAY)
    await domain_delete(world.as_("alpha"), DomainDelete("tree.example"))
    clock.advance(days=3)
    told = await fees(world, "tree.example", FeeCommand("restore"))
    before = await world.balance("alpha")
    ask = DomainRestore("tree.example", "request")
    with pytest.raises(ParameterMissing):
        await domain_restore(world.as_("alpha"), ask)
    with pytest.raises(ParameterRange):
        await domain_restore(world.as_("alpha"), replace(ask, fee=StatedFee(Decimal("49.99"))))
    restored = await domain_restore(world.as_("alpha"), replace(ask, fee=StatedFee(Decimal(50))))
    assert before - await world.balance("alpha") == 5000 == total(told) == restored.quote.total.amount


async def test_a_check_promises_what_a_create_keeps_whatever_the_registrar_pays_in(world: World) -> None:
    await gold_and_reserved(world)
    rates = (Rate("create", "USD", 90_000, "gold"), Rate("create", "EUR", 950))
    await change(world, lists=("gold", "kept"), rates=rates)
    await registrar_limits(world.operator, RegistrarLimits("beta", currency="EUR", opens=True))
    await registrar_top_up(world.operator, RegistrarTopUp("beta", 1000, "EUR", "euros"))
    await world.fetch(
        "UPDATE registry.accreditation SET currency = 'EUR' WHERE registrar_id = $1", world.numbers["beta"]
    )
    for who, dear in (("alpha", True), ("beta", False)):
        (line,) = await domain_check(world.as_(who), DomainCheck(("car.example",)))
        assert (line.available, line.reason) == ((False, "The fee must be stated") if dear else (True, None)), who
    with pytest.raises(ParameterMissing):
        await domain_create(world.as_("alpha"), DomainCreate("car.example"))
    made = await domain_create(world.as_("beta"), DomainCreate("car.example"))
    assert made.quote.total.amount == 950


async def test_a_phase_has_prices_of_its_own_for_those_who_register_in_it(world: World) -> None:
    phases = (Phase("claims"), Phase("custom", subphase="friends"), Phase("open"))
    rates = (
        Rate("create", "USD", 5000, phase="claims"),
        Rate("create", "USD", 300, phase="custom", subphase="friends"),
        Rate("create", "USD", 400, years=2),
    )
    await change(world, phases=phases, rates=rates, fees_stated="never")
    for number, (name, subphase, price) in enumerate(
        (("claims", None, 10_000), ("custom", "friends", 600), ("open", None, 800))
    ):
        told = await fees(world, "tree.example", FeeCommand("create", Period(2), phase=name, subphase=subphase))
        before = await world.balance("alpha")
        wish = DomainCreate(f"tree{number}.example", Period(2), launch=LaunchCreate(NamedPhase(name, subphase)))
        await domain_create(world.as_("alpha"), wish)
        assert before - await world.balance("alpha") == price == total(told), name
    with pytest.raises(ParameterMissing):
        await fees(world, "tree.example", FeeCommand("create", Period(2)))


@pytest.mark.feature("REG-12")
@pytest.mark.parametrize(
    ("promise", "renewals"), [("now", (3000, 3000)), ("create", (1000, 1000)), ("transfer", (1000, 2000))]
)
async def test_a_price_that_was_promised_is_kept(world: World, clock: FakeClock, promise: str, renewals) -> None:
    secret = "correct-horse-battery-42"
    for name in ("stays.example", "moves.example"):
        await domain_create(world.as_("alpha"), DomainCreate(name, authinfo=secret))
    await change(world, prices=replace(TLDS["example"].prices, renew=2000))
    await domain_transfer(world.as_("beta"), DomainTransfer("moves.example", "request", authinfo=secret))
    await domain_transfer(world.as_("alpha"), DomainTransfer("moves.example", "approve"))
    await change(world, prices=replace(TLDS["example"].prices, renew=3000), renewals_as_of=promise)
    for name, who, price in (("stays.example", "alpha", renewals[0]), ("moves.example", "beta", renewals[1])):
        view = await domain_info(world.as_(who), DomainInfo(name))
        told = await fees(world, name, FeeCommand("renew"), who=who)
        made = await domain_renew(world.as_(who), DomainRenew(name, view.domain.expires_at.date()))
        assert made.quote.total.amount == price == total(told), name


@pytest.mark.feature("REG-12")
async def test_the_balance_is_told_with_every_change_or_with_none(world: World) -> None:
    secret = "correct-horse-battery-42"

    async def life(name: str) -> list[object]:
        made = await domain_create(world.as_("alpha"), DomainCreate(name, authinfo=secret))
        answers: list[object] = [made]
        hold = DomainParts(statuses=("clientHold",))
        answers.append(await domain_update(world.as_("alpha"), DomainUpdate(name, add=hold)))
        answers.append(await domain_renew(world.as_("alpha"), DomainRenew(name, made.expires_at.date())))
        for who, operation in (("beta", "request"), ("alpha", "reject"), ("beta", "request"), ("beta", "cancel")):
            answers.append(await domain_transfer(world.as_(who), DomainTransfer(name, operation, authinfo=secret)))
        world.clock.advance(days=6)
        answers.append(await domain_delete(world.as_("alpha"), DomainDelete(name)))
        answers.append(await domain_restore(world.as_("alpha"), DomainRestore(name, "request")))
        return [each.funds for each in answers]

    assert set(await life("one.example")) == {None}
    await change(world, fees_tell_balance=True)
    told = await life("two.example")
    assert all(told)
    assert told[-1].balance == Money(await world.balance("alpha"), "USD")


@pytest.mark.feature("REG-13")
async def test_a_list_remembers_who_changed_what_and_takes_back_what_is_only_planned(
    world: World, clock: FakeClock
) -> None:
    await name_list_import(replace(world.operator, reason="first"), "gold", "premium", {"car": "gold"}, clock.now())
    began = clock.now()
    clock.advance(days=1)
    await name_list_import(world.operator, "gold", "premium", {"bus": "gold"}, clock.now() + DAY)
    await name_list_import(world.operator, "gold", "premium", {"bus": "gold", "car": "silver"}, clock.now() + 2 * DAY)
    planned = await name_list_withdraw(world.operator, "gold")
    assert (planned.added, planned.changed, planned.removed) == ({"bus": "gold"}, {"car": "silver"}, ())
    with pytest.raises(CommandUse):
        await name_list_withdraw(world.operator, "gold")
    clock.advance(days=3)
    await name_list_import(world.operator, "gold", "premium", {}, clock.now())
    clock.advance(days=1)
    again = await name_list_revert(world.operator, "gold", began, clock.now())
    assert again.added == {"car": "gold"}
    kept = await world.store.reading(lambda db: history.versions(db, kind="list", name="gold"))
    assert [each.event for each in kept] == ["import", "import", "import", "withdraw", "import", "import"]
    assert [each.version for each in kept] == [1, 2, 3, 4, 5, 6]
    assert (kept[0].reason, kept[0].operator, kept[0].state["added"]) == ("first", "operator", {"car": "gold"})
    with pytest.raises(ObjectMissing):
        await name_list_revert(world.operator, "silver", began, clock.now())
