"""The list of what the viewer's own webhooks were told, or are to be."""

from typing import Final

from flask import url_for

from panel.kit.filters import Dates, Equal, Picked, Search
from panel.kit.lists import Column, ColumnSet, ListPage
from panel.webhooks.events import KINDS, TEST

STATES: Final = {"waiting": "Waiting", "delivered": "Delivered", "failed": "Failed", "withheld": "Withheld"}
TYPES: Final = {name: kind.title for name, kind in KINDS.items()} | {TEST: "Somebody tries it"}

DELIVERIES: Final = ListPage(
    name="webhook_deliveries",
    title="What webhooks were told",
    lead="Kept for 30 days. What was not heard is told again for a day; afterwards, when you say so.",
    icon="send",
    permission="webhook.read",
    source="panel.webhook_delivery d JOIN panel.webhook w ON w.id = d.webhook_id",
    where="d.webhook_id = ANY (ARRAY(SELECT own.id FROM panel.webhook own WHERE own.account_id = :viewer))",
    owner="true",
    client="w.account_id",
    key="d.id",
    numbered="number",
    order="-number",
    columns=(
        Column("number", "Number", "d.id", cell="code", lead=True, descending=True),
        Column("happened", "Happened", "d.happened_at", order="", cell="moment"),
        Column("type", "Event", "d.type", order="", cell="code"),
        Column("webhook", "Webhook", "w.name", order=""),
        Column("state", "State", "d.state", order="", cell="status"),
        Column("tries", "Tries", "d.tries", order="", cell="number"),
        Column("answer", "It answered", "d.answer", order="", cell="excerpt"),
        Column(
            "due", "Next try", "CASE WHEN d.state = 'waiting' THEN d.due_at END", order="", cell="moment", extra=True
        ),
        Column("message", "webhook-id", "d.message_id", order="", cell="code", extra=True),
    ),
    sets=(
        ColumnSet("overview", "Overview", ("number", "happened", "type", "webhook", "state", "tries", "answer")),
        ColumnSet("way", "On the way", ("number", "type", "state", "tries", "answer", "due", "message")),
    ),
    filters=(
        Search("q", "Search", ("d.message_id", "d.object"), placeholder="webhook-id, or what it is about"),
        Picked("webhook", "Webhook", "w.name = ?", "webhooks"),
        Equal("state", "State", "d.state = ?", options=STATES),
        Equal("type", "Event", "d.type = ?", options=TYPES),
        Dates("happened", "Happened", "d.happened_at"),
    ),
    link=lambda row: url_for("webhook_deliveries.show", number=row["number"]),
    other_views=(("Webhooks", "plug-connected", "webhooks.index"),),
    empty="Your webhooks were told nothing yet.",
)
