"""What may be done to a template of documents: changed, brought back to what came with the product, numbered otherwise."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import url_for

from panel.document_templates import queries
from panel.document_templates.kinds import KINDS, Kind, builtin
from panel.document_templates.lists import DOCUMENT_TEMPLATES
from panel.document_templates.typesetting import LONGEST_SOURCE, TemplateBroken, typeset
from panel.kit.deeds import Declined, Deed, Deeds, Values
from panel.kit.fields import Lines, Reason, Text
from panel.kit.foreseen import Foreseen, Table
from panel.kit.situation import Situation
from panel.kit.web import viewer
from registry.context import Context

MAY: Final = "document-template.update"
LONGEST_PREFIX: Final = 16


@dataclass(frozen=True, slots=True)
class Draft:
    """A template as somebody may change it; `seller` None: the house's; `by`: who changed it, None: it is as it came."""

    key: str
    kind: str
    seller_id: int | None
    seller: str | None
    source: str
    prefix: str
    by: str | None = None
    at: datetime | None = None

    @property
    def of(self) -> Kind:
        return KINDS[self.kind]

    def against_default(self, source: str | None = None) -> list[tuple[str, str]]:
        """Line by line what differs from what came with the product: a sign (`+` or `-`) and the line."""
        old, new = builtin(self.kind).splitlines(), (source or self.source).splitlines()
        return [(line[0], line[2:]) for line in difflib.ndiff(old, new) if line[0] in "+-"]


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Draft]:
    """Of the keys (`seller/kind`, `-` for the house) those of templates that the scope has."""
    seen, store = situation.scope, situation.registry.store
    asked = {key: key.rpartition("/")[::2] for key in keys}
    asked = {key: (login, kind) for key, (login, kind) in asked.items() if kind in KINDS}
    logins, kinds = [login for login, _ in asked.values()], sorted({kind for _, kind in asked.values()})
    known = await store.reading(
        lambda db: queries.owners(db, logins=logins, everything=seen.everything, root=seen.root)
    )
    owners = {each.login: each.id for each in known}
    rows = await store.reading(lambda db: queries.changed(db, kinds=kinds))
    changed = {(each.kind, each.seller_id): each for each in rows}
    kept = await store.reading(lambda db: queries.prefixes(db, kinds=kinds))
    prefixes = {(each.kind, each.seller_id): each.prefix for each in kept}
    found = {}
    for key, (login, kind) in asked.items():
        if login == "-" and seen.everything:
            seller_id, seller = None, None
        elif login in owners and KINDS[kind].prefix is not None:
            seller_id, seller = owners[login], login
        else:
            continue
        one, prefix = changed.get((kind, seller_id)), prefixes.get((kind, seller_id), KINDS[kind].prefix or "")
        source, by, at = (one.source, one.updated_by, one.updated_at) if one else (builtin(kind), None, None)
        found[key] = Draft(key, kind, seller_id, seller, source, prefix, by, at)
    return found


async def _tried(cx: Context, draft: Draft, values: Values) -> None:
    """Whether a document comes of the template with its sample. Raises Declined."""
    try:
        await typeset(values["source"], draft.of.sample, cx.now)
    except TemplateBroken as broken:
        raise Declined(str(broken), at="source") from None


async def _foresee(cx: Context, draft: Draft, values: Values) -> Foreseen:
    if values["source"] == draft.source.strip():
        return Foreseen(nothing="It says exactly this already.")
    await _tried(cx, draft, values)
    return Foreseen(
        (("With sample data", "it becomes a document"),),
        (Table.of("Against what came with the product", ("", "Line"), draft.against_default(values["source"])),),
    )


async def _change(cx: Context, draft: Draft, values: Values) -> str:
    await _tried(cx, draft, values)
    await cx.registry.store.transaction(
        lambda db: queries.keep(
            db,
            kind=draft.kind,
            seller_id=draft.seller_id,
            source=values["source"],
            now=cx.now,
            by=viewer().login,
        )
    )
    return "Documents that are set from now on look so; those that are there stay as they are."


async def _reset(cx: Context, draft: Draft, values: Values) -> str:
    await cx.registry.store.transaction(lambda db: queries.drop(db, kind=draft.kind, seller_id=draft.seller_id))
    return "It is again what came with the product."


async def _number(cx: Context, draft: Draft, values: Values) -> str:
    prefix = values["prefix"] or ""
    await cx.registry.store.transaction(
        lambda db: queries.keep_prefix(db, kind=draft.kind, seller_id=draft.seller_id, prefix=prefix)
    )
    return f"The next one is numbered like {prefix}{cx.now.year}-00001; those that have a number keep it."


def _is_as_it_came(draft: Draft, situation: Situation) -> str | None:
    return None if draft.by is not None else "It is as it came with the product."


def _has_no_number(draft: Draft, situation: Situation) -> str | None:
    return None if draft.of.prefix is not None else "Statements have no numbers: a month and an account name them."


DEEDS: Final[Deeds[Draft]] = Deeds(
    list=DOCUMENT_TEMPLATES,
    object="document-template",
    noun="template",
    nouns="templates",
    key=lambda row: str(row["id"]),
    find=find,
    show=lambda key: url_for("document_templates.show", key=key),
    deeds=(
        Deed(
            "change",
            "Change it",
            "pencil",
            MAY,
            _change,
            (
                Lines(
                    "source",
                    "Template",
                    "In Typst. What is filled in has the name data, as #data.number; files and packages are out of reach.",
                    present=lambda draft: draft.source,
                    longest=LONGEST_SOURCE,
                    accept=".typ,text/plain",
                ),
                Reason(),
            ),
            batch=None,
            foresee=_foresee,
        ),
        Deed(
            "set-prefix",
            "Number them otherwise",
            "list-details",
            MAY,
            _number,
            (
                Text(
                    "prefix",
                    "Numbers begin with",
                    "The year and a number without a gap follow. Empty: nothing stands before them.",
                    False,
                    lambda draft: draft.prefix,
                    LONGEST_PREFIX,
                ),
            ),
            _has_no_number,
            batch=None,
        ),
        Deed("reset", "Back to what came with it", "rotate", MAY, _reset, (Reason(),), _is_as_it_came, danger=True),
    ),
)
