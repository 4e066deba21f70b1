"""A name on a reserved list of the TLD is registered by nobody but who brings what opens its kind of reservation."""

from collections.abc import Iterator

from registry.errors import ObjectExists, PolicyForbids, Refusal
from registry.model.reservation import Opener, reservation_of
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def name_is_not_reserved(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """Some kinds are opened by an allocation token for reserved names, one by the phase of the holders of marks."""
    if case.reservation is None:
        return
    reservation = reservation_of(case.reservation)
    if _has(case, reservation.opener):
        return
    if reservation.exists:
        yield ObjectExists(reservation.said, "domain:name", case.wish.name)
    else:
        yield PolicyForbids(reservation.said, "domain:name", case.wish.name)


def _has(case: Case[DomainCreate], opener: Opener) -> bool:
    match opener:
        case "token":
            return case.token is not None and case.token.frees_reserved
        case "mark":  # that one is shown, the phase demands
            return case.phase is not None and "mark" in case.phase.needs and not case.phase.qlp
        case None:
            return False
