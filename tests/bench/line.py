"""A figure of the bench, held against its bound."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A figure, what it is measured in, and the bound it has to keep."""

    name: str
    figure: float
    unit: str
    bound: float
    at_most: bool = True
    note: str = ""

    @property
    def holds(self) -> bool:
        return self.figure <= self.bound if self.at_most else self.figure >= self.bound

    def __str__(self) -> str:
        relation = "≤" if self.at_most else "≥"
        mark = "ok  " if self.holds else "MISS"
        return f"{mark} {self.name:<44} {self.figure:>10.3f} {self.unit:<22} {relation} {self.bound:g}   {self.note}"
