"""Pictures of figures: what stands in them adds up, and what they say is also there as a table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.kit.charts import HEIGHT, Bars, Line, Place, every, round_up


def bars(*figures: tuple[int, ...]) -> Bars:
    return Bars("Said", "Day", (("a", "one"), ("b", "two")), tuple(Place(str(each), "", each) for each in figures))


def line(*figures: int) -> Line:
    return Line("Said", "Day", (("a", "one"),), tuple(Place(str(each), "", (each,)) for each in figures))


@pytest.mark.parametrize(
    ("figure", "rounded"), [(0, 1), (1, 1), (2, 2), (3, 4), (7, 8), (9, 10), (10, 20), (11, 20), (45, 60), (999, 1000)]
)
def test_a_scale_ends_at_a_number_that_reads_well(figure: int, rounded: int) -> None:
    assert round_up(figure) == rounded


@given(st.integers(1, 10**12))
def test_a_scale_is_never_lower_than_its_figures_and_never_wastes_more_than_half(figure: int) -> None:
    assert figure <= round_up(figure) <= 2 * figure


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=30))
def test_a_bar_is_as_high_as_its_figures_together_and_fits_the_picture(figures: list[tuple[int, int]]) -> None:
    chart = bars(*figures)
    for place, pieces in chart.bars():
        assert sum(each.height for each in pieces) == pytest.approx(sum(place.figures) / chart.top * HEIGHT)
        assert all(-0.001 <= each.y <= HEIGHT for each in pieces)


def test_figures_that_are_all_nothing_are_an_empty_picture() -> None:
    assert bars((0, 0), (0, 0)).empty and not bars((0, 1)).empty


def test_a_line_below_nothing_has_nothing_in_its_picture() -> None:
    chart = line(-30, 50)
    assert chart.bounds == (-40, 60)
    assert chart.scale == (60, 10, -40)
    assert chart.y(0) == pytest.approx(60)
    assert line(5, 8).bounds == (0, 8)


def test_a_line_steps_where_its_figure_changes() -> None:
    assert line(10, 10, 0).points == "0,50.0 10,50.0 20,50.0 20,100.0 30,100.0"


def test_what_stands_below_is_counted_from_the_last() -> None:
    assert every(2, ["a", "b", "c"]) == ["a", "", "c"]
    assert every(3, ["a", "b", "c", "d", "e"]) == ["", "b", "", "", "e"]
