"""Rows of an import: tried all together in a transaction that is taken back, or done, each by itself and once.

Trying is doing: each row goes to the deed's own action, and sees what those before it would have made. Nothing of it stays, no
mail leaves (it would leave by a job of that transaction), and nothing is written down. Done, a row is marked in the transaction
that makes its object, so that whoever is killed in the midst goes on with the next.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from panel.identity.browser import Browser
from panel.kit.api.claim import Claim, Overtaken, marking
from panel.kit.api.queries import has_written
from panel.kit.batch import carry_out_new, context_of, why_not
from panel.kit.deeds import Declined, Deeds, Made, Opening, Pending, Values, read
from panel.kit.importing import queries
from panel.kit.importing.mapping import Mapped, inputs_of, typed_of
from panel.kit.languages import gettext as _
from panel.kit.pointing import pointed
from panel.kit.situation import Situation
from registry.context import Registry
from registry.errors import Refusal
from registry.store.one_transaction import OneTransaction, taken_back
from registry.store.sql import Connection

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a row, or would: `key` is what its object is called, where that is known, `number` the row's in the file,
    `errors` what is wrong by the names of inputs."""

    number: int
    key: str
    outcome: str
    words: str
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        return self.outcome in ("done", "pending")


@dataclass(frozen=True, slots=True)
class _RowClaim(Claim):
    """A row that is done once: of several attempts the one whose transaction comes first."""

    import_id: int = 0
    place: int = 0

    def at(self, registry: Registry, name: str) -> Registry:
        async def mark(db: Connection) -> None:
            if not await has_written(db):
                return
            taken = await queries.take(db, import_id=self.import_id, place=self.place, attempt=self.key)
            if taken is None:
                raise Overtaken(_("The same row is imported elsewhere just now."))

        return marking(registry, mark)


async def _read(opening: Opening, row: queries.Row, mapped: Mapped, now: Situation) -> tuple[Values, str]:
    """The values of a row, and what is wrong with it, by its inputs."""
    about = await opening.about(now)
    values, problems = read(opening.fields, typed_of(opening, row.cells, mapped, about), about)
    titles = inputs_of(opening)
    return values, " ".join(f"{titles.get(name, name)}: {problem}" for name, problem in problems.items())


async def try_out(
    deeds: Deeds[Any], opening: Opening, rows: Sequence[queries.Row], mapped: Mapped, now: Situation, browser: Browser
) -> list[Came]:
    """What would come of each row, if all were imported now; nothing is changed."""

    async def work(db: Connection) -> list[Came]:
        inside = replace(now, registry=replace(now.registry, store=OneTransaction(db)))
        return [
            await tried(deeds, opening, row.number, *await _read(opening, row, mapped, inside), inside, browser, db)
            for row in rows
        ]

    return await taken_back(now.registry.store, work)


async def tried(
    deeds: Deeds[Any],
    opening: Opening,
    number: int,
    values: Values,
    wrong: str,
    now: Situation,
    browser: Browser,
    db: Connection,
) -> Came:
    """What would come of a row with these values, of which something may be `wrong`; in a transaction that is taken back."""
    if wrong:
        return Came(number, "", "refused", wrong)
    key = opening.called(values)
    try:
        async with db.transaction():
            said = await opening.act(context_of(deeds, now, key, values, browser), None, values)
    except (Refusal, Declined) as refusal:
        return Came(number, key, "refused", why_not(refusal), pointed(refusal, opening.fields, values))
    except Exception:
        log.exception("%s of row %s could not be tried", opening.name, number)
        return Came(number, key, "failed", _("This row cannot be tried: something is wrong on our side."))
    # a number that it would have is given to another by then
    return Came(number, "" if isinstance(said, Made) else key, "pending" if isinstance(said, Pending) else "done", "")


async def do(
    deeds: Deeds[Any],
    opening: Opening,
    number: int,
    rows: Sequence[queries.Row],
    mapped: Mapping[str, int],
    now: Situation,
    browser: Browser,
    reference: str,
) -> list[Came]:
    """Import these rows, one after another: what a later one needs an earlier one may have made."""
    return [await _done(deeds, opening, number, each, mapped, now, browser, reference) for each in rows]


async def _done(
    deeds: Deeds[Any],
    opening: Opening,
    number: int,
    row: queries.Row,
    mapped: Mapped,
    now: Situation,
    browser: Browser,
    reference: str,
) -> Came:
    values, wrong = await _read(opening, row, mapped, now)
    if wrong:
        came = Came(row.number, "", "refused", wrong)
    else:
        claim = _RowClaim(now.viewer.account_id, reference, 0, import_id=number, place=row.place)
        result = await carry_out_new(deeds, opening, replace(now, claim=claim), values, browser, reference)
        came = Came(row.number, result.key, result.outcome, str(result.words))
    await now.registry.store.transaction(
        lambda db: queries.tell(
            db,
            import_id=number,
            place=row.place,
            attempt=reference,
            outcome=came.outcome,
            words=came.words,
            object=came.key or None,
        )
    )
    return came
