"""What the public looks up: a name with its sponsor, name servers, registrars; one query each.

Reading a whole domain (registry/store/domains.py) costs the database twice as much as this: the public asks more than
all registrars together, and never for authInfo, subordinate hosts or who wrote what; nor, in most TLDs, for contacts
(registry/store/directory_contacts.py reads them, where somebody may be shown more than where a registrant is).
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, cast

from registry.model.dnssec import DsData, KeyData, SecDns
from registry.model.domain import Deletion, Domain, Grace, GraceKind, Renewal
from registry.model.host import Address, NameServer
from registry.model.registrar import Registrar
from registry.model.transfer import Transfer
from registry.store import hosts, registrars
from registry.store.sql import Connection, many, maybe

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SPONSOR: Final = """sponsor.handle, sponsor.name, sponsor.iana_id, sponsor.url, sponsor.whois_server, sponsor.rdap_url,
           sponsor.abuse_email, sponsor.abuse_voice"""


@dataclass(frozen=True, slots=True)
class DirectoryRow:
    """What time may change and what the public may see of a domain, and of its stored sponsor; children as text."""

    id: int
    roid: str
    name: str
    tld: str
    created_at: datetime
    expires_at: datetime
    updated_at: datetime | None
    transferred_at: datetime | None
    statuses: list[str]
    hosts: list[str]
    nameservers: list[str]
    dnssec: list[str]
    graces: list[str]
    transfer: str | None
    deleted_at: datetime | None
    redemption_until: datetime | None
    purge_at: datetime | None
    report_due: datetime | None
    version: int
    renewal: Renewal
    stepped_at: datetime | None
    out_of_zone: bool
    registrant_country: str | None
    registrant_state: str | None
    registrar: str
    registrar_name: str
    iana_id: int | None
    url: str | None
    whois_server: str | None
    rdap_url: str | None
    abuse_email: str | None
    abuse_voice: str | None

    def domain(self) -> Domain:
        """The stored domain without what was not read: contacts, subordinate hosts, authInfo, who wrote it, past transfers."""
        return Domain(
            self.id,
            self.roid,
            self.name,
            self.tld,
            self.registrar,
            self.created_at,
            "",
            self.expires_at,
            hosts=tuple(self.hosts),
            nameservers=tuple(map(_nameserver, self.nameservers)),
            dnssec=tuple(map(_secdns, self.dnssec)),
            statuses=frozenset(self.statuses),
            updated_at=self.updated_at,
            transferred_at=self.transferred_at,
            graces=tuple(map(_grace, self.graces)),
            transfer=self._pending() if self.transfer else None,
            deletion=self._deletion() if self.deleted_at else None,
            version=self.version,
            renewal=self.renewal,
            stepped_at=self.stepped_at,
            out_of_zone=self.out_of_zone,
        )

    def _pending(self) -> Transfer:
        assert self.transfer
        number, gaining, requested_at, act_by, *years = self.transfer.split(" ")
        return Transfer(
            int(number),
            "pending",
            gaining,
            self.registrar,
            instant_of(requested_at),
            instant_of(act_by),
            years=int(years[0]) if years else None,
        )

    def _deletion(self) -> Deletion:
        assert self.deleted_at and self.redemption_until and self.purge_at
        return Deletion(self.deleted_at, self.redemption_until, self.purge_at, self.report_due)


# Children as text in arrays, instants as milliseconds since 1970: one column each, and an index probe where there are none.
COLUMNS: Final = f"""
           d.id, d.roid, d.name::text, t.name::text, d.created_at, d.expires_at, d.updated_at, d.transferred_at, d.statuses,
           ARRAY(SELECT h.name::text
                   FROM registry.domain_host link
                   JOIN registry.host h ON h.id = link.host_id
                  WHERE link.domain_id = d.id
                  ORDER BY 1),
           ARRAY(SELECT concat_ws(' ', n.name, array_to_string(n.addresses, ' '))
                   FROM registry.domain_nameserver n
                  WHERE n.domain_id = d.id
                  ORDER BY n.name),
           ARRAY(SELECT concat_ws(' ', CASE WHEN digest IS NULL THEN 'key' ELSE 'ds' END,
                                  key_tag, flags, protocol, algorithm, digest_type, digest, public_key)
                   FROM registry.domain_dnssec s
                  WHERE s.domain_id = d.id
                  ORDER BY s.number),
           ARRAY(SELECT concat_ws(' ', g.id, g.kind, (extract(epoch FROM g.starts_at) * 1000)::bigint,
                                  (extract(epoch FROM g.ends_at) * 1000)::bigint, g.years, g.ledger_id,
                                  (extract(epoch FROM g.expires_before) * 1000)::bigint)
                   FROM registry.grace g
                  WHERE g.domain_id = d.id
                  ORDER BY g.id),
           (SELECT concat_ws(' ', x.id, gaining.handle, (extract(epoch FROM x.requested_at) * 1000)::bigint,
                             (extract(epoch FROM x.act_by) * 1000)::bigint, x.years)
              FROM registry.transfer x
              JOIN registry.registrar gaining ON gaining.id = x.gaining_id
             WHERE x.domain_id = d.id
               AND x.status = 'pending'),
           d.deleted_at, d.redemption_until, d.purge_at, d.report_due, d.version, d.renewal,
           d.stepped_at, d.out_of_zone, registrant.postal->0->>'country', registrant.postal->0->>'state_or_province',
           {_SPONSOR}"""
SOURCES: Final = """
      FROM registry.domain d
      JOIN registry.tld t ON t.id = d.tld_id
      JOIN registry.registrar sponsor ON sponsor.id = d.registrar_id
      LEFT JOIN registry.contact registrant ON registrant.id = d.registrant_id
     WHERE d.name = ANY(:names)
