"""Documents for programs: their files and trail, how many there are of each month, and whom they would be mailed to."""

import io
from dataclasses import dataclass
from typing import Final

from flask import g

from panel.documents import queries
from panel.documents.actions import Sent
from panel.documents.by_month import COUNTED, MONTHS, last_months
from panel.documents.deeds import DEEDS, find, with_file
from panel.documents.queries import FILE, Document, Mailed, Said, Stack
from panel.documents.states import TYPES
from panel.kit.answers import Answer, Asked, Errand, NotThere
from panel.kit.attached.answers import BODY, OfFile, file_of, whole_file
from panel.kit.attached.file_pages import shown_files
from panel.kit.attached.files import files_of
from panel.kit.batch import carry_out
from panel.kit.deeds import MOST, Declined
from panel.kit.fields import Choice, Text
from panel.kit.month_field import InMonth
from registry.model.month import Month


@dataclass(frozen=True, slots=True)
class Papers:
    """The newest file first; those before it are for whoever sees history."""

    description: str
    files: list[OfFile]
    trail: list[Said]


async def _found(asked: Asked) -> Document:
    found = (await find(asked.situation, (asked.key,))).get(asked.key)
    if found is None:
        raise NotThere
    return found


async def _papers(asked: Asked) -> Papers:
    document = await _found(asked)
    kept = await files_of(asked.registry, FILE, (asked.key,))
    seen = kept if asked.viewer.may("document.see-history") else kept[:1]
    trail = await asked.registry.store.reading(lambda db: queries.trail(db, id=document.id))
    return Papers(
        document.description,
        [file_of(each) for each in shown_files(seen, asked.situation)],
        trail,
    )


async def _hand_in(asked: Asked) -> str:
    await _found(asked)
    if await files_of(asked.registry, FILE, (asked.key,)) and not asked.viewer.may("document.replace"):
        raise Declined("It has a file, and you may not replace that.")
    deed = with_file(Sent(io.BytesIO(asked["file"]), asked["name"]))
    (result,) = await carry_out(DEEDS, deed, asked.situation, {asked.key: {}}, asked.browser, g.reference)
    if not result.done:
        raise Declined(str(result.words), at="file")
    return str(result.words)


async def _months(asked: Asked) -> list[Stack]:
    last, scope = asked["month"] or Month.of(asked.situation.now), asked.scope
    client = (asked["client"] or "").lower() or None
    return await asked.registry.store.reading(
        lambda db: queries.stacks(
            db,
            first=last_months(last, MONTHS)[0].first_day,
            last=last.next.first_day,
            client=client,
            everything=scope.everything,
            root=scope.root,
        )
    )


async def _made(asked: Asked) -> list[Stack]:
    since, scope = last_months(Month.of(asked.situation.now), COUNTED)[0].begins, asked.scope
    return await asked.registry.store.reading(
        lambda db: queries.made_since(db, since=since, everything=scope.everything, root=scope.root)
    )


async def _mail_out(asked: Asked) -> list[Mailed]:
    month, scope = asked["month"] or Month.of(asked.situation.now), asked.scope
    return await asked.registry.store.reading(
        lambda db: queries.mailed(
            db,
            type=asked["type"],
            first=month.first_day,
            last=month.next.first_day,
            everything=scope.everything,
            root=scope.root,
            most=MOST,
        )
    )


_MONTH: Final = InMonth("month", "Month", "This one, where none is named.", required=False)
ANSWERS: Final = (
    Answer(
        "documents/<int:key>/papers",
        "Its files, and what was said of it",
        "document.read",
        _papers,
        Papers,
        pages=("documents.show",),
    ),
    Answer(
        "documents/-/months",
        "Documents by month",
        "document.read",
        _months,
        list[Stack],
        (_MONTH, Text("client", "Client", required=False, longest=64)),
        f"The {MONTHS} months up to one.",
        pages=("documents.months",),
    ),
    Answer(
        "documents/-/statistics",
        "Documents made",
        "document.read",
        _made,
        list[Stack],
        lead=f"In the last {COUNTED} months.",
        pages=("documents.statistics",),
    ),
    Answer(
        "documents/-/mail-out",
        "Whom documents of a month would be mailed to",
        "document.update",
        _mail_out,
        list[Mailed],
        (Choice("type", "Type", TYPES), _MONTH),
        pages=("documents.mail_out",),
    ),
)
ERRANDS: Final = (
    Errand(
        "documents/<int:key>/hand-in-file",
        "Hand in its file",
        "document.create",
        _hand_in,
        (Text("name", "Name", "With its ending, which says what it is."), whole_file("file")),
        lead="Whoever may replace files hands in another one.",
        body=BODY,
        pages=("documents.take",),
    ),
)
