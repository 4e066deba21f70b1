"""The list of EPP sessions that are over, for as long as they are kept (registry/jobs/forget_past_sessions.py)."""

from typing import Final

from flask import url_for

from panel.kit.filters import Dates, Equal, Network, Picked, Search
from panel.kit.lists import Column, ColumnSet, ListPage, Row
from panel.kit.projection import NAMED
from registry.model.session import ENDINGS

_SECONDS: Final = "extract(epoch FROM s.ended_at - s.opened_at)::bigint"


def _commands(row: Row) -> str:
    """What was asked by the registrar from there on those days."""
    return url_for(
        "commands.index",
        door="epp",
        registrar=row["handle"],
        address=row["from"],
        at_from=f"{row['since']:%Y-%m-%d}",
        at_to=f"{row['until']:%Y-%m-%d}",
    )


PAST_SESSIONS: Final = ListPage(
    name="past_sessions",
    title="Past sessions",
    lead="EPP sessions that are over: from when until when, from where, and how each ended.",
    icon="history",
    permission="registrar.read-sessions",
    source="registry.past_session s JOIN registry.registrar r ON r.id = s.registrar_id",
    owner="s.registrar_id = :own",
    key="s.id",
    numbered="number",
    order="-ended",
    columns=(
        Column("registrar", "Registrar", "r.handle", order="", cell="code", lead=True),
        Column("address", "Address", "host(s.address)", order="", cell="code"),
        Column("opened", "From", "s.opened_at", cell="moment", descending=True),
        Column("ended", "Until", "s.ended_at", cell="moment", descending=True),
        Column("seconds", "Lasted", _SECONDS, order="", cell="seconds"),
        Column("ending", "How it ended", "s.ending", order="", cell="status"),
        Column("app", "Software", "s.app::text", order="", extra=True),
        Column("tech", "Built on", "s.tech::text", order=""),
        Column("os", "System", "s.os::text", order=""),
        Column("number", "Number", "s.id", order="", cell="number"),
    ),
    sets=(
        ColumnSet("overview", "Overview", ("registrar", "address", "opened", "ended", "seconds", "ending", "app")),
        ColumnSet("software", "Software", ("registrar", "address", "ended", "app", "tech", "os", "number")),
    ),
    hidden={"since": "s.opened_at", "until": "s.ended_at", "handle": "r.handle", "from": "host(s.address)"},
    filters=(
        Search(
            "q",
            "Search",
            ("s.app::text", "s.tech::text", "s.os::text"),
            placeholder="Software, system or what it is built on",
        ),
        Picked("registrar", "Registrar", f"s.registrar_id = {NAMED}", "registrars", staff=True),
        Equal("ending", "How it ended", "s.ending = ?", options=ENDINGS),
        Dates("ended", "Until", "s.ended_at"),
        Network("address", "Address or network", "ARRAY[s.address]"),
    ),
    link=_commands,
    other_views=(("Open now", "plug-connected", "epp_sessions.index"),),
    empty="No session ended yet.",
)
