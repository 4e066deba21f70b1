"""Prices: the list, and what one operation would cost; people of registrars see their own as of now, staff any at any time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.batch import why_not
from panel.kit.deed_forms import situation
from panel.kit.fields import About, Problem
from panel.kit.formats import moment
from panel.kit.quantities import Instant, Number
from panel.kit.web import HOUSE, house, page, scope
from panel.prices.price_list import Tariff, price_list
from registry.actions.quote import Quoted, quote
from registry.context import Registry
from registry.errors import Refusal
from registry.model.names import canonical
from registry.model.phases import NAMES, NamedPhase
from registry.model.pricing import OPERATIONS, Operation
from registry.store import accreditations, registrars
from registry.store.sql import Connection

blueprint = Blueprint("prices", __name__, url_prefix="/prices", template_folder="templates")

_LONGEST: Final = 255
_YEARS: Final = Number("years", "Years", 1, 99, required=False)
_AT: Final = Instant("at", "When", required=False)


@blueprint.get("/")
@permit("price.read")
async def show() -> ResponseReturnValue:
    registry = house().registry
    registrar = await whose(registry, request.args.get("registrar", ""))
    return page(
        "prices/show.html",
        "Prices",
        registrar=registrar,
        chooses=scope().everything,
        operations=OPERATIONS,
        tariffs=await read_tariffs(registry, registrar),
    )


async def read_tariffs(registry: Registry, registrar: str | None) -> list[Tariff]:
    """On the terms of a registrar, of what it sells; on each TLD's own, where staff name none."""
    if not scope().everything and registrar is None:
        return []
    now = registry.clock.now()

    async def read(db: Connection) -> list[Tariff]:
        policies = registry.book.current(now)
        if registrar is not None:
            known = await registrars.by_handle(db, handle=registrar)
            sold = {each.tld for each in await accreditations.of(db, registrar_id=known.id)} if known else set()
            policies = tuple(each for each in policies if each.tld in sold)
        return await price_list(db, policies, registrar, now)

    return await registry.store.reading(read)


async def whose(registry: Registry, named: str) -> str | None:
    """The registrar that is asked about: a registrar's people ask about their own."""
    if not scope().everything:
        return scope().registrar
    asked = named.replace("\0", "").strip()[:_LONGEST]
    known = await registry.store.reading(lambda db: registrars.by_handle(db, handle=asked)) if asked else None
    return known.handle if known else None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form holds, as it was typed, and what is wrong with it by input."""

    name: str
    operation: str
    registrar: str
    years: str
    at: str
    phase: str
    problems: dict[str, str]


@blueprint.get("/quote")
@permit("price.read")
async def ask() -> ResponseReturnValue:
    """What an operation would cost: the calculator that charges for it is asked. Nothing is written."""
    registry = house().registry
    asked, at, years = _asked()
    answer, refusal, registrar = None, "", await whose(registry, asked.registrar)
    if scope().everything and asked.registrar and registrar is None:
        asked.problems["registrar"] = "There is no such registrar."
    if asked.name and not asked.problems:
        try:
            answer = await quoted(registry, asked.name, asked.operation, asked.phase, registrar, years, at)
        except Refusal as no:
            refusal = why_not(no)
    return page(
        "prices/quote.html",
        "What would it cost?",
        (("Prices", url_for("prices.show")),),
        asked=asked,
        answer=answer,
        refusal=refusal,
        chooses=scope().everything,
        operations=OPERATIONS,
        phases=NAMES,
        when=moment(at) if at else "now",
    )


def _asked() -> tuple[Asked, datetime | None, int | None]:
    typed = {key: [value[:_LONGEST]] for key, value in request.args.items()}
    about, problems, read = About(situation()), {}, {}
    for field in (_YEARS, *((_AT,) if scope().everything else ())):
        try:
            read[field.name] = field.read(typed, about)
        except Problem as problem:
            problems[field.name] = str(problem)
    said = {key: typed.get(key, [""])[0].strip() for key in ("name", "operation", "registrar", "years", "at", "phase")}
    return Asked(**said, problems=problems), read.get("at"), read.get("years")


async def quoted(
    registry: Registry,
    typed: str,
    asked: str,
    in_phase: str,
    registrar: str | None,
    years: int | None,
    at: datetime | None,
) -> Quoted:
    """Of a name, an operation (a create, where it is none) and a phase of the launch as they were typed. Raises Refusal."""
    operation: Operation = next((each for each in OPERATIONS if each == asked), "create")
    name, _, subphase = in_phase.partition(" ")
    phase = NamedPhase(name, subphase or None) if name in NAMES and operation == "create" else None
    cx = registry.context("panel", HOUSE)
    return await quote(cx, canonical(typed), operation, registrar, years, at or cx.now, phase=phase)
