"""The list of domains."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from flask import url_for

from panel.kit.attached.things import attachable
from panel.kit.filters import Choice, Dates, Equal, Pasted, Picked, Search, yes_or_no
from panel.kit.formats import words
from panel.kit.lists import Column, ColumnSet, ListPage, Row, Thing
from panel.kit.projection import (
    EXPIRES,
    LIVES,
    NAMED,
    STANDING,
    STATES,
    at_rest,
    held_by,
    projected,
    shown_statuses,
)
from registry.context import Registry
from registry.model.domain import Domain
from registry.model.names import canonical
from registry.model.status import DOMAIN_CLIENT, DOMAIN_SERVER
from registry.store.sql import Connection

PROJECTED: Final[dict[str, Callable[[Domain, datetime], Any]]] = {
    "statuses": shown_statuses,
    "registrar": lambda domain, now: domain.registrar,
    "expires": lambda domain, now: domain.expires_at,
    "updated": lambda domain, now: domain.updated_at,
    "transferred": lambda domain, now: domain.transferred_at,
    "servers": lambda domain, now: len(domain.hosts) + len(domain.nameservers),
    "delegation": lambda domain, now: (*domain.hosts, *(each.name for each in domain.nameservers)),
    "signed": lambda domain, now: bool(domain.dnssec),
    "registrant": lambda domain, now: domain.registrant,
}


async def as_they_are(registry: Registry, db: Connection, rows: list[Row], now: datetime) -> list[Row]:
    """What is stored, of names at rest; of those that time has changed, and nobody has written it, what is projected."""
    domains = await projected(registry, db, [row["id"] for row in rows if row["due"] <= now], now)
    found = (_at_rest(row, now) if row["due"] > now else _overdue(row, domains, now) for row in rows)
    return [row for row in found if row]


def _at_rest(row: Row, now: datetime) -> Row:
    return row | {"statuses": at_rest(row["statuses"], now)} if "statuses" in row else row


def _overdue(row: Row, domains: Mapping[int, Domain], now: datetime) -> Row | None:
    """None for a name whose end has come since."""
    domain = domains.get(row["id"])
    return row | {name: read(domain, now) for name, read in PROJECTED.items() if name in row} if domain else None


# Name servers in order, objects first, as `Domain` has them.
DELEGATION: Final = """
    ARRAY(SELECT h.name::text FROM registry.domain_host l JOIN registry.host h ON h.id = l.host_id
           WHERE l.domain_id = d.id ORDER BY h.name COLLATE "C")
    || ARRAY(SELECT n.name::text FROM registry.domain_nameserver n WHERE n.domain_id = d.id ORDER BY n.name COLLATE "C")"""
SERVERS: Final = """(SELECT count(*) FROM registry.domain_host l WHERE l.domain_id = d.id)
    + (SELECT count(*) FROM registry.domain_nameserver n WHERE n.domain_id = d.id)"""
SIGNED: Final = "EXISTS (SELECT FROM registry.domain_dnssec s WHERE s.domain_id = d.id)"

# Whose period ends soon; what falls due by then is found by its index.
EXPIRING: Final = """d.next_due <= :now + interval '30 days' AND d.deleted_at IS NULL
    AND d.expires_at > :now AND d.expires_at <= :now + interval '30 days'"""

# Which names are delegated to a name server, as an object or an attribute, and which a contact is linked to in any role.
SERVED: Final = """d.id = ANY (ARRAY(
    SELECT l.domain_id FROM registry.domain_host l JOIN registry.host h ON h.id = l.host_id WHERE h.name = ?
     UNION ALL SELECT n.domain_id FROM registry.domain_nameserver n WHERE n.name = ?))"""
LINKED: Final = """d.id = ANY (ARRAY(
    SELECT l.domain_id FROM registry.domain_contact l JOIN registry.contact c ON c.id = l.contact_id WHERE c.handle = ?
     UNION ALL SELECT o.id FROM registry.domain o JOIN registry.contact c ON c.id = o.registrant_id WHERE c.handle = ?))"""

# Those that somebody sets; what else is shown follows from the state.
FLAGS: Final = {
    each: (words(each).capitalize(), f"d.statuses @> ARRAY['{each}']") for each in sorted(DOMAIN_CLIENT | DOMAIN_SERVER)
}

LISTED: Final = ListPage(
    name="domains",
    title="Domains",
    lead="Names in this registry, as they are at this moment.",
    icon="world",
    permission="domain.read",
    source="registry.domain d",
    where=LIVES,
    owner=held_by(":own", "d.registrar_id", "domain_id", "d.id"),
    key="d.id",
    order="name",
    columns=(
        Column("name", "Name", "d.name", cell="name", lead=True),
        Column("statuses", "Status", STANDING, order="", cell="statuses"),
        Column(
            "registrar",
            "Registrar",
            "(SELECT r.handle FROM registry.registrar r WHERE r.id = d.registrar_id)",
            order="",
            cell="registrar",
            staff=True,
        ),
        # by what is stored, as an index has it: only what is due this minute, and not written yet, stands with what it was
        Column("expires", "Expires", "d.expires_at", cell="expiry"),
        Column("created", "Registered", "d.created_at", order="d.id", cell="day", descending=True),
        Column("servers", "Name servers", SERVERS, order="", cell="number", extra=True),
        Column("delegation", "Name servers", DELEGATION, order="", cell="names"),
        Column("signed", "Signed", SIGNED, order="", cell="yes"),
        Column("updated", "Updated", "d.updated_at", order="", cell="day"),
        Column("transferred", "Transferred", "d.transferred_at", order="", cell="day"),
        Column("roid", "ROID", "d.roid", order="", cell="code"),
        Column(
            "registrant",
            "Registrant",
            "(SELECT c.handle FROM registry.contact c WHERE c.id = d.registrant_id)",
            order="",
            cell="contact",
            permission="contact.read",
        ),
        Column("class", "Sold as", "d.name_class", order="", cell="kind"),
        Column("renewal", "At its expiry", "d.renewal", order="", cell="kind"),
    ),
    sets=(
        ColumnSet("overview", "Overview", ("name", "statuses", "registrar", "expires", "created", "servers")),
        ColumnSet("delegation", "Delegation", ("name", "statuses", "delegation", "signed")),
        ColumnSet("dates", "Dates", ("name", "created", "updated", "transferred", "expires", "renewal")),
        ColumnSet("identity", "Identity", ("name", "roid", "registrar", "registrant", "class")),
    ),
    hidden={"id": "d.id", "due": "d.next_due"},
    filters=(
        Search(
            "q",
            "Search",
            ("d.name",),
            placeholder="Name begins with, or *part*",
            names=True,
            exact=("d.roid",),
            beginnings=("d.name",),
        ),
        Choice("state", "State", STATES | {"expiring": ("Period ends within 30 days", EXPIRING)}),
        Choice("flag", "Status set", FLAGS),
        Equal(
            "tld",
            "TLD",
            "d.tld_id = (SELECT t.id FROM registry.tld t WHERE t.name = ?)",
            source="SELECT name::text FROM registry.tld ORDER BY name",
        ),
        Picked(
            "registrar", "Registrar", held_by(NAMED, "d.registrar_id", "domain_id", "d.id"), "registrars", staff=True
        ),
        Picked("host", "Name server", SERVED, "hosts", canonical, permission="host.read"),
        Picked("contact", "Contact", LINKED, "contacts", permission="contact.read"),
        Dates("expires", "Expires", EXPIRES),
        Dates("created", "Registered", "d.created_at"),
        yes_or_no("signed", "Signed", SIGNED),
        Pasted("names", "These names", "d.name", names=True),
    ),
    link=lambda row: url_for("domains.show", name=row["name"]),
    finish=as_they_are,
    empty="No names are registered here yet.",
)
DOMAINS: Final = attachable(LISTED, Thing("domain", "name", "d.roid", "domain", "domains", canonical))
