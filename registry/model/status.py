"""Everything that decides which status forbids which verb, and which statuses are shown.

The rules of this file: what a status forbids is in FORBIDS; who may set it is in its prefix; what is never stored but
follows from other facts (ok, inactive, linked, pending…) is computed where the object is shown.
"""

from collections.abc import Iterable, Set
from typing import Final

# Verbs as policy speaks of them. `restore` is the update that asks for a restore (RFC 3915, section 4.2.5).
FORBIDS: Final[dict[str, frozenset[str]]] = {
    "clientDeleteProhibited": frozenset({"delete"}),
    "clientHold": frozenset(),
    "clientRenewProhibited": frozenset({"renew"}),
    "clientTransferProhibited": frozenset({"transfer"}),
    "clientUpdateProhibited": frozenset({"update"}),
    "serverDeleteProhibited": frozenset({"delete"}),
    "serverHold": frozenset(),
    "serverRenewProhibited": frozenset({"renew"}),
    "serverTransferProhibited": frozenset({"transfer"}),
    "serverUpdateProhibited": frozenset({"update"}),
    "pendingTransfer": frozenset({"delete", "renew", "transfer", "update"}),
    "pendingDelete": frozenset({"delete", "renew", "transfer", "update"}),
    "ok": frozenset(),
    "inactive": frozenset(),
    "linked": frozenset(),
}

DOMAIN_CLIENT: Final = frozenset(
    {
        "clientDeleteProhibited",
        "clientHold",
        "clientRenewProhibited",
        "clientTransferProhibited",
        "clientUpdateProhibited",
    }
)
HOST_CLIENT: Final = frozenset({"clientDeleteProhibited", "clientUpdateProhibited"})
CONTACT_CLIENT: Final = frozenset({"clientDeleteProhibited", "clientTransferProhibited", "clientUpdateProhibited"})


def servers_own(client_statuses: Set[str]) -> frozenset[str]:
    """The statuses that only the registry sets, one beside each of the clients'."""
    return frozenset(status.replace("client", "server") for status in client_statuses)


DOMAIN_SERVER: Final = servers_own(DOMAIN_CLIENT)

# A domain shows no more statuses than this (RFC 5731, section 4): `inactive` gives way, since it can be seen otherwise.
MOST_OF_DOMAIN: Final = 11

# A name that time deletes keeps these aside: they never stand beside pendingDelete (RFC 5731, section 2.3).
DELETE_PROHIBITED: Final = frozenset({"clientDeleteProhibited", "serverDeleteProhibited"})

# With these a name keeps its registration but is not published in the DNS.
HOLDS: Final = frozenset({"clientHold", "serverHold"})

# "inactive" only says that nothing is delegated; it stands beside any other status and does not replace "ok"'s silence.
_QUIET: Final = frozenset({"linked"})


def forbidding(verb: str, statuses: Iterable[str]) -> list[str]:
    """The statuses among `statuses` that forbid `verb`, in a stable order."""
    return sorted(status for status in statuses if verb in FORBIDS[status])


def shown(stored: Set[str], derived: Iterable[str] = ()) -> tuple[str, ...]:
    """What an answer lists: stored and derived statuses, and `ok` when nothing but `linked` stands beside it.

    RFC 5731 section 2.3, RFC 5732 section 2.3, RFC 5733 section 2.2: `ok` never stands with another status (of
    these, only `linked` may accompany it).
    """
    statuses = {*stored, *derived}
    if not statuses - _QUIET:
        statuses.add("ok")
    return tuple(sorted(statuses))
