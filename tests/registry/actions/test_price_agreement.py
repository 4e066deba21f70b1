"""What a check says, what a quote says and what is charged are one sum, under whatever policy and on whatever terms.

Each seed is one TLD drawn at random: a price list, exceptions for classes, groups, phases and subphases, numbers of years, times
and currencies, early access, a token, a promise about renewals; what its registrars pay in; and the life of one name under it, to
a restore that owes years or none.
"""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from registry.actions.domain_check import domain_check
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_info import domain_info
from registry.actions.domain_renew import domain_renew
from registry.actions.domain_restore import domain_restore
from registry.actions.domain_transfer import domain_transfer
from registry.actions.name_list_import import name_list_import
from registry.actions.quote import quote
from registry.actions.registrar_accredit import registrar_accredit
from registry.actions.registrar_limits import registrar_limits
from registry.actions.registrar_top_up import registrar_top_up
from registry.actions.tld_create import tld_change
from registry.actions.token_issue import PackageSell, TokenIssue, package_sell, token_issue
from registry.errors import NotAuthorized, PolicyForbids
from registry.jobs.prove_ledger import prove_ledger
from registry.jobs.settle_due import settle_due
from registry.model.fees import FeeCheck, FeeCommand, FeeOperation, StatedFee
from registry.model.launch import LaunchCreate
from registry.model.money import Money
from registry.model.period import Period
from registry.model.phases import NamedPhase, Phase
from registry.model.policy import Rules, Spans
from registry.model.pricing import OPERATIONS, Discount, EarlyAccess, Prices, Quote, Rate
from registry.requests.domain import (
    DomainCheck,
    DomainCreate,
    DomainDelete,
    DomainInfo,
    DomainRenew,
    DomainRestore,
    DomainTransfer,
)
from registry.requests.registrar import RegistrarAccredit, RegistrarLimits, RegistrarTopUp
from registry.store import accreditations, ledger, tlds
from tests.world import TLDS, World

DAY = timedelta(days=1)
SECRET = "correct-horse-battery-42"
MUCH = 10**9
CURRENCIES = ("USD", "EUR", "JPY")
PHASES = (Phase("claims", subphase="first"), Phase("claims", subphase="second"), Phase("open"))


class Draw:
    """Chance with the shapes of policies."""

    def __init__(self, seed: int, now: datetime) -> None:
        self.dice = random.Random(seed)
        self.now = now
        self.currency = self.dice.choice(CURRENCIES)
        self.phases = PHASES if self.dice.random() < 0.4 else ()
        self.redemption, self.days_gone = self.dice.choice(((30, 3), (30, 20), (1000, 740)))
        self.sold_in: frozenset[str] = frozenset()
        self.pays_in: Mapping[str, str] = {}

    def prices(self) -> Prices:
        return Prices(self.currency, *(self.dice.randrange(0, 5000) for _ in OPERATIONS))

    def rates(self) -> tuple[Rate, ...]:
        """What is sold in another currency than the TLD's own is sold so throughout."""
        sold = (Rate(each, currency, self.dice.randrange(0, 5000)) for each in OPERATIONS for currency in self.sold_in)
        return (*sold, *(self._rate() for _ in range(self.dice.randrange(0, 30))))

    def _rate(self) -> Rate:
        dice = self.dice
        operation = dice.choice(OPERATIONS)
        is_promotion = dice.random() < 0.2
        begins = self.now + dice.choice((-400, -1, 1, 300, 500)) * DAY
        phase = dice.choice((None, "claims", "open")) if operation == "create" else None
        return Rate(
            operation,
            dice.choice((self.currency, self.currency, *CURRENCIES)),
            dice.randrange(0, 9000),
            dice.choice(("standard", "gold")),
            dice.choice((None, "large")),
            dice.choice((None, None, 1, 2)),
            begins if is_promotion else None,
            begins + 400 * DAY if is_promotion and dice.random() < 0.5 else None,
            phase,
            dice.choice((None, "first", "second")) if phase == "claims" else None,
        )

    def named(self) -> tuple[NamedPhase | None, LaunchCreate | None]:
        """The phase that a create is in, and how it names that: the first may be left unnamed."""
        if not self.phases:
            return None, None
        phase = self.dice.choice(self.phases)
        leaves_it_open = phase is self.phases[0] and self.dice.random() < 0.5
        return phase.named, None if leaves_it_open else LaunchCreate(phase.named)

    def pays(self) -> str:
        return self.dice.choice((self.currency, *CURRENCIES))

    def early_access(self) -> tuple[EarlyAccess, ...]:
        if self.dice.random() < 0.6:
            return ()
        ends = self.now + self.dice.choice((-1, 2)) * DAY
        return tuple(EarlyAccess(ends, each, self.dice.randrange(0, 9000)) for each in CURRENCIES)

    def rules(self, **more: object) -> Rules:
        return replace(
            TLDS["example"],
            prices=self.prices(),
            rates=self.rates(),
            early_access=self.early_access(),
            lists=("gold",),
            fees_stated=self.dice.choice(("never", "special", "always")),
            phases=self.phases,
            spans=Spans(redemption=self.redemption),
            renewals_as_of=self.dice.choice(("now", "create", "transfer")),
            **more,
        )

    def discount(self) -> Discount | None:
        if self.dice.random() < 0.5:
            return None
        years = self.dice.choice((None, 1, 2))
        return Discount(self.dice.choice((None, (self.currency, 77))), self.dice.randrange(0, 101), years)


