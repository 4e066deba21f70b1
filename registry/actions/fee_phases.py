"""Which phase of a TLD's launch a question about fees is about (RFC 8748, section 3.8)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from registry.context import Context
from registry.errors import ParameterMissing, ParameterRange
from registry.model.fees import FeeCheck, FeeCommand
from registry.model.phases import OPEN, NamedPhase, phases_at
from registry.model.policy import Policy


def demand_known_phases(cx: Context, names: Iterable[str], ask: FeeCheck) -> None:
    """Raise the refusal of a question that names a phase which one of the TLDs has not, or leaves open which it means."""
    tlds = {tld for name in names if (tld := cx.book.tld_of(name)) is not None}
    for command in ask.commands:
        if command.subphase is not None and command.phase is None:
            raise ParameterMissing("A subphase is one of a phase.", "fee:command", command.subphase)
        for tld in tlds:
            in_its_phase(command, cx.book.at(tld, cx.now), cx.now)


def in_its_phase(command: FeeCommand, policy: Policy, at: datetime) -> FeeCommand:
    """The question with the phase that it is about, where the TLD has phases; one without stays as it is."""
    if not policy.rules.phases and command.phase is None:
        return command
    phase = _asked(command, policy, at) if command.phase is not None else _current(policy, at)
    return replace(command, phase=phase.name, subphase=phase.subphase)


def _asked(command: FeeCommand, policy: Policy, at: datetime) -> NamedPhase:
    listed = policy.rules.phases or (OPEN,)
    of_the_name = [phase for phase in listed if phase.name == command.phase]
    if not of_the_name:
        raise ParameterRange("There is no such phase here.", "fee:command", command.phase)
    if command.subphase is not None:
        if all(phase.subphase != command.subphase for phase in of_the_name):
            raise ParameterRange("There is no such phase here.", "fee:command", command.subphase)
        return NamedPhase(of_the_name[0].name, command.subphase)
    meant = {phase.named for phase in of_the_name if phase.is_on(at)} or {phase.named for phase in of_the_name}
    return _only(meant)


def _current(policy: Policy, at: datetime) -> NamedPhase:
    """The phase that is on; when none is, it is general availability that is asked about."""
    return _only({phase.named for phase in phases_at(policy.rules.phases, at)} or {OPEN.named})


def _only(meant: set[NamedPhase]) -> NamedPhase:
    if len(meant) > 1:
        raise ParameterMissing("Several phases could be meant: name one, with its subphase.", "fee:command", "")
    return meant.pop()
