"""How long what people did is kept in the log of activity, by what it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

# What an entry is: a way in, a refusal of something else, a change of money, and any other change.
Class = Literal["sign-ins", "refusals", "changes", "money"]

# Nothing younger is ever disposed of: who wants to hide what they did just now cannot do it by a rule.
SHORTEST: Final = 30


@dataclass(frozen=True, slots=True)
class Kept:
    """In days, 0: for ever."""

    sign_ins: int = 550
    refusals: int = 550
    changes: int = 0
    money: int = 0

    def days(self) -> dict[Class, int]:
        return {"sign-ins": self.sign_ins, "refusals": self.refusals, "changes": self.changes, "money": self.money}

    def problems(self) -> tuple[str, ...]:
        """What speaks against it, in sentences."""
        return tuple(
            f"The settings keep what people did ({name}) for {days} days: it is kept for {SHORTEST} at least, or for ever (0)."
            for name, days in self.days().items()
            if days and days < SHORTEST
        )


def limit(days: int, now: datetime) -> datetime:
    """Whatever is of a day before this one is to go."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days)
