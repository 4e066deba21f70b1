"""An application belongs to the phase in which it was made."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.model.phases import NamedPhase
from registry.policy.case import Case
from registry.requests.domain import ApplicationDelete, ApplicationUpdate, DomainInfo


def application_is_of_the_phase(case: Case[ApplicationUpdate | ApplicationDelete | DomainInfo]) -> Iterator[Refusal]:
    """The phase that a command names is that one (RFC 8334, section 2.3: 2306); a subphase may be left out."""
    named, phase = _named(case.wish), case.applied.phase
    if named.name != phase.name or named.subphase not in (None, phase.subphase):
        attribute = ("name", named.subphase) if named.subphase is not None else None
        yield PolicyForbids("The application was not made in this phase.", "launch:phase", named.name, attribute)


def _named(wish: ApplicationUpdate | ApplicationDelete | DomainInfo) -> NamedPhase:
    if isinstance(wish, DomainInfo):
        assert wish.launch
        return wish.launch.phase
    return wish.phase
