"""What a TLD demands of a label: form, IDNA2008, kinds, lengths; each rule says no in its own words."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from registry.context import Actor
from registry.errors import Refusal
from registry.model.names import canonical
from registry.model.policy import Policy, Rules
from registry.model.pricing import Prices
from registry.policy.case import Case, judge
from registry.policy.order import RULES
from registry.requests.domain import DomainCreate

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PLAIN = Rules("forbidden", "objects", Prices("USD", 1, 1, 1, 1))


def refusals(name: str, **rules: object) -> list[tuple[int, str]]:
    """Every refusal of the rules that a check asks; the name is canonical, as doors hand it over."""
    policy = Policy(1, 1, "test", NOW, None, replace(PLAIN, **rules))
    try:
        judge(Case(Actor(1, "alpha"), NOW, DomainCreate(canonical(name)), policy), RULES["domain check"])
    except Refusal as refusal:
        return [(each.code, each.reason) for each in (refusal, *refusal.also)]
    return []


def codes(name: str, **rules: object) -> list[int]:
    return [code for code, _ in refusals(name, **rules)]


@pytest.mark.parametrize(
    "name",
    [
        "a.test",
        "a-b.test",
        "a--b.test",  # hyphens in the second and third place mean nothing
        "abc--d.test",
        "xn--mnchen-3ya.test",
        "XN--MNCHEN-3YA.test",
        "Xn--Mnchen-3ya.TEST",
        "xn--fa-hia.test",  # faß: a letter of its own in IDNA2008
        "xn--e1afmkfd.test",
        "xn--fiqs8s.test",
        "xn--mgbc0a5a6cxb.test",  # from right to left
    ],
)
def test_labels_that_are_sound_are_let_pass_in_any_case_of_letters(name: str) -> None:
    assert refusals(name) == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("-a.test", "The name is not a valid label in this TLD."),
        ("a-.test", "The name is not a valid label in this TLD."),
        ("a_b.test", "The name is not a valid label in this TLD."),
        ("a.b.test", "The name is not a valid label in this TLD."),
        (f"{'a' * 64}.test", "The name is not a valid label in this TLD."),
        ("ab--cd.test", "Hyphens in the third and fourth place belong to A-labels."),
        ("xx--4ca.test", "Hyphens in the third and fourth place belong to A-labels."),
        ("AB--cd.test", "Hyphens in the third and fourth place belong to A-labels."),
        ("xn--a.test", "The label is not a valid A-label of IDNA2008."),  # no Punycode
        ("xn--abc.test", "The label is not a valid A-label of IDNA2008."),
        ("xn--99999999.test", "The label is not a valid A-label of IDNA2008."),
        ("xn--ls8h.test", "The label is not a valid A-label of IDNA2008."),  # a pictograph
        ("xn--mnchen-3ya--xn.test", "The label is not a valid A-label of IDNA2008."),
    ],
)
def test_labels_that_are_none_are_refused_in_words(name: str, reason: str) -> None:
    assert refusals(name)[0] == (2005, reason)


@pytest.mark.parametrize(
    "u_form",
    [
        "mÜnchen",  # capitals do not exist in U-labels
        "e\u0301cole",  # not composed
        "\u0301a",  # begins with a mark
        "a\u200db",  # a joiner where nothing is joined
        "a\u00b7b",  # a middle dot that is not between two l
        "\u0627b",  # both directions
        "日\u30fb",  # allowed: a middle dot of katakana among Han
    ],
)
def test_what_idna2008_does_not_allow_is_no_label_even_in_punycode(u_form: str) -> None:
    label = "xn--" + u_form.encode("punycode").decode().lower()
    assert (codes(f"{label}.test") == []) is (u_form == "日\u30fb")


def test_a_tld_sells_ascii_or_idn_or_both() -> None:
    assert codes("xn--mnchen-3ya.test", labels="ascii") == [2306]
    assert codes("munich.test", labels="ascii") == []
    assert codes("munich.test", labels="idn") == [2306]
    assert codes("xn--mnchen-3ya.test", labels="idn") == []


def test_lengths_count_characters_that_people_see_or_octets_that_travel() -> None:
    assert codes("xn--4ca.test", label_shortest=2) == [2306]  # ä
    assert codes("xn--4ca.test", label_shortest=2, label_counted="octets") == []
    assert codes("xn--mnchen-3ya.test", label_longest=7) == []
    assert codes("xn--mnchen-3ya.test", label_longest=7, label_counted="octets") == [2306]
    assert refusals("a.test", label_shortest=3) == [(2306, "Labels here have 3 to 63 characters.")]


def test_digits_alone_are_sold_where_the_tld_says_so() -> None:
    assert codes("123.test") == []
    assert codes("123.test", digits_only=False) == [2306]
    assert codes("1-3.test", digits_only=False) == []


@pytest.mark.parametrize(
    ("name", "not_letters", "kept"),
    [
        ("de.test", [2306], [2306]),
        ("d3.test", [], [2306]),
        ("33.test", [], [2306]),
        ("abc.test", [], []),
        ("a.test", [], []),
        ("xn--4ca0b.test", [], []),  # two characters, but not of ASCII
    ],
)
def test_two_characters_are_kept_as_the_tld_says(name: str, not_letters: list[int], kept: list[int]) -> None:
    assert codes(name) == []
    assert codes(name, two_characters="not_letters") == not_letters
    assert codes(name, two_characters="kept") == kept
