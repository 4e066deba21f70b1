"""The list of mails: all of them for the house, for a reseller those to its people and those that carry its brand."""

from datetime import datetime
from typing import Final

from flask import url_for

from mail.events import EVENTS
from panel.kit.filters import Dates, Equal, Numbers, Picked, Search
from panel.kit.lists import Column, ColumnSet, ListPage, Row
from registry.context import Registry
from registry.store.sql import Connection

STATES: Final = {
    "queued": "Queued",
    "sending": "Sending",
    "sent": "Sent",
    "failed": "Failed",
    "gave up": "Gave up",
    "cancelled": "Cancelled",
}
# Whose mail it is: of whoever it was written to, or where that is nobody who signs in, of the seller whose brand it carries.
CLIENT: Final = "coalesce(m.account_id, m.seller_id)"


def titled(event: str) -> str:
    """What the mail tells, for people; one that the product knows no more is called by its key."""
    return EVENTS[event].title if event in EVENTS else event


async def in_words(registry: Registry, db: Connection, rows: list[Row], now: datetime) -> list[Row]:
    return [row | {"event": titled(row["event"])} if "event" in row else row for row in rows]


MAILS: Final = ListPage(
    name="mails",
    title="Mails",
    lead="What was written to whom, and what the mail server said. Links that open something are shown to nobody.",
    icon="mail",
    permission="mailing.read",
    source="""mail.message m LEFT JOIN iam.account a ON a.id = m.account_id
              LEFT JOIN iam.account s ON s.id = m.seller_id""",
    client=CLIENT,
    key="m.id",
    numbered="number",
    order="-number",
    columns=(
        Column("number", "Number", "m.id", cell="code", lead=True, descending=True),
        Column("created", "Written", "m.queued_at", order="m.id", cell="moment", descending=True),
        Column("to", "To", "m.address", order=""),
        Column("subject", "Subject", "m.subject", order="", cell="excerpt"),
        Column("state", "State", "m.state", order="", cell="status"),
        Column("event", "Event", "m.event", order="", extra=True),
        Column("tries", "Tries", "m.tries", order="", cell="number", extra=True),
        Column("client", "Account", "a.login", order=""),
        Column("seller", "Brand of", "s.login", order="", cell="seller"),
        Column("language", "Language", "m.language", order=""),
        Column("due", "Next try", "CASE WHEN m.state = 'queued' THEN m.due_at END", order="", cell="moment"),
        Column("ended", "Ended", "m.ended_at", order="", cell="moment"),
        Column("answer", "The server said", "m.answer", order="", cell="excerpt"),
    ),
    sets=(
        ColumnSet("common", "Common", ("number", "created", "to", "subject", "state", "event", "tries")),
        ColumnSet("whose", "Whose", ("number", "created", "to", "client", "seller", "language", "event")),
        ColumnSet("way", "Way", ("number", "to", "state", "tries", "due", "ended", "answer")),
    ),
    filters=(
        Search(
            "q",
            "Search",
            ("m.address", "m.subject"),
            placeholder="Address begins with, or *part*",
            beginnings=("lower(m.address)",),
        ),
        Equal("state", "State", "m.state = ?", options=STATES),
        Equal("event", "Event", "m.event = ?", options={event.key: event.title for event in EVENTS.values()}),
        Picked("client", "Account", "a.login = ?", "clients", folded=str.lower),
        Picked("seller", "Brand of", "s.login = ?", "clients", folded=str.lower),
        Dates("created", "Written", "m.queued_at"),
        Numbers("tries", "Tries", "m.tries"),
    ),
    finish=in_words,
    link=lambda row: url_for("mails.show", number=row["number"]),
    empty="Nothing was written to anybody.",
)
