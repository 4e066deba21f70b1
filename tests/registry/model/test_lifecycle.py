"""Time and commands move a name forward, each transition on its own, and projecting in steps is projecting at once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.model.domain import Deletion, Domain, Grace
from registry.model.ladder import is_beyond
from registry.model.lifecycle import (
    AutoDeleted,
    AutoRenewed,
    Purged,
    RestoreLapsed,
    Stepped,
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
from registry.model.sound_rules import problems
from registry.model.steps import Step
from registry.model.transfer import Transfer

PRICES = Prices("USD", 1000, 1000, 1000, 4000)
START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def policy(
    at: datetime = START, number: int = 1, ladder: tuple[Step, ...] = (), unfunded: str = "owe", **spans: float
) -> Policy:
    rules = Rules("forbidden", "objects", PRICES, Spans(**spans), ladder=ladder, unfunded=unfunded)
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
    assert next_due(domain, BOOK) == domain.expires_at


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


def test_a_delete_ends_a_name_at_once_where_nothing_lies_between() -> None:
    after, given_back = delete(name(), START + 30 * DAY, policy(redemption=0, pending_delete=0))
    assert (after, given_back) == (None, ())
    assert delete(name(), START + 30 * DAY, policy(redemption=0, pending_delete=1))[0] is not None


def test_a_delete_later_takes_off_the_years_it_gives_back() -> None:
    domain = name()
    longer = renew(renew(domain, 2, START + 10 * DAY, POLICY), 3, START + 12 * DAY, POLICY)
    after, given_back = delete(longer, START + 16 * DAY, POLICY)
    assert [grace.years for grace in given_back] == [3]
    assert after.expires_at == add_years(domain.expires_at, 2)
    assert after.graces == ()


def test_a_delete_takes_off_no_more_than_a_capped_transfer_added() -> None:
    domain, at = name(10), START + 6 * DAY
    moved, _ = approve_transfer(pending(domain, at), at, POLICY, "clientApproved")
    assert moved.expires_at == add_years(at, 10)
    (grace,) = moved.graces
    assert grace.years == 0
    after, given_back = delete(moved, at + DAY, POLICY)
    assert (given_back, after.expires_at) == ((grace,), domain.expires_at)


def test_a_delete_finds_the_leap_day_again_that_a_renewal_lost() -> None:
    leap_day = datetime(2028, 2, 29, 12, 0, tzinfo=UTC)
    domain = name(expires_at=leap_day, graces=())
    longer = renew(domain, 1, START + 300 * DAY, POLICY)
    assert longer.expires_at == datetime(2029, 2, 28, 12, 0, tzinfo=UTC)
    assert delete(longer, START + 301 * DAY, POLICY)[0].expires_at == leap_day
    twice = renew(longer, 1, START + 301 * DAY, POLICY)
    assert delete(twice, START + 302 * DAY, POLICY)[0].expires_at == leap_day


def test_of_a_period_that_was_kept_without_its_expiry_the_years_come_off() -> None:
    longer = renew(name(), 2, START + 10 * DAY, POLICY)
    old = replace(longer, graces=tuple(replace(grace, expires_before=None) for grace in longer.graces))
    assert delete(old, START + 11 * DAY, POLICY)[0].expires_at == longer.expires_at - 731 * DAY


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
    assert restore(deleted, at + DAY) == (replace(domain, graces=(), stepped_at=at + DAY), 0)
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


# --- other ladders than a gTLD's ----------------------------------------------------------------------------------------

LADDER = (
    Step(-30, "notify", "The domain expires in 30 days."),
    Step(0, "expire"),
    Step(25, "notify", "The domain leaves the DNS in five days."),
    Step(30, "hold"),
    Step(34, "notify", "A letter was sent to the registrant."),
    Step(61, "delete"),
)


def test_a_name_that_nobody_renews_climbs_its_ladder_step_by_step_and_ends() -> None:
    book = PolicyBook([policy(ladder=LADDER)])
    domain = name(hosts=("ns1.elsewhere.org",))
    end = domain.expires_at
    assert next_due(domain, book) == end - 30 * DAY
    events = project(domain, book, end + 61 * DAY).events
    assert [(event.at - end, event.step) for event in events] == [(step.offset, step) for step in LADDER]
    assert [type(event) for event in events] == [Stepped] * 5 + [AutoDeleted]
    for days, shown, in_dns in (
        (-1, ("ok",), True),
        (0, ("ok",), True),
        (29, ("ok",), True),
        (30, ("serverHold",), False),
        (60, ("serverHold",), False),
        (61, ("pendingDelete",), False),
    ):
        at = end + days * DAY
        now = project(domain, book, at).domain
        assert (statuses(now), is_published(now), now.expires_at) == (shown, in_dns, end)
        assert is_beyond(now, at) == (0 <= days < 61)
    assert project(domain, book, end + (61 + 35) * DAY).domain is None


def test_without_redemption_the_last_step_ends_a_name_at_once() -> None:
    book = PolicyBook([policy(ladder=LADDER, redemption=0, pending_delete=0)])
    domain = name()
    *_, deleted, purged = project(domain, book, domain.expires_at + 61 * DAY).events
    assert isinstance(deleted, AutoDeleted) and isinstance(purged, Purged) and deleted.at == purged.at


@pytest.mark.parametrize("days", [-40, -1, 0, 10, 30, 40, 60.9])
def test_a_renewal_before_the_last_step_brings_a_name_back_from_every_step(days: float) -> None:
    book = PolicyBook([policy(ladder=LADDER)])
    domain = name(hosts=("ns1.elsewhere.org",))
    at = domain.expires_at + days * DAY
    back = renew(project(domain, book, at).domain, 1, at, book.at("example", at))
    assert back.expires_at == add_years(domain.expires_at, 1)
    assert (statuses(back), is_published(back)) == (("ok",), True)
    assert project(back, book, at).events == ()
    assert next_due(back, book) == back.expires_at - 30 * DAY


def test_a_restore_brings_back_a_name_that_its_ladder_deleted() -> None:
    book = PolicyBook([policy(ladder=LADDER)])
    domain = name(statuses=frozenset({"clientDeleteProhibited"}))
    at = domain.expires_at + 70 * DAY
    gone = project(domain, book, at).domain
    assert statuses(gone) == ("inactive", "pendingDelete")  # RFC 5731, section 2.3: no prohibition beside it
    back, years = restore(gone, at)
    assert (years, back.expires_at) == (1, add_years(domain.expires_at, 1))
    assert statuses(back) == ("clientDeleteProhibited", "inactive")
    assert project(back, book, at).events == ()


def test_what_happens_after_the_expiry_was_settled_at_the_expiry() -> None:
    domain = name()
    end = domain.expires_at
    slow, swift = policy(ladder=LADDER), policy(end + DAY, 2, ladder=(Step(2, "delete"),))
    (*_, last) = project(domain, PolicyBook([slow, swift]), end + 61 * DAY).events
    assert isinstance(last, AutoDeleted) and last.at == end + 61 * DAY
    before = policy(end - DAY, 2, ladder=(Step(2, "delete"),))
    (*_, last) = project(domain, PolicyBook([slow, before]), end + 3 * DAY).events
    assert isinstance(last, AutoDeleted) and last.at == end + 2 * DAY


def test_a_later_policy_does_not_undo_a_warning_that_was_given() -> None:
    domain = name()
    end = domain.expires_at
    slow, silent = policy(ladder=LADDER), policy(end - 10 * DAY, 2)
    warned, renewed = project(domain, PolicyBook([slow, silent]), end).events
    assert (type(warned), warned.at) == (Stepped, end - 30 * DAY)
    assert isinstance(renewed, AutoRenewed)


def test_a_ladder_that_ends_before_the_expiry_warns_and_renews() -> None:
    book = PolicyBook([policy(ladder=LADDER[:1])])
    domain = name()
    assert [type(event) for event in project(domain, book, domain.expires_at).events] == [Stepped, AutoRenewed]


def test_a_name_that_is_not_to_be_renewed_is_deleted_at_its_expiry() -> None:
    domain = name(renewal="never")
    for book in (BOOK, PolicyBook([policy(ladder=LADDER)])):
        last = project(domain, book, domain.expires_at).events[-1]
        assert isinstance(last, AutoDeleted) and last.at == domain.expires_at
        longer = renew(domain, 1, domain.expires_at - DAY, POLICY)
        assert longer.renewal == "never" and next_due(longer, BOOK) == longer.expires_at


def test_whether_a_name_can_be_paid_for_is_not_for_the_projection_to_say() -> None:
    book = PolicyBook([policy(unfunded="hold", auto_renew_grace=20)])
    domain = name(hosts=("ns1.elsewhere.org",))
    end = domain.expires_at
    projection = project(domain, book, end + 5 * DAY)
    assert projection.events == () and projection.first == projection.awaits
    assert projection.awaits.at == end and projection.domain.expires_at == end
    unpaid = replace(domain, renewal="unpaid")
    assert not is_published(project(unpaid, book, end).domain)
    assert isinstance(project(unpaid, book, end + 20 * DAY).events[-1], AutoDeleted)
    back = renew(project(unpaid, book, end + 19 * DAY).domain, 1, end + 19 * DAY, POLICY)
    assert (back.renewal, is_published(back)) == ("auto", True)
    at_once = PolicyBook([policy(unfunded="delete")])
    assert isinstance(project(unpaid, at_once, end).events[-1], AutoDeleted)


def test_a_transfer_that_waits_when_its_name_is_deleted_by_time_comes_to_nothing() -> None:
    book = PolicyBook([policy(ladder=LADDER)])
    plain = name()
    domain = pending(plain, plain.expires_at + 60 * DAY)
    last = project(domain, book, plain.expires_at + 61 * DAY).events[-1]
    assert isinstance(last, AutoDeleted)
    assert (last.after.transfer.status, last.after.transfer.acted_at) == ("serverCancelled", last.at)
    assert statuses(last.after) == ("inactive", "pendingDelete")


# --- properties -------------------------------------------------------------------------------------------------------

spans = st.one_of(st.floats(0, 60, allow_nan=False).map(lambda days: round(days, 3)), st.sampled_from([0, 5, 30, 45]))
instants = st.integers(0, 3650 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))


@st.composite
def books(draw: st.DrawFn) -> PolicyBook:
    starts = [START, *draw(st.lists(instants, max_size=2, unique=True))]
    kinds = ("add_grace", "renew_grace", "auto_renew_grace", "transfer_grace", "redemption", "pending_delete")
    return PolicyBook(
        policy(
            at,
            number,
            draw(ladders()),
            draw(st.sampled_from(["owe", "owe", "hold", "delete"])),
            **{kind: draw(spans) for kind in kinds},
        )
        for number, at in enumerate(sorted(starts), 1)
    )


@st.composite
def ladders(draw: st.DrawFn) -> tuple[Step, ...]:
    """None, one that ends before the expiry, one that leads out."""
    early = sorted(draw(st.sets(st.integers(-60, -1), max_size=2)))
    steps = [Step(days, "notify", "Soon.") for days in early]
    if draw(st.booleans()):
        late = sorted(draw(st.sets(st.integers(0, 90), min_size=1, max_size=4)))
        between = [Step(days, draw(st.sampled_from(["notify", "hold"])), "Now.") for days in late[:-1]]
        steps += [*between, Step(late[-1], "delete")]
    ladder = tuple(steps)
    assert problems(replace(POLICY.rules, ladder=ladder)) == []
    return ladder


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
    return replace(domain, renewal=draw(st.sampled_from(["auto", "auto", "never", "unpaid"])))


@settings(max_examples=3 * settings.default.max_examples, deadline=None)
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
    assert bool(rest.awaits) == bool(whole.awaits)
    assert [(type(event), event.at) for event in (*halfway.events, *rest.events)] == [
        (type(event), event.at) for event in whole.events
    ]


@settings(deadline=None)
@given(
    expires=st.dates(START.date() + 400 * DAY, START.date() + 1500 * DAY) | st.just(datetime(2028, 2, 29).date()),
    lengths=st.lists(st.tuples(st.integers(1, 3), st.sampled_from([1, 50])), min_size=1, max_size=4),
)
def test_a_delete_leaves_the_expiry_that_what_stays_would_have_led_to(
    expires: date, lengths: list[tuple[int, int]]
) -> None:
    """Renewals of which some are given back are as if those had never been; at most a leap day comes back as well."""
    domain = replace(name(graces=()), expires_at=datetime.combine(expires, START.timetz()))
    kept = domain
    at = START + 300 * DAY
    for years, grace in lengths:
        domain = renew(domain, years, at, policy(renew_grace=grace))
        kept = kept if grace == 50 else renew(kept, years, at, POLICY)
    expires_at = delete(domain, at + 2 * DAY, POLICY)[0].expires_at
    assert expires_at == kept.expires_at or (
        domain.graces[0].expires_before.day == 29 and expires_at == kept.expires_at + DAY
    )


@settings(deadline=None)
@given(domain=stored(), at=instants, years=st.integers(1, 3), horizon=st.integers(1, 10))
def test_a_transfer_and_a_delete_in_its_grace_give_back_the_expiry_from_before(
    domain: Domain, at: datetime, years: int, horizon: int
) -> None:
    limited = replace(POLICY, rules=replace(POLICY.rules, horizon_years=horizon))
    before = replace(domain, graces=(), deletion=None)
    moved, _ = approve_transfer(pending(before, at, years), at, limited, "clientApproved")
    assert before.expires_at <= moved.expires_at
    after, _ = delete(moved, at + DAY, POLICY)
    assert after.expires_at == before.expires_at


@settings(max_examples=3 * settings.default.max_examples, deadline=None)
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
    assert projection.awaits or next_due(after, book) > at
    assert all(grace.ends_at > at for grace in after.graces)
    again = project(after, book, at)
    assert (again.domain, again.events, bool(again.awaits)) == (after, (), bool(projection.awaits))
    # pending states never stand together (RFC 5731, section 2.3)
    assert sum(status.startswith("pending") for status in statuses(after)) <= 1
    assert ("ok" in statuses(after)) == (statuses(after) == ("ok",))
