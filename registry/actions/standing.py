"""What a registrar may ask that is not active: the one that is suspended may look and let names go, one in OT&E what it likes
(in the sandboxes that it is accredited for), an applicant and the terminated one nothing.

A process knows those that are not active (Registry.standings, kept fresh by registry/start.py), so no command asks the
database for it.
"""

from typing import Final

from registry.context import Context
from registry.errors import NotAuthorized, PolicyForbids, RegistrarTerminated
from registry.model.ote import EXAMPLES
from registry.model.registrar import OUTSIDE
from registry.requests.contact import ContactInfo, ContactTransfer
from registry.requests.domain import DomainCreate, DomainInfo, DomainTransfer
from registry.requests.host import HostCreate, HostInfo, HostUpdate
from registry.requests.poll import PollAck, PollRequest

# Wishes by kind and, where they have one, operation.
_WHILE_SUSPENDED: Final[frozenset[tuple[type, str | None]]] = frozenset(
    {
        (ContactInfo, None),
        (ContactTransfer, "approve"),
        (ContactTransfer, "query"),
        (DomainInfo, None),
        (DomainTransfer, "approve"),
        (DomainTransfer, "query"),
        (HostInfo, None),
        (PollAck, None),
        (PollRequest, None),
    }
)


def demand_standing(cx: Context, wish: object) -> None:
    """Raises NotAuthorized for what a suspended registrar may not ask, RegistrarTerminated for whatever one outside does; for one
    in OT&E NotAuthorized for names in TLDs that are no sandboxes, and PolicyForbids for hosts that others may want."""
    registrar_id = cx.actor.registrar_id
    state = None if registrar_id is None else cx.registry.standings.get(registrar_id)
    if state in OUTSIDE:
        raise RegistrarTerminated("The registrar may not come in any more.")
    if state == "ote" and _gains_outside_a_sandbox(cx, wish):
        raise NotAuthorized("A registrar in OT&E gains names in sandboxes alone.")
    if state == "ote" and (host := _host_that_others_may_want(cx, wish)):
        where = f"{', '.join(EXAMPLES[:-1])} or {EXAMPLES[-1]}"
        raise PolicyForbids(f"A registrar in OT&E names hosts outside below {where}.", "host:name", host)
    if state == "suspended" and (type(wish), getattr(wish, "operation", None)) not in _WHILE_SUSPENDED:
        raise NotAuthorized("A suspended registrar may look, read its messages and let names go.")


def _gains_outside_a_sandbox(cx: Context, wish: object) -> bool:
    """Names that it has elsewhere, from a time before, stay its own to manage."""
    if not isinstance(wish, DomainCreate) and not (isinstance(wish, DomainTransfer) and wish.operation == "request"):
        return False
    tld = cx.book.tld_of(wish.name)
    return tld is not None and not cx.book.at(tld, cx.now).rules.sandbox


def _host_that_others_may_want(cx: Context, wish: object) -> str | None:
    """The name that the wish gives a host where it lies neither in a TLD of ours nor below what is nobody's.

    There is one host of a name for all registrars, and whoever creates it first sponsors it.
    """
    name = wish.name if isinstance(wish, HostCreate) else wish.new_name if isinstance(wish, HostUpdate) else None
    if name is None or cx.book.tld_of(name) is not None or name.endswith(tuple(f".{each}" for each in EXAMPLES)):
        return None
    return name