async def apply(world: World, rules: Rules) -> None:
    world.clock.advance(seconds=1)
    await tld_change(world.operator, "example", rules, world.clock.now())
    world.registry.book = await world.store.reading(tlds.book)


async def spent(world: World, who: str, currency: str) -> int:
    accounts = await world.store.reading(lambda db: ledger.accounts(db, registrar=who))
    return MUCH - next(each.balance for each in accounts if each.currency == currency)


async def told(world: World, who: str, command: FeeCommand, token: str | None = None) -> Quote | None:
    (line,) = await domain_check(world.as_(who), DomainCheck(("car.example",), FeeCheck((command,)), token))
    if line.fees.answers:
        assert line.fees.name_class == "gold"
        return line.fees.answers[0].quote
    return None


def stated(price: Quote) -> StatedFee:
    return StatedFee(Decimal(str(price.total)), price.currency)


async def asked(
    world: World,
    who: str,
    operation: str,
    years: int | None = None,
    token: str | None = None,
    phase: NamedPhase | None = None,
) -> Quote:
    now = world.clock.now()
    return (await quote(world.operator, "car.example", operation, who, years, now, token, phase)).quote


def in_phase(operation: FeeOperation, phase: NamedPhase | None, period: Period | None = None) -> FeeCommand:
    return FeeCommand(operation, period, phase.name if phase else None, phase.subphase if phase else None)


async def prepared(world: World, seed: int, *, pays: Mapping[str, str] | None = None) -> Draw:
    """`pays` is what registrars pay in; None: in what is drawn for each, and sold."""
    draw = Draw(seed, world.clock.now())
    draw.pays_in = {who: draw.pays() for who in ("alpha", "beta")} if pays is None else pays
    draw.sold_in = frozenset(draw.pays_in.values()) - {draw.currency} if pays is None else frozenset()
    for who in ("alpha", "beta"):
        for currency in CURRENCIES:
            await registrar_limits(world.operator, RegistrarLimits(who, currency=currency, opens=True))
            gap = await spent(world, who, currency)
            await registrar_top_up(world.operator, RegistrarTopUp(who, gap, currency, "much"))
        group = draw.dice.choice((None, "large"))
        terms = RegistrarAccredit(who, "example", price_group=group, currency=draw.pays_in.get(who))
        await registrar_accredit(world.operator, terms)
    world.registry.pays_otherwise = frozenset(await world.store.reading(accreditations.pay_otherwise))
    await name_list_import(world.operator, "gold", "premium", {"car": "gold"}, world.clock.now())
    await apply(world, draw.rules())
    return draw


