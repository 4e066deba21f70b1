"""What becomes of the contacts of clients: made, changed, copied, deleted; each in one transaction, with the version it makes.

Whoever does it is judged on the row as it is then, locked: a client has its own, a reseller those of all who stand below too.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import asdict
from typing import Any, Final

from mail.notices import Happened, tell
from panel.blacklist.gate import demand_welcome
from panel.blacklist.masks import Of
from panel.client_contacts import paper_queries, queries
from panel.client_contacts.confirmable import ATTRIBUTES
from panel.client_contacts.queries import ClientContact, Owner
from panel.client_contacts.registered.queries import tlds_of
from panel.clients.actions import By, asking
from panel.contact_profiles.needs import TITLES, why_incomplete, why_unsuitable
from panel.contact_profiles.queries import every_profile, profiles
from panel.identity.passwords import canonical_login
from panel.kit.deeds import Declined
from registry.context import Context
from registry.store.sql import Connection

MISSING: Final = "There is no such contact."
MOST: Final = 200  # contacts of one client
MOST_ACCOUNTS: Final = 10  # at banks, of one contact
# What a copy takes over, and a version says.
FACTS: Final = ("profile", *TITLES, "messengers", "bank_accounts", "local_forms", "passport")
# What is nothing where nobody has said it, rather than empty.
_QUANTITIES: Final = frozenset({"birth_date", "vat_rate"})

Facts = Mapping[str, Any]
Work = Callable[[Connection, ClientContact], Awaitable[None]]


async def contact_create(cx: Context, who: By, client: str | None, facts: Facts) -> int:
    """Give a client a contact, its first being the main one; its number. Without a client it is who asks, without a profile it is
    of the first of them. Raises Declined."""

    await demand_welcome(cx.registry, _entering(facts), asking(cx, who))

    async def work(db: Connection) -> int:
        own = who.root if client is None else None
        login = None if client is None else canonical_login(client)
        found = await queries.owner(db, login=login, id=own) if login or own else None
        if found is None or who.root not in (None, found.id, *found.sellers):
            raise Declined(
                "Whose contact is it? There is no such client." if who.root is None else "No such client.", at="client"
            )
        profile = facts["profile"] or next((each.name for each in await every_profile(db)), "")
        return await _added(db, cx, who, found, {**facts, "profile": profile}, "create")

    return await cx.registry.store.transaction(work)


async def contact_copy(cx: Context, who: By, number: int) -> int:
    """A new contact of the same client that says the same; its number. Raises Declined."""

    async def work(db: Connection) -> int:
        found = await held(db, who, number)
        owner = await queries.owner(db, login=None, id=found.account_id)
        assert owner is not None  # the contact refers to it
        return await _added(db, cx, who, owner, facts_of(found), "copy", found.id)

    return await cx.registry.store.transaction(work)


async def contact_change(cx: Context, who: By, number: int, event: str, changes: Facts) -> None:
    """Let it say something else. Raises Declined."""
    await demand_welcome(cx.registry, _entering(changes), asking(cx, who))

    async def work(db: Connection, found: ClientContact) -> None:
        facts = {**facts_of(found), **changes}
        await demand_whole(db, facts)
        await demand_suitable(db, cx, found.id, facts)
        before = await _confirmed_of(db, found.id)
        await queries.write(db, id=found.id, facts=plain(changes))
        await tell_owner(db, cx, found, "contact.unconfirmed", before - await _confirmed_of(db, found.id))

    await changed(cx, who, number, event, work)


async def contact_make_main(cx: Context, who: By, number: int) -> None:
    """Let it speak for the client, in place of the one that did. Raises Declined."""

    async def work(db: Connection, found: ClientContact) -> None:
        if found.main:
            raise Declined("It is the main one already.")
        before = await queries.main_of(db, account_id=found.account_id)
        if before is not None:
            await queries.set_main(db, id=before, main=False)
            await _version(db, cx, who, before, "make-main")
        await queries.set_main(db, id=found.id, main=True)

    await changed(cx, who, number, "make-main", work)


async def contact_delete(cx: Context, who: By, number: int) -> None:
    """Raises Declined."""

    async def work(db: Connection) -> None:
        found = await held(db, who, number)
        if problem := why_kept(found):
            raise Declined(problem)
        await _version(db, cx, who, found.id, "delete")
        await queries.drop(db, id=found.id)

    await cx.registry.store.transaction(work)


def why_kept(contact: ClientContact) -> str | None:
    """What keeps a contact from being deleted; None: nothing."""
    if contact.handles:
        return f"In the registry it is {', '.join(contact.handles)}: say first that it is not."
    return "It speaks for its client: make another the main one first." if contact.main else None


async def demand_whole(db: Connection, facts: Facts) -> None:
    """That it says what its profile needs. Raises Declined."""
    found = await profiles(db, names=[facts["profile"]])
    if not found:
        raise Declined("There is no such profile.", at="profile")
    if problem := why_incomplete(found[0], facts):
        raise Declined(problem)


async def demand_suitable(db: Connection, cx: Context, number: int, facts: Facts) -> None:
    """That it says what the TLDs need in whose names it stands. Raises Declined."""
    tlds = await tlds_of(db, contact_id=number, now=cx.now)
    known = await every_profile(db) if tlds else []
    for tld in tlds:
        if problem := why_unsuitable(known, facts, tld):
            raise Declined(problem)


def facts_of(contact: ClientContact) -> dict[str, Any]:
    """What it says."""
    whole = asdict(contact)
    return {name: whole[name] for name in FACTS}


def _entering(facts: Facts) -> list[tuple[Of, str]]:
    """What of it lists may refuse."""
    kinds: dict[str, Of] = {"email": "email", "abuse_email": "email", "voice_phone": "phone", "fax_phone": "phone"}
    accounts: list[tuple[Of, str]] = [("payer", str(each["account"])) for each in facts.get("bank_accounts", ())]
    return [*((of, facts.get(name) or "") for name, of in kinds.items()), *accounts]


def plain(facts: Facts) -> Facts:
    """As JSON has them: what has no value is empty, save a day or a number."""
    return {name: _plain(name, value) for name, value in facts.items()}


def _plain(name: str, value: Any) -> Any:
    if value is None:
        return None if name in _QUANTITIES else ""
    return str(value) if name in _QUANTITIES else value


async def _added(
    db: Connection, cx: Context, who: By, owner: Owner, facts: Facts, event: str, of: int | None = None
) -> int:
    """`of` is the contact whose passport it has."""
    if owner.state in ("deleted", "wiped"):
        raise Declined(f"The client is {owner.state}.", at="client")
    if owner.count >= MOST:
        raise Declined(f"The client has {MOST} contacts already.", at="client")
    await demand_whole(db, facts)
    number = await queries.add(
        db, account_id=owner.id, main=owner.count == 0, profile=facts["profile"], name=facts["name"], now=cx.now
    )
    await queries.write(db, id=number, facts=plain(facts))
    if of is not None:
        await paper_queries.copy_passport(db, contact_id=of, to=number)
    await _version(db, cx, who, number, event)
    return number


async def changed(cx: Context, who: By, number: int, event: str, work: Work) -> None:
    """Work on the contact, locked, and the version that it makes. Raises Declined."""

    async def whole(db: Connection) -> None:
        found = await held(db, who, number)
        await work(db, found)
        await _version(db, cx, who, number, event)

    await cx.registry.store.transaction(whole)


async def held(db: Connection, who: By, number: int) -> ClientContact:
    """The contact, locked, where whoever asks may have it. Raises Declined."""
    found = await queries.locked(db, id=number)
    if found is None or who.root not in (None, found.account_id, *found.sellers):
        raise Declined(MISSING)
    if found.state in ("deleted", "wiped"):
        raise Declined(f"Its client is {found.state}.")
    return found


async def _confirmed_of(db: Connection, number: int) -> frozenset[str]:
    """Which of what it says is confirmed."""
    levels = await queries.levels(db, contact_id=number)
    return frozenset(each.attribute for each in levels if each.level != "unconfirmed")


async def tell_owner(
    db: Connection, cx: Context, contact: ClientContact, event: str, attributes: Collection[str]
) -> None:
    """Whose contact it is hears what became of these."""
    if attributes:
        what = f"{contact.name}: {', '.join(title for name, title in ATTRIBUTES.items() if name in attributes)}"
        await tell(db, contact.account_id, Happened(event, contact.client, cx.now, what=what))


async def _version(db: Connection, cx: Context, who: By, number: int, event: str) -> None:
    await queries.write_version(db, id=number, now=cx.now, by=who.login, event=event, reason=cx.reason)
