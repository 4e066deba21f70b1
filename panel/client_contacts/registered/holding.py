"""A contact of a client is said to be one of the registry's, or not to be: it then says what the TLDs of its names need."""

from collections.abc import Sequence

from panel.client_contacts.actions import changed, demand_suitable, facts_of
from panel.client_contacts.queries import ClientContact, contacts
from panel.client_contacts.registered import queries
from panel.clients.actions import By
from panel.contact_profiles.needs import lacks, why_unsuitable
from panel.contact_profiles.queries import every_profile, profiles
from panel.kit.deeds import Declined
from registry.context import Context
from registry.store.sql import Connection


async def contact_link(cx: Context, who: By, number: int, handle: str) -> None:
    """From now on it is that one in the registry. Raises Declined."""

    async def work(db: Connection, found: ClientContact) -> None:
        roid = await queries.roid_of(db, handle=handle)
        if roid is None:
            raise Declined("The registry has no such contact.", at="handle")
        if await queries.link(db, roid=roid, contact_id=found.id) is None:
            raise Declined("Somebody is that one already.", at="handle")
        await demand_suitable(db, cx, found.id, facts_of(found))

    await changed(cx, who, number, "link", work)


async def contact_unlink(cx: Context, who: By, number: int, handle: str) -> None:
    """It is that one no more; names go on standing on what the registry has. Raises Declined."""

    async def work(db: Connection, found: ClientContact) -> None:
        if await queries.unlink(db, handle=handle, contact_id=found.id) is None:
            raise Declined("It is not that one.", at="handle")

    await changed(cx, who, number, "unlink", work)


async def lacking_of(db: Connection, contact: ClientContact) -> tuple[str, ...]:
    """What it has not, and its profile needs by now, by its titles."""
    return next((lacks(each, facts_of(contact)) for each in await profiles(db, names=[contact.profile])), ())


async def demand_holders(cx: Context, handles: Sequence[str], tld: str) -> None:
    """That those of the registry's contacts who are clients' contacts say what the TLD needs; others are not known here.

    Raises Declined."""

    async def work(db: Connection) -> None:
        numbers = await queries.known_as(db, handles=[*handles])
        known = await every_profile(db) if numbers else []
        for each in await contacts(db, ids=numbers, everything=True, root=None):
            if problem := why_unsuitable(known, facts_of(each), tld):
                raise Declined(problem, at="registrant")

    await cx.registry.store.reading(work)
