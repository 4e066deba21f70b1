"""What may be done to terms: a version is published, and taken back before it begins."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Final

from flask import url_for

from panel.kit.deeds import Declined, Deed, Deeds, Opening, Values
from panel.kit.fields import Choice, Lines
from panel.kit.lists import as_number
from panel.kit.quantities import Day
from panel.kit.situation import Situation
from panel.kit.web import scope, viewer
from panel.telling.spreading import tell_nobody_of_terms, tell_of_terms
from panel.terms import queries
from panel.terms.lists import KINDS, TERMS
from panel.terms.queries import Terms
from registry.context import Context
from registry.store.sql import Connection

LONGEST: Final = 100_000


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Terms]:
    """Of the numbers those of terms that the scope has."""
    seen, numbers = situation.scope, [int(as_number(key)) for key in keys]
    rows = await situation.registry.store.reading(
        lambda db: queries.terms(db, ids=numbers, everything=seen.everything, root=seen.root)
    )
    return {str(row.id): row for row in rows}


async def _publish(cx: Context, nothing: None, values: Values) -> str:
    day, seller = values["from"], scope().root
    valid_from = datetime.combine(day, time(), UTC) if day else cx.now
    if valid_from < cx.now:
        raise Declined("Nobody can agree in the past: take a day to come, or none for now.", at="from")

    async def work(db: Connection) -> int | None:
        number = await queries.publish(
            db,
            seller_id=seller,
            kind=values["kind"],
            text=values["text"],
            valid_from=valid_from,
            by=viewer().login,
            now=cx.now,
        )
        if number is not None:
            await tell_of_terms(db, number, KINDS[values["kind"]], seller, valid_from, cx.now)
        return number

    made = await cx.registry.store.transaction(work)
    if made is None:
        raise Declined("Another version begins on that day; take that back first.", at="from")
    return f"{KINDS[values['kind']]}, number {made}: whoever is asked sees it from {valid_from:%Y-%m-%d %H:%M} on."


async def _withdraw(cx: Context, on: Terms, values: Values) -> str:
    async def work(db: Connection) -> None:
        await queries.withdraw(db, id=on.id, now=cx.now)
        await tell_nobody_of_terms(db, on.id, cx.now)

    await cx.registry.store.transaction(work)
    return f"Number {on.id} will not begin."


def _is_to_come(on: Terms, situation: Situation) -> str | None:
    return None if on.valid_from > situation.now else "It has begun: publish another that follows it."


DEEDS: Final[Deeds[Terms]] = Deeds(
    list=TERMS,
    object="terms",
    noun="version",
    nouns="versions",
    key=lambda row: str(row["number"]),
    find=find,
    show=lambda key: url_for("terms.show", number=key),
    deeds=(
        Deed(
            "take-back",
            "Take it back",
            "trash",
            "terms.publish",
            _withdraw,
            (),
            _is_to_come,
            danger=True,
            leaves=True,
        ),
    ),
    opening=(
        Opening(
            "publish",
            "New version",
            "plus",
            "terms.publish",
            _publish,
            (
                Choice("kind", "What", KINDS),
                Lines("text", "Text", "Empty lines part paragraphs.", longest=LONGEST, accept=".txt,.md"),
                Day("from", "From", "The beginning of that day (UTC); none: now.", required=False),
            ),
            called=lambda values: str(values["kind"]),
        ),
    ),
)
