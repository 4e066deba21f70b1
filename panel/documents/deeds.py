"""What may be done to documents: make one, change it, delete and restore it, set a status of it and take that back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from flask import url_for

from panel.client_contacts.lists import CLIENT_CONTACTS
from panel.clients.actions import by
from panel.clients.lists import CLIENTS
from panel.document_templates.kinds import NUMBERED
from panel.documents import actions, queries
from panel.documents.actions import Facts, Sent, why_not_said
from panel.documents.links import sent_link
from panel.documents.lists import DOCUMENTS
from panel.documents.papers import NOT_SET, Paper, document_generate, document_regenerate
from panel.documents.parties import contact_called
from panel.documents.queries import Document
from panel.documents.states import STATUSES, TYPES, Step, why_no_step
from panel.kit.deeds import Deed, Deeds, Made, Opening, Values
from panel.kit.fields import About, Choice, Combo, Field, Prose, Reason, Several, Text
from panel.kit.lists import as_number
from panel.kit.quantities import Day
from panel.kit.row_fields import Rows
from panel.kit.situation import Situation
from panel.kit.web import viewer
from registry.context import Context


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Document]:
    """Of the numbers those of documents that the viewer's scope has."""
    scope, numbers = situation.scope, [int(as_number(key)) for key in keys]
    rows = await situation.registry.store.reading(
        lambda db: queries.documents(db, ids=numbers, everything=scope.everything, root=scope.root)
    )
    return {str(row.id): row for row in rows}


def why_kept_from(document: Document) -> str | None:
    """What keeps everybody from changing it; None: nothing."""
    if document.client_state in ("deleted", "wiped"):
        return f"Its client is {document.client_state}."
    return None if document.state == "kept" else f"It is {document.state}: restore it first."


def _is_gone(document: Document, situation: Situation) -> str | None:
    return why_kept_from(document)


def _of(name: str) -> Callable[[Any], Any]:
    """What the document has now; nothing where it is a new one."""
    return lambda document: (getattr(document, name) or None) if document else None


FACTS: Final[tuple[Field, ...]] = (
    Choice("type", "Type", TYPES, present=_of("type")),
    Text("title", "Title", longest=200, present=_of("title")),
    Text("number", "Number", "As it is written on it.", False, _of("number"), 64),
    Day("valid_from", "Holds from", required=False, present=_of("valid_from")),
    Day("valid_until", "Until", "The last day. Empty: for good.", False, _of("valid_until")),
    Combo("sender", "Sender", CLIENT_CONTACTS, "A contact, by its name or number.", False, _of("sender")),
    Combo("receiver", "Receiver", CLIENT_CONTACTS, "Likewise.", False, _of("receiver")),
    Prose("description", "Description", required=False, present=_of("description")),
)


async def _party(cx: Context, called: str | None, at: str, document: Document | None = None) -> int | None:
    """The number of a contact that was named; one that stands there already may be out of sight by now."""
    if document is not None and called and called == getattr(document, at):
        return int(getattr(document, f"{at}_id"))
    found = await contact_called(cx, by(viewer()), called, at)
    return found.id if found else None


async def _facts(cx: Context, values: Values, document: Document | None = None) -> Facts:
    sender, receiver = [await _party(cx, values[at], at, document) for at in ("sender", "receiver")]
    return replace(facts_of(values), sender_id=sender, receiver_id=receiver)


def facts_of(values: Values) -> Facts:
    return Facts(
        values["type"],
        values["title"],
        values["number"] or "",
        values["description"] or "",
        values["valid_from"],
        values["valid_until"],
    )


async def _create(cx: Context, nothing: None, values: Values) -> str:
    number = await actions.document_create(cx, by(viewer()), values["client"], await _facts(cx, values))
    return Made.of(f"It is document {number}: hand in its file here.", str(number))


async def _update(cx: Context, document: Document, values: Values) -> str:
    await actions.document_update(cx, by(viewer()), document.id, await _facts(cx, values, document))
    return "It is changed."


def _step(step: Step, title: str, icon: str, said: str, lead: str, *, danger: bool = False) -> Deed[Document]:
    async def act(cx: Context, document: Document, values: Values) -> str:
        await actions.document_step(cx, by(viewer()), document.id, step)
        return said

    def why_not(document: Document, situation: Situation) -> str | None:
        return why_no_step(step, document.state)

    return Deed(step, title, icon, "document.delete", act, (Reason(),), why_not, lead, danger)


async def _set(cx: Context, document: Document, values: Values) -> str:
    await actions.document_say(cx, by(viewer()), document.id, values["statuses"], given=True)
    return f"Set: {_titles(values['statuses'])}."


async def _clear(cx: Context, document: Document, values: Values) -> str:
    await actions.document_say(cx, by(viewer()), document.id, values["statuses"], given=False)
    return f"Taken back: {_titles(values['statuses'])}."


async def _send(cx: Context, document: Document, values: Values) -> str:
    told = await actions.document_send(cx, by(viewer()), document.id, sent_link)
    return f"{told} is told that it is there."


