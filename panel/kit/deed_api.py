"""The same deeds for programs: the same fields, permissions, scope and refusals, with a result for each object.

    POST /api/v1/<list>/<key>/<deed>    {"reason": "…", …}
    POST /api/v1/<list>/-/<deed>        {"keys": ["…", …], "values": {…}, "rows": {"<key>": {…}}, "together": true}
    POST /api/v1/<list>/-/<opening>     {"reason": "…", …}
    PATCH /api/v1/<list>/<key>          {"note": "…"}

A value that people change where it is shown is changed by PATCH, one at a time: by the deed of that field, with its
permission.

With `?foresee` nothing is done, and the answer is what would be, of deeds that show that first.

What is wrong is told as application/problem+json (RFC 9457), with `errors` that point at fields where fields are wrong.
"""

from collections.abc import Awaitable, Mapping
from dataclasses import replace
from typing import Any

from flask import abort, g, jsonify, request
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.api.bodies import json_object
from panel.kit.api.matched import NotAsSeen, row_seen
from panel.kit.api.problems import at_fields, problem
from panel.kit.batch import Result, carry_out, carry_out_new, carry_out_together, context_of, why_not
from panel.kit.deed_forms import situation, wanted_of
from panel.kit.deeds import MOST, Declined, Deed, Deeds, Opening, Values, read
from panel.kit.fields import About, Field, Problem, typed_of
from panel.kit.foreseen import Foreseen
from panel.kit.lists import ListPage
from panel.kit.pointing import pointed
from panel.kit.situation import Situation
from panel.kit.web import View, browser, viewer
from registry.errors import Refusal

# What a refusal is to a program: it was understood, and the object's state or a rule speaks against it.
_STATUS = {"done": 200, "pending": 202, "refused": 409, "missing": 404, "changed": 412, "undone": 409, "failed": 500}


def one_api(deeds: Deeds[Any], deed: Deed[Any]) -> View:
    """One object: 200 with what was done, 202 where it waits for somebody, 409 refused, 404 where there is none."""

    @permit(deed.permission, pinned=deed.guarded)
    async def view(key: str) -> ResponseReturnValue:
        now = situation()
        found = await deeds.found(deed, now, (key,))
        if key not in found:
            return problem(404, deeds.missing)
        try:
            now = await _matched(deeds.list, key, now)
        except NotAsSeen as changed:
            return problem(_STATUS["changed"], str(changed))
        try:
            typed = typed_of(json_object())
            only_known(typed, deed.fields)
        except Problem as wrong:
            return problem(400, str(wrong))
        values, problems = read(deed.fields, typed, About(now, (found[key],)))
        if problems:
            return problem(422, "Some fields are wrong.", errors=at_fields(problems))
        if deed.foresee and "foresee" in request.args:
            seen = deed.foresee(context_of(deeds, now, key, values, browser()), found[key], values)
            return await _foreseen(deed, seen, values)
        (result,) = await carry_out(deeds, deed, now, {key: values}, browser(), g.reference)
        return _answered(result)

    return view


def patch_api(deeds: Deeds[Any]) -> View:
    """One value of an object, by the deed that is about it alone, with a reason where that asks for one; answers as that deed
    has them."""
    by_field = {deed.value.name: deed for deed in deeds.inline}

    @permit(deeds.list.permission)
    async def view(key: str) -> ResponseReturnValue:
        try:
            body = json_object()
            wanted = set(body) - {"reason"}
            if len(wanted) != 1 or not wanted <= set(by_field):
                raise Problem(f"One of these changes here, by itself: {', '.join(sorted(by_field))}.")
        except Problem as wrong:
            return problem(400, str(wrong))
        deed = by_field[wanted.pop()]
        if not viewer().may(deed.permission):
            abort(403)
        return await one_api(deeds, deed)(key)

    return view


def opening_api(deeds: Deeds[Any], opening: Opening) -> View:
    """A new object: the same answers, with the name that it has."""

    @permit(opening.permission, pinned=opening.guarded)
    async def view() -> ResponseReturnValue:
        now = situation()
        try:
            typed = typed_of(json_object())
            only_known(typed, opening.fields)
        except Problem as wrong:
            return problem(400, str(wrong))
        values, problems = read(opening.fields, typed, await opening.about(now))
        if problems:
            return problem(422, "Some fields are wrong.", errors=at_fields(problems))
        if opening.foresee and "foresee" in request.args:
            seen = opening.foresee(context_of(deeds, now, "", values, browser()), None, values)
            return await _foreseen(opening, seen, values)
        return _answered(await carry_out_new(deeds, opening, now, values, browser(), g.reference))

    return view


