"""IDN tables: the letters of one, and what all tables, or those of a TLD, say of a label."""

import unicodedata
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.web import ALL, house, missing, page
from registry.model.idn_table import Letter, Verdict, verdicts
from registry.model.names import canonical, u_label
from registry.store import idn_tables

blueprint = Blueprint("idn_tables", __name__, url_prefix="/idn-tables", template_folder="templates")

# Letters of one page: tables of Han have tens of thousands.
LETTERS: Final = 200
_LONGEST: Final = 63


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """A code point, or a sequence of some: itself, as code points, by its name, and what it can be exchanged for."""

    text: str
    points: str
    name: str
    where: str
    variants: tuple[tuple[str, str], ...]


@blueprint.get("/<name>")
@permit("idn-table.read")
async def show(name: str) -> ResponseReturnValue:
    registry = house().registry
    now = registry.clock.now()
    table = registry.tables.at(name, now)
    if table is None:
        return missing()
    letters = table.repertoire.letters
    pages = max(1, -(-len(letters) // LETTERS))
    number = min(max(1, request.args.get("page", 1, type=int)), pages)
    versions = [each for each in await registry.store.reading(idn_tables.facts) if each.name == name]
    return page(
        "idn_tables/show.html",
        name,
        (("IDN tables", url_for("idn_tables.index")),),
        table=table,
        versions=versions[::-1],
        facts=next(each for each in versions if each.id == table.id),
        tlds=[each.tld for each in registry.book.current(now) if name in each.rules.idn_tables],
        letters=[shown_letter(each) for each in letters[(number - 1) * LETTERS : number * LETTERS]],
        number=number,
        pages=pages,
        total=len(letters),
    )


@blueprint.get(f"/{ALL}/judge")
@permit("idn-table.read")
async def judge() -> ResponseReturnValue:
    """What the tables say of a label; those that a TLD offers, where one is named."""
    found = judged(request.args.get("label", ""), request.args.get("tld", ""))
    return page(
        "idn_tables/judge.html",
        "Try a label",
        (("IDN tables", url_for("idn_tables.index")),),
        typed=found.typed,
        tld=found.tld,
        tlds=found.tlds,
        label=found.label,
        a_label=found.a_label,
        points=_points(found.label or ""),
        verdicts=found.verdicts,
        taken_by=found.taken_by,
    )


@dataclass(frozen=True, slots=True)
class Judgement:
    """`tld` is empty where all tables are asked; `label` None where what was typed is none."""

    typed: str
    tld: str
    tlds: list[str]
    label: str | None
    a_label: str
    verdicts: list[Verdict]

    @property
    def taken_by(self) -> str | None:
        """The table that a name with the label would be registered by."""
        return next((each.table for each in self.verdicts if each.permitted), None)


def judged(text: str, of_tld: str) -> Judgement:
    """What the tables that a TLD offers, or all of them, say of what was typed."""
    registry = house().registry
    now = registry.clock.now()
    policies = {each.tld: each.rules.idn_tables for each in registry.book.current(now)}
    typed, tld = text.replace("\0", "").strip()[:_LONGEST], of_tld if of_tld in policies else ""
    a_label = canonical(typed)
    label = u_label(a_label) if a_label.isascii() and "." not in a_label else None
    asked = policies[tld] if tld else registry.tables.names()
    found = verdicts(registry.tables, asked, label, now) if label else []
    return Judgement(typed, tld, sorted(policies), label, a_label, found)


def shown_letter(letter: Letter) -> ShownLetter:
    rules = [
        f"where {letter.when} holds" if letter.when else "",
        f"not where {letter.unless} holds" if letter.unless else "",
    ]
    return ShownLetter(
        letter.text,
        _points(letter.text),
        ", ".join(unicodedata.name(each, "without a name").lower() for each in letter.text),
        ", ".join(filter(None, rules)),
        tuple((each.to, f"{_points(each.to)}{f', {each.type}' if each.type else ''}") for each in letter.variants),
    )


def _points(text: str) -> str:
    return " ".join(f"U+{ord(each):04X}" for each in text)
