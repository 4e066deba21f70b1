"""A TLD with all versions of its rules, as what can be done to it depends on them."""

from dataclasses import dataclass
from datetime import datetime

from registry.model.policy import Policy, PolicyBook


@dataclass(frozen=True, slots=True)
class Ruled:
    """`versions` in their order, at an instant."""

    name: str
    versions: tuple[Policy, ...]
    now: datetime

    @classmethod
    def of(cls, book: PolicyBook, name: str, now: datetime) -> "Ruled":
        return cls(name, book.versions(name), now)

    @property
    def in_force(self) -> Policy:
        return PolicyBook(self.versions).at(self.name, self.now)

    @property
    def planned(self) -> tuple[Policy, ...]:
        return tuple(each for each in self.versions if each.valid_from > self.now)
