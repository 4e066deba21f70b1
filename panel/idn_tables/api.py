"""IDN tables for programs: the letters of one, and what tables say of a label."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from panel.idn_tables.views import LETTERS, ShownLetter, judged, shown_letter
from panel.kit.answers import Answer, Asked, NotThere
from panel.kit.fields import Text
from panel.kit.quantities import Number
from registry.model.idn_table import Verdict


@dataclass(frozen=True, slots=True)
class Letters:
    """A part of the letters of a table, of `total`; parts are counted from 1. `since`: the version is in force from then on."""

    since: datetime
    total: int
    parts: int
    letters: list[ShownLetter]


async def _letters(asked: Asked) -> Letters:
    table = asked.registry.tables.at(asked.key, asked.situation.now)
    if table is None:
        raise NotThere
    letters, part = table.repertoire.letters, asked["part"] or 1
    return Letters(
        table.valid_from,
        len(letters),
        max(1, -(-len(letters) // LETTERS)),
        [shown_letter(each) for each in letters[(part - 1) * LETTERS : part * LETTERS]],
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """`taken_by` is the table by which a name with the label would be registered; none: by no table."""

    label: str | None
    a_label: str
    taken_by: str | None
    verdicts: list[Verdict]


async def _judge(asked: Asked) -> Judged:
    found = judged(asked["label"], asked["tld"] or "")
    return Judged(found.label, found.a_label, found.taken_by, found.verdicts)


ANSWERS: Final = (
    Answer(
        "idn_tables/<key>/letters",
        "Letters of a table",
        "idn-table.read",
        _letters,
        Letters,
        (Number("part", "Part", 1, 10_000, f"Of {LETTERS} letters each; the first, if not named.", required=False),),
        pages=("idn_tables.show",),
    ),
    Answer(
        "idn_tables/-/judge",
        "What tables say of a label",
        "idn-table.read",
        _judge,
        Judged,
        (
            Text("label", "Label", longest=63),
            Text("tld", "TLD", "By the tables that it offers; by all, if not named.", required=False, longest=63),
        ),
        pages=("idn_tables.judge",),
    ),
)
