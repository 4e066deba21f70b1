"""A restore report is fit to be kept, or refused by the element that is not."""

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from registry.context import Actor
from registry.model.policy import Policy, Rules
from registry.model.pricing import Prices
from registry.policy.case import Case
from registry.policy.report_texts_fit_xml import report_texts_fit_xml
from registry.requests.domain import DomainRestore, RestoreReport

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
POLICY = Policy(1, 1, "example", BEGINNING, None, Rules("forbidden", "objects", Prices("USD", 1, 1, 1, 1)))
REPORT = RestoreReport("before", "after\tand\nbelow", "then", "now", "Mistake.", ("True.", "No gain."), "é")


def refusals(report: RestoreReport | None) -> list[tuple[int, str | None]]:
    case = Case(Actor(1, "alpha"), BEGINNING, DomainRestore("one.example", "report", report), POLICY)
    return [(each.code, each.element) for each in report_texts_fit_xml(case)]


def test_a_report_of_shown_characters_is_kept() -> None:
    assert refusals(REPORT) == refusals(None) == []


@pytest.mark.parametrize("name", [each.name for each in fields(RestoreReport)])
def test_no_part_of_a_report_holds_what_cannot_be_shown(name: str) -> None:
    wrong = ("True.", "\x01") if name == "statements" else "a\uffffb"
    ((code, element),) = refusals(replace(REPORT, **{name: wrong}))
    assert code == 2005 and element is not None and element.startswith("rgp:")
