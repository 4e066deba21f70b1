"""Which phase of a launch is on is a matter of the policy's list and an instant."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from registry.model.phases import OPEN, NamedPhase, Phase, phase_at, phases_at
from registry.model.policy import Rules
from tests.world import TLDS

START = datetime(2026, 1, 1, tzinfo=UTC)
MONTH = timedelta(days=30)
SUNRISE = Phase("sunrise", START, START + MONTH, needs=("mark",))
RELEASE = Phase("custom", START, START + MONTH, "release")
CLAIMS = Phase("claims", START + 2 * MONTH, START + 5 * MONTH, "landrush", needs=("notice",))
AFTER = Phase("open", START + 5 * MONTH)
LAUNCH = (SUNRISE, RELEASE, CLAIMS, AFTER)


@pytest.mark.parametrize(
    ("months", "on"),
    [
        (-0.1, ()),
        (0, (SUNRISE, RELEASE)),
        (0.99, (SUNRISE, RELEASE)),
        (1, ()),
        (2, (CLAIMS,)),
        (5, (AFTER,)),
        (500, (AFTER,)),
    ],
)
def test_a_phase_is_on_from_its_first_instant_to_before_its_last(months: float, on: tuple[Phase, ...]) -> None:
    assert phases_at(LAUNCH, START + months * MONTH) == on


def test_a_tld_without_phases_is_open() -> None:
    assert phases_at((), START) == (OPEN,)
    assert phase_at((), START, NamedPhase("open")) == OPEN
    assert phase_at((), START, NamedPhase("sunrise")) is None


@pytest.mark.parametrize(
    ("months", "named", "meant"),
    [
        (0, None, SUNRISE),
        (0, NamedPhase("custom", "release"), RELEASE),
        (0, NamedPhase("custom"), None),
        (0, NamedPhase("sunrise", "release"), None),
        (0, NamedPhase("claims"), None),
        (2, NamedPhase("claims"), CLAIMS),
        (2, NamedPhase("claims", "landrush"), CLAIMS),
        (2, NamedPhase("claims", "other"), None),
        (1, None, None),
    ],
)
def test_a_create_is_in_the_phase_that_it_names_if_that_is_on(
    months: float, named: NamedPhase | None, meant: Phase | None
) -> None:
    assert phase_at(LAUNCH, START + months * MONTH, named) == meant


def test_phases_come_back_from_the_policy_document_as_they_went_in() -> None:
    rules = replace(TLDS["example"], phases=LAUNCH)
    assert Rules.from_document(orjson.loads(orjson.dumps(rules.document()))) == rules


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "quiet"},
        {"name": "custom"},
        {"name": "sunrise", "needs": ["luck"]},
        {"name": "sunrise", "creates": "chaos"},
        {"name": "sunrise", "creates": "application", "first_status": "allocated"},
        {"name": "sunrise", "creates": "application", "most_per_registrar": 0},
        {"name": "landrush", "first_status": "validated"},
        {"name": "landrush", "most_per_registrar": 2},
        {"name": "sunrise", "valid_from": "2026-01-02T00:00:00Z", "valid_to": "2026-01-01T00:00:00Z"},
        {"name": "sunrise", "valid_from": "2026-01-02T00:00:00"},
    ],
)
def test_a_phase_that_makes_no_sense_is_no_phase(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"phase|creates|time zone"):
        Phase.from_document(wrong)
