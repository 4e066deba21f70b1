"""Writing down what befell a name around its expiry: the steps of its ladder, and a renewal that nobody could pay for."""

from dataclasses import replace
from typing import Final

from registry.actions.host_retirement import warn_of_end
from registry.actions.money import reverse
from registry.actions.tell_change import tell_sponsor
from registry.actions.transfer_end import tell_parties
from registry.actions.write import write_domain
from registry.context import Context
from registry.model.domain import Domain
from registry.model.lifecycle import AutoDeleted, AutoRenewed, Stepped
from registry.model.poll import ChangeOperation
from registry.model.steps import Step, Transition
from registry.store import ledger
from registry.store.sql import Connection

# How history calls each step, and RFC 8590 (section 2.1) what it does.
_EVENTS: Final[dict[Transition, str]] = {"notify": "expiryNotice", "expire": "expire", "hold": "expiryHold"}
CHANGES: Final[dict[Transition, tuple[ChangeOperation, str | None]]] = {
    "notify": ("custom", "expiryNotice"),
    "expire": ("custom", "expire"),
    "hold": ("custom", "hold"),
    "delete": ("autoDelete", None),
}


async def write_step(cx: Context, db: Connection, event: Stepped, stored: Domain) -> None:
    """The name has taken a step; its sponsor is told."""
    after = await write_domain(cx, db, _EVENTS[event.step.transition], stored, event.after)
    await _tell(cx, db, event.step, after)


async def write_auto_delete(cx: Context, db: Connection, event: AutoDeleted, stored: Domain) -> None:
    """The name is on its way out, and a transfer of it that still waited has come to nothing."""
    after = await write_domain(cx, db, "autoDelete", stored, event.after)
    if stored.pending_transfer:
        assert after.transfer
        if after.transfer.ledger_id:
            await reverse(cx, db, [after.transfer.ledger_id])
        await tell_parties(cx, db, "domain", after.name, after.transfer)
    await _tell(cx, db, event.step, after)
    await warn_of_end(cx, db, after)


async def _tell(cx: Context, db: Connection, step: Step, domain: Domain) -> None:
    operation, detail = CHANGES[step.transition]
    await tell_sponsor(cx, db, domain, step.message, operation, detail)


async def is_covered(
    cx: Context, db: Connection, stored: Domain, event: AutoRenewed, price: int, currency: str
) -> bool:
    """Whether the account held the price of a renewal when it fell due; what came in or went out since does not count.

    A TLD that lets accounts owe does not ask.
    """
    if event.policy.rules.unfunded == "owe":
        return True
    funds = await ledger.funds_at(db, registrar=stored.registrar, currency=currency, at=event.at)
    return funds is not None and funds >= price


async def write_unpaid(cx: Context, db: Connection, stored: Domain) -> None:
    """The name is not renewed; what that leads to are steps of their own, from the expiry on."""
    after = await write_domain(cx, db, "renewalUnpaid", stored, replace(stored, renewal="unpaid"))
    await tell_sponsor(cx, db, after, "Domain could not be renewed: the balance is short.", "custom", "renewalUnpaid")
