"""Rows that a program imports: the same as from a file, with values as the deed takes them.

    POST /api/v1/<list>/-/<opening>/import            {"rows": [{"<field>": …}, …]}
    POST /api/v1/<list>/-/<opening>/import?foresee    tried all together, and taken back

Each row is done by itself and has its result; with an Idempotency-Key each is done once, whoever dies in the midst.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, g, jsonify, request
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.api.bodies import json_object
from panel.kit.api.claim import Claim, Overtaken, marking
from panel.kit.api.once import once
from panel.kit.api.problems import at_fields, problem
from panel.kit.api.queries import has_written, mark
from panel.kit.batch import carry_out_new
from panel.kit.deed_api import only_known
from panel.kit.deed_forms import situation
from panel.kit.deeds import Deeds, Opening, Values, present, read
from panel.kit.fields import Problem, typed_of
from panel.kit.importing.rows import Came, tried
from panel.kit.importing.tables import MOST_ROWS
from panel.kit.module import Module
from panel.kit.situation import Situation
from panel.kit.web import ALL, API, View, browser
from registry.context import Registry
from registry.store.one_transaction import OneTransaction, taken_back
from registry.store.sql import Connection

# A row as it was read: its values, and what is wrong with others by the names of inputs.
Read = tuple[Values, Mapping[str, str]]
_WRONG = "Some fields are wrong."


def serve_import_api(app: Flask, module: Module) -> None:
    for deeds in module.deeds:
        for opening in deeds.opening:
            if opening.imported:
                address = f"{API}{deeds.list.name}/{ALL}/{opening.name}/import"
                endpoint = f"api.{module.name}.{opening.name}-import"
                app.add_url_rule(address, endpoint, once(import_api(deeds, opening)), methods=["POST"])


def import_api(deeds: Deeds[Any], opening: Opening) -> View:
    """Always 200 with a result for each row, once the request itself is right."""

    @permit(opening.permission, pinned=opening.guarded)
    async def view() -> ResponseReturnValue:
        now = situation()
        try:
            rows = [await _read(opening, each, now) for each in _rows()]
        except Problem as wrong:
            return problem(400, str(wrong))
        came = (
            await _tried(deeds, opening, rows, now)
            if "foresee" in request.args
            else await _done(deeds, opening, rows, now)
        )
        return jsonify(
            {
                "results": [_told(each) for each in came],
                "done": sum(each.done for each in came),
                "refused": sum(not each.done for each in came),
            }
        )

    return view


def _rows() -> list[Mapping[str, Any]]:
    body = json_object()
    rows = body.get("rows")
    if set(body) != {"rows"} or not isinstance(rows, list) or not all(isinstance(each, dict) for each in rows):
        raise Problem("The body is {rows: […]}, with an object for each row.")
    if not 0 < len(rows) <= MOST_ROWS:
        raise Problem(f"An import has 1 to {MOST_ROWS:,} rows.")
    return rows


async def _read(opening: Opening, row: Mapping[str, Any], now: Situation) -> Read:
    """What a row leaves out is as the form begins. Raises Problem for a row that no form could have."""
    typed = typed_of(row)
    only_known(typed, opening.fields)
    return read(opening.fields, {**present(opening.fields, None), **typed}, await opening.about(now))


async def _tried(deeds: Deeds[Any], opening: Opening, rows: Sequence[Read], now: Situation) -> list[Came]:
    async def work(db: Connection) -> list[Came]:
        inside = replace(now, registry=replace(now.registry, store=OneTransaction(db)))
        return [
            _wrong(place, problems)
            if problems
            else await tried(deeds, opening, place, values, "", inside, browser(), db)
            for place, (values, problems) in enumerate(rows)
        ]

    return await taken_back(now.registry.store, work)


async def _done(deeds: Deeds[Any], opening: Opening, rows: Sequence[Read], now: Situation) -> list[Came]:
    """One after another: what a later one needs an earlier one may have made."""
    came = []
    for place, (values, problems) in enumerate(rows):
        if problems:
            came.append(_wrong(place, problems))
            continue
        at = replace(now, claim=_of_row(now.claim, place, opening.called(values))) if now.claim else now
        done = await carry_out_new(deeds, opening, at, values, browser(), g.reference)
        came.append(Came(place, done.key, done.outcome, str(done.words), done.errors))
    return came


def _wrong(place: int, problems: Mapping[str, str]) -> Came:
    return Came(place, "", "refused", _WRONG, problems)


def _told(came: Came) -> dict[str, Any]:
    errors = {"errors": at_fields(dict(came.errors), f"#/rows/{came.number}")} if came.errors else {}
    key = {"key": came.key} if came.key else {}
    return {"row": came.number, **key, "outcome": came.outcome, "detail": came.words, **errors}


@dataclass(frozen=True, slots=True)
class _RowClaim(Claim):
    """A row of a request that is done once: marked by its place, since two rows may make things of one name."""

    place: str = ""

    def at(self, registry: Registry, name: str) -> Registry:
        async def taken(db: Connection) -> None:
            if not await has_written(db):
                return
            mine = await mark(db, account_id=self.account_id, key=self.key, attempt=self.attempt, object=self.place)
            if mine is None:
                raise Overtaken("The same request is worked on anew.")

        return marking(registry, taken)


def _of_row(claim: Claim, place: int, called: str) -> Claim:
    name = f"row {place}"
    done = frozenset({called}) if name in claim.done else frozenset()
    return _RowClaim(claim.account_id, claim.key, claim.attempt, done, name)
