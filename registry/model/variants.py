"""Names whose labels are variants of each other, and who may hold several of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Relative:
    """A registered name of the same set. `allocatable`: the table says that the name asked for may be had beside it."""

    name: str
    registrar: str
    registrant: str | None
    allocatable: bool
