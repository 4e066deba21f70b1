"""The list of domains."""

from datetime import datetime
from typing import Final

from flask import url_for

from panel.kit.filters import Choice, Dates, Equal, Search
from panel.kit.lists import Column, ListPage, Row
from panel.kit.projection import EXPIRES, HANDLES, LIVES, NAMED, STATES, held_by, projected, sponsor_of
from registry.context import Registry
from registry.model.domain import Domain
from registry.model.lifecycle import grace_statuses, statuses
from registry.store.sql import Connection


def shown_statuses(domain: Domain, now: datetime) -> tuple[str, ...]:
    """In its last days a name is pendingDelete by both vocabularies: once is enough."""
    return tuple(dict.fromkeys((*grace_statuses(domain, now), *statuses(domain))))


async def as_they_are(registry: Registry, db: Connection, rows: list[Row], now: datetime) -> list[Row]:
    """Projected values over the stored ones."""
    domains = await projected(registry, db, [row["id"] for row in rows], now)
    return [
        row
        | {
            "statuses": shown_statuses(domain, now),
            "registrar": domain.registrar,
            "expires": domain.expires_at,
            "servers": len(domain.hosts) + len(domain.nameservers),
        }
        for row in rows
        if (domain := domains.get(row["id"]))
    ]


DOMAINS: Final = ListPage(
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
        Column("statuses", "Status", "d.statuses", order="", cell="statuses"),
        Column(
            "registrar",
            "Registrar",
            sponsor_of("d.registrar_id", "domain_id", "d.id"),
            order="",
            cell="registrar",
            staff=True,
        ),
        Column("expires", "Expires", EXPIRES, cell="expiry"),
        Column("created", "Registered", "d.created_at", order="d.id", cell="day", descending=True),
        Column("servers", "Name servers", "0", order="", cell="number", extra=True),
    ),
    hidden={"id": "d.id"},
    filters=(
        Search("q", "Search", ("d.name",), placeholder="Name or part of it", names=True, exact=("d.roid",)),
        Choice("state", "State", STATES),
        Equal(
            "tld",
            "TLD",
            "d.tld_id = (SELECT t.id FROM registry.tld t WHERE t.name = ?)",
            source="SELECT name::text FROM registry.tld ORDER BY name",
        ),
        Equal(
            "registrar", "Registrar", held_by(NAMED, "d.registrar_id", "domain_id", "d.id"), source=HANDLES, staff=True
        ),
        Dates("expires", "Expires", EXPIRES),
        Dates("created", "Registered", "d.created_at"),
    ),
    link=lambda row: url_for("domains.show", name=row["name"]),
    finish=as_they_are,
    empty="No names are registered here yet.",
)
