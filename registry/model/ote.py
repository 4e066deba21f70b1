"""What a registrar in OT&E (operational test and evaluation) is given: two accounts, and sandboxes in different phases.

Everything is named after one word, the account's name: `acme` has the registrars `acme-1` and `acme-2`, between which names are
transferred, and the TLDs `acme-sunrise`, `acme-ga` and so on.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from registry.model.amending import amended
from registry.model.policy import Rules

# Whose rules a sandbox begins with: the documents of docs/policies.
Base = Literal["gtld", "cctld"]

NAME: Final = re.compile(r"[a-z][a-z0-9]{2,10}")
ACCOUNTS: Final = (1, 2)
PREMIUM_LIST, RESERVED_LIST = "ote-premium", "ote-reserved"
# Classes and reservations by label; lists that there are stay as they are.
PREMIUM: Final[Mapping[str, str]] = {"gold": "premium", "silver": "premium", "diamond": "platinum"}
RESERVED: Final[Mapping[str, str]] = {"reserved": "reserved", "withheld": "withheld"}
# What each account has to spend at first in each currency that its sandboxes are sold for, in minor units.
FUNDS: Final = 100_000_000
# Second-level names that belong to nobody (RFC 2606, section 3): hosts below them are in no real registrar's way.
EXAMPLES: Final = ("example.com", "example.net", "example.org")

_STEPS: Final = ((90, 100_000), (180, 20_000), (365, 5_000))


@dataclass(frozen=True, slots=True)
class Sandbox:
    """One TLD of an account: whose rules it begins with, what is otherwise, and what it is for in words."""

    suffix: str
    base: Base
    says: str
    changes: Callable[[Rules, datetime], Mapping[str, Any]]

    def tld(self, name: str) -> str:
        return f"{name}-{self.suffix}"

    def rules(self, base: Rules, now: datetime) -> Rules:
        """Registrars practise here, transfers included, and from the first day on. Raises RulesUnsound."""
        return amended(base, {"sandbox": True, "transfer_lock_days": 0, **self.changes(base, now)})


def _sunrise(base: Rules, now: datetime) -> dict[str, Any]:
    phases = [
        {"name": "sunrise", "needs": ["mark"]},
        {"name": "sunrise", "subphase": "end-date", "needs": ["mark"], "creates": "application"},
        {"name": "landrush", "creates": "application", "first_status": "pendingAllocation"},
    ]
    return {"phases": phases}


def _claims(base: Rules, now: datetime) -> dict[str, Any]:
    return {"phases": [{"name": "claims", "needs": ["notice"]}]}


def _available(base: Rules, now: datetime) -> dict[str, Any]:
    def rate(operation: str, name_class: str, amount: int) -> dict[str, Any]:
        return {
            "operation": operation,
            "currency": base.prices.currency,
            "name_class": name_class,
            "amount": amount,
        }

    rates = [
        rate("create", "premium", 10 * base.prices.create),
        rate("create", "platinum", 100 * base.prices.create),
        rate("renew", "platinum", 100 * base.prices.renew),
        rate("transfer", "platinum", 100 * base.prices.transfer),
    ]
    return {"lists": [PREMIUM_LIST, RESERVED_LIST], "rates": rates}


def _early_access(base: Rules, now: datetime) -> dict[str, Any]:
    ladder = [
        {"valid_to": (now + timedelta(days=days)).isoformat(), "currency": base.prices.currency, "amount": amount}
        for days, amount in _STEPS
    ]
    return {**_available(base, now), "early_access": ladder, "contacts": "forbidden"}


def _country(base: Rules, now: datetime) -> dict[str, Any]:
    return {}


SANDBOXES: Final = (
    Sandbox("sunrise", "gtld", "sunrise by start date and by end date, landrush with applications", _sunrise),
    Sandbox("claims", "gtld", "claims period: notices for labels with trademark claims", _claims),
    Sandbox("ga", "gtld", "general availability: names with a past, premium and reserved names", _available),
    Sandbox("eap", "gtld", "early access that becomes cheaper in steps; no contacts", _early_access),
    Sandbox("cc", "cctld", "a country's TLD: transfers at once, deletes at once, a ladder at the expiry", _country),
)


def registrars_of(name: str) -> tuple[str, ...]:
    """The handles of an account's registrars."""
    return tuple(f"{name}-{number}" for number in ACCOUNTS)


def tlds_of(name: str) -> tuple[str, ...]:
    return tuple(sandbox.tld(name) for sandbox in SANDBOXES)


def name_of(handle: str) -> str | None:
    """The name of the account whose first registrar has this handle."""
    name, _, number = handle.rpartition("-")
    return name if number == str(ACCOUNTS[0]) and NAME.fullmatch(name) else None
