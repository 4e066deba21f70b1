"""The list of lists of names."""

from typing import Final

from flask import url_for

from panel.kit.attached.things import attachable
from panel.kit.filters import Choice, Search
from panel.kit.lists import Column, ListPage, Thing

KINDS: Final = {"premium": "Premium", "reserved": "Reserved"}
NOW: Final = "n.valid_from <= :now AND (n.valid_to IS NULL OR n.valid_to > :now)"
LABELS: Final = f"(SELECT count(*) FROM registry.listed_name n WHERE n.list_id = l.id AND {NOW})"  # noqa: S608
NEXT: Final = """(SELECT min(step.at)
                   FROM registry.listed_name n
                  CROSS JOIN LATERAL (VALUES (n.valid_from), (n.valid_to)) AS step (at)
                  WHERE n.list_id = l.id
                    AND step.at > :now)"""
TLDS: Final = """ARRAY(SELECT t.name::text
                        FROM registry.tld t
                        JOIN registry.policy p
                          ON p.tld_id = t.id AND p.valid_from <= :now AND (p.valid_to IS NULL OR p.valid_to > :now)
                       WHERE p.document -> 'lists' ? l.name
                       ORDER BY t.name)"""

LISTED: Final = ListPage(
    name="name_lists",
    title="Premium and reserved",
    lead="Lists of names that are sold dearer, or kept from registrars; a TLD's policy says which of them count there.",
    icon="bookmark",
    permission="name-list.read",
    source="registry.name_list l",
    key="l.id",
    order="name",
    columns=(
        Column("name", "List", "l.name", cell="code", lead=True),
        Column("kind", "Kind", "l.kind", order="", cell="kind"),
        Column("labels", "Names", LABELS, order="", cell="number"),
        Column("tlds", "Counts in", TLDS, order="", cell="names"),
        Column("next", "Next change", NEXT, order="", cell="day"),
    ),
    filters=(
        Search("q", "Search", ("l.name",), placeholder="Name of a list"),
        Choice("kind", "Kind", {kind: (title, f"l.kind = '{kind}'") for kind, title in KINDS.items()}),
    ),
    link=lambda row: url_for("name_lists.show", name=row["name"]),
    empty="There is no list yet.",
)
NAME_LISTS: Final = attachable(
    LISTED,
    Thing("list", "name", "l.id::text", "list", "lists", versions="panel", keeps=("name", "kind", "labels", "tlds")),
)
