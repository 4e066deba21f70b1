"""Deciding about a proposed top-up: another operator than its proposer confirms it, and then it is booked; or it is not to be."""

from registry.actions.registrar_top_up import book_top_up
from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import NotAuthorized, ObjectMissing
from registry.model.topup import STEPS, TopUp, TopUpStep
from registry.policy.case import Rule, judge
from registry.policy.order import RULES
from registry.policy.topup_case import TopUpCase
from registry.requests.registrar import RegistrarTopUp
from registry.store import topups
from registry.store.sql import Connection

_RULES: dict[TopUpStep, tuple[Rule, ...]] = {
    "confirm": RULES["topup decide confirm"],
    "decline": RULES["topup decide decline"],
    "withdraw": RULES["topup decide withdraw"],
}


@transacted
async def topup_decide(cx: Context, db: Connection, number: int, step: TopUpStep) -> TopUp:
    """The top-up as it then is; confirmed, its money is in the account, in the same transaction.

    Raises ObjectMissing and what the rules refuse.
    """
    if cx.actor.operator is None:
        raise NotAuthorized("The registry decides about top-ups.")
    proposed = await topups.hold(db, number=number)
    if proposed is None:
        raise ObjectMissing("There is no such top-up.", "topUp", str(number))
    judge(TopUpCase(cx.actor, step, proposed), _RULES[step])
    ledger_id = None
    if step == "confirm":
        wish = RegistrarTopUp(proposed.registrar, proposed.amount, proposed.currency, proposed.reason)
        ledger_id = (await book_top_up(cx, db, wish)).ledger_id
    return await topups.decide(
        db,
        number=number,
        status=STEPS[proposed.status][step],
        operator=cx.actor.operator,
        now=cx.now,
        decision=cx.reason,
        ledger_id=ledger_id,
    )
