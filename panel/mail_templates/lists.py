"""The list of templates: every event in every language, as the house says it, and as sellers do who say it otherwise."""

from datetime import datetime
from typing import Final

from flask import url_for

from mail.events import EVENTS
from mail.wording import languages
from panel.kit.filters import Choice, Equal, Search
from panel.kit.languages import LANGUAGES
from panel.kit.lists import Called, Column, ListPage, Row
from panel.mails.lists import titled
from registry.context import Registry
from registry.store.sql import Connection

# Words of the program alone: keys of events and languages.
_ROWS: Final = ", ".join(f"('{event}', '{language}')" for event in EVENTS for language in sorted(languages()))
# What programs and addresses call one.
KEY: Final = "CASE WHEN o.login IS NULL THEN '-' ELSE o.login END || '/' || d.language || '/' || d.event"


async def in_words(registry: Registry, db: Connection, rows: list[Row], now: datetime) -> list[Row]:
    return [
        row
        | {
            name: titled(row[name]) if name == "event" else LANGUAGES.get(row[name], row[name])
            for name in ("event", "language")
            if name in row
        }
        for row in rows
    ]


TEMPLATES: Final = ListPage(
    name="mail_templates",
    title="Mail templates",
    lead="What mails say, by event and language. What nobody changed comes with the product.",
    icon="pencil",
    permission="mail-template.read",
    source=f"""(VALUES {_ROWS}) d (event, language)
               CROSS JOIN (SELECT NULL::bigint AS id, NULL AS login
                            UNION ALL
                           SELECT a.id, a.login FROM iam.account a WHERE a.kind = 'reseller' AND a.state = 'active') o
               LEFT JOIN mail.template t
                 ON t.event = d.event AND t.language = d.language AND t.seller_id IS NOT DISTINCT FROM o.id""",  # noqa: S608
    where="(o.id IS NULL OR t.event IS NOT NULL OR o.id = :viewer)",
    client="o.id",
    key=KEY,
    named=Called(("id",), "text", path=True),
    order="event",
    columns=(
        Column("event", "Event", "d.event", lead=True),
        Column("language", "Language", "d.language", order=""),
        Column("seller", "Of", "o.login", order="", cell="seller"),
        Column(
            "state", "State", "CASE WHEN t.event IS NULL THEN 'built in' ELSE 'changed' END", order="", cell="status"
        ),
        Column("subject", "Subject", "t.subject", order="", cell="excerpt"),
        Column("updated", "Changed", "t.updated_at", order="", cell="moment"),
        Column("by", "By", "t.updated_by", order="", cell="by", extra=True),
    ),
    hidden={"id": KEY},
    filters=(
        Search("q", "Search", ("d.event", "t.subject", "t.text", "o.login"), placeholder="Event, or words of it"),
        Equal(
            "language", "Language", "d.language = ?", options={each: LANGUAGES[each] for each in sorted(languages())}
        ),
        Choice(
            "state",
            "State",
            {"changed": ("Changed", "t.event IS NOT NULL"), "built-in": ("Built in", "t.event IS NULL")},
        ),
    ),
    finish=in_words,
    link=lambda row: url_for("mail_templates.show", key=row["id"]),
    empty="No such template.",
)
