"""What somebody does with what their webhooks were told: have it told again."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import url_for

from panel.deliveries.lists import DELIVERIES
from panel.kit.deeds import Deed, Deeds, Values
from panel.kit.lists import as_number
from panel.kit.situation import Situation
from panel.webhooks import queries
from panel.webhooks.events import KINDS, permission_of
from panel.webhooks.queries import Delivery
from registry.context import Context


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Delivery]:
    """Of the numbers those that the viewer's own webhooks were told."""
    mine, numbers = situation.viewer.account_id, [int(as_number(key)) for key in keys]
    rows = await situation.registry.store.reading(lambda db: queries.deliveries_of(db, account_id=mine, ids=numbers))
    return {str(row.id): row for row in rows}


async def _replay(cx: Context, on: Delivery, values: Values) -> str:
    await cx.registry.store.transaction(lambda db: queries.replay(db, id=on.id, now=cx.now))
    return "It is told again in a moment, under the same number."


def _not_opened(on: Delivery, situation: Situation) -> str | None:
    if on.type in KINDS and not situation.viewer.may(permission_of(on.type)):
        return "You may not hear of that."
    return None


DEEDS: Final[Deeds[Delivery]] = Deeds(
    list=DELIVERIES,
    object="webhook-delivery",
    noun="message",
    nouns="messages",
    key=lambda row: str(row["number"]),
    find=find,
    show=lambda key: url_for("webhook_deliveries.show", number=key),
    deeds=(Deed("replay", "Tell again", "rotate", "webhook.update", _replay, (), _not_opened, batch="simple"),),
)
