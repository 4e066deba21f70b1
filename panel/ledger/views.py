"""Bookings: the list, and the statement of an account for a month, as a page, as a file of all bookings, and on paper."""

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from panel.document_templates.choosing import source_for
from panel.document_templates.typesetting import TemplateBroken, typeset
from panel.kit.access import permit
from panel.kit.languages import gettext as _
from panel.kit.lists import Column
from panel.kit.plain import headings, line
from panel.kit.spreadsheets import Separated
from panel.kit.web import house, missing, page, scope
from panel.ledger import queries
from panel.ledger.paper import PRINTED, paper_of
from panel.ledger.statement import Statement
from registry.model.month import Month
from registry.store import ledger, registrars
from registry.store.sql import Connection

log = logging.getLogger(__name__)

blueprint = Blueprint("ledger", __name__, url_prefix="/ledger", template_folder="templates")

# Rows of a page; the file has them all, up to what nobody reads any more.
SHOWN: Final = 200
MOST: Final = 100_000


async def read_statement(handle: str, currency: str, written: str, most: int) -> Statement | None:
    """None where there is no such account for the viewer, or no such month."""
    try:
        month = Month.read(written)
        first, last = month.begins, month.ends
    except ValueError:
        return None
    if not scope().admits(handle):
        return None
    asked: dict[str, Any] = {"registrar": handle, "currency": currency, "first": first, "last": last}

    async def read(db: Connection) -> Statement | None:
        bounds = await queries.bounds(db, **asked)
        if bounds is None:
            return None
        rows = await ledger.bookings(db, **asked, most=most)
        return Statement(handle, currency, month, bounds, rows, await queries.shares(db, **asked))

    return await house().registry.store.reading(read)


@blueprint.get("/<path:handle>/<currency>/<month>")
@permit("registrar.read-financial-info")
async def statement(handle: str, currency: str, month: str) -> ResponseReturnValue:
    shown = await read_statement(handle, currency, month, SHOWN)
    if shown is None:
        return missing()
    now = Month.of(house().registry.clock.now())
    crumbs = (("Bookings", url_for("ledger.index")), (handle, url_for("registrars.show", handle=handle)))
    return page(
        "ledger/statement.html",
        f"{currency}, {shown.month}",
        crumbs,
        statement=shown,
        before=shown.month.before,
        after=shown.month.next if shown.month < now else None,
    )


@blueprint.get("/<path:handle>/<currency>/<month>.csv")
@permit("registrar.read-financial-info")
async def file(handle: str, currency: str, month: str) -> ResponseReturnValue:
    """All bookings between the balance at the beginning and at the end of the month."""
    shown = await read_statement(handle, currency, month, MOST)
    if shown is None:
        return missing()
    answer = Response(separated(shown), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{currency}-{shown.month}.csv"'
    return answer


@blueprint.get("/<path:handle>/<currency>/<month>.pdf")
@permit("registrar.read-financial-info")
async def paper(handle: str, currency: str, month: str) -> ResponseReturnValue:
    """The statement as a document, set from the house's template."""
    shown = await read_statement(handle, currency, month, PRINTED)
    if shown is None:
        return missing()
    try:
        made = await printed(shown)
    except TemplateBroken:
        flash(
            _("The template of statements is broken, and the registry is told. The CSV has the same figures."), "danger"
        )
        return redirect(url_for("ledger.statement", handle=handle, currency=currency, month=shown.month))
    answer = Response(made, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{handle}-{currency}-{shown.month}.pdf"'
    return answer


async def printed(statement: Statement) -> bytes:
    """As a PDF. Raises TemplateBroken, which the log has."""
    store, now = house().registry.store, house().registry.clock.now()
    registrar = await store.reading(lambda db: registrars.by_handle(db, handle=statement.registrar))
    source = await store.reading(lambda db: source_for(db, "statement", None))
    assert registrar is not None
    try:
        return await typeset(source, paper_of(statement, registrar, now), now)
    except TemplateBroken as broken:
        log.error("the template of statements is broken: %s", broken)
        raise


def separated(statement: Statement) -> bytes:
    """As a table, separated by commas."""
    return Separated(",").add([headings(_COLUMNS), *(line(_COLUMNS, row) for row in _rows(statement))])


_COLUMNS: Final = (
    Column("at", "When", ""),
    Column("kind", "What", ""),
    Column("name", "Of", ""),
    Column("years", "Years", ""),
    Column("amount", "Amount", "", cell="booked"),
    Column("billable_at", "Final from", "", cell="moment"),
    Column("number", "Number", ""),
    Column("reverses", "Gives back", ""),
    Column("transaction", "Transaction", ""),
)


def _rows(statement: Statement) -> Iterator[dict[str, Any]]:
    yield _row(statement, statement.month.begins, "opening balance", statement.bounds.opening)
    for each in statement.bookings:
        yield _row(statement, each.at, each.kind, each.amount) | {
            "name": each.name,
            "years": each.years,
            "billable_at": each.final_from,
            "number": each.id,
            "reverses": each.reverses_id,
            "transaction": each.svtrid,
        }
    yield _row(statement, statement.month.ends, "closing balance", statement.bounds.closing)


def _row(statement: Statement, at: datetime, kind: str, amount: int) -> dict[str, Any]:
    bare = dict.fromkeys(each.name for each in _COLUMNS)
    return bare | {"at": at, "kind": kind, "amount": f"{amount} {statement.currency}"}
