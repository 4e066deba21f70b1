"""Pictures of figures over time, drawn on the server: stacked bars, or a line; the figures themselves come with them as a table.

kit/charts.html draws them as SVG, coloured by the classes of the style sheet, so that they follow the theme; no picture has a
style or a script of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

# The picture's own units: as wide as it has places times BREADTH, and HEIGHT high.
BREADTH: Final = 10.0
HEIGHT: Final = 100.0


@dataclass(frozen=True, slots=True)
class Place:
    """One point of time: what it is called, short below the picture (empty: not at all), and a figure for each key."""

    title: str
    short: str
    figures: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a bar, from above."""

    key: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """`keys` are (class of the style sheet, title); `said` is the picture in a sentence; `wide` are the words for one place."""

    said: str
    wide: str
    keys: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]

    @property
    def width(self) -> float:
        return len(self.places) * BREADTH

    @property
    def empty(self) -> bool:
        return not any(any(place.figures) for place in self.places)


@dataclass(frozen=True, slots=True)
class Bars(Chart):
    """Figures that add up at each place."""

    @property
    def top(self) -> int:
        return round_up(max((sum(place.figures) for place in self.places), default=0))

    @property
    def scale(self) -> tuple[int, ...]:
        """What stands beside the picture, from above."""
        return (self.top, self.top // 2, 0) if self.top > 1 else (self.top, 0)

    def bars(self) -> Iterator[tuple[Place, list[Piece]]]:
        """Each place with its bar; the first key is at the bottom."""
        top = self.top
        for place in self.places:
            pieces, y = [], HEIGHT
            for key, figure in enumerate(place.figures):
                height = figure / top * HEIGHT
                y -= height
                if figure:
                    pieces.append(Piece(key, y, height))
            yield place, pieces


@dataclass(frozen=True, slots=True)
class Line(Chart):
    """One figure that goes on from place to place; it may be below nothing."""

    @property
    def bounds(self) -> tuple[int, int]:
        """The lowest and the highest of the picture; nothing is always in it."""
        figures = [place.figures[0] for place in self.places]
        lowest, highest = min(0, *figures), max(0, *figures)
        return -round_up(-lowest) if lowest else 0, round_up(highest) if highest else 0

    @property
    def scale(self) -> tuple[int, ...]:
        low, high = self.bounds
        return (high, (high + low) // 2, low)

    def y(self, figure: int) -> float:
        low, high = self.bounds
        return (high - figure) / max(high - low, 1) * HEIGHT

    @property
    def points(self) -> str:
        """As SVG has them: a step at each place."""
        found, before = [], None
        for number, place in enumerate(self.places):
            y = self.y(place.figures[0])
            if before is not None and before != y:
                found.append(f"{number * BREADTH:g},{before:.1f}")
            found.append(f"{number * BREADTH:g},{y:.1f}")
            before = y
        return " ".join([*found, f"{self.width:g},{before:.1f}"]) if found else ""

    @property
    def area(self) -> str:
        zero = f"{self.y(0):.1f}"
        return f"0,{zero} {self.points} {self.width:g},{zero}"


def round_up(figure: int) -> int:
    """The next number that reads well beside a picture: 1, 2, 4, 6, 8 or 10, times a power of ten."""
    if figure <= 2:
        return max(figure, 1)
    unit: int = 10 ** (len(str(figure)) - 1)
    return next(each * unit for each in (2, 4, 6, 8, 10) if figure <= each * unit)


def every(number: int, titles: Sequence[str]) -> list[str]:
    """The titles with only every so manyth kept, counted from the last, for what stands below a picture."""
    last = len(titles) - 1
    return [title if (last - place) % number == 0 else "" for place, title in enumerate(titles)]
