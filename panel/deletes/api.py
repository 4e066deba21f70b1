"""Deletes in the add grace period, for programs."""

from dataclasses import dataclass
from typing import Final

from panel.deletes.queries import tallies
from panel.kit.answers import Answer, Asked
from panel.kit.month_field import InMonth
from registry.model.month import Month


@dataclass(frozen=True, slots=True)
class Deleted:
    """Of a registrar and a TLD in a month: names that came, that went, and that went in their add grace period; so many of these
    are free, and so many beyond."""

    registrar: str
    tld: str
    created: int
    deleted: int
    in_grace: int
    free: int
    beyond: int


async def _deletes(asked: Asked) -> list[Deleted]:
    month = asked["month"] or Month.of(asked.situation.now)
    own = None if asked.scope.everything else asked.scope.registrar or ""
    found = await asked.registry.store.reading(lambda db: tallies(db, own=own, first=month.begins, last=month.ends))
    return [
        Deleted(each.registrar, each.tld, each.created, each.deleted, each.in_grace, each.free, each.beyond)
        for each in found
    ]


ANSWERS: Final = (
    Answer(
        "deletes",
        "Deletes in grace",
        "registrar.read",
        _deletes,
        list[Deleted],
        (InMonth("month", "Month", "This one, where none is named.", required=False),),
        pages=("deletes.show",),
    ),
)
