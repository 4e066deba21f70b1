"""TLDs: the list, and the policy of one: in force, planned and past."""

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.web import HOUSE, house, missing, page, scope
from registry.model.names import canonical
from registry.model.phases import phases_at
from registry.model.policy import Policy
from registry.model.policy_difference import differences
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
    registry = house().registry
    cx = registry.context("panel", HOUSE)
    zone = canonical(name)
    if not cx.book.serves(zone) or not scope().everything:
        return missing()
    policy = cx.book.at(zone, cx.now)
    found = await registry.store.reading(lambda db: name_lists.lists(db, now=cx.now))
    by_name = {each.name: each for each in found}
    return page(
        "tlds/show.html",
        f".{zone}",
        (("TLDs", url_for("tlds.index")),),
        policy=policy,
        rules=policy.rules,
        on={phase.named for phase in phases_at(policy.rules.phases, cx.now)} if policy.rules.phases else set(),
        lists=[(each, by_name.get(each)) for each in policy.rules.lists],
        versions=_versions(cx.book.versions(zone), policy, cx.now)[:MOST],
    )


def _versions(every: tuple[Policy, ...], in_force: Policy, now: object) -> list[ShownVersion]:
    """The newest first."""
    shown = [
        ShownVersion(
            each,
            tuple(one.words for one in differences(earlier.rules, each.rules)) if earlier else (),
            each.valid_from > in_force.valid_from,
            each is in_force,
        )
        for earlier, each in zip((None, *every), every, strict=False)
    ]
    return shown[::-1]
