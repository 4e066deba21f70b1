"""The list of names that stand on lists."""

from typing import Final

from flask import url_for

from panel.kit.filters import Choice, Dates, Equal, Pasted, Picked, Search, yes_or_no
from panel.kit.lists import Called, Column, ColumnSet, ListPage
from panel.name_lists.lists import KINDS, NOW

LISTED_NAMES: Final = ListPage(
    name="listed_names",
    title="Names on lists",
    lead="What is sold dearer, and what is kept from registrars; past and planned entries by the filter.",
    icon="bookmark",
    permission="name-list.read",
    source="registry.listed_name n JOIN registry.name_list l ON l.id = n.list_id",
    key="n.list_id, n.valid_from",
    named=Called(("list", "label"), "text", test="l.name = ?1 AND n.label = ?2"),
    found_by_key=False,
    order="label",
    columns=(
        Column("label", "Name", "n.label::text", order="n.label", cell="name", lead=True),
        Column("value", "As", "n.value", order="", cell="code"),
        Column("reason", "Why", "n.reason", order="", cell="excerpt"),
        Column("list", "List", "l.name", order="", cell="code"),
        Column("kind", "Kind", "l.kind", order="", cell="kind"),
        Column("since", "From", "n.valid_from", order="", cell="day"),
        Column("until", "To", "n.valid_to", order="", cell="day"),
    ),
    sets=(
        ColumnSet("overview", "Overview", ("label", "value", "list", "kind")),
        ColumnSet("dates", "Dates", ("label", "list", "reason", "since", "until")),
    ),
    filters=(
        Search("q", "Search", ("n.label",), placeholder="Name or part of it", names=True),
        Picked("list", "List", "n.list_id = (SELECT id FROM registry.name_list WHERE name = ?)", "name_lists"),
        Equal(
            "value",
            "As",
            "n.value = ?",
            source="SELECT DISTINCT value FROM registry.listed_name ORDER BY value LIMIT 200",
        ),
        Choice("kind", "Kind", {kind: (title, f"l.kind = '{kind}'") for kind, title in KINDS.items()}),
        Choice(
            "when",
            "When",
            {
                "now": ("Now", NOW),
                "planned": ("Planned", "n.valid_from > :now"),
                "past": ("Past", "n.valid_to <= :now"),
                "ever": ("Ever", "true"),
            },
            otherwise=NOW,
        ),
        yes_or_no("reasoned", "Says why", "n.reason IS NOT NULL"),
        Dates("since", "From", "n.valid_from"),
        Pasted("names", "These names", "n.label", names=True),
    ),
    link=lambda row: url_for("name_lists.show", name=row["list"]),
    empty="No name stands on a list now.",
)
