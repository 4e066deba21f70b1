"""What documents can be: their types, their states and the steps between them, and the statuses that are set and taken back."""

from typing import Final, Literal

State = Literal["kept", "deleted"]
Step = Literal["delete", "restore"]
Status = Literal["verified", "signed", "sent", "accepted"]

TYPES: Final[dict[str, str]] = {
    "invoice": "Invoice",
    "acceptance": "Acceptance report",
    "contract": "Contract",
    "probation": "Contract on probation",
    "nda": "Non-disclosure agreement",
    "identity-card": "Identity card",
    "passport": "Passport",
    "address-proof": "Proof of address",
    "other": "Other",
}
STATES: Final[dict[str, str]] = {"kept": "Kept", "deleted": "Deleted"}
# From which state a step leads to which.
TRANSITIONS: Final[dict[Step, tuple[State, State]]] = {"delete": ("kept", "deleted"), "restore": ("deleted", "kept")}
STATUSES: Final[dict[str, str]] = {
    "verified": "Verified",
    "signed": "Signed",
    "sent": "Sent",
    "accepted": "Accepted",
}
# What nobody says of their own documents.
BY_OTHERS: Final = frozenset({"verified"})


def why_no_step(step: Step, state: str) -> str | None:
    """What keeps a document from making a step; None: nothing."""
    before, after = TRANSITIONS[step]
    if state == after:
        return f"It is {state} already."
    return None if state == before else f"It is {state}."
