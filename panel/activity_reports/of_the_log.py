"""Reports of the activity log: its rows counted by what they have in common, each leading to those that were counted.

What is counted are deeds of whole days, so that the days of the first and the last of a row's deeds lead to no others.
"""

from typing import Final
from urllib.parse import urlencode

from flask import url_for

from panel.activity.classes import MONEY, PRIVILEGED, WAYS_IN, asked_for, is_among
from panel.activity.lists import OBJECTS, called
from panel.identity.activity import ACTIONS
from panel.kit.filters import Choice, LastDays, Search, Within
from panel.kit.lists import Column, ListPage, Row
from panel.kit.sql import ANYTHING
from registry.context import Registry
from registry.store.sql import Connection

PERMISSION: Final = "activity.read"
DAYS: Final = LastDays("at", "Day", "a.at")
# Where they are shown together.
TOGETHER: Final = (("Reports", "gauge", "activity_reports.show"),)
# Between what people paste one beside the other.
_SEPARATORS: Final = frozenset(", ;\t\r\n" + ANYTHING)
_LOG: Final = "audit.activity a"
_OWNER: Final = "a.registrar_id = :own"
_WHEN: Final = "min(a.at) AS first, max(a.at) AS last"
_DONE: Final = "count(*) FILTER (WHERE a.result = 'done')"
_REFUSED: Final = "count(*) FILTER (WHERE a.result = 'refused')"
_USUAL: Final = "Of the last thirty days, unless others are asked for."
FIRST: Final = Column("first", "First", "v.first", cell="moment", descending=True, extra=True)
LAST: Final = Column("last", "Last", "v.last", cell="moment", descending=True)


def _figure(name: str, title: str) -> Column:
    return Column(name, title, f"v.{name}", cell="number", descending=True)


def in_the_log(row: Row, **asked: str) -> str:
    """The address of the rows of the log that were counted into a row: what is asked, on its days."""
    days = {"at_from": f"{row['since']:%Y-%m-%d}", "at_to": f"{row['until']:%Y-%m-%d}"}
    return f"{url_for('activity.index')}?{urlencode(asked | days)}"


def whose(name: str, value: str) -> dict[str, str]:
    """What asks for exactly this by a filter that takes several; what such a one would part is looked for as text."""
    if _SEPARATORS.isdisjoint(value):
        return {name: value}
    return {"q": value} if ANYTHING not in value else {}


def _by_day(row: Row) -> str:
    return in_the_log(row, actions="sign-in*")


SIGN_INS: Final = ListPage(
    name="sign_ins_by_day",
    title="Sign-ins by day",
    lead=f"Who came in, and who was refused. {_USUAL}",
    icon="login-2",
    permission=PERMISSION,
    source=f"""(SELECT date_trunc('day', a.at, 'UTC') AS day, count(*) FILTER (WHERE a.action = 'sign-in' AND a.result = 'done')
                       AS entered, {_REFUSED} AS refused, count(DISTINCT a.actor) AS people,
                       count(DISTINCT a.address) AS addresses, {_WHEN}
                  FROM {_LOG}
                 WHERE starts_with(a.action, 'sign-in')
                   AND {{these}}
                 GROUP BY 1) v""",  # noqa: S608  declared pieces
    inside=frozenset({"at"}),
    owner=_OWNER,
    key="v.day",
    found_by_key=False,
    order="-day",
    columns=(
        Column("day", "Day", "v.day", cell="day", lead=True, descending=True),
        _figure("entered", "Signed in"),
        _figure("refused", "Refused"),
        _figure("people", "Logins"),
        _figure("addresses", "Addresses"),
    ),
    hidden={"since": "v.day", "until": "v.day"},
    filters=(DAYS,),
    link=_by_day,
    other_views=TOGETHER,
    empty="Nobody signed in on these days.",
)


def _of_account(row: Row) -> str:
    return in_the_log(row, **whose("who", row["login"]), result="refused", actions=asked_for(WAYS_IN))


FAILURES_BY_ACCOUNT: Final = ListPage(
    name="failures_by_account",
    title="Failures by account",
    lead=f"Who was not let in, or could not prove who they are, how often and from how many addresses. {_USUAL}",
    icon="user",
    permission=PERMISSION,
    source=f"""(SELECT a.actor, count(*) AS failures, count(DISTINCT a.address) AS addresses,
                       bool_or(a.actor_id IS NOT NULL) AS known, {_WHEN}
                  FROM {_LOG}
                 WHERE a.result = 'refused'
                   AND {is_among("a.action", WAYS_IN)}
                   AND {{these}}
                 GROUP BY a.actor) v""",  # noqa: S608  declared pieces
    inside=frozenset({"at"}),
    owner=_OWNER,
    key="v.actor",
    found_by_key=False,
    order="-failures",
    columns=(
        Column("login", "Login", "v.actor", lead=True),
        _figure("failures", "Failures"),
        _figure("addresses", "Addresses"),
        Column("known", "There is such an account", "v.known", order="", cell="yes"),
        FIRST,
        LAST,
    ),
    hidden={"since": "v.first", "until": "v.last"},
    filters=(
        Search("q", "Search", ("v.actor",), placeholder="Login"),
        DAYS,
        Choice("known", "There is such an account", {"yes": ("Yes", "v.known"), "no": ("No", "NOT v.known")}),
    ),
    link=_of_account,
    other_views=TOGETHER,
    empty="Nobody failed on these days.",
)


