"""The dashboard of each role, before anybody has chosen: which widgets, in which order."""

from typing import Final

_STAFF: Final = (
    "dashboard.figures",
    "dashboard.to-do",
    "dashboard.names",
    "dashboard.revenue",
    "dashboard.queues",
    "service_levels.doors",
    "transfers.waiting",
    "deposits.latest",
    "dashboard.tlds",
    "dashboard.commands",
    "dashboard.changes",
)
_WITHOUT_MONEY: Final = tuple(each for each in _STAFF if each != "dashboard.revenue")
_REGISTRAR: Final = (
    "dashboard.figures",
    "dashboard.to-do",
    "dashboard.balance",
    "dashboard.names",
    "domains.expiring",
    "messages.waiting",
    "transfers.latest",
    "dashboard.commands",
    "dashboard.tlds",
)
_SELLER: Final = (
    "dashboard.own-figures",
    "dashboard.own-to-do",
    "dashboard.new-clients",
    "clients.latest",
    "documents.ending",
    "notifications.latest",
)

# A role that is not here begins with all that it may see.
USUAL: Final[dict[str, tuple[str, ...]]] = {
    "master": _STAFF,
    "manager": _STAFF,
    "junior-manager": _STAFF,
    "accountant": (
        "dashboard.figures",
        "dashboard.revenue",
        "dashboard.to-do",
        "dashboard.names",
        "dashboard.tlds",
        "dashboard.changes",
    ),
    "support": _WITHOUT_MONEY,
    "admin": (
        "dashboard.figures",
        "dashboard.to-do",
        "dashboard.commands",
        "service_levels.doors",
        "dashboard.queues",
        "deposits.latest",
        "dashboard.names",
        "dashboard.changes",
    ),
    "registrar": _REGISTRAR,
    "registrar-technical": tuple(each for each in _REGISTRAR if each != "dashboard.balance"),
    "registrar-finance": (
        "dashboard.figures",
        "dashboard.to-do",
        "dashboard.balance",
        "dashboard.names",
        "domains.expiring",
        "dashboard.tlds",
    ),
    "registrar-support": tuple(each for each in _REGISTRAR if each != "dashboard.balance"),
    "registrar-read": tuple(each for each in _REGISTRAR if each != "dashboard.balance"),
    "reseller": _SELLER,
    "reseller-manager": _SELLER,
    "reseller-support": _SELLER,
    "reseller-read": _SELLER,
    "client": (
        "dashboard.own-figures",
        "dashboard.own-to-do",
        "documents.ending",
        "notifications.latest",
        "reminders.next",
        "client_contacts.latest",
    ),
}


def usual_for(roles: frozenset[str]) -> tuple[str, ...] | None:
    """Of several roles each adds what those before have not; None: no role says anything."""
    known = [role for role in USUAL if role in roles]
    return tuple(dict.fromkeys(name for role in known for name in USUAL[role])) if known else None
