"""The list of what people did; a registrar's owner finds what its own people did."""

from datetime import datetime
from typing import Final

from panel.identity.activity import ACTIONS
from panel.kit.filters import Choice, Dates, Equal, Pasted, Search, Within
from panel.kit.lists import Column, ColumnSet, ListPage, Row
from registry.context import Registry
from registry.store.sql import Connection

# The kinds of objects that deeds are done to, as history calls them.
OBJECTS: Final = {
    "domain": "Domains",
    "host": "Hosts",
    "contact": "Contacts",
    "application": "Applications",
    "registrar": "Registrars",
    "tld": "TLDs",
    "topUp": "Top-ups",
    "client": "Clients",
    "employee": "Employees",
    "client-contact": "Contacts of clients",
    "contact-profile": "Profiles of contacts",
    "document": "Documents",
    "reference": "References",
    "blacklist": "Black and white lists",
    "reminder": "Reminders",
    "urs": "URS cases",
    "mail": "Mails",
    "notification": "Notifications",
    "mail-template": "Mail templates",
    "document-template": "Document templates",
    "session": "EPP sessions",
    "list": "Lists of names",
    "requester": "Requesters",
    "token": "Tokens",
    "transfer": "Transfers",
    "message": "Messages",
    "terms": "Terms",
    "newcomer": "Newcomers",
    "api-key": "Keys of programs",
    "webhook": "Webhooks",
    "webhook-delivery": "Deliveries of webhooks",
    "relying-party": "Applications that sign people in",
    "money-address": "Addresses of mails about money",
}


async def in_words(registry: Registry, db: Connection, rows: list[Row], now: datetime) -> list[Row]:
    """The actions as people call them; a deed is called by its name, which says it."""
    return [
        row | {"action": ACTIONS.get(row["action"]) or called(row["action"])} if "action" in row else row
        for row in rows
    ]


def called(action: str) -> str:
    """`domains.set-server-statuses` in words."""
    _, _, name = action.rpartition(".")
    return name.replace("-", " ").capitalize()


ACTIVITY: Final = ListPage(
    name="activity",
    title="Activity",
    lead="Who signed in, proved who they are, changed accounts and objects of the registry; and who tried to.",
    icon="history",
    permission="activity.read",
    source="audit.activity v",
    owner="v.registrar_id = :own",
    key="v.id",
    numbered="number",
    hidden={"number": "v.id"},
    found_by_key=False,
    order="-at",
    columns=(
        Column("at", "When", "v.at", cell="moment", descending=True),
        Column("actor", "Who", "v.actor", order="", lead=True),
        Column("behind", "Acted by", "v.behind", order="", extra=True),
        Column("action", "Did", "v.action", order=""),
        Column("result", "Result", "v.result", order="", cell="status"),
        Column(
            "account",
            "To",
            "coalesce(v.name, CASE WHEN v.account_id IS DISTINCT FROM v.actor_id THEN v.account END)",
            order="",
        ),
        Column("said", "Why", "concat_ws(' · ', v.reason, v.detail)", order="", extra=True),
        Column("address", "From", "host(v.address)", order="", cell="text", extra=True),
        Column("door", "Door", "v.door", order="", cell="door", extra=True),
        Column("code", "Action", "v.action", order="", cell="code"),
        Column("request", "Request", "v.request", order="", cell="code", extra=True),
    ),
    sets=(
        ColumnSet(
            "overview",
            "Overview",
            ("at", "actor", "behind", "action", "result", "account", "said", "address", "door"),
        ),
        ColumnSet(
            "codes", "As programs call it", ("at", "actor", "code", "result", "account", "said", "address", "request")
        ),
        ColumnSet("places", "Where from", ("at", "actor", "behind", "action", "address", "door", "result", "request")),
    ),
    filters=(
        Search(
            "q",
            "Search",
            ("v.actor", "v.account", "v.name", "v.reason", "v.detail", "host(v.address)"),
            placeholder="Login, object, address or reason",
        ),
        Pasted("who", "Who", "v.actor", also=("v.behind",)),
        Equal("action", "Did", "v.action = ?", options=ACTIONS),
        Pasted("actions", "Actions as programs call them", "v.action"),
        Choice(
            "object",
            "To",
            {
                "account": ("Accounts", "v.object IS NULL OR v.object = 'account'"),
                **{each: (title, f"v.object = '{each}'") for each, title in OBJECTS.items()},
            },
        ),
        Pasted("to", "To these", "v.name", also=("v.account",)),
        Within("address", "From address or network", "v.address"),
        Pasted("request", "Request, as an error page calls it", "v.request"),
        Equal("result", "Result", "v.result = ?", options={"done": "Done", "refused": "Refused"}),
        Dates("at", "Day", "v.at"),
    ),
    finish=in_words,
    other_views=(("Reports", "gauge", "activity_reports.show"), ("How long it is kept", "archive", "disposals.rules")),
    empty="Nobody did anything yet.",
)