async def _generate(cx: Context, nothing: None, values: Values) -> str:
    sender = await contact_called(cx, by(viewer()), values["sender"], "sender")
    paper = Paper(
        values["kind"],
        tuple(values["text"]),
        values["title"] or "",
        values["valid_from"],
        values["valid_until"],
        sender.id if sender else None,
    )
    number = await document_generate(cx, by(viewer()), values["client"], paper)
    return Made.of(f"It is set, as document {number}.", str(number))


async def _regenerate(cx: Context, document: Document, values: Values) -> str:
    return (
        f"{await document_regenerate(cx, by(viewer()), document)} is set again; the file before stays as its history."
    )


def _titles(statuses: Sequence[str]) -> str:
    return ", ".join(STATUSES[each] for each in statuses)


def _absent(about: About) -> Mapping[str, str]:
    """Those that at least one of the documents does not have, and that whoever asks may say of one."""
    who = by(about.situation.viewer)
    return {
        each: title
        for each, title in STATUSES.items()
        if any(each not in one.statuses and why_not_said(who, one, (each,)) is None for one in about.subjects)
    }


def _present(about: About) -> Mapping[str, str]:
    return {each: title for each, title in STATUSES.items() if any(each in one.statuses for one in about.subjects)}


def _has_all(document: Document, situation: Situation) -> str | None:
    left = _absent(About(situation, (document,)))
    return why_kept_from(document) or (None if left else "There is nothing left to say of it.")


def _has_none(document: Document, situation: Situation) -> str | None:
    return why_kept_from(document) or (None if document.statuses else "Nothing was said of it.")


def _cannot_be_set(document: Document, situation: Situation) -> str | None:
    return why_kept_from(document) or (None if document.is_set else NOT_SET)


def with_file(file: Sent) -> Deed[Document]:
    """What hands in a file: for forms that carry one."""

    async def act(cx: Context, document: Document, values: Values) -> str:
        name = await actions.document_file(cx, by(viewer()), document.id, file)
        return f"{name} is its file now."

    return Deed("replace", "Replace its file", "paperclip", "document.replace", act, (), _is_gone, batch=None)


CREATE: Final = Opening(
    "create",
    "New document",
    "plus",
    "document.create",
    _create,
    (Combo("client", "Client", CLIENTS, "Whose it is. Empty: your own.", False), *FACTS),
    called=lambda values: str(values["title"]),
    imported=True,
)
GENERATE: Final = Opening(
    "generate",
    "Set a document",
    "file-check",
    "document.generate",
    _generate,
    (
        Combo("client", "Client", CLIENTS, "Whose it is. Empty: your own.", False),
        Choice("kind", "Template", {name: each.title for name, each in NUMBERED.items()}),
        Text("title", "Title", "Empty: as the template is called.", False, longest=200),
        Combo("sender", "Requisites of", CLIENT_CONTACTS, "A contact of the seller. Empty: its main one.", False),
        Rows(
            "text",
            "What it says",
            (Prose("", "Paragraph", longest=4000),),
            "A row for each paragraph, or line of a report.",
            most=40,
        ),
        Day("valid_from", "Holds from", required=False),
        Day("valid_until", "Until", "The last day. Empty: for good.", False),
    ),
    lead="It is set from the seller's template, with the next number of the seller's series.",
    called=lambda values: str(values["title"] or values["kind"]),
)
DEEDS: Final[Deeds[Document]] = Deeds(
    list=DOCUMENTS,
    object="document",
    noun="document",
    nouns="documents",
    key=lambda row: str(row["number"]),
    find=find,
    show=lambda key: url_for("documents.show", number=key),
    deeds=(
        Deed("update", "Change it", "pencil", "document.update", _update, FACTS, _is_gone, batch=None),
        Deed(
            "set-statuses",
            "Set a status",
            "file-check",
            "document.update",
            _set,
            (Several("statuses", "Statuses", _absent), Reason(required=False)),
            _has_all,
            lead="Who said it and when is kept for good.",
        ),
        Deed(
            "clear-statuses",
            "Take a status back",
            "rotate",
            "document.update",
            _clear,
            (Several("statuses", "Statuses", _present), Reason()),
            _has_none,
        ),
        Deed(
            "send",
            "Send it to its client",
            "send",
            "document.update",
            _send,
            (Reason(required=False),),
            _is_gone,
            lead="Whoever it is for is told at the bell, and by mail, which leads to it for two weeks without signing in.",
        ),
        Deed(
            "regenerate",
            "Set it again",
            "rotate",
            "document.replace",
            _regenerate,
            (Reason(),),
            _cannot_be_set,
            lead="By the template and with the parties as they are now, under its number. What was said of it is taken back.",
        ),
        _step(
            "delete",
            "Delete",
            "trash",
            "It is deleted. It can be restored.",
            "It is left out of lists; its files stay.",
            danger=True,
        ),
        _step("restore", "Restore", "rotate", "It is restored.", ""),
    ),
    opening=(CREATE, GENERATE),
)
