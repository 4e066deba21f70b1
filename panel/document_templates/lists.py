"""The list of templates: every kind of document, as the house has it set, and as sellers do who have it set otherwise."""

from datetime import datetime
from typing import Final

from flask import url_for

from panel.document_templates.kinds import KINDS
from panel.kit.filters import Choice, Equal, Search
from panel.kit.lists import Called, Column, ListPage, Row
from registry.context import Registry
from registry.store.sql import Connection

# Words of the program alone: the kinds, and whether they are the house's only.
_ROWS: Final = ", ".join(f"('{kind}', {each.prefix is None})" for kind, each in KINDS.items())
KEY: Final = "coalesce(o.login, '-') || '/' || d.kind"


async def in_words(registry: Registry, db: Connection, rows: list[Row], now: datetime) -> list[Row]:
    return [row | ({"kind": KINDS[row["kind"]].title} if "kind" in row else {}) for row in rows]


DOCUMENT_TEMPLATES: Final = ListPage(
    name="document_templates",
    title="Document templates",
    lead="What documents are set from, in Typst. What nobody changed comes with the product.",
    icon="file-text",
    permission="document-template.read",
    source=f"""(VALUES {_ROWS}) d (kind, of_the_house)
               CROSS JOIN (SELECT NULL::bigint AS id, NULL AS login
                            UNION ALL
                           SELECT a.id, a.login FROM iam.account a WHERE a.kind = 'reseller' AND a.state = 'active') o
               LEFT JOIN panel.document_template t ON t.kind = d.kind AND t.seller_id IS NOT DISTINCT FROM o.id""",  # noqa: S608
    where="(o.id IS NULL OR NOT d.of_the_house AND (t.kind IS NOT NULL OR o.id = :viewer))",
    client="o.id",
    key=KEY,
    named=Called(("id",), "text", path=True),
    order="kind",
    columns=(
        Column("kind", "Document", "d.kind", lead=True),
        Column("seller", "Of", "o.login", order="", cell="seller"),
        Column(
            "state", "State", "CASE WHEN t.kind IS NULL THEN 'built in' ELSE 'changed' END", order="", cell="status"
        ),
        Column("updated", "Changed", "t.updated_at", order="", cell="moment"),
        Column("by", "By", "t.updated_by", order="", cell="by", extra=True),
    ),
    hidden={"id": KEY},
    filters=(
        Search("q", "Search", ("d.kind", "t.source", "o.login"), placeholder="Kind, or words of it"),
        Equal("kind", "Document", "d.kind = ?", options={name: each.title for name, each in KINDS.items()}),
        Choice(
            "state",
            "State",
            {"changed": ("Changed", "t.kind IS NOT NULL"), "built-in": ("Built in", "t.kind IS NULL")},
        ),
    ),
    finish=in_words,
    link=lambda row: url_for("document_templates.show", key=row["id"]),
    empty="No such template.",
)
