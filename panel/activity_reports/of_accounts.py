"""Reports of accounts: who has not signed in for long, and who is signed in."""

from typing import Final

from flask import url_for

from panel.activity_reports.of_the_log import KINDS, PERMISSION, TOGETHER
from panel.kit.filters import Choice, Dates, Search, Within
from panel.kit.lists import Called, Column, ColumnSet, ListPage, Row

# How long nobody signed in, as it is offered, and what is meant where nothing is asked.
SPANS: Final = (30, 90, 180, 365)
_USUALLY: Final = 90
_LAST: Final = "coalesce(l.at, a.created_at)"
_PEOPLE: Final = {kind: title for kind, title in KINDS.items() if kind != "commandLine"}


def _since(days: int) -> str:
    return f"{_LAST} < :now - make_interval(days => {days})"


def _whole_log(row: Row) -> str:
    return url_for("activity.index", who=row["login"])


DORMANT_ACCOUNTS: Final = ListPage(
    name="dormant_accounts",
    title="Dormant accounts",
    lead="Accounts that may sign in and have not for ninety days, or as many as are asked for; who never did counts from when"
    " the account was made.",
    icon="clock",
    permission=PERMISSION,
    source="iam.account a LEFT JOIN iam.last_sign_in l ON l.account_id = a.id"
    " LEFT JOIN registry.registrar r ON r.id = a.registrar_id",
    where="a.state = 'active'",
    owner="a.registrar_id = :own",
    key="a.id",
    named=Called(("login",), "text"),
    order="last",
    columns=(
        Column("login", "Login", "a.login", lead=True),
        Column("name", "Name", "a.name", order=""),
        Column("kind", "Whose", "a.kind", order="", cell="kind"),
        Column("registrar", "Registrar", "r.handle", order="", cell="registrar", staff=True),
        Column("made", "Made", "a.created_at", cell="day", descending=True, extra=True),
        Column("last", "Signed in last", "l.at", order=_LAST, cell="moment"),
    ),
    filters=(
        Search("q", "Search", ("a.login", "a.name"), placeholder="Login or name"),
        Choice(
            "days",
            "Not for",
            {str(days): (f"{days} days", _since(days)) for days in SPANS}
            | {"never": ("Never signed in", "l.at IS NULL"), "any": ("However long", "true")},
            otherwise=_since(_USUALLY),
        ),
        Choice("kind", "Whose", {kind: (title, f"a.kind = '{kind}'") for kind, title in _PEOPLE.items()}),
    ),
    link=_whole_log,
    other_views=TOGETHER,
    empty="Everybody signed in lately.",
)


def _of_session(row: Row) -> str:
    """What the account did since the session began."""
    return url_for("activity.index", who=row["login"], at_from=f"{row['since']:%Y-%m-%d}")


OPEN_SESSIONS: Final = ListPage(
    name="open_sessions",
    title="Open sessions",
    lead="Browsers that are signed in, the last used first.",
    icon="device-laptop",
    permission=PERMISSION,
    source="iam.session s JOIN iam.account a ON a.id = s.account_id LEFT JOIN iam.account c ON c.id = s.acting_as",
    where="NOT s.half AND s.expires_at > :now AND (s.remembered OR coalesce(s.idle_until, s.expires_at) > :now)",
    owner="a.registrar_id = :own",
    key="s.id",
    numbered="number",
    order="-seen",
    columns=(
        Column("login", "Login", "a.login", order="", lead=True),
        Column("kind", "Whose", "a.kind", order="", cell="kind"),
        Column("acting", "Acts as", "c.login", order=""),
        Column("address", "From", "host(s.address)", order="", cell="code"),
        Column("browser", "Browser", "s.user_agent", order="", cell="excerpt", extra=True),
        Column("proved", "Proved by", "s.proved_by", order=""),
        Column("began", "Since", "s.created_at", order="", cell="moment"),
        Column("seen", "Used last", "s.seen_at", cell="moment", descending=True),
        Column("remembered", "Remembered", "s.remembered", order="", cell="yes"),
        Column("expires", "Ends at the latest", "s.expires_at", order="", cell="moment", extra=True),
    ),
    sets=(
        ColumnSet("overview", "Overview", ("login", "kind", "acting", "address", "browser", "began", "seen")),
        ColumnSet("safety", "Safety", ("login", "kind", "proved", "remembered", "began", "expires")),
    ),
    hidden={"number": "s.id", "since": "s.created_at"},
    filters=(
        Search("q", "Search", ("a.login", "a.name", "s.user_agent"), placeholder="Login, name or browser"),
        Within("address", "From address or network", "s.address"),
        Choice("kind", "Whose", {kind: (title, f"a.kind = '{kind}'") for kind, title in _PEOPLE.items()}),
        Choice(
            "proved",
            "Proved by",
            {
                "password": ("The password alone", "s.proved_by = 'password'"),
                "factor": ("A second factor", "s.proved_by <> 'password'"),
            },
        ),
        Dates("began", "Since", "s.created_at"),
    ),
    link=_of_session,
    other_views=TOGETHER,
    empty="Nobody is signed in.",
)
