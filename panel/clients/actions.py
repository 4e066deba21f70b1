"""What becomes of clients: made, told apart, blocked, deleted, moved to another seller; each in one transaction with its record.

Whoever does it is judged on the row as it is then, locked: nobody changes their own account, and a reseller none but those below.
Longer than most files: each step of a client's life is one short function, and all share what judges and records them.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from mail.notices import Happened, tell
from panel.blacklist.gate import Asking, demand_welcome
from panel.clients import queries
from panel.clients.queries import Client
from panel.identity import pin_queries as pins
from panel.identity.ending import end_ways_in
from panel.identity.lasting import remembered_for
from panel.identity.passwords import canonical_login
from panel.identity.queries import ADDRESS_TAKEN, is_address_taken, is_login_taken
from panel.identity.replacing import tell_of_another_address
from panel.identity.states import TOMBSTONE, TRANSITIONS, Step, StepRefused, after
from panel.kit.access import Viewer, scope_of
from panel.kit.deeds import Declined, Values
from panel.kit.request_id import request_id
from panel.kit.situation import Situation
from registry.context import Context
from registry.store.sql import Connection

KINDS: Final = {"client": "Client", "reseller": "Reseller"}
MISSING: Final = "There is no such client."
TEMPORARY_LIFE: Final = timedelta(days=1)
DEEPEST: Final = 16  # sellers above a client, as the database bounds them

Place = Callable[[int | None], str]
Work = Callable[[Connection, Client], Awaitable[str | None]]


@dataclass(frozen=True, slots=True)
class By:
    """Who does it: an operator at the command line has no account, `root` bounds those who see a subtree alone, and `behind` acts
    as this one. `held` is what they may, where that bounds whose accounts they look after."""

    login: str
    account_id: int | None = None
    root: int | None = None
    behind: str | None = None
    behind_id: int | None = None
    held: frozenset[str] | None = None


def by(viewer: Viewer) -> By:
    held = None if viewer.may("access.all") else viewer.permissions
    return By(viewer.login, viewer.account_id, scope_of(viewer).root, viewer.behind_login, viewer.behind_id, held)


def asking(cx: Context, who: By) -> Asking:
    """As the gate is told (panel/blacklist/gate.py)."""
    return Asking(who.login, who.account_id, cx.address)


def why_not(who: By, client: Client) -> str | None:
    """What keeps somebody from changing this client at all; None: nothing."""
    if client.id in (who.account_id, who.root):
        return "Nobody changes their own account here, or that of whom they work for."
    if who.root is not None and who.root not in client.sellers:
        return MISSING
    return None


def why_no_step(client: Client, step: Step) -> str | None:
    """What keeps the client from making a step; None: nothing."""
    try:
        after(step, client.state)
    except StepRefused as refused:
        return str(refused)
    if TRANSITIONS[step].needs_nobody_below and client.below:
        return f"It sells to {client.below:,} clients still: move them to another seller first."
    return None


async def client_create(
    cx: Context,
    who: By,
    login: str,
    name: str,
    email: str,
    kind: str,
    seller: str | None = None,
    language: str = "en",
    description: str = "",
) -> str:
    """Make a client, below a seller, or of the house; its login. No password opens it yet. Raises Declined."""
    login = login_of(login)
    await demand_welcome(cx.registry, (("email", email),), asking(cx, who))

    async def work(db: Connection) -> str:
        seller_id = await _seller_for(db, who, seller)
        await demand_address(db, email, seller_id)
        number = await queries.add(
            db,
            login=login,
            name=name,
            email=email,
            kind=kind,
            seller_id=seller_id,
            language=language,
            description=description,
            now=cx.now,
        )
        if number is None:
            raise login_taken()
        await queries.give_role(db, id=number, role=kind)
        await _write_down(db, cx, who, "create", login, number, f"{KINDS[kind]}, sold to by {seller or 'the house'}")
        return login

    return await cx.registry.store.transaction(work)


async def demand_address(
    db: Connection, email: str, seller_id: int | None, *, but: str | None = None, at: str = "email"
) -> None:
    """That no account of the seller has the address, other than that with the login `but`. Raises Declined."""
    if await is_address_taken(db, email=email, seller_id=seller_id, but=but):
        raise Declined(ADDRESS_TAKEN, at=at)


def login_taken() -> Declined:
    return Declined("Somebody has this login already.", at="login")


async def demand_login(situation: Situation, subject: object, values: Values) -> None:
    """That no account has the login that was typed. Raises Declined."""
    login = login_of(values["login"])
    if await situation.registry.store.reading(lambda db: is_login_taken(db, login=login)):
        raise login_taken()


async def demand_address_of_new(situation: Situation, subject: object, values: Values) -> None:
    """That the seller of a client to be has no account by the address. Raises Declined."""
    who = by(situation.viewer)

    async def work(db: Connection) -> None:
        await demand_address(db, values["email"], await _seller_for(db, who, values.get("seller")))

    await situation.registry.store.reading(work)


async def demand_address_of(situation: Situation, subject: Any, values: Values) -> None:
    """That no other account of the seller of a client, or of an employee, has the address. Raises Declined."""
    at = {"email": values["email"], "seller_id": subject.seller_id}
    await situation.registry.store.reading(lambda db: demand_address(db, **at, but=subject.login))


def login_of(typed: str) -> str:
    """A login as it is kept. Raises Declined for what cannot be one."""
    login = canonical_login(typed)
    if not 0 < len(login) <= 64 or any(each.isspace() or not each.isprintable() for each in login):
        raise Declined("A login has up to 64 characters and no blanks.", at="login")
    if login.startswith(TOMBSTONE):
        raise Declined("Such logins are those of the erased.", at="login")
    return login


async def client_step(
    cx: Context, who: By, client: int, step: Step, reason: str | None, comment: str | None, *, forced: bool = False
) -> None:
    """Take a client from one state to another; one that may not come in is signed out everywhere. Whoever holds names is deleted
    where that is `forced`. Raises Declined."""

    async def work(db: Connection, found: Client) -> str | None:
        if problem := why_no_step(found, step):
            raise Declined(problem)
        if step == "delete" and not forced and (held := await queries.names_held(db, id=found.id, now=cx.now)):
            raise Declined(
                f"Its contacts hold names in the registry ({held:,}): say that it goes all the same.", at="forced"
            )
        if step == "restore" and found.seller_id is not None:
            above = await queries.chain(db, ids=found.sellers)
            if any(each.state in ("deleted", "wiped") for each in above):
                raise Declined("Its seller is deleted: restore that first, or give it another.")
        if step == "restore":
            await demand_address(db, found.email, found.seller_id, but=found.login)
        state = after(step, found.state)
        await queries.set_state(db, id=found.id, state=state, now=cx.now, by=who.login, reason=reason, comment=comment)
        if state != "active":
            await queries.end_sessions(db, id=found.id)
            await queries.end_sessions_of_people(db, id=found.id)
        return reason

    await changed(cx, who, client, step, work)


async def client_move(cx: Context, who: By, client: int, seller: str | None) -> None:
    """Give a client another seller, all below moving with it; None: the house, or whoever moves it. Raises Declined."""

    async def work(db: Connection, found: Client) -> str | None:
        seller_id = await _seller_for(db, who, seller, found)
        if seller_id == found.seller_id:
            raise Declined("That is its seller already.", at="seller")
        await demand_address(db, found.email, seller_id, but=found.login, at="seller")
        await queries.set_seller(db, id=found.id, seller_id=seller_id)
        return f"{found.seller or 'the house'} → {seller or 'the house'}"

    await changed(cx, who, client, "set-seller", work)


async def client_kind(cx: Context, who: By, client: int, kind: str) -> None:
    """Let a client sell on, or no more; one that sells to others goes on selling. Raises Declined."""

    async def work(db: Connection, found: Client) -> str | None:
        if found.kind == kind:
            raise Declined(f"It is a {kind} already.", at="kind")
        below = await queries.who_is_below(db, id=found.id) if kind == "client" else ()
        if "clients" in below:
            raise Declined(
                "It has clients of its own, or had some that are deleted: move them to another seller first.",
                at="kind",
            )
        if below:
            raise Declined("People work for it, or did: whoever has people goes on selling.", at="kind")
        await queries.set_kind(db, id=found.id, kind=kind)
        await queries.give_role(db, id=found.id, role=kind)
        await queries.shorten_sessions(db, id=found.id, at_most=remembered_for(kind))
        return f"{found.kind} → {kind}"

    await changed(cx, who, client, "set-kind", work)


async def client_password(cx: Context, who: By, client: int, password_hash: str) -> None:
    """Give it a temporary password, and end whatever else opens it. Raises Declined."""

    async def work(db: Connection, found: Client) -> str | None:
        if found.state != "active":
            raise Declined(f"It is {found.state}.")
        await queries.set_password(
            db, id=found.id, password_hash=password_hash, now=cx.now, until=cx.now + TEMPORARY_LIFE
        )
        await end_ways_in(db, found, cx.now)
        return None

    await changed(cx, who, client, "set-tmp-pwd", work)


async def client_update(
    cx: Context, who: By, client: int, name: str, email: str, place: Place, *, lost: bool = False
) -> None:
    """Its name and e-mail; the address of before is told, and `place` gives the page where it is taken back, unless it is `lost`
    to somebody else. Raises Declined."""

    await demand_welcome(cx.registry, (("email", email),), asking(cx, who))

    async def work(db: Connection, found: Client) -> str | None:
        if email != found.email:
            await demand_address(db, email, found.seller_id, but=found.login)
        await queries.set_person(db, id=found.id, name=name, email=email)
        if email != found.email:
            await tell_of_another_address(db, found, cx.now, place(found.seller_id), lost=lost)
        changes = ((found.name, name), (found.email, email))
        return ", ".join(f"{was or 'none'} → {now or 'none'}" for was, now in changes if was != now) or None

    await changed(cx, who, client, "update", work)


async def client_language(cx: Context, who: By, client: int, language: str) -> None:
    """The language that the panel speaks with it. Raises Declined."""

    async def work(db: Connection, found: Client) -> str | None:
        await queries.set_language(db, id=found.id, language=language)
        return f"{found.language} → {language}"

    await changed(cx, who, client, "set-language", work)


async def client_networks(cx: Context, who: By, client: int, networks: Sequence[str]) -> None:
    """From where it is signed in to from now on; none: from everywhere. Raises Declined."""

    async def work(db: Connection, found: Client) -> str | None:
        await queries.set_networks(db, id=found.id, networks=list(networks))
        return ", ".join(networks) or "everywhere"

    await changed(cx, who, client, "set-others-allowed-ips", work)


async def client_remove_pin(cx: Context, who: By, client: int) -> None:
    """Take its PIN away, which it has forgotten. Raises Declined."""

    async def work(db: Connection, found: Client) -> str | None:
        if await pins.remove(db, account_id=found.id) is None:
            raise Declined("It has no PIN.")
        await pins.forget_given(db, account_id=found.id)
        return None

    await changed(cx, who, client, "remove-pin", work)


async def client_note(cx: Context, who: By, client: int, note: str) -> None:
    """What its seller notes, and the client does not see. Raises Declined."""

    async def work(db: Connection, found: Client) -> str | None:
        await queries.set_note(db, id=found.id, note=note)
        return None

    await changed(cx, who, client, "set-note", work)


async def client_verify(cx: Context, who: By, client: int, verified: bool) -> None:
    """Say that somebody saw who the client is, or that this holds no more; another name ends it by itself. Raises Declined."""

    async def work(db: Connection, found: Client) -> str | None:
        if found.is_verified == verified:
            raise Declined("It is verified already." if verified else "It is not verified.", at="verified")
        if not verified:
            await queries.verify_no_more(db, id=found.id)
            await tell(db, found.id, Happened("account.unverified", found.login, cx.now, what=found.name))
            return "not verified"
        if not found.name:
            raise Declined("It has no name that could be verified.")
        await queries.verify(db, id=found.id, now=cx.now, by=who.login)
        await tell(db, found.id, Happened("account.verified", found.login, cx.now, what=found.name))
        return f"verified as {found.name}"

    await changed(cx, who, client, "set-verified", work)


async def client_description(cx: Context, who: By, client: int, description: str) -> None:
    """What it is, in a line. Raises Declined."""

    async def work(db: Connection, found: Client) -> str | None:
        await queries.set_description(db, id=found.id, description=description)
        return None

    await changed(cx, who, client, "set-description", work)


async def changed(cx: Context, who: By, client: int, action: str, work: Work) -> None:
    """Work on the client, locked, with its record; `work` gives the words for that. Raises Declined."""

    async def whole(db: Connection) -> None:
        found = await queries.locked(db, id=client)
        if found is None:
            raise Declined(MISSING)
        if problem := why_not(who, found):
            raise Declined(problem)
        if found.state == "wiped":
            raise Declined("It is wiped: nothing is left that could be changed.")
        detail = await work(db, found)
        await _write_down(db, cx, who, action, found.login, found.id, detail)

    await cx.registry.store.transaction(whole)


async def _seller_for(db: Connection, who: By, login: str | None, client: Client | None = None) -> int | None:
    """The number of the seller that a client is to have. A reseller gives its clients to itself and to those below it."""
    if login is None:
        return who.root
    found = await queries.seller(db, login=canonical_login(login))
    if found is None or who.root not in (None, found.id, *found.sellers):
        raise Declined("There is no such seller.", at="seller")
    if found.state in ("deleted", "wiped"):
        raise Declined("That seller is deleted.", at="seller")
    if client is not None and client.id in (found.id, *found.sellers):
        raise Declined("That seller is the client itself, or stands below it.", at="seller")
    if len(found.sellers) >= DEEPEST - 1:
        raise Declined(f"Nobody stands below more than {DEEPEST} sellers.", at="seller")
    return found.id


# Of these a client is told.
TELLS: Final = {
    "create": "created",
    "block": "blocked",
    "unblock": "unblocked",
    "delete": "deleted",
    "restore": "restored",
    "remove-pin": "pin-removed",
}


async def _write_down(
    db: Connection, cx: Context, who: By, action: str, login: str, number: int, detail: str | None
) -> None:
    await queries.write_down(
        db,
        now=cx.now,
        door=cx.door,
        action=f"clients.{action}",
        actor=who.login,
        actor_id=who.account_id,
        behind=who.behind,
        behind_id=who.behind_id,
        object="client",
        login=login,
        id=number,
        address=cx.address,
        reason=cx.reason,
        detail=detail,
        request=request_id(),
    )
    if action in TELLS:
        await tell(db, number, Happened(f"account.{TELLS[action]}", login, cx.now))
