"""Domains: reading them whole, and writing a change as the difference of two records."""

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from registry.model.dnssec import DsData, KeyData, SecDns
from registry.model.domain import ContactLink, Deletion, Domain, Grace, GraceKind, Renewal
from registry.model.host import Address, NameServer
from registry.model.transfer import Transfer, TransferStatus
from registry.store.sql import Connection, do, many, maybe

# One row holds the whole domain; children come as arrays, so that reading a domain is one round trip.
# The order of the columns is the order of the fields of DomainRow; children are put in order here, which costs less.
COLUMNS = """
           d.id, d.roid, d.name, t.name, sponsor.handle, d.created_at, creator.handle, d.expires_at, registrant.handle,
           ARRAY(SELECT link.role || ' ' || c.handle
                   FROM registry.domain_contact link
                   JOIN registry.contact c ON c.id = link.contact_id
                  WHERE link.domain_id = d.id),
           ARRAY(SELECT h.name::text
                   FROM registry.domain_host link
                   JOIN registry.host h ON h.id = link.host_id
                  WHERE link.domain_id = d.id),
           ARRAY(SELECT array_to_string(ARRAY[n.name::text] || ARRAY(SELECT host(a) FROM unnest(n.addresses) a), ' ')
                   FROM registry.domain_nameserver n
                  WHERE n.domain_id = d.id),
           ARRAY(SELECT h.name::text
                   FROM registry.host h
                  WHERE h.superordinate_id = d.id),
           ARRAY(SELECT concat_ws(' ', s.number, CASE WHEN digest IS NULL THEN 'key' ELSE 'ds' END,
                                  key_tag, flags, protocol, algorithm, digest_type, digest, public_key)
                   FROM registry.domain_dnssec s
                  WHERE s.domain_id = d.id),
           d.statuses, d.authinfo, d.updated_at, updater.handle, d.transferred_at,
           grace.ids, grace.kinds, grace.starts, grace.ends, grace.years, grace.ledger_ids, grace.expiries,
           x.id, x.status, gaining.handle, losing.handle, x.requested_at, x.act_by, x.acted_at, actor.handle,
           x.years, x.expires_at, x.ledger_id, x.cltrid, x.svtrid,
           d.deleted_at, d.redemption_until, d.purge_at, d.report_due, d.version, d.name_class,
           CASE WHEN d.idn_table_id IS NOT NULL THEN
               (SELECT i.name FROM registry.idn_table i WHERE i.id = d.idn_table_id)
           END,
           CASE WHEN d.variant_key IS NOT NULL THEN
               ARRAY(SELECT v.name::text
                       FROM registry.domain v
                      WHERE v.tld_id = d.tld_id
                        AND v.variant_key = d.variant_key
                        AND v.id <> d.id)
           END,
           d.renewal, d.stepped_at, d.out_of_zone
"""

SOURCES = """
      FROM registry.domain d
      JOIN registry.tld t ON t.id = d.tld_id
      JOIN registry.registrar sponsor ON sponsor.id = d.registrar_id
      JOIN registry.registrar creator ON creator.id = d.created_by
      LEFT JOIN registry.registrar updater ON updater.id = d.updated_by
      LEFT JOIN registry.contact registrant ON registrant.id = d.registrant_id
      LEFT JOIN LATERAL (
           SELECT array_agg(g.id) AS ids, array_agg(g.kind) AS kinds,
                  array_agg(g.starts_at) AS starts, array_agg(g.ends_at) AS ends,
                  array_agg(g.years) AS years, array_agg(g.ledger_id) AS ledger_ids,
                  array_agg(g.expires_before) AS expiries
             FROM registry.grace g
            WHERE g.domain_id = d.id) grace ON true
      LEFT JOIN LATERAL (
           SELECT last.id, last.status, last.gaining_id, last.losing_id, last.requested_at, last.act_by, last.acted_at,
                  last.acted_by, last.years, last.expires_at, last.ledger_id, last.cltrid, last.svtrid
             FROM registry.transfer last
            WHERE last.domain_id = d.id
            ORDER BY last.id DESC
            LIMIT 1) x ON true
      LEFT JOIN registry.registrar gaining ON gaining.id = x.gaining_id
      LEFT JOIN registry.registrar losing ON losing.id = x.losing_id
      LEFT JOIN registry.registrar actor ON actor.id = x.acted_by
"""


