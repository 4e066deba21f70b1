"""What somebody does with their own notifications: they are read, or unread again."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import url_for

from mail import notice_queries
from panel.kit.deeds import Deed, Deeds, Values
from panel.kit.lists import as_number
from panel.kit.situation import Situation
from panel.kit.web import viewer
from panel.notifications import queries
from panel.notifications.lists import NOTIFICATIONS
from panel.notifications.queries import Notice
from registry.context import Context


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Notice]:
    """Of the numbers those of the viewer's own."""
    mine, numbers = situation.viewer.account_id, [int(as_number(key)) for key in keys]
    rows = await situation.registry.store.reading(lambda db: queries.notices(db, ids=numbers, account_id=mine))
    return {str(row.id): row for row in rows}


async def _mark(cx: Context, on: Notice, read: bool) -> None:
    mine = viewer().account_id
    await cx.registry.store.transaction(
        lambda db: notice_queries.mark(db, account_id=mine, id=on.id, read=read, now=cx.now)
    )


async def _read(cx: Context, on: Notice, values: Values) -> str:
    await _mark(cx, on, read=True)
    return "It is read."


async def _unread(cx: Context, on: Notice, values: Values) -> str:
    await _mark(cx, on, read=False)
    return "It is counted at the bell again."


def _is_unread(on: Notice, situation: Situation) -> str | None:
    return None if on.read_at is None else "It is read already."


def _is_read(on: Notice, situation: Situation) -> str | None:
    return "It is unread." if on.read_at is None else None


DEEDS: Final[Deeds[Notice]] = Deeds(
    list=NOTIFICATIONS,
    object="notification",
    noun="notification",
    nouns="notifications",
    key=lambda row: str(row["id"]),
    find=find,
    show=lambda key: url_for("notifications.show", number=key),
    deeds=(
        Deed("read", "Read", "check", "account.update", _read, (), _is_unread, batch="simple"),
        Deed("unread", "Unread again", "bell", "account.update", _unread, (), _is_read, batch="simple"),
    ),
)
