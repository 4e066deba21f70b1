"""The list of the people of resellers: of all of them for the house, for a reseller its own and those of resellers below it."""

from datetime import datetime
from typing import Final

from flask import url_for

from panel.identity.states import STATES
from panel.kit.attached.things import attachable
from panel.kit.filters import Choice, Dates, Equal, Picked, Search
from panel.kit.languages import LANGUAGES
from panel.kit.lists import Column, ColumnSet, ListPage, Row, Thing
from panel.kit.references import worded
from panel.kit.roles import ASSIGNABLE, OF_RESELLERS
from registry.context import Registry
from registry.store.sql import Connection

_THERE: Final = "a.state IN ('active', 'blocked')"
ROLE: Final = "(SELECT min(g.role) FROM iam.account_role g WHERE g.account_id = a.id)"
APP: Final = "EXISTS (SELECT FROM iam.totp t WHERE t.account_id = a.id)"
PASSKEY: Final = "EXISTS (SELECT FROM iam.passkey k WHERE k.account_id = a.id)"
FACTORS: Final = f"concat_ws(', ', CASE WHEN {APP} THEN 'app' END, CASE WHEN {PASSKEY} THEN 'passkey' END)"
SEEN: Final = "(SELECT max(n.seen_at) FROM iam.session n WHERE n.account_id = a.id)"


async def in_words(registry: Registry, db: Connection, rows: list[Row], now: datetime) -> list[Row]:
    """Roles, languages and reasons as people call them."""
    reasons = await worded(db, "block-reason") if rows and "reason" in rows[0] else {}
    tables = {"role": ASSIGNABLE, "language": LANGUAGES, "reason": reasons}
    return [
        row | {name: table.get(row[name], row[name]) for name, table in tables.items() if row.get(name)} for row in rows
    ]


LISTED: Final = ListPage(
    name="employees",
    title="Employees",
    lead="The people who work for resellers. They see what their employer sees, and may no more than it may.",
    icon="address-book",
    permission="employee.read",
    source="iam.account a JOIN iam.account o ON o.id = a.seller_id",
    where="a.kind = 'employee'",
    client="a.id",
    key="a.id",
    order="login",
    columns=(
        Column("login", "Login", "a.login", lead=True),
        Column("name", "Name", "a.name"),
        Column("employer", "Employer", "o.login", order="", cell="seller"),
        Column("role", "Role", ROLE, order=""),
        Column("state", "State", "a.state", order="", cell="status"),
        Column("factors", "Second factor", FACTORS, order=""),
        Column("seen", "Seen", SEEN, order="", cell="day"),
        Column("email", "E-mail", "a.email"),
        Column("language", "Language", "a.language", order=""),
        Column("created", "Since", "a.created_at", order="a.id", cell="day", descending=True),
        Column("since", "State since", "a.state_at", order="", cell="day"),
        Column("by", "By", "a.state_by", order="", cell="by", staff=True),
        Column("reason", "For", "a.state_reason", order=""),
        Column("comment", "Why", "a.state_comment", order="", cell="excerpt"),
    ),
    sets=(
        ColumnSet("common", "Common", ("login", "name", "employer", "role", "state", "seen")),
        ColumnSet("doors", "How they come in", ("login", "email", "language", "factors", "seen", "created")),
        ColumnSet("states", "States", ("login", "name", "state", "since", "by", "reason", "comment")),
    ),
    filters=(
        Search(
            "q",
            "Search",
            ("a.login", "a.name", "a.email"),
            placeholder="Login, name or e-mail begins with, or *part*",
            beginnings=("a.login", "lower(a.name)", "lower(a.email)"),
        ),
        Choice(
            "state",
            "State",
            {each: (title, f"a.state = '{each}'") for each, title in STATES.items()} | {"any": ("Deleted too", "true")},
            otherwise=_THERE,
        ),
        Equal(
            "role",
            "Role",
            "EXISTS (SELECT FROM iam.account_role g WHERE g.account_id = a.id AND g.role = ?)",
            options={role: title for role, title in ASSIGNABLE.items() if role in OF_RESELLERS},
        ),
        Choice(
            "factor",
            "Second factor",
            {"on": ("On", f"{APP} OR {PASSKEY}"), "off": ("Off", f"NOT ({APP} OR {PASSKEY})")},
        ),
        Picked("employer", "Employer", "o.login = ?", "clients"),
        Dates("created", "Since", "a.created_at"),
    ),
    link=lambda row: url_for("employees.show", login=row["login"]),
    finish=in_words,
    empty="Nobody works for a reseller yet.",
)
EMPLOYEES: Final = attachable(
    LISTED,
    Thing(
        "employee",
        "login",
        "a.id::text",
        "employee",
        "employees",
        versions="panel",
        keeps=("login", "name", "employer", "role", "state", "email", "language", "reason", "comment"),
        account="a.id",
    ),
)
