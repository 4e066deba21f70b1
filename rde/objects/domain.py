"""Domain names as escrow keeps them (RFC 9022, section 5.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Final, TypeVar

from rde.objects import names
from rde.objects.address import address
from rde.objects.status import status_flags
from rde.parts import (
    Column,
    EachRow,
    Flag,
    Flags,
    Leaf,
    Node,
    Part,
    Table,
    Value,
    each_item,
    each_row,
    free,
    instant,
    node,
    party,
    present,
    safe,
)
from registry.model.dnssec import DsData, KeyData
from registry.model.domain import ContactLink, Domain
from registry.model.host import NameServer
from registry.model.lifecycle import grace_statuses, open_graces, statuses
from registry.model.policy import HostModel
from registry.model.status import DELETE_PROHIBITED, DOMAIN_CLIENT, DOMAIN_SERVER, MOST_OF_DOMAIN
from registry.model.transfer import Transfer
from registry.store import escrow
from registry.store.copying import instant as written
from registry.store.copying import instant_sql

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DomainAt:
    """A projected name and the instant it was projected to: what the reference renders."""

    domain: Domain
    watermark: datetime


def domain_table(*, contacts: bool, host_model: HostModel) -> Table[DomainAt]:
    """Names of a TLD that has contacts or none, and host objects or attributes."""
    name = safe("rdeDomain:name", "d.name", _of("name"))
    parts: list[Part[DomainAt] | None] = [
        name,
        safe("rdeDomain:roid", "d.roid", _of("roid")),
        Leaf("rdeDomain:uName", Column("d.name", _of("name"), "unicode", optional=True)),
        Leaf("rdeDomain:idnTableId", Column("idn.name", _of("idn_table"), optional=True)),
        Flags(_STATUSES[host_model], lambda at: statuses(at.domain)),
        Flags(_DELETION_STATUSES, _deletion_statuses),
        each_row("graces", escrow.DOMAIN_GRACES, _open_graces, _GRACE_STATUS),
        free("rdeDomain:registrant", "registrant.handle", _of("registrant"), optional=True) if contacts else None,
        each_row("contacts", escrow.DOMAIN_CONTACTS, _contacts, _CONTACT) if contacts else None,
        node("rdeDomain:ns", _NAME_SERVERS[host_model]),
        party("rdeDomain:clID", "sponsor.handle", _of("registrar")),
        party("rdeDomain:crRr", "creator.handle", _of("created_by")),
        instant("rdeDomain:crDate", "d.created_at", _of("created_at")),
        instant("rdeDomain:exDate", "d.expires_at", _of("expires_at")),
        party("rdeDomain:upRr", "updater.handle", _of("updated_by"), optional=True),
        instant("rdeDomain:upDate", "d.updated_at", _of("updated_at"), optional=True),
        node(
            "rdeDomain:secDNS",
            each_row("keys", escrow.DOMAIN_KEYS, _keys, _KEY_DATA),
            each_row("ds", escrow.DOMAIN_DS, _ds, _DS_DATA),
        ),
        instant("rdeDomain:trDate", "d.transferred_at", _of("transferred_at"), optional=True),
        _TRANSFER,
    ]
    return Table(names.DOMAIN, node("rdeDomain:domain", *present(parts)), escrow.DOMAINS, name)


def thin_domain_table(host_model: HostModel) -> Table[DomainAt]:
    """What ICANN gets of names: of their name servers the names alone."""
    name = safe("rdeDomain:name", "d.name", _of("name"))
    element = node(
        "rdeDomain:domain",
        name,
        safe("rdeDomain:roid", "d.roid", _of("roid")),
        Flags(_STATUSES[host_model], lambda at: statuses(at.domain)),
        node("rdeDomain:ns", _NAMES_OF_SERVERS[host_model]),
        party("rdeDomain:clID", "sponsor.handle", _of("registrar")),
        instant("rdeDomain:crDate", "d.created_at", _of("created_at")),
        instant("rdeDomain:exDate", "d.expires_at", _of("expires_at")),
        instant("rdeDomain:upDate", "d.updated_at", _of("updated_at"), optional=True),
    )
    return Table(names.DOMAIN, element, escrow.DOMAINS, name)


def _of(field: str) -> Callable[[DomainAt], Value]:
    get = attrgetter(field)
    return lambda at: get(at.domain)


def _instants(**words: str) -> Column[DomainAt]:
    """Instants of the way out of a name, each by its word."""

    def said(at: DomainAt) -> str:
        return " ".join(f"{word}={written(getattr(at.domain.deletion, field))}Z" for word, field in words.items())

    sql = " || ' ' || ".join(f"'{word}=' || {instant_sql(f'd.{field}')} || 'Z'" for word, field in words.items())
    return Column(sql, said)


# --- statuses --------------------------------------------------------------------------------------------------------

# A name without name servers is inactive whichever way it might have them (Domain.is_delegated).
_UNDELEGATED: Final[dict[HostModel, str]] = {
    "objects": "ns.xml IS NULL"
    " AND NOT EXISTS (SELECT FROM registry.domain_nameserver other WHERE other.domain_id = d.id)",
    "attributes": "ns.xml IS NULL AND NOT EXISTS (SELECT FROM registry.domain_host other WHERE other.domain_id = d.id)",
}
_STORED: Final = (
    "CASE WHEN d.deleted_at IS NULL THEN d.statuses"
    " ELSE array_remove(array_remove(d.statuses, 'clientDeleteProhibited'), 'serverDeleteProhibited') END"
)
_ROOM: Final = (
    f"cardinality({_STORED}) + (d.out_of_zone AND NOT 'serverHold' = ANY(d.statuses))::int"
    f" + (d.deleted_at IS NOT NULL)::int + (x.id IS NOT NULL)::int < {MOST_OF_DOMAIN}"
)
_STATUSES: Final = {
    model: status_flags(
        "rdeDomain",
        DOMAIN_CLIENT | DOMAIN_SERVER,
        "d.statuses",
        {
            "pendingDelete": "d.deleted_at IS NOT NULL",
            "pendingTransfer": "x.id IS NOT NULL",
            "serverHold": "('serverHold' = ANY(d.statuses) OR d.out_of_zone)",
            **{kept: f"d.deleted_at IS NULL AND '{kept}' = ANY(d.statuses)" for kept in DELETE_PROHIBITED},
            "inactive": f"{undelegated} AND {_ROOM}",
            "ok": f"d.statuses = '{{}}' AND NOT d.out_of_zone AND d.deleted_at IS NULL AND x.id IS NULL AND NOT ({undelegated})",
        },
    )
    for model, undelegated in _UNDELEGATED.items()
}

# On its way out a name has one of these and none of its grace periods (lifecycle.grace_statuses). The text of such a status is
# free (RFC 3915, section 3.1); ours says what time will do, so that who restores it need not guess (rde/restore/periods.py).
_DELETION_STATUSES: Final = tuple(
    Flag(name, f'<rdeDomain:rgpStatus s="{name}"/>', f"d.deleted_at IS NOT NULL AND {condition}", said)
    for name, condition, said in (
        (
            "pendingRestore",
            "d.report_due IS NOT NULL",
            _instants(endDate="report_due", redemptionEndDate="redemption_until", purgeDate="purge_at"),
        ),
        (
            "redemptionPeriod",
            "d.report_due IS NULL AND d.redemption_until > :watermark",
            _instants(endDate="redemption_until", purgeDate="purge_at"),
        ),
        ("pendingDelete", "d.report_due IS NULL AND d.redemption_until <= :watermark", _instants(endDate="purge_at")),
    )
)


@dataclass(frozen=True, slots=True)
class _OpenGraces:
    """Open periods of one kind, which show as one status."""

    kind: str
    told: str


_GRACE_STATUS: Final[Leaf[_OpenGraces]] = safe(
    "rdeDomain:rgpStatus", "g.told", lambda open_: open_.told, s=Column("g.kind", lambda open_: open_.kind)
)


def _deletion_statuses(at: DomainAt) -> tuple[str, ...]:
    return grace_statuses(at.domain, at.watermark) if at.domain.deletion else ()


def _open_graces(at: DomainAt) -> list[_OpenGraces]:
    if at.domain.deletion:
        return []
    told: dict[str, list[str]] = {}
    for grace in open_graces(at.domain, at.watermark):
        told.setdefault(grace.kind, []).append(f"endDate={written(grace.ends_at)}Z years={grace.years}")
    return [_OpenGraces(kind, "; ".join(each)) for kind, each in told.items()]


# --- links -----------------------------------------------------------------------------------------------------------

_CONTACT: Final[Leaf[ContactLink]] = Leaf(
    "rdeDomain:contact",
    Column("c.handle", lambda link: link.contact, "free"),
    {"type": Column("link.role", lambda link: link.role)},
)


def _contacts(at: DomainAt) -> tuple[ContactLink, ...]:
    return at.domain.contacts


_HOST_OBJECT: Final[Leaf[str]] = safe("domain:hostObj", "h.name", str)
_HOST_NAME: Final[Leaf[NameServer]] = safe("domain:hostName", "n.name", lambda server: server.name)
_HOST_ATTRIBUTE: Final[Node[NameServer]] = node(
    "domain:hostAttr",
    _HOST_NAME,
    each_item(
        "unnest(n.addresses) WITH ORDINALITY AS a(address, number)",
        "a.number",
        lambda server: server.addresses,
        address("domain:hostAddr"),
    ),
)
_NAME_SERVERS: Final[dict[HostModel, EachRow[DomainAt]]] = {
    "objects": each_row("ns", escrow.DOMAIN_HOSTS, lambda at: at.domain.hosts, _HOST_OBJECT),
    "attributes": each_row("ns", escrow.DOMAIN_NAMESERVERS, lambda at: at.domain.nameservers, _HOST_ATTRIBUTE),
}
_NAMES_OF_SERVERS: Final[dict[HostModel, EachRow[DomainAt]]] = {
    "objects": _NAME_SERVERS["objects"],
    "attributes": each_row(
        "ns", escrow.DOMAIN_NAMESERVERS, lambda at: at.domain.nameservers, node("domain:hostAttr", _HOST_NAME)
    ),
}

# --- keys ------------------------------------------------------------------------------------------------------------

_DS_DATA: Final[Node[DsData]] = node(
    "secDNS:dsData",
    safe("secDNS:keyTag", "s.key_tag", lambda ds: ds.key_tag),
    safe("secDNS:alg", "s.algorithm", lambda ds: ds.algorithm),
    safe("secDNS:digestType", "s.digest_type", lambda ds: ds.digest_type),
    free("secDNS:digest", "s.digest", lambda ds: ds.digest),
)
_KEY_DATA: Final[Node[KeyData]] = node(
    "secDNS:keyData",
    safe("secDNS:flags", "s.flags", lambda key: key.flags),
    safe("secDNS:protocol", "s.protocol", lambda key: key.protocol),
    safe("secDNS:alg", "s.algorithm", lambda key: key.algorithm),
    free("secDNS:pubKey", "s.public_key", lambda key: key.public_key),
)


def _ds(at: DomainAt) -> list[DsData]:
    return [record for record in at.domain.dnssec if isinstance(record, DsData)]


def _keys(at: DomainAt) -> list[KeyData]:
    return [record for record in at.domain.dnssec if isinstance(record, KeyData)]


# --- transfer --------------------------------------------------------------------------------------------------------


def _transfer(get: Callable[[Transfer], Value]) -> Callable[[DomainAt], Value]:
    def of_pending(at: DomainAt) -> Value:
        return get(at.domain.pending_transfer) if at.domain.pending_transfer else None

    return of_pending


# Only while it is pending: a transfer that ended shows as sponsor and transfer date.
_TRANSFER: Final[Node[DomainAt]] = node(
    "rdeDomain:trnData",
    Leaf("rdeDomain:trStatus", Column("x.status", _transfer(lambda x: x.status), optional=True)),
    party("rdeDomain:reRr", "gaining.handle", _transfer(lambda x: x.gaining), optional=True),
    instant("rdeDomain:reDate", "x.requested_at", _transfer(lambda x: x.requested_at), optional=True),
    party("rdeDomain:acRr", "losing.handle", _transfer(lambda x: x.losing), optional=True),
    instant("rdeDomain:acDate", "x.act_by", _transfer(lambda x: x.act_by), optional=True),
    instant("rdeDomain:exDate", "x.expires_at", _transfer(lambda x: x.expires_at), optional=True),
)
