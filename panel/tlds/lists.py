"""The list of TLDs, with the policy that is in force."""

from typing import Final

from flask import url_for

from panel.kit.attached.things import attachable
from panel.kit.filters import Search
from panel.kit.lists import Column, ListPage, Thing
from registry.model.names import canonical

IN_FORCE: Final = """registry.tld t
      JOIN LATERAL (SELECT p.valid_from, p.document
                      FROM registry.policy p
                     WHERE p.tld_id = t.id
                       AND p.valid_from <= :now
                     ORDER BY p.valid_from DESC
                     LIMIT 1) p ON true"""
# Counting stops early, as with registrars: it says how large a TLD is.
COUNT: Final = "(SELECT count(*) FROM (SELECT FROM registry.domain d WHERE d.tld_id = t.id LIMIT 10001) held)"
PLANNED: Final = "(SELECT count(*) FROM registry.policy f WHERE f.tld_id = t.id AND f.valid_from > :now)"
PRICE: Final = "(p.document #>> '{prices,create}') || ' ' || (p.document #>> '{prices,currency}')"

LISTED: Final = ListPage(
    name="tlds",
    title="TLDs",
    lead="What each zone demands and costs.",
    icon="adjustments-horizontal",
    permission="tld.read",
    source=IN_FORCE,
    key="t.id",
    order="name",
    columns=(
        Column("name", "TLD", "t.name::text", cell="code", lead=True),
        Column("price", "A year", PRICE, order="", cell="price"),
        Column("domains", "Domains", COUNT, order="", cell="counted"),
        Column("contacts", "Contacts", "p.document ->> 'contacts'", cell="kind"),
        Column("planned", "Planned", PLANNED, order="", cell="number"),
        Column("since", "Policy since", "p.valid_from", cell="day", descending=True, extra=True),
    ),
    filters=(Search("q", "Search", ("t.name::text",), placeholder="TLD"),),
    link=lambda row: url_for("tlds.show", name=row["name"]),
    empty="No TLD has been opened yet.",
)
TLDS: Final = attachable(LISTED, Thing("tld", "name", "t.name::text", "TLD", "TLDs", canonical, "name"))
