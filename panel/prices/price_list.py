"""The price list as a registrar has it: every operation on every class of names, by the calculator that charges for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from registry.actions.quoting import terms_of
from registry.model.phases import phase_at
from registry.model.policy import Policy
from registry.model.pricing import OPERATIONS, STANDARD, NotSold, Operation, Quote, Terms
from registry.store.sql import Connection


@dataclass(frozen=True, slots=True)
class Line:
    """What operations for a year (a restore: once) cost on names of a class, in the order of OPERATIONS; None: they are not sold
    on these terms."""

    name_class: str
    quotes: tuple[Quote | None, ...]


@dataclass(frozen=True, slots=True)
class Tariff:
    """Of one TLD; `phase` is the phase of its launch that is on, `closed`: none is."""

    policy: Policy
    terms: Terms
    phase: str | None
    closed: bool
    lines: tuple[Line, ...]


async def price_list(db: Connection, policies: Sequence[Policy], registrar: str | None, now: datetime) -> list[Tariff]:
    """On the terms of a registrar's accreditations, or on each TLD's own."""
    return [_tariff(each, await terms_of(db, registrar, each, now), now) for each in policies]


def _tariff(policy: Policy, terms: Terms, now: datetime) -> Tariff:
    phase = phase_at(policy.rules.phases, now)
    classes = sorted({rate.name_class for rate in policy.rules.rates} - {STANDARD})
    lines = tuple(
        Line(each, tuple(_quote(policy, operation, terms, now, each) for operation in OPERATIONS))
        for each in (STANDARD, *classes)
    )
    named = " ".join(filter(None, (phase.name, phase.subphase))) if phase and policy.rules.phases else None
    return Tariff(policy, terms, named, phase is None, lines)


def _quote(policy: Policy, operation: Operation, terms: Terms, now: datetime, name_class: str) -> Quote | None:
    phase = phase_at(policy.rules.phases, now) if operation == "create" else None
    years = 0 if operation == "transfer" and not policy.rules.transfer_years else 1
    try:
        return policy.quote(operation, years, terms, now, name_class, phase=phase.named if phase else None)
    except NotSold:
        return None
