"""The list of accounts; a registrar's owner finds its own people in it."""

from datetime import datetime
from typing import Final

from flask import url_for

from panel.identity.states import STATES
from panel.kit.attached.things import attachable
from panel.kit.filters import Choice, Equal, Picked, Search
from panel.kit.lists import Column, ColumnSet, ListPage, Row, Thing
from panel.kit.projection import NAMED
from panel.kit.roles import ASSIGNABLE
from registry.context import Registry
from registry.store.sql import Connection

ROLES: Final = "(SELECT array_agg(g.role ORDER BY g.role) FROM iam.account_role g WHERE g.account_id = a.id)"
APP: Final = "EXISTS (SELECT FROM iam.totp t WHERE t.account_id = a.id)"
PASSKEY: Final = "EXISTS (SELECT FROM iam.passkey k WHERE k.account_id = a.id)"
FACTORS: Final = f"concat_ws(', ', CASE WHEN {APP} THEN 'app' END, CASE WHEN {PASSKEY} THEN 'passkey' END)"
SEEN: Final = "(SELECT max(s.seen_at) FROM iam.session s WHERE s.account_id = a.id)"


async def in_words(registry: Registry, db: Connection, rows: list[Row], now: datetime) -> list[Row]:
    """The roles as people call them."""
    return [
        {**row, "role": ", ".join(ASSIGNABLE.get(each, each) for each in row["role"] or ())} if "role" in row else row
        for row in rows
    ]


LISTED: Final = ListPage(
    name="people",
    title="People",
    lead="Who may sign in, as what, and how well their door is locked.",
    icon="users",
    permission="people.read",
    source="iam.account a",
    owner="a.registrar_id = :own",
    key="a.id",
    order="login",
    columns=(
        Column("login", "Login", "a.login", lead=True),
        Column("name", "Name", "a.name"),
        Column("role", "Role", ROLES, order=""),
        Column(
            "registrar",
            "Registrar",
            "(SELECT r.handle FROM registry.registrar r WHERE r.id = a.registrar_id)",
            order="",
            cell="registrar",
            staff=True,
        ),
        Column("factors", "Second factor", FACTORS, order=""),
        Column("state", "State", "a.state", order="", cell="status"),
        Column("seen", "Seen", SEEN, order="", cell="day", extra=True),
    ),
    sets=(
        ColumnSet("overview", "Overview", ("login", "name", "role", "registrar", "factors", "state", "seen")),
        ColumnSet("safety", "Safety", ("login", "role", "factors", "state", "seen")),
    ),
    filters=(
        Search(
            "q",
            "Search",
            ("a.login", "a.name", "a.email"),
            placeholder="Login, name or e-mail begins with, or *part*",
            beginnings=("a.login", "lower(a.name)", "lower(a.email)"),
        ),
        Equal(
            "role",
            "Role",
            "EXISTS (SELECT FROM iam.account_role g WHERE g.account_id = a.id AND g.role = ?)",
            options=ASSIGNABLE,
        ),
        Choice(
            "factor",
            "Second factor",
            {"on": ("On", f"{APP} OR {PASSKEY}"), "off": ("Off", f"NOT ({APP} OR {PASSKEY})")},
        ),
        Equal("state", "State", "a.state = ?", options=STATES),
        Picked("registrar", "Registrar", f"a.registrar_id = {NAMED}", "registrars", staff=True),
    ),
    link=lambda row: url_for("people.show", login=row["login"]),
    finish=in_words,
    empty="Nobody may sign in yet.",
)
PEOPLE: Final = attachable(LISTED, Thing("account", "login", "a.id::text", "account", "accounts", versions=""))
