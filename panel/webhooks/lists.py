"""The list of the viewer's own webhooks."""

from typing import Final

from flask import url_for

from panel.kit.filters import Equal, Search
from panel.kit.lists import Column, ColumnSet, ListPage

STATES: Final = {"on": "On", "paused": "Paused", "stopped": "Stopped"}

WEBHOOKS: Final = ListPage(
    name="webhooks",
    title="Webhooks",
    lead="Where your programs are told what happens, a moment after it did: signed, and again until it is heard.",
    icon="plug-connected",
    permission="webhook.read",
    source="panel.webhook w",
    where="w.account_id = :viewer",
    owner="true",
    client="w.account_id",
    key="w.id",
    numbered="number",
    order="-number",
    columns=(
        Column("number", "Number", "w.id", cell="code", descending=True),
        Column("name", "Name", "w.name", order="", lead=True),
        Column("url", "Told at", "w.url", order="", cell="excerpt"),
        Column("state", "State", "w.state", order="", cell="status"),
        Column("events", "Told of", "w.events", order="", cell="names"),
        Column(
            "waiting",
            "Waiting",
            """(SELECT count(*) FROM (SELECT FROM panel.webhook_delivery d
                                       WHERE d.webhook_id = w.id AND d.state = 'waiting' LIMIT 10001) few)""",
            order="",
            cell="counted",
        ),
        Column("heard", "Last heard", "w.heard_at", order="", cell="moment"),
        Column("failing", "Not heard since", "w.failing_since", order="", cell="moment", extra=True),
        Column("made", "Made", "w.made_at", order="", cell="day", extra=True),
    ),
    sets=(
        ColumnSet("overview", "Overview", ("number", "name", "url", "state", "events")),
        ColumnSet("health", "Health", ("number", "name", "state", "waiting", "heard", "failing", "made")),
    ),
    filters=(
        Search("q", "Search", ("w.name", "w.url"), placeholder="Name or address"),
        Equal("state", "State", "w.state = ?", options=STATES),
    ),
    link=lambda row: url_for("webhooks.show", number=row["number"]),
    other_views=(("What they were told", "send", "webhook_deliveries.index"),),
    empty="No program of yours is told anything.",
)
