"""Time and commands move a name forward, each transition on its own, and projecting in steps is projecting at once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.model.domain import Deletion, Domain, Grace
from registry.model.lifecycle import (
    AutoRenewed,
    Purged,
    RestoreLapsed,
    TransferApproved,
    approve_transfer,
    ask_restore,
    begin,
    close_transfer,
    delete,
    expiry_after_transfer,
    grace_statuses,
    is_published,
    next_due,
    project,
    renew,
    restore,
    statuses,
    years_owed,
)
from registry.model.period import add_years
from registry.model.policy import Policy, PolicyBook, Rules, Spans
from registry.model.pricing import Prices
from registry.model.transfer import Transfer

PRICES = Prices("USD", 1000, 1000, 1000, 4000)
START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def policy(at: datetime = START, number: int = 1, **spans: float) -> Policy:
    rules = Rules("forbidden", "objects", PRICES, Spans(**spans))
    return Policy(number, 1, "example", at, None, rules)


POLICY = policy()
BOOK = PolicyBook([POLICY])


def name(years: int = 1, at: datetime = START, **changes: object) -> Domain:
    domain = Domain(1, "D1-X", "one.example", "example", "alpha", at, "alpha", add_years(at, years), authinfo="sealed")
    return replace(begin(domain, years, at, POLICY), **changes)


def pending(domain: Domain, at: datetime, years: int | None = 1) -> Domain:
    transfer = Transfer(7, "pending", "beta", "alpha", at, at + 5 * DAY, years=years)
    return replace(domain, transfer=transfer)


# --- what time does ---------------------------------------------------------------------------------------------------


def test_before_anything_is_due_a_name_is_what_is_stored() -> None:
    domain = name()
    assert project(domain, BOOK, START + 4 * DAY) == project(domain, BOOK, START)
    assert project(domain, BOOK, START).domain == domain
    assert next_due(domain) == domain.expires_at


def test_at_the_very_instant_of_its_expiry_a_name_is_renewed_for_a_year() -> None:
    domain = name()
    assert project(domain, BOOK, domain.expires_at - timedelta(milliseconds=1)).events == ()
    projection = project(domain, BOOK, domain.expires_at)
    (event,) = projection.events
    assert isinstance(event, AutoRenewed) and event.at == domain.expires_at
    renewed = projection.domain
    assert renewed.expires_at == add_years(domain.expires_at, 1)
    assert grace_statuses(renewed, domain.expires_at) == ("autoRenewPeriod",)
    assert is_published(replace(renewed, hosts=("ns1.elsewhere.org",)))


def test_years_of_silence_are_as_many_renewals_each_under_the_policy_of_its_time() -> None:
    domain = name()
    later = policy(add_years(START, 2) - DAY, number=2, auto_renew_grace=1)
    events = project(domain, PolicyBook([POLICY, later]), add_years(START, 3)).events
    assert [event.policy.id for event in events] == [1, 2, 2]
    assert [event.at for event in events] == [add_years(START, years) for years in (1, 2, 3)]


def test_a_leap_day_expires_on_the_28th_where_there_is_no_29th() -> None:
    domain = name(at=datetime(2028, 2, 29, tzinfo=UTC))
    assert domain.expires_at == datetime(2029, 2, 28, tzinfo=UTC)


def test_a_transfer_that_nobody_decides_is_approved_when_its_time_is_up() -> None:
    domain = pending(name(), START + 10 * DAY)
    assert statuses(domain) == ("inactive", "pendingTransfer")
    projection = project(domain, BOOK, START + 15 * DAY)
    (event,) = projection.events
    assert isinstance(event, TransferApproved)
    after = projection.domain
    assert (after.registrar, after.transferred_at, after.authinfo) == ("beta", START + 15 * DAY, None)
    assert (after.transfer.status, after.transfer.acted_at) == ("serverApproved", START + 15 * DAY)
    assert after.expires_at == add_years(domain.expires_at, 1)
    assert grace_statuses(after, START + 15 * DAY) == ("transferPeriod",)


def test_a_transfer_asked_for_before_the_expiry_and_approved_after_it_absorbs_the_renewal() -> None:
    plain = name()
    domain = pending(plain, plain.expires_at - DAY)
    renewed, approved = project(domain, BOOK, plain.expires_at + 10 * DAY).events
    assert isinstance(renewed, AutoRenewed) and isinstance(approved, TransferApproved)
    assert (
        approve_transfer(approved.before, approved.at, approved.policy, "serverApproved")[1] == renewed.after.graces[-1]
    )
    assert approved.after.expires_at == add_years(plain.expires_at, 1)


def test_of_two_events_at_one_instant_the_transfer_comes_first() -> None:
    plain = name()
    domain = pending(plain, plain.expires_at - 5 * DAY)
    (event,) = project(domain, BOOK, plain.expires_at).events
    assert isinstance(event, TransferApproved)
    assert event.after.expires_at == add_years(plain.expires_at, 1)


def test_a_name_on_its_way_out_is_in_redemption_then_pending_delete_then_gone() -> None:
    at = START + 30 * DAY
    domain, _ = delete(name(), at, POLICY)
    assert statuses(domain) == ("inactive", "pendingDelete")
    assert grace_statuses(project(domain, BOOK, at + 29 * DAY).domain, at + 29 * DAY) == ("redemptionPeriod",)
    assert grace_statuses(project(domain, BOOK, at + 30 * DAY).domain, at + 30 * DAY) == ("pendingDelete",)
    projection = project(domain, BOOK, at + 35 * DAY)
    assert projection.domain is None and isinstance(projection.events[-1], Purged)


def test_a_name_on_its_way_out_is_not_renewed_by_time() -> None:
    domain = name()
    deleted, _ = delete(domain, domain.expires_at - DAY, POLICY)
    assert project(deleted, BOOK, domain.expires_at + DAY).events == ()


def test_a_restore_without_report_lapses_and_a_whole_pending_delete_still_lies_ahead() -> None:
    at = START + 30 * DAY
    deleted, _ = delete(name(), at, POLICY)
    asked = ask_restore(deleted, at + 29 * DAY, POLICY)
    assert grace_statuses(asked, at + 29 * DAY) == ("pendingRestore",)
    due = at + 36 * DAY
    projection = project(asked, BOOK, due)
    assert [type(event) for event in projection.events] == [RestoreLapsed]
    assert grace_statuses(projection.domain, due) == ("pendingDelete",)
    assert project(asked, BOOK, due + 5 * DAY).domain is None


def test_a_restore_that_lapses_early_falls_back_to_redemption() -> None:
    at = START + 30 * DAY
    deleted, _ = delete(name(), at, POLICY)
    asked = ask_restore(deleted, at + DAY, POLICY)
    assert grace_statuses(project(asked, BOOK, at + 9 * DAY).domain, at + 9 * DAY) == ("redemptionPeriod",)


# --- what commands do -------------------------------------------------------------------------------------------------


def test_a_delete_in_the_add_grace_ends_a_name_at_once_and_gives_all_back() -> None:
    longer = renew(name(), 2, START + DAY, POLICY)
    after, given_back = delete(longer, START + 4 * DAY, POLICY)
    assert after is None
    assert [grace.kind for grace in given_back] == ["addPeriod", "renewPeriod"]


def test_a_delete_later_takes_off_the_years_it_gives_back() -> None:
    domain = name()
    longer = renew(renew(domain, 2, START + 10 * DAY, POLICY), 3, START + 12 * DAY, POLICY)
    after, given_back = delete(longer, START + 16 * DAY, POLICY)
    assert [grace.years for grace in given_back] == [3]
    assert after.expires_at == add_years(domain.expires_at, 2)
    assert after.graces == ()


def test_a_delete_never_leaves_a_name_that_ended_before_it_began() -> None:
    odd = replace(name(), graces=(Grace("renewPeriod", START, START + 99 * DAY, 9),))
    after, _ = delete(odd, START + 20 * DAY, POLICY)
    assert after.expires_at > after.created_at


def test_a_renewal_stands_beside_the_grace_periods_already_open() -> None:
    domain = renew(name(), 1, START + DAY, POLICY)
    assert grace_statuses(domain, START + DAY) == ("addPeriod", "renewPeriod")


def test_a_restored_name_is_what_it_was_and_owes_the_years_that_passed() -> None:
    domain = name(statuses=frozenset({"clientHold"}))
    at = domain.expires_at - 10 * DAY
    deleted, _ = delete(domain, at, POLICY)
    assert restore(deleted, at + DAY) == (replace(domain, graces=()), 0)
    assert years_owed(deleted, domain.expires_at) == (1, add_years(domain.expires_at, 1))
    back, years = restore(deleted, domain.expires_at + 10 * DAY)
    assert (years, back.expires_at, back.deletion) == (1, add_years(domain.expires_at, 1), None)


def test_a_rejected_transfer_changes_nothing_but_itself() -> None:
    domain = pending(name(), START + DAY)
    after = close_transfer(domain, START + 2 * DAY, "clientRejected", "alpha")
    assert replace(after, transfer=domain.transfer) == domain
    assert (after.transfer.status, after.transfer.acted_by) == ("clientRejected", "alpha")
    assert project(after, BOOK, START + 20 * DAY).events == ()


def test_no_transfer_takes_a_name_past_the_horizon_or_makes_it_shorter() -> None:
    domain = name(10)
    at = START + 5 * DAY
    assert expiry_after_transfer(domain, 1, at, POLICY) == add_years(at, 10)
    beyond = replace(domain, expires_at=add_years(START, 12))
    assert expiry_after_transfer(beyond, 1, at, POLICY) == beyond.expires_at


def test_the_losers_grace_periods_close_with_the_transfer() -> None:
    domain = pending(renew(name(), 1, START + DAY, POLICY), START + DAY)
    after, absorbed = approve_transfer(domain, START + 2 * DAY, POLICY, "clientApproved")
    assert [grace.kind for grace in after.graces] == ["transferPeriod"]
    assert absorbed is None


@pytest.mark.parametrize("hold", ["clientHold", "serverHold"])
def test_the_dns_has_no_name_on_hold_or_without_servers_or_on_its_way_out(hold: str) -> None:
    served = name(hosts=("ns1.elsewhere.org",))
    assert is_published(served)
    assert not is_published(name())
    assert not is_published(replace(served, statuses=frozenset({hold})))
    assert not is_published(delete(served, START + 10 * DAY, POLICY)[0])


# --- properties -------------------------------------------------------------------------------------------------------

spans = st.one_of(st.floats(0, 60, allow_nan=False).map(lambda days: round(days, 3)), st.sampled_from([0, 5, 30, 45]))
instants = st.integers(0, 3650 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))


@st.composite
def books(draw: st.DrawFn) -> PolicyBook:
    starts = [START, *draw(st.lists(instants, max_size=2, unique=True))]
    kinds = ("add_grace", "renew_grace", "auto_renew_grace", "transfer_grace", "redemption", "pending_delete")
    return PolicyBook(
        policy(at, number, **{kind: draw(spans) for kind in kinds}) for number, at in enumerate(sorted(starts), 1)
    )


@st.composite
def stored(draw: st.DrawFn) -> Domain:
    """Any record that commands can leave behind."""
    created = draw(instants)
    domain = name(draw(st.integers(1, 10)), created)
    at = created + draw(spans) * DAY
    if draw(st.booleans()):
        domain = renew(domain, draw(st.integers(1, 3)), at, POLICY)
    state = draw(st.sampled_from(["plain", "transfer", "deleted", "restoring"]))
    if state == "transfer":
        domain = pending(domain, at, draw(st.sampled_from([1, 2, None])))
    elif state != "plain":
        redemption_until = at + draw(spans) * DAY
        report_due = at + draw(spans) * DAY if state == "restoring" else None
        purge_at = max(redemption_until, report_due or at) + draw(spans) * DAY
        domain = replace(domain, graces=(), deletion=Deletion(at, redemption_until, purge_at, report_due))
    return domain


@settings(max_examples=300, deadline=None)
@given(domain=stored(), book=books(), first=instants, second=instants)
def test_projecting_in_two_steps_is_projecting_at_once(
    domain: Domain, book: PolicyBook, first: datetime, second: datetime
) -> None:
    early, late = sorted((first, second))
    halfway, whole = project(domain, book, early), project(domain, book, late)
    if halfway.domain is None:
        assert whole == halfway
        return
    rest = project(halfway.domain, book, late)
    assert rest.domain == whole.domain
    assert [(type(event), event.at) for event in (*halfway.events, *rest.events)] == [
        (type(event), event.at) for event in whole.events
    ]


@settings(max_examples=300, deadline=None)
@given(domain=stored(), book=books(), at=instants)
def test_time_never_moves_a_name_backward(domain: Domain, book: PolicyBook, at: datetime) -> None:
    projection = project(domain, book, at)
    instants_of_events = [event.at for event in projection.events]
    assert instants_of_events == sorted(instants_of_events)
    assert all(instant <= at for instant in instants_of_events)
    assert sum(isinstance(event, TransferApproved) for event in projection.events) <= 1
    if projection.domain is None:
        assert isinstance(projection.events[-1], Purged)
        return
    after = projection.domain
    assert after.expires_at >= domain.expires_at or domain.graces
    assert next_due(after) > at
    assert all(grace.ends_at > at for grace in after.graces)
    assert project(after, book, at) == replace(projection, events=())
    # pending states never stand together (RFC 5731, section 2.3)
    assert sum(status.startswith("pending") for status in statuses(after)) <= 1
    assert ("ok" in statuses(after)) == (statuses(after) == ("ok",))