"""


@many(f"SELECT {COLUMNS}{SOURCES}")
async def _domains(db: Connection, *, names: list[str]) -> list[DirectoryRow]: ...


async def domains(db: Connection, names: Sequence[str]) -> list[DirectoryRow | None]:
    """The domain of each name as stored, time not applied yet: a look for `Store.together`."""
    found = {row.name: row for row in await _domains(db, names=list(set(names)))}
    return [found.get(name) for name in names]


def _nameserver(text: str) -> NameServer:
    name, *addresses = text.split()
    return NameServer(name, tuple(map(ipaddress.ip_address, addresses)))


def _secdns(text: str) -> SecDns:
    kind, first, second, third, last = text.split(" ")
    if kind == "ds":
        return DsData(int(first), int(second), int(third), last)
    return KeyData(int(first), int(second), int(third), last)


def _grace(text: str) -> Grace:
    number, kind, starts_at, ends_at, years, ledger_id, *before = text.split(" ")
    return Grace(
        cast(GraceKind, kind),
        instant_of(starts_at),
        instant_of(ends_at),
        int(years),
        int(ledger_id),
        int(number),
        instant_of(before[0]) if before else None,
    )


def instant_of(milliseconds: str) -> datetime:
    return _EPOCH + timedelta(milliseconds=int(milliseconds))


@dataclass(frozen=True, slots=True)
class NameServerRow:
    """A host; `waits`: something is due for the domain it lies below, or that domain is being transferred or deleted."""

    roid: str
    name: str
    addresses: list[str]
    superordinate: str | None
    statuses: list[str]
    linked: bool
    waits: bool
    registrar: str
    registrar_name: str
    iana_id: int | None
    url: str | None
    whois_server: str | None
    rdap_url: str | None
    abuse_email: str | None
    abuse_voice: str | None


# A host outside of our TLDs that somebody in OT&E has made is only for practice.
HOST: Final = f"""
    SELECT h.roid, h.name::text, ARRAY(SELECT host(a) FROM unnest(h.addresses) a ORDER BY a), d.name::text, h.statuses,
           {hosts.LINKED},
           d.id IS NOT NULL
           AND (d.next_due <= :now
                OR d.deleted_at IS NOT NULL
                OR EXISTS (SELECT FROM registry.transfer x WHERE x.domain_id = d.id AND x.status = 'pending')),
           {_SPONSOR}
      FROM registry.host h
      JOIN registry.registrar sponsor
        ON sponsor.id = h.registrar_id
       AND (sponsor.state <> 'ote' OR h.superordinate_id IS NOT NULL)
      LEFT JOIN registry.domain d ON d.id = h.superordinate_id
"""


@maybe(f"{HOST} WHERE h.name = :name")
async def name_server(db: Connection, *, name: str, now: datetime) -> NameServerRow | None: ...


@many(f"{HOST} WHERE h.name = ANY(:names) ORDER BY h.name")
async def name_servers(db: Connection, *, names: list[str], now: datetime) -> list[NameServerRow]: ...


@dataclass(frozen=True, slots=True)
class Named:
    """What a ROID is of."""

    kind: Literal["domain", "host"]
    name: str


@maybe("""
    SELECT 'domain', name::text
      FROM registry.domain
     WHERE roid = :roid
     UNION ALL
    SELECT 'host', name::text
      FROM registry.host
     WHERE roid = :roid
""")
async def named_by_roid(db: Connection, *, roid: str) -> Named | None:
    """Domains and hosts only: that a contact exists is not told by its ROID either."""


# Found first and ordered then, since the planner would rather walk all names in order, hoping to meet enough of them soon.
@many(f"""
    {HOST}
      JOIN registry.hosts_at(:address) there(id) ON there.id = h.id
     ORDER BY h.name
     LIMIT :most
""")
async def name_servers_at(db: Connection, *, address: Address, now: datetime, most: int) -> list[NameServerRow]: ...


@maybe(f"""
    SELECT {registrars.COLUMNS}
      FROM registry.registrar r
     WHERE coalesce(r.iana_id::text, r.handle) = :handle
""")
async def registrar(db: Connection, *, handle: str) -> Registrar | None: ...


@many(f"""
    SELECT {registrars.COLUMNS}
      FROM registry.registrar r
     WHERE strpos(lower(r.name), lower(:text)) > 0
        OR lower(r.handle) = lower(:text)
        OR r.iana_id::text = :text
     ORDER BY lower(:text) IN (lower(r.name), lower(r.handle), r.iana_id::text) IS TRUE DESC, r.name, r.id
     LIMIT :most
""")
async def registrars_like(db: Connection, *, text: str, most: int) -> list[Registrar]:
    """Registrars by a part of the name, or the whole of handle or IANA id; whole matches come first."""
