"""What names cost: which of the rates counts, and that a quote is the sum of its lines."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.model.money import Money
from registry.model.policy import Policy, Rules
from registry.model.pricing import EarlyAccess, NotSold, Prices, Rate, Terms

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DAY = timedelta(days=1)
PRICES = Prices("USD", create=1000, renew=900, transfer=800, restore=4000)


def policy(*rates: Rate, early_access: tuple[EarlyAccess, ...] = ()) -> Policy:
    rules = Rules("forbidden", "objects", PRICES, rates=rates, early_access=early_access)
    return Policy(7, 1, "example", NOW - 99 * DAY, None, rules)


def price(policy: Policy, operation="create", years=1, *, group=None, currency=None, name_class="standard", at=NOW):
    return policy.quote(operation, years, policy.terms(group, currency), at, name_class)


def test_without_rates_the_price_list_counts() -> None:
    whole = policy()
    assert price(whole, years=3).total == Money(3000, "USD")
    assert price(whole, "renew", 2).total == price(whole, "autoRenew", 2).total == Money(1800, "USD")
    assert price(whole, "restore").total == Money(4000, "USD")
    assert price(whole).standard


def test_the_more_particular_rate_counts() -> None:
    promotion = Rate("create", "USD", 100, valid_from=NOW, valid_to=NOW + DAY)
    rates = (promotion, Rate("create", "USD", 500, group="large"), Rate("create", "USD", 700, years=2))
    whole = policy(*rates)
    assert price(whole, at=NOW - DAY).total.amount == 1000
    assert price(whole, years=2, at=NOW - DAY).total.amount == 1400
    assert price(whole, years=2, group="large", at=NOW - DAY).total.amount == 1000
    assert price(whole, years=2, group="large").total.amount == 200
    assert price(whole, at=NOW + DAY).total.amount == 1000


def test_a_class_has_its_own_prices_and_where_it_has_none_the_usual_ones() -> None:
    whole = policy(Rate("create", "USD", 50_000, name_class="gold"), Rate("renew", "USD", 10, group="large"))
    gold = price(whole, name_class="gold")
    assert (gold.total.amount, gold.standard, gold.name_class) == (50_000, False, "gold")
    renewal = price(whole, "renew", name_class="gold")
    assert (renewal.total.amount, renewal.standard) == (900, True)
    assert price(whole, "renew", name_class="gold", group="large").total.amount == 10


def test_a_promotion_for_usual_names_is_none_for_premium_ones() -> None:
    whole = policy(Rate("create", "USD", 1, valid_to=NOW + DAY), Rate("create", "USD", 9_000, name_class="gold"))
    assert price(whole, name_class="gold").total.amount == 9_000


def test_another_currency_needs_prices_of_its_own() -> None:
    whole = policy(Rate("create", "EUR", 950))
    assert price(whole, currency="EUR").total == Money(950, "EUR")
    with pytest.raises(NotSold):
        price(whole, "renew", currency="EUR")


def test_early_access_goes_down_step_by_step_and_is_never_given_back() -> None:
    ladder = (EarlyAccess(NOW + 2 * DAY, "USD", 100_000), EarlyAccess(NOW + 4 * DAY, "USD", 20_000))
    whole = policy(early_access=ladder)
    totals = [price(whole, at=NOW + days * DAY).total.amount for days in range(6)]
    assert totals == [101_000, 101_000, 21_000, 21_000, 1000, 1000]
    registration, extra = price(whole).lines
    assert registration.grace == timedelta(days=5)
    assert (extra.kind, extra.grace, extra.years) == ("earlyAccess", None, 0)
    assert price(whole, "renew").total.amount == 900, "only registrations come early"
    with pytest.raises(NotSold):
        price(policy(Rate("create", "EUR", 1), early_access=ladder), currency="EUR")


def test_each_operation_names_the_grace_period_that_it_opens() -> None:
    graces = {
        each: price(policy(), each).lines[0].grace for each in ("create", "renew", "autoRenew", "transfer", "restore")
    }
    days = {each: span.days if span else None for each, span in graces.items()}
    assert days == {"create": 5, "renew": 5, "autoRenew": 45, "transfer": 5, "restore": None}


instants = st.none() | st.integers(-5, 5).map(lambda days: NOW + days * DAY)
rates = st.builds(
    Rate,
    st.sampled_from(("create", "renew", "transfer", "restore")),
    st.sampled_from(("USD", "EUR")),
    st.integers(0, 10**6),
    st.sampled_from(("standard", "gold")),
    st.none() | st.just("large"),
    st.none() | st.integers(1, 3),
    instants,
    instants,
)


@given(
    st.lists(rates, max_size=8).map(tuple),
    st.sampled_from(("create", "renew", "autoRenew", "transfer", "restore")),
    st.integers(1, 10),
    st.sampled_from((None, "large", "small")),
    st.sampled_from((None, "EUR")),
    st.sampled_from(("standard", "gold", "silver")),
)
def test_whatever_the_rates_there_is_one_price_and_it_fits(
    rates, operation, years, group, currency, name_class
) -> None:
    whole = policy(*rates)
    terms = whole.terms(group, currency)
    sold_as = "renew" if operation == "autoRenew" else operation
    try:
        quote = whole.quote(operation, years, terms, NOW, name_class)
    except NotSold:
        assert terms.currency == "EUR" and not any(
            rate.fits(sold_as, years, terms, NOW) for rate in rates if rate.name_class in ("standard", name_class)
        )
        return
    assert quote.currency == terms.currency
    assert quote.total == Money(sum(line.price.amount for line in quote.lines), terms.currency)
    times = 1 if operation == "restore" else years
    fitting = {rate.amount * times for rate in rates if rate.fits(sold_as, years, terms, NOW)}
    assert quote.total.amount in fitting | {PRICES.of(operation, years).amount}


@given(st.lists(rates, max_size=5).map(tuple))
def test_a_policy_is_read_as_it_was_written(rates) -> None:
    import orjson

    rules = Rules(
        "forbidden", "objects", PRICES, rates=rates, early_access=(EarlyAccess(NOW, "USD", 5),), lists=("a", "b")
    )
    assert Rules.from_document(orjson.loads(orjson.dumps(rules.document()))) == rules


def test_rates_that_make_no_sense_are_refused() -> None:
    for document in (
        {"operation": "steal", "currency": "USD", "amount": 1},
        {"operation": "create", "currency": "USD", "amount": -1},
        {"operation": "create", "currency": "USD", "amount": 1, "valid_to": "2027-01-01T00:00:00"},
    ):
        with pytest.raises(ValueError):
            Rate.from_document(document)
    assert Terms("USD") == Terms("USD", None)
