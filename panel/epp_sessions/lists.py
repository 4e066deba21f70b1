"""The list of EPP sessions that are open; those of workers that nobody has seen for a while do not count."""

from typing import Final

from flask import url_for

from panel.kit.filters import Network, Picked, Search
from panel.kit.lists import Column, ColumnSet, ListPage
from panel.kit.projection import NAMED
from registry.actions.worker import SILENCE

SESSIONS: Final = ListPage(
    name="epp_sessions",
    title="EPP sessions",
    lead="Who is connected now, from where, and with what software, as it says itself.",
    icon="plug-connected",
    permission="registrar.read-sessions",
    source="""registry.session s
              JOIN registry.worker w ON w.id = s.worker_id
              JOIN registry.registrar r ON r.id = s.registrar_id""",
    where=f"s.ended_at IS NULL AND w.seen_at > :now - make_interval(secs => {SILENCE.total_seconds():.0f})",
    owner="s.registrar_id = :own",
    key="s.id",
    numbered="number",
    order="-opened",
    columns=(
        Column("registrar", "Registrar", "r.handle", order="", cell="code", lead=True),
        Column("address", "Address", "host(s.address)", order="", cell="code"),
        Column("opened", "Since", "s.opened_at", order="s.id", cell="moment", descending=True),
        Column("app", "Software", "s.app::text", order=""),
        Column("tech", "Built on", "s.tech::text", order="", extra=True),
        Column("os", "System", "s.os::text", order="", extra=True),
        Column("number", "Number", "s.id", order="", cell="number", extra=True),
        Column("worker", "Worker", "w.id", order="", cell="number", staff=True, extra=True),
    ),
    sets=(
        ColumnSet("overview", "Overview", ("registrar", "address", "opened", "app", "number")),
        ColumnSet("software", "Software", ("registrar", "app", "tech", "os", "number", "worker")),
    ),
    filters=(
        Search(
            "q",
            "Search",
            ("r.handle", "s.app::text", "s.tech::text", "s.os::text"),
            placeholder="Registrar or software",
        ),
        Picked("registrar", "Registrar", f"s.registrar_id = {NAMED}", "registrars", staff=True),
        Network("address", "Address or network", "ARRAY[s.address]"),
    ),
    link=lambda row: url_for("registrars.show", handle=row["registrar"]),
    other_views=(("Past sessions", "history", "past_sessions.index"),),
    empty="Nobody is connected.",
)
