"""Erasing people for good: what is theirs goes, what others need stays without telling of anybody."""

from datetime import datetime

from panel.clients import queries as clients
from panel.clients.actions import MISSING, By, why_no_step, why_not
from panel.clients.queries import Client
from panel.identity.personal import queries
from panel.identity.personal.kept import KEPT, Person
from panel.identity.states import after
from panel.kit.deeds import Declined
from panel.kit.foreseen import Foreseen, Table
from panel.kit.request_id import request_id
from registry.context import Context, Registry
from registry.store import sealed
from registry.store.sql import Connection

LEFT = (
    "The registry's domains, contacts and bookings are left as they are: registrars hold them, and the registry answers for them "
    "by rules of its own. Backups and deposits made before are not changed either."
)


def erased_at(registry: Registry, state: str, since: datetime | None) -> datetime | None:
    """From when on a client that is in the state since then is erased by itself; None: it is not."""
    kept = registry.deleted_kept
    return since + kept if state == "deleted" and since and kept else None


def why_kept(client: Client) -> str | None:
    """What keeps a client from being erased; None: nothing."""
    if client.state in ("active", "blocked"):
        return "Delete it first."
    if client.people:
        return f"{client.people:,} people work for it, or did: erase them first."
    return why_no_step(client, "erase")


async def client_erase(cx: Context, who: By, client: int, confirmed: str) -> Person:
    """Erase a deleted client, in one transaction with its record; what stands for them now. Raises Declined."""

    async def work(db: Connection) -> Person:
        found = await clients.locked(db, id=client)
        if found is None:
            raise Declined(MISSING)
        if problem := why_not(who, found) or why_kept(found):
            raise Declined(problem)
        person = await forget(db, Person(found.id, found.login), confirmed, cx.now)
        state = after("erase", found.state)
        await clients.set_state(db, id=found.id, state=state, now=cx.now, by=who.login, reason=None, comment=None)
        await clients.write_down(
            db,
            now=cx.now,
            door=cx.door,
            action="clients.erase",
            actor=who.login,
            actor_id=who.account_id,
            behind=who.behind,
            behind_id=who.behind_id,
            object="client",
            login=person.tombstone,
            id=person.id,
            address=cx.address,
            reason=cx.reason,
            detail=None,
            request=request_id(),
        )
        return person

    return await cx.registry.store.transaction(work)


async def erasing_of(cx: Context, client: Client, confirmed: str) -> Foreseen:
    """What would go, and what would stay how. Raises Declined."""
    if problem := why_kept(client):
        raise Declined(problem)
    return await foreseen_of(cx, Person(client.id, client.login), confirmed)


async def forget(db: Connection, person: Person, confirmed: str, now: datetime) -> Person:
    """All that is kept of somebody, and bury the login. What people did is sealed: that it is changed by right is known beside it
    (registry/actions/audit_verify.py). Raises Declined where that is not what was typed."""
    _is_meant(person, confirmed)
    await queries.bury(db, login=person.login)
    for each in KEPT:
        if each.table == sealed.ACTIVITIES:
            whose, values = person.fill(each.whose)
            await sealed.before_amending(db, whose, values, now, f"{person.tombstone} was erased")
        sql, values = person.fill(each.erasing)
        await db.execute(sql, *values)
        if each.table == sealed.ACTIVITIES:
            await sealed.after_amending(db)
    return person


async def foreseen_of(cx: Context, person: Person, confirmed: str) -> Foreseen:
    """The same of anybody with an account."""
    _is_meant(person, confirmed)

    async def work(db: Connection) -> list[tuple[str, int, bool]]:
        counted = []
        for each in KEPT:
            sql, values = person.fill(each.counting)
            counted.append((each.title, await db.fetchval(sql, *values), bool(each.becomes)))
        return counted

    counted = [each for each in await cx.registry.store.reading(work) if each[1]]
    return Foreseen(
        (("Afterwards it is called", person.tombstone), ("Not touched", LEFT)),
        (
            _table("What goes", [each for each in counted if not each[2]]),
            _table("What stays", [each for each in counted if each[2]]),
        ),
    )


def _table(title: str, counted: list[tuple[str, int, bool]]) -> Table:
    return Table.of(title, ("What", "How many"), [(name, f"{number:,}") for name, number, _ in counted])


def _is_meant(person: Person, confirmed: str) -> None:
    if confirmed.strip().lower() != person.login:
        raise Declined("That is not its login: nothing is erased.", at="login")
