"""What may be done to a template: changed, brought back to what came with the product, and tried on oneself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from flask import url_for

from mail.addresses import AddressRefused
from mail.choosing import LONGEST_SUBJECT, LONGEST_TEXT, why_no_template
from mail.events import EVENTS
from mail.outbox import Mail, Recipient, queue_mail
from mail.wording import Template, builtin, languages
from panel.kit.deeds import Declined, Deed, Deeds, Values
from panel.kit.fields import About, Lines, Problem, Reason, Text, Typed
from panel.kit.foreseen import Foreseen, Table
from panel.kit.situation import Situation
from panel.kit.web import viewer
from panel.mail_templates import queries
from panel.mail_templates.drafts import Draft, against, look_of
from panel.mail_templates.lists import TEMPLATES
from registry.context import Context

MAY: Final = "mail-template.update"


@dataclass(frozen=True, slots=True)
class Paragraphs(Lines):
    """The text of a mail; empty lines part its paragraphs."""

    kind: str = field(default="lines", init=False)

    def read(self, typed: Typed, about: About) -> str | None:
        text = super(Paragraphs, self).read(typed, about) or ""
        if not text.replace("\n", "").replace("\t", "").isprintable():
            raise Problem("There are characters in it that nobody can read.")
        return "\n".join(line.rstrip() for line in text.splitlines())


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Draft]:
    """Of the keys (`seller/language/event`, `-` for the house) those of templates that the scope has."""
    seen = situation.scope
    asked = {key: key.split("/", 2) for key in keys if key.count("/") >= 2}
    asked = {key: parts for key, parts in asked.items() if parts[1] in languages() and parts[2] in EVENTS}
    store = situation.registry.store
    logins = [parts[0] for parts in asked.values()]
    known = await store.reading(
        lambda db: queries.owners(db, logins=logins, everything=seen.everything, root=seen.root)
    )
    owners = {each.login: each for each in known}
    events = sorted({parts[2] for parts in asked.values()})
    rows = await store.reading(lambda db: queries.changed(db, events=events))
    changed = {(each.event, each.language, each.seller_id): each for each in rows}
    found = {}
    for key, (login, language, event) in asked.items():
        owner = owners.get(login)
        if owner is None and not (login == "-" and seen.everything):
            continue
        number = owner.id if owner else None
        kept = changed.get((event, language, number))
        template = Template(kept.subject, kept.text) if kept else builtin(event, language)
        look = look_of(owner.brand, owner.colour) if owner else look_of(None, None)
        by, at = (kept.updated_by, kept.updated_at) if kept else (None, None)
        found[key] = Draft(key, event, language, number, owner.login if owner else None, template, look, by, at)
    return found


def _wanted(draft: Draft, values: Values) -> Template:
    template = Template(values["subject"] or "", values["text"] or "")
    if problem := why_no_template(draft.event, template):
        raise Declined(problem)
    return template


async def _foresee(cx: Context, draft: Draft, values: Values) -> Foreseen:
    template = _wanted(draft, values)
    if template == draft.template:
        return Foreseen(nothing="It says exactly this already.")
    said = draft.preview(template)
    lines = [(sign, line) for sign, line in against(draft.default, template) if sign != " "]
    return Foreseen(
        (("Subject", said.subject),),
        (
            Table.of("As a mail, with sample values", ("Text",), [(line,) for line in said.text.split("\n\n")]),
            Table.of("Against what came with the product", ("", "Line"), lines),
        ),
    )


async def _change(cx: Context, draft: Draft, values: Values) -> str:
    template = _wanted(draft, values)
    await cx.registry.store.transaction(
        lambda db: queries.keep(
            db,
            event=draft.event,
            language=draft.language,
            seller_id=draft.seller_id,
            subject=template.subject,
            text=template.text,
            now=cx.now,
            by=viewer().login,
        )
    )
    return "Mails that are written from now on say this; those that wait stay as they are."


async def _reset(cx: Context, draft: Draft, values: Values) -> str:
    await cx.registry.store.transaction(
        lambda db: queries.drop(db, event=draft.event, language=draft.language, seller_id=draft.seller_id)
    )
    return "It says again what came with the product."


async def _try(cx: Context, draft: Draft, values: Values) -> str:
    who = viewer()
    to = Recipient(who.email, who.name, draft.language, who.account_id, draft.seller_id)
    mail = Mail(draft.event, to, EVENTS[draft.event].values)
    try:
        await cx.registry.store.transaction(lambda db: queue_mail(db, mail, cx.now, template=draft.template))
    except AddressRefused as refused:
        raise Declined(str(refused)) from None
    return f"A mail with sample values is on its way to {who.email}."


def _is_changed(draft: Draft, situation: Situation) -> str | None:
    return None if draft.by is not None else "It is as it came with the product."


DEEDS: Final[Deeds[Draft]] = Deeds(
    list=TEMPLATES,
    object="mail-template",
    noun="template",
    nouns="templates",
    key=lambda row: str(row["id"]),
    find=find,
    show=lambda key: url_for("mail_templates.show", key=key),
    deeds=(
        Deed(
            "change",
            "Change what it says",
            "pencil",
            MAY,
            _change,
            (
                Text("subject", "Subject", present=lambda on: on.template.subject, longest=LONGEST_SUBJECT),
                Paragraphs(
                    "text",
                    "Text",
                    "Empty lines part paragraphs; a link has a line of its own; {name} is the place of a value.",
                    present=lambda on: on.template.text,
                    longest=LONGEST_TEXT,
                ),
                Reason(),
            ),
            batch=None,
            foresee=_foresee,
        ),
        Deed("reset", "Back to what came with it", "rotate", MAY, _reset, (Reason(),), _is_changed, danger=True),
        Deed(
            "try",
            "Send it to me",
            "send",
            MAY,
            _try,
            lead="With sample values, to the address of your account; its links lead nowhere.",
            batch=None,
        ),
    ),
)
