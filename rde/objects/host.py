"""Host objects as escrow keeps them (RFC 9022, section 5.2)."""

from typing import Final

from rde.objects import names
from rde.objects.address import address
from rde.objects.status import status_flags
from rde.parts import Flags, Leaf, Table, each_item, instant, node, party, safe
from registry.model.status import DELETE_PROHIBITED, HOST_CLIENT, servers_own
from registry.requests.host import HostView
from registry.store import escrow

# Linked by a name that still lives at the watermark (a purge elsewhere may have fallen due without being written), or by an
# application for one: applications themselves are not deposited. Or by a suspended name, which may be given it back.
_LINKED: Final = """(SELECT true
                       FROM registry.domain_host l
                       JOIN registry.domain u ON u.id = l.domain_id
                      WHERE l.host_id = h.id
                        AND (u.purge_at IS NULL OR u.purge_at > :watermark)
                      UNION ALL
                     SELECT true FROM registry.application_host l WHERE l.host_id = h.id
                      UNION ALL
                     SELECT true FROM registry.former_host l WHERE l.host_id = h.id
                      LIMIT 1)"""
# A host shares the fate of the name it lies below.
_ENDING: Final = (
    "(h.superordinate_id IS NOT NULL AND EXISTS (SELECT FROM registry.domain s"
    " WHERE s.id = h.superordinate_id AND s.deleted_at IS NOT NULL))"
)
_STORED: Final = HOST_CLIENT | servers_own(HOST_CLIENT)
_DERIVED: Final = {
    "linked": _LINKED,
    "pendingTransfer": "x.id IS NOT NULL",
    "pendingDelete": _ENDING,
    **{kept: f"'{kept}' = ANY(h.statuses) AND NOT {_ENDING}" for kept in sorted(DELETE_PROHIBITED)},
    "ok": f"h.statuses = '{{}}' AND x.id IS NULL AND NOT {_ENDING}",
}

_NAME: Final[Leaf[HostView]] = safe("rdeHost:name", "h.name", lambda view: view.host.name)

HOST_TABLE: Final[Table[HostView]] = Table(
    names.HOST,
    node(
        "rdeHost:host",
        _NAME,
        safe("rdeHost:roid", "h.roid", lambda view: view.host.roid),
        Flags(status_flags("rdeHost", _STORED, "h.statuses", _DERIVED), lambda view: view.statuses),
        each_item(
            "unnest(h.addresses) WITH ORDINALITY AS a(address, number)",
            "a.number",
            lambda view: view.host.addresses,
            address("rdeHost:addr"),
        ),
        party("rdeHost:clID", "sponsor.handle", lambda view: view.host.registrar),
        party("rdeHost:crRr", "creator.handle", lambda view: view.host.created_by),
        instant("rdeHost:crDate", "h.created_at", lambda view: view.host.created_at),
        party("rdeHost:upRr", "updater.handle", lambda view: view.host.updated_by, optional=True),
        instant("rdeHost:upDate", "h.updated_at", lambda view: view.host.updated_at, optional=True),
        instant("rdeHost:trDate", "h.transferred_at", lambda view: view.host.transferred_at, optional=True),
    ),
    escrow.HOSTS,
    _NAME,
)
