"""The list of IDN tables: of each the version in force. They are public, so whoever may read them sees all."""

from typing import Final

from flask import url_for

from panel.kit.filters import Equal, Search
from panel.kit.lists import Called, Column, ColumnSet, ListPage

# The TLDs whose policy in force offers the table `i`.
OFFERED_BY: Final = """ARRAY(SELECT t.name::text
      FROM registry.tld t
      JOIN LATERAL (SELECT p.document FROM registry.policy p
                     WHERE p.tld_id = t.id AND p.valid_from <= :now
                     ORDER BY p.valid_from DESC LIMIT 1) p ON true
     WHERE jsonb_exists(p.document -> 'idn_tables', i.name)
     ORDER BY t.name)"""

IDN_TABLES: Final = ListPage(
    name="idn_tables",
    title="IDN tables",
    lead="Which labels may be registered beside those of letters and digits, and which of them are variants of each other.",
    icon="language",
    permission="idn-table.read",
    source="registry.idn_table i",
    where="""i.valid_from <= :now AND NOT EXISTS (
        SELECT FROM registry.idn_table l
         WHERE l.name = i.name AND l.valid_from <= :now AND (l.valid_from, l.id) > (i.valid_from, i.id))""",
    owner="true",
    key="i.id",
    named=Called(("name",), "text"),
    order="name",
    columns=(
        Column("name", "Table", "i.name", cell="code", lead=True),
        Column("languages", "Languages", "i.languages", order="", cell="names"),
        Column("letters", "Letters", "jsonb_array_length(i.document -> 'letters')", order="", cell="number"),
        Column("tlds", "Offered by", OFFERED_BY, order="", cell="names"),
        Column("version", "Version", "i.version", order="", cell="code", extra=True),
        Column("since", "Since", "i.valid_from", cell="day", descending=True, extra=True),
    ),
    sets=(
        ColumnSet("overview", "Overview", ("name", "languages", "letters", "tlds")),
        ColumnSet("versions", "Versions", ("name", "languages", "version", "since")),
    ),
    filters=(
        Search("q", "Search", ("i.name", "array_to_string(i.languages, ' ')"), placeholder="Table or language"),
        Equal(
            "tld",
            "TLD",
            f"? = ANY ({OFFERED_BY})",
            source="SELECT name::text FROM registry.tld ORDER BY name",
        ),
    ),
    link=lambda row: url_for("idn_tables.show", name=row["name"]),
    other_views=(("Try a label", "search", "idn_tables.judge"),),
    empty="No table was imported yet: labels are of letters, digits and hyphens alone.",
)
