"""Notifications for programs: all read at once, what one says, and by what somebody wishes to be told of what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mail import notice_queries
from mail.event import Event
from panel.kit.answers import Answer, Asked, Errand, NotThere
from panel.kit.fields import Choice, Text
from panel.kit.row_fields import Rows
from panel.notifications.deeds import DEEDS
from panel.notifications.wishes import CHANNELS, events_for, kind_of, wish_for_events, wish_for_groups, wishes_of
from registry.store.sql import Connection


@dataclass(frozen=True, slots=True)
class Notice:
    event: str
    subject: str
    text: str
    at: datetime
    read: datetime | None


async def _notice(asked: Asked) -> Notice:
    found = (await DEEDS.find(asked.situation, (asked.key,))).get(asked.key)
    if found is None:
        raise NotThere
    return Notice(found.event, found.subject, found.text, found.at, found.read_at)


async def _all_read(asked: Asked) -> str:
    mine, now = asked.viewer.account_id, asked.situation.now
    await asked.registry.store.transaction(
        lambda db: notice_queries.mark(db, account_id=mine, id=None, read=True, now=now)
    )
    return "All of them are read."


@dataclass(frozen=True, slots=True)
class WishOfEvent:
    """`said` is what is wished of it by name, by channel; `usual` what comes of its group; what is `mandatory` cannot be wished
    away."""

    event: str
    title: str
    mandatory: bool
    said: Mapping[str, bool]
    usual: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class WishOfGroup:
    group: str
    title: str
    wanted: Mapping[str, bool]
    events: list[WishOfEvent]


def _mine(asked: Asked) -> tuple[Event, ...]:
    return events_for(kind_of(asked.viewer), asked.viewer.permissions)


async def _wishes(asked: Asked) -> list[WishOfGroup]:
    mine, events = asked.viewer.account_id, _mine(asked)
    return [
        WishOfGroup(
            group.name,
            group.title,
            group.wanted,
            [
                WishOfEvent(each.event.key, each.event.title, each.event.mandatory, each.said, each.usual)
                for each in group.events
            ],
        )
        for group in await asked.registry.store.reading(lambda db: wishes_of(db, mine, events))
    ]


async def _wish(asked: Asked) -> str:
    """What is named; everything else stays as it is."""
    mine, events = asked.viewer.account_id, _mine(asked)
    groups = {(row["group"], row["channel"]): row["wanted"] == "yes" for row in asked["groups"]}
    said = {(row["event"], row["channel"]): {"yes": True, "no": False}.get(row["wanted"]) for row in asked["events"]}

    async def work(db: Connection) -> None:
        before = await wishes_of(db, mine, events)
        wanted = {(each.name, channel): value for each in before for channel, value in each.wanted.items()} | groups
        await wish_for_groups(db, mine, events, frozenset(pair for pair, value in wanted.items() if value))
        await wish_for_events(db, mine, events, said)

    await asked.registry.store.transaction(work)
    return "You are told as you wish."


_CHANNEL: Final = Choice("channel", "Where", CHANNELS)
WISHES: Final = Answer(
    "notifications/-/wishes",
    "By what I am told",
    "account.read",
    _wishes,
    list[WishOfGroup],
    pages=("notifications.wishes",),
)

ANSWERS: Final = (
    WISHES,
    Answer(
        "notifications/<int:key>/text",
        "What a notification says",
        "account.read",
        _notice,
        Notice,
        lead="Asking does not mark it as read.",
        pages=("notifications.show",),
    ),
)
ERRANDS: Final = (
    Errand(
        "notifications/-/read-all",
        "Mark all as read",
        "account.update",
        _all_read,
        pages=("notifications.all_read",),
    ),
    Errand(
        "notifications/-/wish",
        "Wish to be told otherwise",
        "account.update",
        _wish,
        (
            Rows(
                "groups",
                "Groups of events",
                (Text("group", "Group"), _CHANNEL, Choice("wanted", "Wanted", {"yes": "Yes", "no": "No"})),
                most=200,
            ),
            Rows(
                "events",
                "Single events",
                (
                    Text("event", "Event"),
                    _CHANNEL,
                    Choice("wanted", "Wanted", {"yes": "Yes", "no": "No", "usual": "As its group"}),
                ),
                most=500,
            ),
        ),
        changes=WISHES,
        pages=("notifications.wish",),
    ),
)
