"""Fees as registrars ask for them and state them (RFC 8748), and what they are told."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from registry.model.money import Money
from registry.model.period import Period
from registry.model.pricing import Quote

FeeOperation = Literal["create", "renew", "transfer", "restore", "update", "delete", "custom"]


@dataclass(frozen=True, slots=True)
class StatedFee:
    """What a registrar believes a command costs, credits taken off, in major units; without a currency: in its own."""

    total: Decimal
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class FeeCommand:
    """One question of a fee check: what an operation on each of the names would cost; no period: the default one."""

    operation: FeeOperation
    period: Period | None = None
    phase: str | None = None
    subphase: str | None = None
    custom: str | None = None


@dataclass(frozen=True, slots=True)
class FeeCheck:
    commands: tuple[FeeCommand, ...]
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class FundsTold:
    """What is on a registrar's account after a command, and what it may owe (RFC 8748, sections 3.5 and 3.6)."""

    balance: Money
    credit_limit: Money


@dataclass(frozen=True, slots=True)
class FeeAnswer:
    """To one question: a quote (None: it costs nothing), or the reason why there is none; `credits` are given back."""

    command: FeeCommand
    period: Period
    quote: Quote | None
    reason: str | None = None
    credits: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True)
class NameFees:
    """All answers about one name, or the one reason why there are none."""

    currency: str
    name_class: str | None = None
    answers: tuple[FeeAnswer, ...] = ()
    reason: str | None = None

    @property
    def are_known(self) -> bool:
        return self.reason is None and all(answer.reason is None for answer in self.answers)
