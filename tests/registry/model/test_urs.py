"""The steps of a URS case, and what they take from a name and give back: all of it, and nothing more."""

import ipaddress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.model.change import NameServers
from registry.model.dnssec import DsData
from registry.model.domain import Domain, Renewal
from registry.model.host import NameServer
from registry.model.lifecycle import next_due, project, renew
from registry.model.policy import Policy, PolicyBook, Rules
from registry.model.pricing import Prices
from registry.model.status import DOMAIN_CLIENT, DOMAIN_SERVER
from registry.model.urs import (
    LOCK,
    LOCK_WITHIN,
    STEPS,
    UrsCase,
    UrsStatus,
    UrsStep,
    as_it_stands,
    kept_of,
    locked,
    released,
    resumed,
    suspended,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
POLICY = Policy(
    1, 1, "example", NOW - timedelta(days=9999), None, Rules("optional", "objects", Prices("USD", 1, 1, 1, 1))
)
BOOK = PolicyBook([POLICY])
PROVIDERS = NameServers(("ns1.urs.org", "ns2.urs.org"))
DS = DsData(1, 13, 2, "A" * 64)
CASE = UrsCase(1, "FA-1", "forum", "one.example", "D1-NAMEHSE", "notified", NOW, NOW + LOCK_WITHIN)

names = st.lists(st.sampled_from(("ns1.old.org", "ns2.old.org", "ns1.urs.org")), unique=True).map(tuple)
domains = st.builds(
    Domain,
    id=st.just(1),
    roid=st.just("D1-NAMEHSE"),
    name=st.just("one.example"),
    tld=st.just("example"),
    registrar=st.just("alpha"),
    created_at=st.just(NOW - timedelta(days=400)),
    created_by=st.just("alpha"),
    expires_at=st.integers(1, 3000).map(lambda days: NOW + timedelta(days=days)),
    hosts=names,
    nameservers=st.sampled_from(((), (NameServer("ns1.one.example", (ipaddress.ip_address("192.0.32.8"),)),))),
    dnssec=st.sampled_from(((), (DS,))),
    statuses=st.frozensets(st.sampled_from(sorted(DOMAIN_CLIENT | DOMAIN_SERVER))),
    renewal=st.sampled_from(("auto", "never")),
)


def test_every_status_has_its_row_and_every_step_is_possible_somewhere() -> None:
    assert set(STEPS) == set(get_args(UrsStatus))
    assert {step for steps in STEPS.values() for step in steps} == set(get_args(UrsStep))


def test_only_a_locked_name_is_suspended_and_nothing_that_is_locked_is_closed() -> None:
    assert "suspend" not in STEPS["notified"]
    assert {status for status, steps in STEPS.items() if "close" in steps} == {"notified", "rolledBack", "ended"}


def test_every_case_can_come_to_an_end() -> None:
    reached: set[str] = {"closed"}
    while more := {status for status, steps in STEPS.items() if reached & {*steps.values()}} - reached:
        reached |= more
    assert reached == set(STEPS)


def test_a_step_has_the_same_end_wherever_it_begins() -> None:
    for step in get_args(UrsStep):
        assert len({steps[step] for steps in STEPS.values() if step in steps}) == 1


@pytest.mark.slow
@given(domains, st.booleans())
def test_a_rollback_gives_the_name_back_as_it_was(domain: Domain, renewable: bool) -> None:
    before = kept_of(domain)
    shut = locked(domain)
    gone = suspended(shut, PROVIDERS, (), NOW, renewable=renewable)
    assert resumed(gone, before) == replace(shut, statuses=domain.statuses | LOCK)
    assert released(resumed(gone, before), before) == domain
    assert released(shut, before) == domain


@pytest.mark.slow
@given(domains, st.booleans())
def test_a_lock_takes_nothing_away_and_a_suspension_nothing_but_what_hides_the_provider(
    domain: Domain, renewable: bool
) -> None:
    shut = locked(domain)
    assert shut == replace(domain, statuses=domain.statuses | LOCK)
    gone = suspended(shut, PROVIDERS, (DS,), NOW, renewable=renewable)
    assert (gone.hosts, gone.nameservers, gone.dnssec) == (PROVIDERS.hosts, (), (DS,))
    assert shut.statuses - gone.statuses == shut.statuses & {"clientHold"}
    assert gone.statuses - shut.statuses <= {"serverRenewProhibited"}
    assert renewable or "serverRenewProhibited" in gone.statuses


@pytest.mark.slow
@given(domains, st.frozensets(st.sampled_from(sorted(DOMAIN_SERVER - LOCK - {"serverRenewProhibited"}))))
def test_what_the_registry_sets_besides_during_the_case_stays(domain: Domain, besides: frozenset[str]) -> None:
    before = kept_of(domain)
    gone = suspended(locked(domain), PROVIDERS, (), NOW, renewable=False)
    back = released(resumed(replace(gone, statuses=gone.statuses | besides), before), before)
    assert back.statuses == domain.statuses | besides


@pytest.mark.slow
@given(domains)
def test_a_suspended_name_ends_with_its_term_whoever_renews_it(domain: Domain) -> None:
    gone = suspended(locked(domain), PROVIDERS, (), NOW, renewable=True)
    for each in (gone, renew(gone, 1, NOW, POLICY)):
        assert next_due(each, BOOK) == each.expires_at
        ended = project(each, BOOK, each.expires_at).domain
        assert ended and ended.deletion and ended.expires_at == each.expires_at


def test_a_name_on_its_ladder_goes_the_way_that_its_expiry_settled() -> None:
    expired = replace(
        Domain(1, "D1-NAMEHSE", "one.example", "example", "alpha", NOW - timedelta(days=400), "alpha", NOW),
        stepped_at=NOW,
    )
    ways: tuple[Renewal, ...] = ("auto", "unpaid")
    for renewal in ways:
        gone = suspended(replace(expired, renewal=renewal), PROVIDERS, (), NOW, renewable=False)
        assert gone.renewal == renewal


def test_a_lock_is_overdue_a_day_after_its_notice_until_it_is_done() -> None:
    assert not CASE.is_overdue(NOW + LOCK_WITHIN)
    assert CASE.is_overdue(NOW + LOCK_WITHIN + timedelta(seconds=1))
    assert not replace(CASE, status="locked").is_overdue(NOW + timedelta(days=9))


def test_a_case_ends_with_the_registration_and_not_with_the_name() -> None:
    lives = Domain(1, CASE.roid, CASE.name, "example", "alpha", NOW, "alpha", NOW)
    assert as_it_stands(CASE, lives) == CASE
    assert as_it_stands(CASE, None).status == "ended"
    assert as_it_stands(CASE, replace(lives, roid="D2-NAMEHSE")).status == "ended"
    closed = replace(CASE, status="closed")
    assert as_it_stands(closed, None) == closed