@pytest.mark.feature("REG-12")
@pytest.mark.parametrize("seed", [40, *(pytest.param(each, marks=pytest.mark.slow) for each in range(41, 52))])
async def test_check_charge_and_quote_agree_about_the_names_of_a_package(world: World, seed: int) -> None:
    draw = await prepared(world, seed, pays={})
    phase, launch = draw.named()
    package = PackageSell(
        "alpha", 2, Money(draw.dice.randrange(1, 9000), draw.currency), valid_to=world.clock.now() + DAY
    )
    before = await spent(world, "alpha", draw.currency)
    token = (await package_sell(world.operator, package)).token
    assert await spent(world, "alpha", draw.currency) - before == package.price.amount
    for name in ("van.example", "bus.example"):
        years = draw.dice.choice((1, 1, 2, 5))
        ask = in_phase("create", phase, Period(years))
        (line,) = await domain_check(world.as_("alpha"), DomainCheck((name,), FeeCheck((ask,)), token))
        price = line.fees.answers[0].quote
        assert years > 1 or price.lines[0].price.amount == 0
        now = world.clock.now()
        asked = await quote(world.operator, name, "create", "alpha", years, now, token, phase)
        assert asked.quote == price
        before = await spent(world, "alpha", draw.currency)
        wish = DomainCreate(name, Period(years), token=token, fee=stated(price), launch=launch)
        assert (await domain_create(world.as_("alpha"), wish)).quote == price
        assert await spent(world, "alpha", draw.currency) - before == price.total.amount
    gone = await domain_delete(world.as_("alpha"), DomainDelete("bus.example"))
    assert sum(each.amount for each in gone.credits) == price.lines[0].price.amount
    await domain_create(world.as_("alpha"), replace(wish, name="bus.example"))
    with pytest.raises(NotAuthorized):
        await domain_create(world.as_("alpha"), replace(wish, name="tram.example"))
    await prove_ledger(world.registry)


