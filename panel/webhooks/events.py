"""What webhooks can be told of, as a table: each type of event, and the permission of those whom it may be told.

An event says that something happened and to what; what it is now the API tells to whoever may know. So nothing leaves by a
webhook that a list would not show, and what is sent again after years says nothing that was to be forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of event; who holds `permission` may choose it, and is told of those that lie in their scope."""

    name: str
    title: str
    permission: str


KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind("domain.created", "A domain is there", "domain.read"),
        Kind("domain.updated", "A domain was changed", "domain.read"),
        Kind("domain.renewed", "A domain lives on", "domain.read"),
        Kind("domain.transfer", "A transfer of a domain went on", "domain.read"),
        Kind("domain.deleted", "A domain is being deleted, or is gone", "domain.read"),
        Kind("domain.restored", "A domain comes back, or fails to", "domain.read"),
        Kind("contact.created", "A contact is there", "contact.read"),
        Kind("contact.updated", "A contact was changed", "contact.read"),
        Kind("contact.transfer", "A transfer of a contact went on", "contact.read"),
        Kind("contact.deleted", "A contact is gone", "contact.read"),
        Kind("host.created", "A host is there", "host.read"),
        Kind("host.updated", "A host was changed", "host.read"),
        Kind("host.transfer", "A host went with its domain", "host.read"),
        Kind("host.deleted", "A host is gone", "host.read"),
        Kind("application.created", "An application is there", "application.read"),
        Kind("application.updated", "An application went on", "application.read"),
        Kind("application.deleted", "An application is gone", "application.read"),
        Kind("registrar.updated", "A registrar was changed", "registrar.read"),
        Kind("message.queued", "A poll message waits", "message.read"),
        Kind("money.booked", "Something was booked", "registrar.read-financial-info"),
        Kind("money.topped-up", "Money came in", "registrar.read-financial-info"),
        Kind("money.low", "The balance is low", "registrar.read-financial-info"),
        Kind("client-contact.changed", "A client's contact was changed", "client-contact.read"),
        Kind("document.changed", "A document was changed", "document.read"),
    )
}

# What somebody asks for to see whether anybody listens; nobody chooses it, and everybody may have it.
TEST: Final = "webhook.test"

# The word of history that an event is told under; what is in no line is an update.
_TOLD_AS: Final[Mapping[str, str]] = {
    "create": "created",
    "rise": "created",
    "renew": "renewed",
    "autoRenew": "renewed",
    "transfer": "transfer",
    "transferRequest": "transfer",
    "transferApprove": "transfer",
    "transferReject": "transfer",
    "transferCancel": "transfer",
    "serverApproved": "transfer",
    "serverCancelled": "transfer",
    "delete": "deleted",
    "autoDelete": "deleted",
    "purge": "deleted",
    "restore": "restored",
    "restoreRequest": "restored",
    "restoreReport": "restored",
    "restoreLapse": "restored",
}


def type_of(kind: str, event: str) -> str | None:
    """Of a version in the registry's history; None: webhooks are not told of such."""
    named = f"{kind}.{_TOLD_AS.get(event, 'updated')}"
    return named if named in KINDS else f"{kind}.updated" if f"{kind}.updated" in KINDS else None


def permission_of(type: str) -> str:
    return "webhook.read" if type == TEST else KINDS[type].permission


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: `source_id` is the row that tells of it, `object` what it is about, `parties` the handles of the
    registrars that it concerns and `client` the client, with its sellers; nobody hears of it before `due`. `data` are told to all
    of them, `private` only to the house and to registrar `by`, who did it."""

    type: str
    source_id: int | None
    at: datetime
    object: str
    data: Mapping[str, Any]
    parties: frozenset[str] = frozenset()
    client: int | None = None
    sellers: frozenset[int] = frozenset()
    due: datetime | None = None
    by: str | None = None
    private: Mapping[str, Any] = field(default_factory=dict)
