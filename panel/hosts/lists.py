"""The list of hosts; a subordinate host has the sponsor of the name it lies below, at every instant."""

from typing import Final

from flask import url_for

from panel.kit.attached.things import attachable
from panel.kit.filters import Choice, Network, Picked, Search
from panel.kit.lists import COUNTED, Column, ListPage, Thing
from panel.kit.projection import NAMED, host_held_by, pending_transfer, sponsor_of, with_derived_statuses
from registry.model.names import canonical

LINKED = """(EXISTS (SELECT FROM registry.domain_host l WHERE l.host_id = h.id)
            OR EXISTS (SELECT FROM registry.application_host l WHERE l.host_id = h.id)
            OR EXISTS (SELECT FROM registry.former_host l WHERE l.host_id = h.id))"""
ENDING = "EXISTS (SELECT FROM registry.domain d WHERE d.id = h.superordinate_id AND d.deleted_at IS NOT NULL)"

# Some serve half of all names: counting stops.
_DOMAINS: Final = (
    f"(SELECT count(*) FROM (SELECT FROM registry.domain_host l WHERE l.host_id = h.id LIMIT {COUNTED + 1}) served)"  # noqa: S608
)

LISTED: Final = ListPage(
    name="hosts",
    title="Hosts",
    lead="Name servers that domains are delegated to.",
    icon="server-2",
    permission="host.read",
    source="registry.host h",
    owner=host_held_by(":own"),
    key="h.id",
    order="name",
    columns=(
        Column("name", "Name", "h.name", cell="name", lead=True),
        Column(
            "addresses", "Addresses", "ARRAY(SELECT host(a) FROM unnest(h.addresses) a)", order="", cell="addresses"
        ),
        Column("statuses", "Status", "h.statuses", order="", cell="statuses"),
        Column(
            "registrar",
            "Registrar",
            sponsor_of("h.registrar_id", "domain_id", "h.superordinate_id"),
            order="",
            cell="registrar",
            staff=True,
        ),
        Column(
            "domains",
            "Domains",
            _DOMAINS,
            order="",
            cell="counted",
        ),
        Column("created", "Created", "h.created_at", order="h.id", cell="day", descending=True, extra=True),
    ),
    hidden={"linked": LINKED, "moving": pending_transfer("domain_id", "h.superordinate_id"), "ending": ENDING},
    finish=with_derived_statuses,
    filters=(
        Search(
            "q",
            "Search",
            ("h.name",),
            placeholder="Name begins with, or *part*",
            names=True,
            exact=("h.roid",),
            beginnings=("h.name",),
        ),
        Network("address", "Address or network", "h.addresses"),
        Choice(
            "kind",
            "Kind",
            {
                "internal": ("Below a name of ours", "h.superordinate_id IS NOT NULL"),
                "external": ("Outside our zones", "h.superordinate_id IS NULL"),
                "orphan": ("Not used by any name", f"NOT {LINKED}"),
            },
        ),
        Picked("registrar", "Registrar", host_held_by(NAMED), "registrars", staff=True),
    ),
    link=lambda row: url_for("hosts.show", name=row["name"]),
    empty="No hosts have been created yet.",
)
HOSTS: Final = attachable(LISTED, Thing("host", "name", "h.roid", "host", "hosts", canonical))