@dataclass(frozen=True, slots=True)
class DomainRow:
    """A domain as the query gives it: children as arrays of text, optional parts spread over columns."""

    id: int
    roid: str
    name: str
    tld: str
    registrar: str
    created_at: datetime
    created_by: str
    expires_at: datetime
    registrant: str | None
    contacts: list[str]
    hosts: list[str]
    nameservers: list[str]
    subordinates: list[str]
    dnssec: list[str]
    statuses: list[str]
    authinfo: str | None
    updated_at: datetime | None
    updated_by: str | None
    transferred_at: datetime | None
    grace_ids: list[int] | None
    grace_kinds: list[GraceKind] | None
    grace_starts: list[datetime] | None
    grace_ends: list[datetime] | None
    grace_years: list[int] | None
    grace_ledger_ids: list[int] | None
    grace_expiries: list[datetime | None] | None
    transfer_id: int | None
    transfer_status: TransferStatus | None
    gaining: str | None
    losing: str | None
    requested_at: datetime | None
    act_by: datetime | None
    acted_at: datetime | None
    acted_by: str | None
    transfer_years: int | None
    transfer_expires_at: datetime | None
    transfer_ledger_id: int | None
    transfer_cltrid: str | None
    transfer_svtrid: str | None
    deleted_at: datetime | None
    redemption_until: datetime | None
    purge_at: datetime | None
    report_due: datetime | None
    version: int
    name_class: str
    idn_table: str | None
    variants: list[str] | None
    renewal: Renewal
    stepped_at: datetime | None
    out_of_zone: bool

    def domain(self) -> Domain:
        return Domain(
            self.id,
            self.roid,
            self.name,
            self.tld,
            self.registrar,
            self.created_at,
            self.created_by,
            self.expires_at,
            self.registrant,
            tuple(ContactLink(*link.split(" ", 1)) for link in sorted(self.contacts)),
            tuple(sorted(self.hosts)),
            tuple(_nameserver(text) for text in sorted(self.nameservers)),
            tuple(sorted(self.subordinates)),
            tuple(record for _, record in sorted(map(_secdns, self.dnssec), key=_number)),
            frozenset(self.statuses),
            self.authinfo,
            self.updated_at,
            self.updated_by,
            self.transferred_at,
            self._graces(),
            self._transfer(),
            self._deletion(),
            self.version,
            self.name_class,
            self.idn_table,
            tuple(sorted(self.variants or ())),
            self.renewal,
            self.stepped_at,
            self.out_of_zone,
        )

    def _graces(self) -> tuple[Grace, ...]:
        if not self.grace_ids:
            return ()
        assert self.grace_kinds and self.grace_starts and self.grace_ends
        assert self.grace_years and self.grace_ledger_ids and self.grace_expiries
        rows = zip(
            self.grace_kinds,
            self.grace_starts,
            self.grace_ends,
            self.grace_years,
            self.grace_ledger_ids,
            self.grace_ids,
            self.grace_expiries,
            strict=True,
        )
        return tuple(sorted((Grace(*row) for row in rows), key=lambda grace: grace.id))

    def _transfer(self) -> Transfer | None:
        if self.transfer_id is None:
            return None
        assert self.transfer_status and self.gaining and self.losing and self.requested_at and self.act_by
        return Transfer(
            self.transfer_id,
            self.transfer_status,
            self.gaining,
            self.losing,
            self.requested_at,
            self.act_by,
            self.acted_at,
            self.acted_by,
            self.transfer_years,
            self.transfer_expires_at,
            self.transfer_ledger_id,
            self.transfer_cltrid,
            self.transfer_svtrid or "",
        )

    def _deletion(self) -> Deletion | None:
        if self.deleted_at is None:
            return None
        assert self.redemption_until and self.purge_at
        return Deletion(self.deleted_at, self.redemption_until, self.purge_at, self.report_due)


def _nameserver(text: str) -> NameServer:
    name, *addresses = text.split(" ")
    return NameServer(name, tuple(_address(each) for each in addresses))


def _address(text: str) -> Address:
    return ipaddress.ip_address(text)


def _secdns(text: str) -> tuple[int, SecDns]:
    """The record with its place among the others."""
    number, kind, first, second, third, last = text.split(" ", 5)
    if kind == "ds":
        return int(number), DsData(int(first), int(second), int(third), last)
    return int(number), KeyData(int(first), int(second), int(third), last)


def _number(numbered: tuple[int, SecDns]) -> int:
    return numbered[0]


@maybe(f"SELECT {COLUMNS} {SOURCES} WHERE d.name = :name")
async def _row(db: Connection, *, name: str) -> DomainRow | None: ...


async def by_name(db: Connection, name: str) -> Domain | None:
    """The whole domain as stored; time is not applied yet."""
    row = await _row(db, name=name)
    return row.domain() if row else None


@many(f"SELECT {COLUMNS} {SOURCES} WHERE d.name = ANY(:names)")
async def _rows(db: Connection, *, names: list[str]) -> list[DomainRow]: ...


async def by_names(db: Connection, names: Sequence[str]) -> list[Domain | None]:
    """`by_name` of each: a look for `Store.together`."""
    if len(names) == 1:
        return [await by_name(db, names[0])]
    found = {row.name: row for row in await _rows(db, names=list(set(names)))}
    return [row.domain() if (row := found.get(name)) else None for name in names]


@maybe("""
    SELECT id
      FROM registry.domain
     WHERE name = :name
       FOR NO KEY UPDATE
""")
async def lock(db: Connection, *, name: str) -> int | None:
    """Lock the row before reading it whole: a record read before the wait for the lock may be stale."""


@many("""
    SELECT d.name
      FROM registry.domain d
     WHERE d.name = ANY(:names)
       AND d.next_due > :now
""")
async def taken(db: Connection, *, names: list[str], now: datetime) -> list[str]:
    """Those of the names that are registered at `now` as they are stored; what became of the others is to be settled first."""


@many("""
    SELECT name, next_due
      FROM registry.domain
     WHERE name = ANY(:names)
""")
async def _dues(db: Connection, *, names: list[str]) -> list[tuple[str, datetime]]: ...


async def dues(db: Connection, asked: Sequence[Sequence[str]]) -> list[Mapping[str, datetime]]:
    """Those of the names that are stored, with the instant until which they are as stored: for `Store.together`.

    The names that others asked for are in every answer; who asks knows his own.
    """
    names = asked[0] if len(asked) == 1 else {name for each in asked for name in each}
    found = dict(await _dues(db, names=list(names)))
    return [found] * len(asked)


@many("""
    SELECT name::text
      FROM registry.domain
     WHERE tld_id = :tld_id
     ORDER BY id
""")
async def names_in(db: Connection, *, tld_id: int) -> list[str]:
    """All that are stored in a TLD: for sandboxes, where there are few."""


@do("""
    DELETE FROM registry.domain
     WHERE id = :domain_id
""")
async def purge(db: Connection, *, domain_id: int) -> None: ...
