"""What may be done to a poll message: whom it was left for acknowledges it, as by EPP."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import url_for

from panel.kit.asking import ask
from panel.kit.deeds import Deed, Deeds, Values
from panel.kit.situation import Situation
from panel.messages.lists import MESSAGES
from panel.messages.queries import Left, left
from registry.actions.poll_ack import poll_ack
from registry.context import Context
from registry.requests.poll import PollAck


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Left]:
    """Of the numbers those of messages that the viewer's scope has."""
    numbers = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19]
    rows = await situation.registry.store.reading(lambda db: left(db, numbers=numbers))
    return {str(row.number): row for row in rows if situation.scope.admits(row.registrar)}


async def _acknowledge(cx: Context, message: Left, values: Values) -> str:
    done = await ask(cx, poll_ack, PollAck(str(message.number)))
    return "It is read. Nothing else waits." if not done.waiting else f"It is read. {done.waiting} wait."


def _read(message: Left, situation: Situation) -> str | None:
    return "It was acknowledged already." if message.read else None


DEEDS: Final[Deeds[Left]] = Deeds(
    list=MESSAGES,
    object="message",
    noun="message",
    nouns="messages",
    key=lambda row: str(row["number"]),
    find=find,
    show=lambda key: url_for("messages.index"),
    deeds=(
        Deed(
            "acknowledge",
            "Acknowledge",
            "check",
            "message.acknowledge",
            _acknowledge,
            excluded=_read,
            lead="It leaves the queue: your software is not told of it any more.",
            batch="simple",
        ),
    ),
)
