"""Pages of an import: a file is sent, its columns are told apart, it is tried, then done; what was refused comes back as a file.

All of it works without scripts. With htmx it is done in parts, each of which asks for the next one, as batches are. Whoever
leaves in the midst comes back to the same address within a day, and goes on.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from flask import Flask, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.deed_forms import situation, typed_here
from panel.kit.deeds import Deeds, Opening
from panel.kit.fields import Problem, one
from panel.kit.importing import queries
from panel.kit.importing.mapping import guessed, inputs_of, needed_of
from panel.kit.importing.rows import Came, do, try_out
from panel.kit.importing.tables import MOST_ROWS, Table, table_of
from panel.kit.languages import gettext as _
from panel.kit.module import Module
from panel.kit.spreadsheets import FORMS, Sheet
from panel.kit.web import ALL, View, browser, house, missing, page, viewer
from registry.store.sql import Connection

# Rows of one answer to htmx, as of a batch.
PART: Final = 40
KEPT: Final = timedelta(days=1)
# Imports that an account may have within that time.
MOST: Final = 20
# Of what would be refused, so many rows are told on a page; the file has all of them.
TOLD: Final = 100
SEEN: Final = 3


def serve_imports(app: Flask, module: Module) -> None:
    """The pages of every opening that takes files."""
    prefix, name = module.blueprint.url_prefix, module.name
    for deeds in module.deeds:
        for opening in deeds.opening:
            if opening.imported:
                address, endpoint = f"{prefix}/{ALL}/{opening.name}/import", f"{name}.{opening.name}-import"
                app.add_url_rule(address, endpoint, send_view(deeds, opening), methods=["GET", "POST"])
                address = f"{address}/<int:sent>"
                app.add_url_rule(address, f"{endpoint}-one", one_view(deeds, opening), methods=["GET", "POST"])
                app.add_url_rule(f"{address}/refused", f"{endpoint}-refused", refused_view(deeds, opening))


def called(deeds: Deeds[Any], opening: Opening) -> str:
    return f"{deeds.list.name}.{opening.name}"


def send_view(deeds: Deeds[Any], opening: Opening) -> View:
    """GET: the form for a file; POST: it is read, and kept for a day."""

    @permit(opening.permission, pinned=opening.guarded)
    async def view() -> ResponseReturnValue:
        if request.method == "GET":
            return _sending(deeds, opening)
        try:
            number = await _kept(deeds, opening, table_of(_sent()))
        except Problem as problem:
            return _sending(deeds, opening, str(problem)), 422
        return redirect(url_for(f"{called(deeds, opening)}-import-one", sent=number))

    return view


def _sending(deeds: Deeds[Any], opening: Opening, problem: str = "") -> str:
    fields = [(part, title, each) for each in opening.fields for part, title in _parts(opening, each.parts)]
    return str(
        page(
            "kit/import.html",
            _title(opening),
            _crumbs(deeds),
            deeds=deeds,
            opening=opening,
            fields=fields,
            needed=needed_of(opening),
            problem=problem,
            most=MOST_ROWS,
            example=",".join(part for part, _, _ in fields),
        )
    )


def _parts(opening: Opening, parts: Sequence[str]) -> list[tuple[str, str]]:
    titles = inputs_of(opening)
    return [(part, titles[part]) for part in parts]


def _title(opening: Opening) -> str:
    return _("Import: %(what)s") % {"what": _(opening.title)}


def _crumbs(deeds: Deeds[Any]) -> list[tuple[str, str | None]]:
    return [(deeds.list.title, url_for(f"{deeds.list.name}.index"))]


def _sent() -> bytes:
    try:
        return base64.b64decode(one(typed_here(), "file"), validate=True)
    except binascii.Error:
        return b""


async def _kept(deeds: Deeds[Any], opening: Opening, table: Table) -> int:
    file, now = request.files.get("file.octets"), house().registry.clock.now()
    name = " ".join(((file and file.filename) or "").split())[-120:]

    async def work(db: Connection) -> int | None:
        number = await queries.add(
            db,
            account_id=viewer().account_id,
            deed=called(deeds, opening),
            name=name if name.isprintable() else "",
            headings=list(table.headings),
            mapped=guessed(opening, table.headings),
            now=now,
            expires_at=now + KEPT,
            most=MOST,
        )
        if number is not None:
            sent = list(zip(table.numbers, table.rows, strict=True))
            await queries.add_rows(db, import_id=number, sent={"rows": sent})
        return number

    number = await house().registry.store.transaction(work)
    if number is None:
        raise Problem(_("You have sent %(number)d files within a day: come again tomorrow.") % {"number": MOST})
    return number


async def _found(deeds: Deeds[Any], opening: Opening, number: int) -> queries.Import | None:
    """One's own, of this deed, within a day."""
    now = house().registry.clock.now()
    return await house().registry.store.reading(
        lambda db: queries.of_account(
            db, id=min(number, 2**62), account_id=viewer().account_id, deed=called(deeds, opening), now=now
        )
    )


