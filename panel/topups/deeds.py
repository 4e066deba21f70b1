"""What may be done to a proposed top-up: confirm it, decline it, or take it back."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import url_for

from panel.kit.deeds import Deed, Deeds, Values
from panel.kit.fields import Reason
from panel.kit.formats import amount
from panel.kit.situation import Situation
from panel.topups.lists import TOP_UPS
from registry.actions.topup_decide import topup_decide
from registry.context import Actor, Context
from registry.model.topup import TopUp, TopUpStep
from registry.policy.case import Rule
from registry.policy.order import RULES
from registry.policy.topup_case import TopUpCase
from registry.store import topups


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, TopUp]:
    """Of the numbers those of top-ups that the viewer's scope has."""
    numbers = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19]
    rows = await situation.registry.store.reading(lambda db: topups.some(db, numbers=numbers))
    return {str(row.id): row for row in rows if situation.scope.admits(row.registrar)}


def _step(
    name: TopUpStep, title: str, icon: str, permission: str, rules: tuple[Rule, ...], *, required: bool, danger: bool
) -> Deed[TopUp]:
    async def act(cx: Context, topup: TopUp, values: Values) -> str:
        done = await topup_decide(cx, topup.id, name)
        money = f"{amount(done.amount, done.currency)} of {done.registrar}"
        return f"{money}: {done.status}."

    def refused(topup: TopUp, situation: Situation) -> str | None:
        """By the very rules that the action asks."""
        case = TopUpCase(Actor(operator=situation.viewer.login), name, topup)
        return next((refusal.reason for rule in rules for refusal in rule(case)), None)

    return Deed(name, title, icon, permission, act, (Reason(required=required),), refused, danger=danger)


DEEDS: Final[Deeds[TopUp]] = Deeds(
    list=TOP_UPS,
    object="topUp",
    noun="top-up",
    nouns="top-ups",
    key=lambda row: str(row["id"]),
    find=find,
    show=lambda key: url_for("topups.index"),
    deeds=(
        _step(
            "confirm",
            "Confirm",
            "check",
            "registrar.confirm-top-up",
            RULES["topup decide confirm"],
            required=False,
            danger=False,
        ),
        _step(
            "decline",
            "Decline",
            "ban",
            "registrar.confirm-top-up",
            RULES["topup decide decline"],
            required=True,
            danger=True,
        ),
        _step(
            "withdraw",
            "Withdraw",
            "rotate",
            "registrar.top-up",
            RULES["topup decide withdraw"],
            required=False,
            danger=False,
        ),
    ),
)
