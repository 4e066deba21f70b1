"""What somebody does with their own reminders: put them off, or be done with them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from flask import url_for

from panel.kit.attached import queries
from panel.kit.attached.queries import Reminder
from panel.kit.deeds import Deed, Deeds, Values
from panel.kit.rhythm import next_after
from panel.kit.situation import Situation
from panel.reminders.lists import REMINDERS
from registry.context import Context


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Reminder]:
    """Of the numbers those of the viewer's own."""
    numbers = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19]
    mine = situation.viewer.account_id
    rows = await situation.registry.store.reading(lambda db: queries.reminders(db, ids=numbers, account_id=mine))
    return {str(row.id): row for row in rows}


async def _done(cx: Context, on: Reminder, values: Values) -> str:
    again = next_after(on.first_at, on.every, max(cx.now, on.rings_at), on.until)
    if again is None:
        await cx.registry.store.transaction(lambda db: queries.drop_reminder(db, id=on.id))
        return "It is done."
    await cx.registry.store.transaction(lambda db: queries.ring(db, id=on.id, at=again))
    return f"It is done, and comes again at {again:%Y-%m-%d %H:%M} UTC."


async def _forget(cx: Context, on: Reminder, values: Values) -> str:
    await cx.registry.store.transaction(lambda db: queries.drop_reminder(db, id=on.id))
    return "It comes no more."


def _put_off(name: str, title: str, span: timedelta) -> Deed[Reminder]:
    async def act(cx: Context, on: Reminder, values: Values) -> str:
        at = cx.now + span
        await cx.registry.store.transaction(lambda db: queries.ring(db, id=on.id, at=at))
        return f"It rings again at {at:%Y-%m-%d %H:%M} UTC."

    def is_later(on: Reminder, situation: Situation) -> str | None:
        return None if on.rings_at <= situation.now else "It is not due yet."

    return Deed(name, title, "clock", "account.update", act, (), is_later, batch="simple")


DEEDS: Final[Deeds[Reminder]] = Deeds(
    list=REMINDERS,
    object="reminder",
    noun="reminder",
    nouns="reminders",
    key=lambda row: str(row["id"]),
    find=find,
    show=lambda key: url_for("reminders.index"),
    deeds=(
        Deed("done", "Done", "check", "account.update", _done, batch="simple"),
        _put_off("in-15-minutes", "In 15 minutes", timedelta(minutes=15)),
        _put_off("in-30-minutes", "In 30 minutes", timedelta(minutes=30)),
        _put_off("in-an-hour", "In an hour", timedelta(hours=1)),
        _put_off("in-12-hours", "In 12 hours", timedelta(hours=12)),
        _put_off("tomorrow", "Tomorrow", timedelta(days=1)),
        Deed("forget", "Never again", "trash", "account.update", _forget, batch="simple", danger=True),
    ),
)
