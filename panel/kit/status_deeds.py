"""Deeds that set statuses of an object and take them away, alike for every kind of object that has them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from panel.kit.deeds import Deed, Values
from panel.kit.fields import About, Reason, Several
from panel.kit.formats import words
from panel.kit.situation import Situation
from registry.context import Context


class HasStatuses(Protocol):
    @property
    def statuses(self) -> frozenset[str]: ...


# Adds some statuses to an object and takes others away.
Change = Callable[[Context, Any, tuple[str, ...], tuple[str, ...]], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Statuses:
    """Whose statuses: those that may be set by these deeds, and how they are called there (`client`, `server`)."""

    whose: str
    own: frozenset[str]
    permission: str
    change: Change
    reason: Reason

    def deeds(self, setting: str, clearing: str) -> tuple[Deed[Any], Deed[Any]]:
        """By the titles of both."""
        return self._setting(setting), self._clearing(clearing)

    def _setting(self, title: str) -> Deed[Any]:
        async def act(cx: Context, subject: HasStatuses, values: Values) -> str:
            await self.change(cx, subject, values["statuses"], ())
            return f"Set: {', '.join(values['statuses'])}."

        def has_all(subject: HasStatuses, situation: Situation) -> str | None:
            return "It has all of them." if self.own <= subject.statuses else None

        fields = (Several("statuses", "Statuses", self._absent), self.reason)
        return Deed(f"set-{self.whose}-statuses", title, "lock", self.permission, act, fields, has_all)

    def _clearing(self, title: str) -> Deed[Any]:
        async def act(cx: Context, subject: HasStatuses, values: Values) -> str:
            await self.change(cx, subject, (), values["statuses"])
            return f"Taken away: {', '.join(values['statuses'])}."

        def has_none(subject: HasStatuses, situation: Situation) -> str | None:
            return None if self.own & subject.statuses else "It has none of them."

        fields = (Several("statuses", "Statuses", self._present), self.reason)
        return Deed(f"clear-{self.whose}-statuses", title, "lock-open", self.permission, act, fields, has_none)

    def _absent(self, about: About) -> Mapping[str, str]:
        """Those that at least one of the objects does not have."""
        return _titled(sorted(self.own - frozenset.intersection(self.own, *(each.statuses for each in about.subjects))))

    def _present(self, about: About) -> Mapping[str, str]:
        """Those that at least one of the objects has."""
        return _titled(sorted(self.own & frozenset().union(*(each.statuses for each in about.subjects))))


def _titled(statuses: Sequence[str]) -> dict[str, str]:
    return {each: words(each).capitalize() for each in statuses}


# Why a registrar's people do it is theirs to say, or not.
OF_CLIENTS: Final = Reason(required=False)