def _of_address(row: Row) -> str:
    return in_the_log(row, address=row["address"], result="refused", actions=asked_for(WAYS_IN))


FAILURES_BY_ADDRESS: Final = ListPage(
    name="failures_by_address",
    title="Failures by address",
    lead=f"From where it was tried in vain, how often and at how many logins. {_USUAL}",
    icon="ban",
    permission=PERMISSION,
    source=f"""(SELECT a.address, count(*) AS failures, count(DISTINCT a.actor) AS logins, {_WHEN}
                  FROM {_LOG}
                 WHERE a.result = 'refused'
                   AND a.address IS NOT NULL
                   AND {is_among("a.action", WAYS_IN)}
                   AND {{these}}
                 GROUP BY a.address) v""",  # noqa: S608  declared pieces
    inside=frozenset({"at"}),
    owner=_OWNER,
    key="v.address",
    found_by_key=False,
    order="-failures",
    columns=(
        Column("address", "Address", "host(v.address)", order="v.address", cell="code", lead=True),
        _figure("failures", "Failures"),
        _figure("logins", "Logins"),
        FIRST,
        LAST,
    ),
    hidden={"since": "v.first", "until": "v.last"},
    filters=(Within("address", "Address or network", "v.address"), DAYS),
    link=_of_address,
    other_views=TOGETHER,
    empty="Nobody failed on these days.",
)

KINDS: Final = {
    "staff": "Of the house",
    "registrar": "Of registrars",
    "reseller": "Resellers",
    "employee": "Of resellers",
    "client": "Clients",
    "commandLine": "At the command line",
}


async def in_words(registry: Registry, db: Connection, rows: list[Row], _now: object) -> list[Row]:
    """The actions as people call them."""
    return [
        {**row, "action": ACTIONS.get(row["code"]) or called(row["code"])} if "action" in row else row for row in rows
    ]


def _of_person(row: Row) -> str:
    return in_the_log(row, **whose("who", row["actor"]), actions=row["code"])


PRIVILEGED_DEEDS: Final = ListPage(
    name="privileged_deeds",
    title="Privileged actions",
    lead=f"Deeds at accounts, registrars, prices and rules that are asked a second factor for, by who did them. {_USUAL}",
    icon="shield-lock",
    permission=PERMISSION,
    source=f"""(SELECT a.actor, a.action, coalesce(max(x.kind), 'commandLine') AS kind,
                       {_DONE} AS done, {_REFUSED} AS refused, {_WHEN}
                  FROM {_LOG}
                  LEFT JOIN iam.account x ON x.id = a.actor_id
                 WHERE {is_among("a.action", PRIVILEGED)}
                   AND {{these}}
                 GROUP BY a.actor, a.action) v""",  # noqa: S608  declared pieces
    inside=frozenset({"at"}),
    owner=_OWNER,
    key="v.actor, v.action",
    found_by_key=False,
    order="actor",
    columns=(
        Column("actor", "Who", "v.actor", lead=True),
        Column("kind", "Whose", "v.kind", order="", cell="kind"),
        Column("action", "Did", "v.action", order=""),
        Column("code", "Action", "v.action", order="", cell="code", extra=True),
        _figure("done", "Done"),
        _figure("refused", "Refused"),
        FIRST,
        LAST,
    ),
    hidden={"since": "v.first", "until": "v.last", "code": "v.action"},
    filters=(
        Search("q", "Search", ("v.actor", "v.action"), placeholder="Login or action"),
        Choice("kind", "Whose", {kind: (title, f"v.kind = '{kind}'") for kind, title in KINDS.items()}),
        DAYS,
    ),
    finish=in_words,
    link=_of_person,
    other_views=TOGETHER,
    empty="Nothing of this kind was done on these days.",
)


def _of_object(row: Row) -> str:
    return in_the_log(row, **whose("to", row["name"]), object=row["kind"], actions=asked_for(MONEY))


MONEY_CHANGES: Final = ListPage(
    name="money_changes",
    title="Changes of money",
    lead=f"Balances, credit, top-ups, prices, packages and taxes: what was changed, how often and by how many people. {_USUAL}",
    icon="coin",
    permission=PERMISSION,
    source=f"""(SELECT a.object, a.name, {_DONE} AS done, {_REFUSED} AS refused, count(DISTINCT a.actor) AS people, {_WHEN}
                  FROM {_LOG}
                 WHERE {is_among("a.action", MONEY)}
                   AND a.object IS NOT NULL
                   AND a.name IS NOT NULL
                   AND {{these}}
                 GROUP BY a.object, a.name) v""",  # noqa: S608  declared pieces
    inside=frozenset({"at"}),
    owner=_OWNER,
    key="v.object, v.name",
    found_by_key=False,
    order="-last",
    columns=(
        Column("name", "Object", "v.name", cell="code", lead=True),
        Column("kind", "Kind", "v.object", order="", cell="kind"),
        _figure("done", "Done"),
        _figure("refused", "Refused"),
        _figure("people", "People"),
        FIRST,
        LAST,
    ),
    hidden={"since": "v.first", "until": "v.last"},
    filters=(
        Search("q", "Search", ("v.name",), placeholder="Object"),
        Choice("kind", "Kind", {each: (title, f"v.object = '{each}'") for each, title in OBJECTS.items()}),
        DAYS,
    ),
    link=_of_object,
    other_views=TOGETHER,
    empty="Nothing about money was changed on these days.",
)
