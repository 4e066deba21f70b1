"""What a restore report says about times is held against what the registry remembers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from registry.context import Actor
from registry.errors import Refusal
from registry.model.policy import Policy, Rules
from registry.model.pricing import Prices
from registry.model.restoration import Restoration, instant_stated
from registry.policy.case import Case, judge
from registry.policy.report_times_are_in_order import report_times_are_in_order
from registry.policy.report_times_are_instants import report_times_are_instants
from registry.policy.report_times_are_the_known_ones import report_times_are_the_known_ones
from registry.requests.domain import DomainRestore, RestoreReport

DELETED = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
ASKED = DELETED + timedelta(days=9)
NOW = ASKED + timedelta(days=2)
KNOWN = Restoration(DELETED, ASKED)
REPORT = RestoreReport("before", "after", DELETED.isoformat(), ASKED.isoformat(), "mistake", ("true", "no gain"))
POLICY = Policy(1, 1, "test", DELETED, None, Rules("forbidden", "objects", Prices("USD", 1, 1, 1, 1)))
TIMES = (report_times_are_instants, report_times_are_in_order, report_times_are_the_known_ones)


def judged(report: RestoreReport, known: Restoration | None = KNOWN) -> list[tuple[int, str | None, str | None]]:
    case = Case(Actor(1, "alpha"), NOW, DomainRestore("one.test", "report", report), POLICY, restoration=known)
    try:
        judge(case, TIMES)
    except Refusal as refusal:
        return [(each.code, each.element, each.value) for each in (refusal, *refusal.also)]
    return []


@pytest.mark.parametrize(
    ("deleted_at", "restored_at"),
    [
        ("2026-03-10T12:00:00.0Z", "2026-03-19T12:00:00.000Z"),
        ("2026-03-10T12:00:00", "2026-03-19T12:00:00"),  # UTC where nothing is said
        ("2026-03-10T14:00:00+02:00", "2026-03-19T04:00:00-08:00"),
        ("2026-03-11T02:00:00Z", "2026-03-18T22:00:00Z"),  # the local times of far east and far west, called UTC
        ("2026-03-10T00:00:00Z", "2026-03-19T00:00:00Z"),
    ],
)
def test_times_as_people_write_them_are_taken(deleted_at: str, restored_at: str) -> None:
    assert judged(replace(REPORT, deleted_at=deleted_at, restored_at=restored_at)) == []


@pytest.mark.parametrize("text", ["", "yesterday", "2026-03-10", "2026-13-10T12:00:00Z", "2026-03-10T12:00:00X"])
def test_what_is_no_date_with_a_time_is_a_matter_of_syntax(text: str) -> None:
    assert judged(replace(REPORT, deleted_at=text)) == [(2005, "rgp:delTime", text)]
    assert judged(replace(REPORT, restored_at=text)) == [(2005, "rgp:resTime", text)]


def test_a_restore_in_the_future_is_out_of_range_but_a_clock_may_be_a_little_fast() -> None:
    soon, later = [(NOW + timedelta(minutes=each)).isoformat() for each in (5, 6)]
    known = replace(KNOWN, requested_at=NOW)
    assert judged(replace(REPORT, restored_at=soon), known) == []
    assert judged(replace(REPORT, restored_at=later), known) == [(2004, "rgp:resTime", later)]


def test_a_delete_after_the_restore_is_out_of_range() -> None:
    known = Restoration(DELETED, DELETED)
    deleted_at, restored_at = "2026-03-10T14:00:00Z", "2026-03-10T13:00:00Z"
    report = replace(REPORT, deleted_at=deleted_at, restored_at=restored_at)
    assert judged(report, known) == [(2004, "rgp:delTime", deleted_at)]
    assert judged(replace(report, deleted_at=restored_at), known) == []


def test_times_of_other_events_are_refused_with_ours() -> None:
    long_ago = "2003-07-10T22:00:00.0Z"
    assert judged(replace(REPORT, deleted_at=long_ago)) == [(2306, "rgp:delTime", long_ago)]
    other = (ASKED - timedelta(days=1, seconds=1)).isoformat()
    assert judged(replace(REPORT, restored_at=other)) == [(2306, "rgp:resTime", other)]
    with pytest.raises(Refusal, match=r"deleted at 2026-03-10T12:00:00Z"):
        case = DomainRestore("one.test", "report", replace(REPORT, deleted_at=long_ago))
        judge(Case(Actor(1, "alpha"), NOW, case, POLICY, restoration=KNOWN), TIMES)


def test_what_the_registry_does_not_remember_it_believes() -> None:
    for known in (None, Restoration()):
        assert judged(replace(REPORT, deleted_at="2003-07-10T22:00:00.0Z"), known) == []


def test_a_request_says_nothing_about_times() -> None:
    case = Case(Actor(1, "alpha"), NOW, DomainRestore("one.test", "request"), POLICY, restoration=KNOWN)
    judge(case, TIMES)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_the_ends_of_time_are_judged_like_any_other(text: str) -> None:
    assert instant_stated(text) is not None
    assert (2306, "rgp:delTime", text) in judged(replace(REPORT, deleted_at=text))


WEEK = timedelta(days=7)


def test_corrections_are_taken_for_a_while_from_who_restored_the_name() -> None:
    done = replace(KNOWN, completed_at=NOW, reported_at=NOW)
    assert done.takes_corrections(NOW, WEEK, None)
    assert done.takes_corrections(NOW + WEEK - timedelta(seconds=1), WEEK, DELETED - WEEK)
    assert not done.takes_corrections(NOW + WEEK, WEEK, None)
    assert not done.takes_corrections(NOW + timedelta(days=2), WEEK, NOW + timedelta(days=1))
    assert not replace(done, reported_at=None).takes_corrections(NOW, WEEK, None)  # a TLD that asks for no report
    assert not KNOWN.takes_corrections(NOW, WEEK, None)
