"""How long the log of activity keeps what, and how far that was carried out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from panel.disposals.lists import CLASSES
from panel.kit.access import permit
from panel.kit.web import house, page
from registry.store import disposals

blueprint = Blueprint("disposals", __name__, url_prefix="/disposals", template_folder="templates")

# What says how long each is kept.
_SETTINGS: Final = {
    "sign-ins": "panel.sign_ins_kept_days",
    "refusals": "panel.refusals_kept_days",
    "changes": "panel.changes_kept_days",
    "money": "panel.money_changes_kept_days",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """`days` 0: for ever. `since`: what is older was disposed of."""

    name: str
    title: str
    setting: str
    days: int
    since: datetime | None
    disposed: int


@blueprint.get("/-/rules")
@permit("system.watch")
async def rules() -> ResponseReturnValue:
    crumbs = (("Disposals", url_for("disposals.index")),)
    return page("disposals/rules.html", "How long it is kept", crumbs, kept=await read_rules())


async def read_rules() -> list[Rule]:
    """They are settings: this process's own, which are the worker's where both read the same."""
    registry = house().registry
    known = {each.of: each for each in await registry.store.reading(disposals.every_reach)}
    return [
        Rule(of, CLASSES[of], _SETTINGS[of], days, known[of].since, known[of].disposed)
        for of, days in registry.kept.days().items()
    ]