async def _matched(declared: ListPage, key: str, now: Situation) -> Situation:
    """Whoever says what they have seen (If-Match) is refused where that is not so any more: at once, and again by the transaction
    that changes it. What an earlier attempt of theirs did is what they asked for. Raises NotAsSeen."""
    if not request.if_match or declared.called is None or (now.claim and key in now.claim.done):
        return now
    match = row_seen(declared, key, request.if_match, now.viewer)
    await match.demand(now.registry)
    return replace(now, match=match)


async def _foreseen(deed: Deed[Any], work: Awaitable[Foreseen], values: Values) -> ResponseReturnValue:
    try:
        return jsonify((await work).told())
    except (Refusal, Declined) as refusal:
        return problem(409, why_not(refusal), errors=at_fields(pointed(refusal, deed.fields, values)))


def _answered(result: Result) -> ResponseReturnValue:
    if not result.done:
        return problem(_STATUS[result.outcome], result.words, errors=at_fields(result.errors))
    once = {"shown_once": list(result.secrets)} if result.secrets else {}
    return jsonify({"key": result.key, **_told(result), **once}), _STATUS[result.outcome]


def many_api(deeds: Deeds[Any], deed: Deed[Any]) -> View:
    """Many objects: always 200 with a result for each, once the request itself is right; `together`: all of them, or none."""

    @permit(deed.permission, pinned=deed.guarded)
    async def view() -> ResponseReturnValue:
        now = situation()
        try:
            body = json_object()
            keys, together = _keys(body, deeds), _together(body)
            typed = typed_of(_part(body, "values"))
            only_known(typed, deed.common)
            for key, row in _part(body, "rows").items():
                typed_row = typed_of(row if isinstance(row, Mapping) else {"row": row})
                only_known(typed_row, deed.rows)
                typed |= {f"{part}@{key}": value for part, value in typed_row.items()}
        except Problem as wrong:
            return problem(400, str(wrong))
        subjects = await deeds.found(deed, now, keys)
        wanted, problems = wanted_of(deed, keys, typed, About(now, tuple(subjects.values())))
        if problems:
            return problem(422, "Some fields are wrong.", errors=at_fields(problems, "#/values"))
        do = carry_out_together if together else carry_out
        results = await do(deeds, deed, now, wanted, browser(), g.reference)
        return jsonify(
            {
                "results": {each.key: {**_told(each), **_errors(deed, each)} for each in results},
                "done": sum(each.done for each in results),
                "refused": sum(not each.done for each in results),
            }
        )

    return view


def _errors(deed: Deed[Any], result: Result) -> dict[str, Any]:
    """Where the request has what a refusal is about: in the values for all, or in the row of the object."""
    rows = {each.name for each in deed.rows}
    by_input = {f"{name}@{result.key}" if name in rows else name: words for name, words in result.errors.items()}
    return {"errors": at_fields(by_input, "#/values")} if by_input else {}


def _told(result: Result) -> dict[str, str]:
    return {"outcome": result.outcome, "detail": str(result.words)}


def _part(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    if strange := sorted(set(body) - {"keys", "values", "rows", "together"}):
        raise Problem(f"This knows no {', '.join(strange)}.")
    part = body.get(name, {})
    if not isinstance(part, dict):
        raise Problem(f"{name} is a JSON object.")
    return part


def _together(body: Mapping[str, Any]) -> bool:
    together = body.get("together", False)
    if not isinstance(together, bool):
        raise Problem("together is true or false.")
    return together


def _keys(body: Mapping[str, Any], deeds: Deeds[Any]) -> list[str]:
    keys = body.get("keys")
    if not isinstance(keys, list) or not all(isinstance(each, str) for each in keys):
        raise Problem("keys is a list of texts.")
    if not 0 < len(keys) <= MOST:
        raise Problem(f"A batch is about 1 to {MOST:,} {deeds.nouns}.")
    return list(dict.fromkeys(each.replace("\0", "") for each in keys))


def only_known(typed: Mapping[str, object], fields: tuple[Field, ...]) -> None:
    """A program that says what nobody reads would believe that it was heard."""
    if strange := sorted(set(typed) - {part for each in fields for part in (each.name, *each.parts)}):
        raise Problem(f"This knows no {', '.join(strange)}.")
