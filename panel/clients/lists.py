"""The list of clients: all of them for the house, for a reseller those below it and itself."""

from datetime import datetime
from typing import Final

from flask import url_for

from panel.clients.actions import KINDS
from panel.identity.states import STATES
from panel.kit.attached.things import attachable
from panel.kit.filters import Choice, Dates, Equal, Pasted, Picked, Search, yes_or_no
from panel.kit.languages import LANGUAGES
from panel.kit.lists import Column, ColumnSet, ListPage, Row, Thing
from panel.kit.references import worded
from registry.context import Registry
from registry.store.sql import Connection

_THERE: Final = "a.state IN ('active', 'blocked')"
# Counting stops early, as for registrars: it says how large a reseller is.
BELOW: Final = f"""(SELECT count(*) FROM (SELECT FROM iam.account b WHERE b.seller_id = a.id AND b.kind <> 'employee'
                     AND {_THERE.replace("a.", "b.")} LIMIT 10001) sold)"""  # noqa: S608  declared in this project
DOCUMENTS: Final = """(SELECT count(*) FROM (SELECT FROM panel.document d WHERE d.account_id = a.id AND d.state = 'kept'
                         LIMIT 10001) kept)"""
# Those of the registry that stand on what its contacts are there.
NAMES: Final = """(SELECT count(*) FROM (
           SELECT DISTINCT u.domain_id FROM panel.client_contact c JOIN panel.contact_in_registry k ON k.contact_id = c.id
             JOIN registry.contact r ON r.roid = k.roid
            CROSS JOIN LATERAL (SELECT n.id FROM registry.domain n WHERE n.registrant_id = r.id UNION ALL
                                SELECT l.domain_id FROM registry.domain_contact l WHERE l.contact_id = r.id) u (domain_id)
            WHERE c.account_id = a.id LIMIT 10001) stood)"""
# What is noted about somebody is not for them or their people, and a reseller finds itself in the list.
NOTE: Final = "(CASE WHEN a.id IS DISTINCT FROM :root THEN a.note ELSE '' END)"
# Who has another name than was seen is verified no more.
VERIFIED: Final = "coalesce(a.verified_name = a.name, false)"
SEEN: Final = "(SELECT max(n.seen_at) FROM iam.session n WHERE n.account_id = a.id)"


async def in_words(registry: Registry, db: Connection, rows: list[Row], now: datetime) -> list[Row]:
    """Kinds, languages and reasons as people call them."""
    reasons = await worded(db, "block-reason") if rows and "reason" in rows[0] else {}
    tables = {"kind": KINDS, "language": LANGUAGES, "reason": reasons}
    return [
        row | {name: table.get(row[name], row[name]) for name, table in tables.items() if row.get(name)} for row in rows
    ]


LISTED: Final = ListPage(
    name="clients",
    title="Clients",
    lead="To whom the house and its resellers sell.",
    icon="users",
    permission="client.read",
    source="iam.account a LEFT JOIN iam.account s ON s.id = a.seller_id",
    where="a.kind IN ('client', 'reseller')",
    client="a.id",
    key="a.id",
    order="login",
    columns=(
        Column("login", "Login", "a.login", lead=True),
        Column("name", "Name", "a.name"),
        Column("description", "Description", "a.description", order="", cell="excerpt", extra=True),
        Column("seller", "Seller", "s.login", order="", cell="seller"),
        Column("kind", "Kind", "a.kind", order=""),
        Column("state", "State", "a.state", order="", cell="status"),
        Column("verified", "Verified", VERIFIED, order="", cell="yes"),
        Column("email", "E-mail", "a.email"),
        Column("language", "Language", "a.language", order=""),
        Column("created", "Since", "a.created_at", order="a.id", cell="day", descending=True),
        Column("seen", "Seen", SEEN, order="", cell="day"),
        Column("clients", "Its clients", BELOW, order="", cell="counted"),
        Column(
            "contacts",
            "Contacts",
            "(SELECT count(*) FROM panel.client_contact c WHERE c.account_id = a.id)",
            order="",
            cell="counted",
            permission="client-contact.read",
        ),
        Column("documents", "Documents", DOCUMENTS, order="", cell="counted", permission="document.read"),
        Column("names", "Names of its contacts", NAMES, order="", cell="counted", permission="client-contact.read"),
        Column("sellers", "Sellers above", "cardinality(a.sellers)", order="", cell="number", staff=True),
        Column("note", "Note", NOTE, order="", cell="excerpt", permission="client.get-note"),
        Column("since", "State since", "a.state_at", order="", cell="day"),
        Column("by", "By", "a.state_by", order="", cell="by", staff=True),
        Column("reason", "For", "a.state_reason", order=""),
        Column("comment", "Why", "a.state_comment", order="", cell="excerpt"),
    ),
    sets=(
        ColumnSet("common", "Common", ("login", "name", "description", "seller", "kind", "state")),
        ColumnSet("people", "People", ("login", "name", "verified", "email", "language", "seen", "created")),
        ColumnSet("tree", "Tree of sellers", ("login", "name", "seller", "sellers", "kind", "clients")),
        ColumnSet("counters", "Counters", ("login", "name", "clients", "contacts", "documents", "names", "seen")),
        ColumnSet("states", "States", ("login", "name", "state", "since", "by", "reason", "comment")),
        ColumnSet("notes", "Notes", ("login", "name", "note", "seller"), permission="client.get-note"),
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
            guarded=dict.fromkeys(("deleted", "wiped", "any"), "client.read-deleted"),
        ),
        Equal("kind", "Kind", "a.kind = ?", options=KINDS),
        Equal("language", "Language", "a.language = ?", options=LANGUAGES),
        yes_or_no("verified", "Verified", VERIFIED),
        yes_or_no("noted", "With a note", f"{NOTE} <> ''"),
        Pasted("who", "Logins or e-mails", "a.login", also=("lower(a.email)",)),
        Picked("seller", "Seller", "s.login = ?", "clients"),
        Dates("created", "Since", "a.created_at"),
    ),
    link=lambda row: url_for("clients.show", login=row["login"]),
    finish=in_words,
    empty="Nobody is sold to yet.",
    mine=lambda viewer: viewer.client_login if viewer.may("access.subtree") else None,
)
CLIENTS: Final = attachable(
    LISTED,
    Thing(
        "client",
        "login",
        "a.id::text",
        "client",
        "clients",
        versions="panel",
        keeps=(
            "login",
            "name",
            "description",
            "seller",
            "kind",
            "state",
            "verified",
            "email",
            "language",
            "reason",
            "comment",
        ),
        account="a.id",
    ),
)
