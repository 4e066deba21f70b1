"""Documents that are set from templates: made with the next number of their series, and set again under the same.

A document is set once before anything is locked, so that a template that is broken or slow keeps nobody waiting, and again with
the number that it gets. That is taken in the transaction of the document: what fails leaves no gap.
"""

import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Final

from panel.client_contacts.queries import Owner, owner
from panel.clients.actions import By
from panel.document_templates.choosing import source_for, take_number
from panel.document_templates.typesetting import TemplateBroken, typeset
from panel.documents import paper_queries, queries
from panel.documents.actions import MISSING, Facts, Sent, document_file, judged_file, keep_file, write_version
from panel.documents.paper_queries import Party
from panel.documents.states import TYPES
from panel.identity.passwords import canonical_login
from panel.kit.branding import HOUSE
from panel.kit.deeds import Declined
from registry.context import Context
from registry.store.sql import Connection

NOT_SET: Final = "It was handed in, not set from a template."
_OF_ACCOUNTS: Final = ("account", "currency", "bank", "bic", "address", "correspondent", "correspondent_bic")
# What a number looks like before there is one.
_NO_NUMBER: Final = "–"


@dataclass(frozen=True, slots=True)
class Paper:
    """What somebody wants set: `kind` is a type of documents that has a template, `text` are its paragraphs, `sender_id` the
    contact of the seller whose requisites are on it (None: the main one)."""

    kind: str
    text: tuple[str, ...] = ()
    title: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    sender_id: int | None = None

    def facts(self, number: str) -> Facts:
        title = self.title or TYPES[self.kind]
        return Facts(self.kind, title, number, "", self.valid_from, self.valid_until)


async def document_generate(cx: Context, who: By, client: str | None, paper: Paper) -> int:
    """Set a document for a client, numbered by its seller's series; its number here. Without a client it is who asks.

    Raises Declined."""
    if problem := paper.facts("").why_not:
        raise Declined(problem)
    holder = await cx.registry.store.transaction(lambda db: _holder(db, who, client))
    filled = await cx.registry.store.reading(lambda db: _filled(db, cx, holder.id, paper))
    source, seller_id, data = filled.source, filled.seller_id, filled.data
    await _set(cx, source, data | {"number": _NO_NUMBER})

    async def work(db: Connection) -> int:
        await _holder(db, who, client)
        number = await take_number(db, paper.kind, seller_id, cx.now.year)
        pdf = await _set(cx, source, data | {"number": number})
        handed = await judged_file(cx, Sent(io.BytesIO(pdf), f"{number}.pdf"))
        facts = replace(paper.facts(number), sender_id=filled.sender_id, receiver_id=filled.receiver_id)
        made = await queries.add(db, account_id=holder.id, by=who.login, now=cx.now, **asdict(facts))
        made_from = {
            "kind": paper.kind,
            "seller_id": seller_id,
            "text": list(paper.text),
            "sender_id": paper.sender_id,
        }
        await paper_queries.set_made_from(db, id=made, made_from=made_from)
        await keep_file(db, cx, who, made, handed)
        await write_version(db, cx, who, made, "generate")
        return made

    return await cx.registry.store.transaction(work)


async def document_regenerate(cx: Context, who: By, document: queries.Document) -> str:
    """Set it again under its number, by the template and with the parties as they are now: the file before stays as its history,
    and what was said of it is taken back. What the file is called. Raises Declined."""
    before = await cx.registry.store.reading(lambda db: paper_queries.made_from(db, id=document.id))
    if before is None:
        raise Declined(NOT_SET)
    paper = Paper(
        before["kind"],
        tuple(before["text"]),
        document.title,
        document.valid_from,
        document.valid_until,
        before.get("sender_id"),
    )
    filled = await cx.registry.store.reading(lambda db: _filled(db, cx, document.account_id, paper))
    pdf = await _set(cx, filled.source, filled.data | {"number": document.number})
    return await document_file(cx, who, document.id, Sent(io.BytesIO(pdf), f"{document.number}.pdf"))


async def _holder(db: Connection, who: By, client: str | None) -> Owner:
    own = who.root if client is None else None
    login = None if client is None else canonical_login(client)
    holder = await owner(db, login=login, id=own) if login or own else None
    if holder is None or who.root not in (None, holder.id, *holder.sellers):
        raise Declined("Whose document is it? There is no such client.", at="client")
    if holder.state in ("deleted", "wiped"):
        raise Declined(f"The client is {holder.state}.", at="client")
    return holder


@dataclass(frozen=True, slots=True)
class Filled:
    """The template, the seller whose it is, what it is filled with but for the number, and the contacts whose data these are."""

    source: str
    seller_id: int | None
    data: dict[str, Any]
    sender_id: int | None
    receiver_id: int | None


async def _filled(db: Connection, cx: Context, account_id: int, paper: Paper) -> Filled:
    client = await paper_queries.party(db, id=account_id, contact_id=None)
    if client is None:
        raise Declined(MISSING)
    seller = await _seller(db, client.seller_id, paper.sender_id)
    facts = paper.facts("")
    data = {
        "title": facts.title,
        "date": f"{cx.now:%Y-%m-%d}",
        "valid_from": f"{facts.valid_from or ''}",
        "valid_until": f"{facts.valid_until or ''}",
        "text": list(paper.text),
        "client": _told(client),
        "seller": _told(seller) if seller else _house(),
    }
    source = await source_for(db, paper.kind, client.seller_id)
    return Filled(source, client.seller_id, data, seller.contact_id if seller else None, client.contact_id)


async def _seller(db: Connection, seller_id: int | None, contact_id: int | None) -> Party | None:
    """Who sells, by that contact of theirs; None: the house. Raises Declined where it is no contact of theirs."""
    if seller_id is None:
        if contact_id is not None:
            raise Declined("The house sells to it, whose requisites are in the template.", at="sender")
        return None
    seller = await paper_queries.party(db, id=seller_id, contact_id=contact_id)
    if seller is None or (contact_id is not None and seller.contact_id is None):
        raise Declined("That is no contact of the seller.", at="sender")
    return seller


def _told(party: Party) -> Mapping[str, Any]:
    return {
        "login": party.login,
        "name": party.name or party.brand or party.account_name or party.login,
        "organization": party.organization or "",
        "street": [line for line in (party.street or "").splitlines() if line],
        "city": party.city or "",
        "province": party.province or "",
        "postal_code": party.postal_code or "",
        "country": party.country or "",
        "email": party.email or party.support or party.account_email,
        "phone": party.phone or "",
        "registration_number": party.registration_number or "",
        "vat_number": party.vat_number or "",
        "inn": party.inn or "",
        "kpp": party.kpp or "",
        "director": party.director or "",
        "bank_accounts": [
            {name: str(each.get(name) or "") for name in _OF_ACCOUNTS} for each in party.bank_accounts or ()
        ],
    }


def _house() -> Mapping[str, Any]:
    nothing = Party("", None, HOUSE.name, "", HOUSE.name, *(None,) * 17)
    return _told(nothing)


async def _set(cx: Context, source: str, data: Mapping[str, Any]) -> bytes:
    try:
        return await typeset(source, data, cx.now)
    except TemplateBroken as broken:
        raise Declined(f"The template is broken. {broken}") from None
