"""The list of a person's own notifications."""

from datetime import datetime
from typing import Final

from flask import url_for

from mail.events import EVENTS, TOLD
from panel.kit.filters import Choice, Dates, Equal, Search
from panel.kit.lists import Column, ListPage, Row
from registry.context import Registry
from registry.store.sql import Connection


async def in_words(registry: Registry, db: Connection, rows: list[Row], now: datetime) -> list[Row]:
    return [
        row | {"event": EVENTS[row["event"]].title if row["event"] in EVENTS else row["event"]}
        if "event" in row
        else row
        for row in rows
    ]


NOTIFICATIONS: Final = ListPage(
    name="notifications",
    title="Notifications",
    lead="What happened to your account. What is unread is counted at the bell, beside the reminders that are due.",
    icon="inbox",
    permission="account.read",
    source="mail.notice m",
    where="m.account_id = :viewer AND m.on_site",
    owner="true",
    client="m.account_id",
    key="m.id",
    numbered="id",
    order="-at",
    columns=(
        Column("subject", "What", "m.subject", order="", lead=True),
        Column("event", "Event", "m.event", order="", extra=True),
        Column("state", "State", "CASE WHEN m.read_at IS NULL THEN 'unread' ELSE 'read' END", order="", cell="status"),
        Column("at", "When", "m.at", order="m.id", cell="moment", descending=True),
        Column("text", "Text", "m.text", order="", cell="excerpt", extra=True),
    ),
    hidden={"id": "m.id"},
    filters=(
        Search("q", "Search", ("m.subject", "m.text"), placeholder="Words of it"),
        Choice(
            "state", "State", {"unread": ("Unread", "m.read_at IS NULL"), "read": ("Read", "m.read_at IS NOT NULL")}
        ),
        Equal("event", "Event", "m.event = ?", options={each.key: each.title for each in TOLD}),
        Dates("at", "When", "m.at"),
    ),
    finish=in_words,
    other_views=(
        ("My reminders", "bell", "reminders.index"),
        ("By what I am told", "adjustments-horizontal", "notifications.wishes"),
    ),
    link=lambda row: url_for("notifications.show", number=row["id"]),
    empty="Nothing was told to you yet.",
)
