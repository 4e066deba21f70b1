"""Fields: what was typed becomes a value, or is refused in words; what JSON says goes the same way."""

from datetime import UTC, date, datetime

import pytest

from panel.kit.access import Viewer
from panel.kit.fields import About, Choice, Combo, Field, Flag, Problem, Reason, Several, Text, typed_of
from panel.kit.quantities import Amount, Day, Instant, Number
from panel.kit.situation import Situation
from panel.tlds.lists import TLDS
from registry.model.money import Money

ABOUT = About(Situation(None, Viewer(1, 1, "", "", "", frozenset()), datetime(2026, 3, 1, tzinfo=UTC)), ("a", "b"))
PLAIN = {"a": "An A", "b": "A B"}
AMOUNT = Amount("sum", "Sum", {"USD": "USD", "JPY": "JPY", "KWD": "KWD"}, least=1)


@pytest.mark.parametrize(
    ("declared", "typed", "value"),
    [
        (Text("x", ""), {"x": ["  two \n words "]}, "two words"),
        (Text("x", "", required=False), {}, None),
        (Reason(), {"reason": ["“Why not”"]}, "“Why not”"),
        (Choice("x", "", PLAIN), {"x": ["b"]}, "b"),
        (Choice("x", "", lambda about: {each: each for each in about.subjects}), {"x": ["a"]}, "a"),
        (Choice("x", "", PLAIN, required=False), {"x": [""]}, None),
        (Several("x", "", PLAIN), {"x": ["b", "a", "b"]}, ("a", "b")),
        (Several("x", "", PLAIN, required=False), {}, ()),
        (Number("x", "", 1, 10), {"x": [" 10 "]}, 10),
        (Number("x", "", -5, 10), {"x": ["-5"]}, -5),
        (AMOUNT, {"sum": ["1,250.5"], "sum_currency": ["USD"]}, Money(125_050, "USD")),
        (AMOUNT, {"sum": ["1250"], "sum_currency": ["JPY"]}, Money(1250, "JPY")),
        (AMOUNT, {"sum": ["0.001"], "sum_currency": ["KWD"]}, Money(1, "KWD")),
        (Day("x", ""), {"x": ["2026-02-28"]}, date(2026, 2, 28)),
        (Instant("x", ""), {"x": ["2026-02-28T18:30"]}, datetime(2026, 2, 28, 18, 30, tzinfo=UTC)),
        (Instant("x", ""), {"x": ["2026-02-28T18:30+02:00"]}, datetime(2026, 2, 28, 16, 30, tzinfo=UTC)),
        (Flag("x", ""), {"x": ["yes"]}, True),
        (Flag("x", ""), {}, False),
        (Combo("x", "", TLDS), {"x": ["example"]}, "example"),
    ],
)
def test_what_was_typed_becomes_a_value_which_is_shown_as_it_can_be_typed(
    declared: Field, typed: dict, value: object
) -> None:
    assert declared.read(typed, ABOUT) == value
    assert declared.read(declared.shown(value), ABOUT) == value


@pytest.mark.parametrize(
    ("declared", "typed", "problem"),
    [
        (Text("x", ""), {"x": ["  "]}, "needed"),
        (Text("x", "", longest=3), {"x": ["four"]}, "at most 3"),
        (Text("x", "", longest=500), {"x": ["tab\x1b"]}, "nobody can read"),
        (Reason(), {}, "needed"),
        (Choice("x", "", PLAIN), {"x": ["c"]}, "not one of those"),
        (Several("x", "", PLAIN), {}, "at least one"),
        (Several("x", "", PLAIN), {"x": ["a", "c"]}, "not to choose from"),
        (Number("x", "", 1, 10), {"x": ["11"]}, "between 1 and 10"),
        (Number("x", "", 1, 10), {"x": ["1e1"]}, "no whole number"),
        (Number("x", "", 1, 10), {"x": ["9" * 5000]}, "no whole number"),
        (AMOUNT, {"sum": ["1.005"], "sum_currency": ["USD"]}, "2 digits"),
        (AMOUNT, {"sum": ["1.5"], "sum_currency": ["JPY"]}, "0 digits"),
        (AMOUNT, {"sum": ["0"], "sum_currency": ["USD"]}, "at least 0.01 USD"),
        (AMOUNT, {"sum": ["-1"], "sum_currency": ["USD"]}, "at least"),
        (AMOUNT, {"sum": ["1e40"], "sum_currency": ["USD"]}, "less than"),
        (AMOUNT, {"sum": ["NaN"], "sum_currency": ["USD"]}, "at least"),
        (AMOUNT, {"sum": ["a lot"], "sum_currency": ["USD"]}, "no amount"),
        (AMOUNT, {"sum": ["1"], "sum_currency": ["EUR"]}, "currencies"),
        (Day("x", ""), {"x": ["2026-02-30"]}, "no day"),
        (Instant("x", ""), {"x": ["tomorrow"]}, "no instant"),
        (Instant("x", ""), {"x": ["0001-01-01T00:00+14:00"]}, "no instant"),
        (Combo("x", "", TLDS), {"x": ["a\x00\x07"]}, "nothing"),
    ],
)
def test_what_cannot_be_is_refused_in_words(declared: Field, typed: dict, problem: str) -> None:
    with pytest.raises(Problem, match=problem):
        declared.read(typed, ABOUT)


def test_json_is_read_as_if_it_had_been_typed() -> None:
    said = {"flag": True, "off": False, "none": None, "number": 5, "several": ["a", "b"], "text": "x"}
    assert typed_of(said) == {
        "flag": ["yes"],
        "off": [],
        "none": [],
        "number": ["5"],
        "several": ["a", "b"],
        "text": ["x"],
    }
    assert AMOUNT.read(typed_of({"sum": {"amount": "10.00", "currency": "USD"}}), ABOUT) == Money(1000, "USD")


@pytest.mark.parametrize(
    "shape", [{"deep": {}}, {"amount": "1"}, [1], [["a"]], {"amount": "1", "currency": "USD", "x": 1}]
)
def test_json_of_a_shape_that_no_form_has_is_refused(shape: object) -> None:
    with pytest.raises(Problem, match="shape"):
        typed_of({"x": shape})