def one_view(deeds: Deeds[Any], opening: Opening) -> View:
    """GET: which column is what, and how far it is; POST: it is tried with these columns, or done."""

    @permit(opening.permission, pinned=opening.guarded)
    async def view(sent: int) -> ResponseReturnValue:
        found = await _found(deeds, opening, sent)
        if found is None:
            return missing()
        if request.method == "GET":
            return await _mapping(deeds, opening, found)
        mapped = found.mapped
        if "mapped" in request.form:
            mapped = _chosen(opening, found.headings)
            await house().registry.store.transaction(lambda db: queries.map_columns(db, id=sent, mapped=mapped))
        if request.form.get("act") == "do":
            return await _doing(deeds, opening, found, mapped)
        rows = await _rows(sent, waiting=True)
        came = await try_out(deeds, opening, rows, mapped, situation(), browser())
        return await _mapping(deeds, opening, found, mapped, came)

    return view


def _chosen(opening: Opening, headings: Sequence[str]) -> dict[str, int]:
    """The columns that a form names; what is no column fills nothing."""
    wanted = {part: request.form.get(f"column-{part}", "") for part in inputs_of(opening)}
    return {
        part: int(place)
        for part, place in wanted.items()
        if place.isascii() and place.isdigit() and len(place) < 4 and int(place) < len(headings)
    }


async def _rows(number: int, *, waiting: bool) -> list[queries.Row]:
    return await house().registry.store.reading(
        lambda db: queries.rows(db, import_id=number, waiting=waiting, most=MOST_ROWS)
    )


async def _mapping(
    deeds: Deeds[Any],
    opening: Opening,
    found: queries.Import,
    mapped: Mapping[str, int] | None = None,
    came: Sequence[Came] | None = None,
) -> ResponseReturnValue:
    rows = await _rows(found.id, waiting=True)
    tally = await house().registry.store.reading(lambda db: queries.tally(db, import_id=found.id))
    wrong = [each for each in came or () if not each.done]
    mapped = found.mapped if mapped is None else mapped
    return page(
        "kit/import_one.html",
        _title(opening),
        _crumbs(deeds),
        deeds=deeds,
        opening=opening,
        sent=found,
        mapped=mapped,
        needed=needed_of(opening),
        idle=[heading for place, heading in enumerate(found.headings) if place not in mapped.values()],
        inputs=[(each, part, title) for each in opening.fields for part, title in _parts(opening, each.parts)],
        examples=[
            ", ".join(dict.fromkeys(cell for row in rows[:SEEN] if (cell := row.cells[place])))
            for place in range(len(found.headings))
        ],
        tally=tally,
        tried=came,
        wrong=wrong[:TOLD],
        wrong_in_all=len(wrong),
        refused_at=url_for(f"{called(deeds, opening)}-import-refused", sent=found.id),
    )


async def _doing(
    deeds: Deeds[Any], opening: Opening, found: queries.Import, mapped: Mapping[str, int]
) -> ResponseReturnValue:
    """All that waits, or with htmx the first part of it."""
    by_htmx, goes_on = "HX-Request" in request.headers, request.form.get("part") == "next"
    rows = await _rows(found.id, waiting=True)
    part = rows[:PART] if by_htmx else rows
    came = await do(deeds, opening, found.id, part, mapped, situation(), browser(), g.reference)
    tally = await house().registry.store.reading(lambda db: queries.tally(db, import_id=found.id))
    shown = {
        "deeds": deeds,
        "opening": opening,
        "results": came,
        "later": len(rows) > len(part),
        "tally": tally,
        "total": tally.total,
        "address": request.path,
        "back": url_for(f"{deeds.list.name}.index"),
        "refused_at": url_for(f"{called(deeds, opening)}-import-refused", sent=found.id),
    }
    if by_htmx:
        return render_template("kit/_import_more.html" if goes_on else "kit/_import_results.html", **shown)
    return page("kit/import_results.html", _title(opening), _crumbs(deeds), **shown)


def refused_view(deeds: Deeds[Any], opening: Opening) -> View:
    """A workbook of the rows that were not imported, as they were sent, each with the reason: to be mended and sent again."""

    @permit(opening.permission, pinned=opening.guarded)
    async def view(sent: int) -> ResponseReturnValue:
        found = await _found(deeds, opening, sent)
        if found is None:
            return missing()
        sheet = Sheet()
        # the reason stands behind the columns, under a heading that is none of theirs: sent again, it fills nothing
        lines = [[*found.headings, _reason_heading(found.headings)]]
        lines += [[*row.cells, row.words] for row in await _rows(sent, waiting=False)]
        octets = sheet.add(lines) + b"".join(sheet.close())
        response = Response(octets, mimetype=FORMS["xlsx"][1])
        response.headers["Content-Disposition"] = f'attachment; filename="{deeds.list.name}-refused-{sent}.xlsx"'
        return response

    return view


def _reason_heading(headings: Sequence[str]) -> str:
    heading = _("Why it was refused")
    while heading.casefold() in {each.casefold() for each in headings}:
        heading += "*"
    return heading
