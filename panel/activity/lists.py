"""The list of what people did; a registrar's owner finds what its own people did."""

from datetime import datetime
from typing import Final

from panel.identity.activity import ACTIONS
from panel.kit.filters import Dates, Equal, Search
from panel.kit.lists import Column, ListPage, Row
from registry.context import Registry
from registry.store.sql import Connection


async def in_words(registry: Registry, db: Connection, rows: list[Row], now: datetime) -> list[Row]:
    """The actions as people call them."""
    return [{**row, "action": ACTIONS.get(row["action"], row["action"])} for row in rows]


ACTIVITY: Final = ListPage(
    name="activity",
    title="Activity",
    lead="Who signed in, proved who they are, and changed accounts; and who tried to.",
    icon="history",
    permission="activity.read",
    source="audit.activity v",
    owner="v.registrar_id = :own",
    key="v.id",
    order="-at",
    columns=(
        Column("at", "When", "v.at", cell="moment", descending=True),
        Column("actor", "Who", "v.actor", order="", lead=True),
        Column("action", "Did", "v.action", order=""),
        Column("result", "Result", "v.result", order="", cell="status"),
        Column("account", "To", "CASE WHEN v.account_id IS DISTINCT FROM v.actor_id THEN v.account END", order=""),
        Column("said", "Why", "concat_ws(' · ', v.reason, v.detail)", order="", extra=True),
        Column("address", "From", "host(v.address)", order="", cell="text", extra=True),
        Column("door", "Door", "v.door", order="", cell="door", extra=True),
    ),
    filters=(
        Search(
            "q",
            "Search",
            ("v.actor", "v.account", "v.reason", "v.detail", "host(v.address)"),
            placeholder="Login, address or reason",
        ),
        Equal("action", "Did", "v.action = ?", options=ACTIONS),
        Equal("result", "Result", "v.result = ?", options={"done": "Done", "refused": "Refused"}),
        Dates("at", "Day", "v.at"),
    ),
    finish=in_words,
    empty="Nobody did anything yet.",
)
