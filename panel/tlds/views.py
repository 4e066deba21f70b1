"""TLDs: the list, and the policy of one: in force, planned and past, with what can be done to it."""

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.attached.pages import attached_of
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.web import house, missing, page
from panel.tlds.deeds import DEEDS
from panel.tlds.lists import TLDS
from panel.tlds.pictures import launch
from panel.tlds.ruled import Ruled
from panel.tlds.rules import said
from registry.model.policy import Policy
from registry.model.policy_difference import differences
from registry.model.pricing import OPERATIONS, Rate
from registry.store import name_lists

blueprint = Blueprint("tlds", __name__, url_prefix="/tlds", template_folder="templates")

MOST: Final = 25


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """A version, and in words what it says otherwise than the one before."""

    policy: Policy
    changes: tuple[str, ...]
    is_planned: bool
    is_in_force: bool


@blueprint.get("/<name>")
@permit("tld.read")
async def show(name: str) -> ResponseReturnValue:
    now = situation()
    ruled = (await DEEDS.find(now, (name,))).get(name)
    if ruled is None:
        return missing()
    policy = ruled.in_force
    found = await house().registry.store.reading(lambda db: name_lists.lists(db, now=now.now))
    by_name = {each.name: each for each in found}
    return page(
        "tlds/show.html",
        f".{ruled.name}",
        (("TLDs", url_for("tlds.index")),),
        tld=ruled.name,
        policy=policy,
        rules=policy.rules,
        launch=launch(policy.rules, now.now),
        rates=_rates(policy),
        lists=[(each, by_name.get(each)) for each in policy.rules.lists],
        versions=versions_of(ruled)[:MOST],
        offers=offers(DEEDS, ruled.name, ruled),
        attached=await attached_of(TLDS, ruled.name),
    )


def _rates(policy: Policy) -> list[tuple[str, list[Rate]]]:
    """By operation: what every name costs, then the exceptions, from the general to the special."""
    prices = policy.rules.prices
    return [
        (
            operation,
            [
                Rate(operation, prices.currency, getattr(prices, operation)),
                *(rate for rate in policy.rules.rates if rate.operation == operation),
            ],
        )
        for operation in OPERATIONS
    ]


def versions_of(ruled: Ruled) -> list[ShownVersion]:
    """The newest first."""
    shown = [
        ShownVersion(
            each,
            tuple(said(one) for one in differences(earlier.rules, each.rules)) if earlier else (),
            each.valid_from > ruled.now,
            each.id == ruled.in_force.id,
        )
        for earlier, each in zip((None, *ruled.versions), ruled.versions, strict=False)
    ]
    return shown[::-1]