@pytest.mark.feature("REG-12")
@pytest.mark.parametrize("seed", [*range(4), *(pytest.param(each, marks=pytest.mark.slow) for each in range(4, 40))])
async def test_check_charge_and_quote_agree_through_the_life_of_a_name(world: World, seed: int) -> None:
    draw = await prepared(world, seed)
    currency = draw.pays_in["alpha"]
    years = draw.dice.choice((1, 2, 3))
    period = Period(years)

    discount = draw.discount()
    token = None
    if discount:
        (token,) = await token_issue(world.operator, TokenIssue(discount=discount))
    phase, launch = draw.named()
    price = await told(world, "alpha", in_phase("create", phase, period), token)
    assert price is not None
    assert await asked(world, "alpha", "create", years, token, phase) == price
    before = await spent(world, "alpha", currency)
    wish = DomainCreate("car.example", period, authinfo=SECRET, token=token, fee=stated(price), launch=launch)
    made = await domain_create(world.as_("alpha"), wish)
    assert made.quote == price
    assert await spent(world, "alpha", currency) - before == price.total.amount

    await apply(world, draw.rules())
    price = await told(world, "alpha", in_phase("renew", phase, period))
    assert price is not None
    assert await asked(world, "alpha", "renew", years) == price
    before = await spent(world, "alpha", currency)
    renewed = await domain_renew(
        world.as_("alpha"), DomainRenew("car.example", made.expires_at.date(), period, fee=stated(price))
    )
    assert renewed.quote == price
    assert await spent(world, "alpha", currency) - before == price.total.amount

    world.clock.advance(days=10)
    currency = draw.pays_in["beta"]
    token = None
    if discount := draw.discount():
        (token,) = await token_issue(world.operator, TokenIssue(discount=discount, operations=("transfer",)))
    price = await told(world, "beta", in_phase("transfer", phase), token)
    assert price is not None
    assert await asked(world, "beta", "transfer", token=token) == price
    before = await spent(world, "beta", currency)
    view = await domain_transfer(
        world.as_("beta"), DomainTransfer("car.example", "request", authinfo=SECRET, token=token, fee=stated(price))
    )
    assert view.quote == price
    assert await spent(world, "beta", currency) - before == price.total.amount
    query = await domain_transfer(world.as_("beta"), DomainTransfer("car.example", "query"))
    assert query.charged == (price.total if price.total.amount else None)
    await domain_transfer(world.as_("alpha"), DomainTransfer("car.example", "approve"))

    await apply(world, draw.rules())
    domain = (await domain_info(world.as_("beta"), DomainInfo("car.example"))).domain
    world.clock.move_to(domain.expires_at - timedelta(seconds=1))
    price = await asked(world, "beta", "renew", 1)
    world.clock.advance(seconds=1)
    now = await asked(world, "beta", "renew", 1)
    before = await spent(world, "beta", currency)
    await settle_due(world.registry)
    assert await spent(world, "beta", currency) - before == now.total.amount, "time charges what a renewal costs then"

    (line,) = await domain_check(
        world.as_("beta"), DomainCheck(("car.example",), FeeCheck((in_phase("delete", phase),)))
    )
    before = await spent(world, "beta", currency)
    gone = await domain_delete(world.as_("beta"), DomainDelete("car.example"))
    back = (Money(now.total.amount, currency),) if now.total.amount else ()
    assert line.fees.answers[0].credits == gone.credits == back
    assert before - await spent(world, "beta", currency) == now.total.amount

    world.clock.advance(days=draw.days_gone)
    price = await told(world, "beta", in_phase("restore", phase))
    assert price is not None
    owed = draw.days_gone // 365 + 1
    assert [(line.kind, line.years) for line in price.lines] == [("restore", 0), ("renew", owed)]
    assert await asked(world, "beta", "restore") == price
    before = await spent(world, "beta", currency)
    restored = await domain_restore(world.as_("beta"), DomainRestore("car.example", "request", fee=stated(price)))
    assert restored.quote == price
    assert await spent(world, "beta", currency) - before == price.total.amount
    await prove_ledger(world.registry)


@pytest.mark.feature("REG-12")
@pytest.mark.parametrize("seed", [60, *(pytest.param(each, marks=pytest.mark.slow) for each in range(61, 72))])
async def test_what_is_not_sold_to_a_registrar_is_promised_by_nobody(world: World, seed: int) -> None:
    """It pays in another currency than the TLD's own, in which some things have a price and others none."""
    other = random.Random(seed).choice(CURRENCIES)
    draw = await prepared(world, seed, pays={"alpha": other})
    phase, launch = draw.named()
    wish = DomainCreate("car.example", Period(1), launch=launch)
    price = await told(world, "alpha", in_phase("create", phase, Period(1)))
    (line,) = await domain_check(world.as_("alpha"), DomainCheck(("car.example",), phase=phase))
    before = await spent(world, "alpha", other)
    if price is None:
        assert other != draw.currency
        assert (line.available, line.reason) == (False, "Not sold in your currency")
        with pytest.raises(PolicyForbids):
            await asked(world, "alpha", "create", 1, None, phase)
        with pytest.raises(PolicyForbids):
            await domain_create(world.as_("alpha"), wish)
        assert await spent(world, "alpha", other) == before
        return
    assert await asked(world, "alpha", "create", 1, None, phase) == price
    assert line.available is not is_to_be_stated(world, price)
    await domain_create(world.as_("alpha"), replace(wish, fee=stated(price)))
    assert await spent(world, "alpha", other) - before == price.total.amount


def is_to_be_stated(world: World, price: Quote) -> bool:
    """Whether the TLD wants such a price stated."""
    when = world.registry.book.at("example", world.clock.now()).rules.fees_stated
    return when == "always" or (when == "special" and not price.standard)
