"""The states of accounts, and by which steps one becomes another; whoever changes a state asks here."""

from dataclasses import dataclass
from typing import Final, Literal

State = Literal["active", "blocked", "deleted", "wiped"]
Step = Literal["block", "unblock", "delete", "restore", "erase"]

STATES: Final[dict[str, str]] = {"active": "Active", "blocked": "Blocked", "deleted": "Deleted", "wiped": "Wiped"}

# What the logins of wiped accounts begin with, and no others.
TOMBSTONE: Final = "wiped-"


@dataclass(frozen=True, slots=True)
class Transition:
    """From which states a step leads to which; `needs_nobody_below`: no client may stand below that is there still."""

    before: frozenset[str]
    after: State
    needs_nobody_below: bool = False


TRANSITIONS: Final[dict[Step, Transition]] = {
    "block": Transition(frozenset({"active"}), "blocked"),
    "unblock": Transition(frozenset({"blocked"}), "active"),
    "delete": Transition(frozenset({"active", "blocked"}), "deleted", needs_nobody_below=True),
    "restore": Transition(frozenset({"deleted"}), "active"),
    "erase": Transition(frozenset({"deleted"}), "wiped", needs_nobody_below=True),
}


class StepRefused(Exception):
    """No such step leads from where the account is; the message is for people."""


def after(step: Step, state: str) -> State:
    """The state that a step leads to. Raises StepRefused."""
    transition = TRANSITIONS[step]
    if state == transition.after:
        raise StepRefused(f"It is {state} already.")
    if state not in transition.before:
        raise StepRefused(f"It is {STATES.get(state, state).lower()}.")
    return transition.after
