"""Signing up: an address of mail is proved first, and an account is there only then.

Whoever asks is told the same whether or not somebody has the address: what differs is written to the address, where only whoever
reads it learns of it. The password is chosen behind the link, so that nobody has one for an address that is not theirs; the
login is made of the address, so that nobody finds out which logins there are by asking for them.
"""

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mail.addresses import AddressRefused, destination
from mail.notices import Happened, tell
from mail.outbox import Mail, Recipient, queue_mail
from panel.clients import queries as clients
from panel.identity.actions import PasswordRefused
from panel.identity.browser import Browser
from panel.identity.links import LinkWorn, digest_of
from panel.identity.passwords import password_problem
from panel.identity.states import TOMBSTONE
from panel.identity.tries import CROWD, TooManyTries, Tries
from panel.kit.access import permissions_of
from panel.kit.formats import browser_name
from panel.kit.roles import ASSIGNABLE
from panel.sign_up import queries
from panel.sign_up.queries import Newcomer, Owed
from registry.context import Registry
from registry.fair import Crowded
from registry.passwords import hashed
from registry.store.sql import Connection

LIFE: Final = timedelta(days=1)
INVITED_LIFE: Final = timedelta(days=14)
MOST_A_DAY: Final = 3  # mails to one address that nobody has proved
DAY: Final = timedelta(days=1)
LONGEST_NAME: Final = 200
# Who of the house is told of newcomers.
DECIDES: Final = "newcomer.decide"
_LOGIN: Final = re.compile(r"[^a-z0-9_]+")

Place = Callable[[int | None], str]


class SignUpRefused(Exception):
    """It cannot be done; the message is for people, `field` names the form's field."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a newcomer says of themselves; `terms` are the numbers of those that were ticked."""

    name: str
    password: str
    again: str
    terms: frozenset[int]


@dataclass(frozen=True, slots=True)
class SigningUp:
    """Does it."""

    registry: Registry
    tries: Tries

    async def note(self, typed: str, browser: Browser) -> str:
        """Count that somebody asks for this address; the address. Raises SignUpRefused and TooManyTries."""
        try:
            email = destination(typed)
        except AddressRefused as refused:
            raise SignUpRefused(str(refused), "email") from None
        await self.tries.note(f"sign-up {email.lower()}", browser.address)
        return email

    async def write(
        self, email: str, seller_id: int | None, language: str, browser: Browser, place: Place, way_back: Place
    ) -> None:
        """Write to the address: a link, or to somebody who has an account that they have; `way_back` is for a new password."""
        now = self.registry.clock.now()
        token = secrets.token_urlsafe(32)

        async def work(db: Connection) -> None:
            await queries.take_turn(db, email=email)
            if await queries.written_since(db, email=email, since=now - DAY) >= MOST_A_DAY:
                return
            until = now + LIFE
            await queries.add(
                db,
                digest=digest_of(token),
                seller_id=seller_id,
                email=email,
                language=language,
                invited_by=None,
                address=browser.address,
                now=now,
                expires_at=until,
            )
            if known := await queries.known(db, email=email, seller_id=seller_id):
                await queries.end_links(db, email=email, seller_id=seller_id, now=now)
                values = {"login": known[0].login, "link": way_back(seller_id), "address": browser.address}
                to = Recipient(email, known[0].name, known[0].language, known[0].id, seller_id)
                await queue_mail(db, Mail("account.sign-up-known", to, values, until), now)
                return
            values = {"link": f"{place(seller_id)}?token={token}", "address": browser.address, "hours": "24"}
            to = Recipient(email, "", language, None, seller_id)
            await queue_mail(db, Mail("account.sign-up", to, values, until), now)

        await self.registry.store.transaction(work)

    async def invite(self, typed: str, seller_id: int | None, language: str, by: str, place: Place) -> str:
        """Write an invitation to become a client; the address. Raises SignUpRefused."""
        try:
            email = destination(typed)
        except AddressRefused as refused:
            raise SignUpRefused(str(refused), "email") from None
        now, token = self.registry.clock.now(), secrets.token_urlsafe(32)
        until = now + INVITED_LIFE

        async def work(db: Connection) -> str:
            await queries.take_turn(db, email=email)
            if await queries.known(db, email=email, seller_id=seller_id):
                raise SignUpRefused("Somebody has an account by this address already.", "email")
            if await queries.written_since(db, email=email, since=now - DAY) >= MOST_A_DAY:
                raise SignUpRefused("It was written to often enough today.", "email")
            await queries.add(
                db,
                digest=digest_of(token),
                seller_id=seller_id,
                email=email,
                language=language,
                invited_by=by,
                address=None,
                now=now,
                expires_at=until,
            )
            values = {"link": f"{place(seller_id)}?token={token}", "by": by, "days": f"{INVITED_LIFE.days}"}
            to = Recipient(email, "", language, None, seller_id)
            await queue_mail(db, Mail("account.invitation", to, values, until), now)
            return email

        return await self.registry.store.transaction(work)

    async def asked(self, token: str) -> tuple[Newcomer, Sequence[Owed]]:
        """Whose link it is, which stays good, and what they agree to. Raises LinkWorn."""
        now = self.registry.clock.now()

        async def work(db: Connection) -> tuple[Newcomer, Sequence[Owed]]:
            newcomer = await queries.asked(db, digest=digest_of(token), now=now)
            if newcomer is None:
                raise LinkWorn
            return newcomer, await queries.terms(db, seller_id=newcomer.seller_id, now=now)

        return await self.registry.store.transaction(work)

    async def take(self, token: str, chosen: Chosen, browser: Browser, *, waits: bool) -> str | None:
        """Make the account, or where it `waits` for somebody's yes keep what was chosen; its login, or None.

        Raises LinkWorn, SignUpRefused, PasswordRefused and TooManyTries.
        """
        newcomer, owed = await self.asked(token)
        name = " ".join(chosen.name.split())[:LONGEST_NAME]
        if problem := await password_problem(chosen.password, newcomer.email.lower()):
            raise PasswordRefused(problem, "password")
        if chosen.password != chosen.again:
            raise PasswordRefused("The two passwords differ.", "again")
        if not {each.id for each in owed} <= chosen.terms:
            raise SignUpRefused("Without that nobody becomes a client.", "terms")
        try:
            password_hash = await hashed(chosen.password, browser.address)
        except Crowded:
            raise TooManyTries(CROWD) from None
        now, agreed = self.registry.clock.now(), [each.id for each in owed]

        async def work(db: Connection) -> str | None:
            kept = await queries.asked(db, digest=digest_of(token), now=now)
            if kept is None or await queries.known(db, email=kept.email, seller_id=kept.seller_id):
                raise LinkWorn
            await queries.wait(
                db,
                id=kept.id,
                name=name,
                password_hash=password_hash,
                terms=agreed,
                address=browser.address,
                now=now,
            )
            await queries.end_links(db, email=kept.email, seller_id=kept.seller_id, now=now)
            if waits:
                await self._tell_deciders(db, kept, browser)
                return None
            return await self._admit(db, kept.id, None, browser)

        return await self.registry.store.transaction(work)

    async def decide(self, number: int, *, admitted: bool, by: str, browser: Browser) -> str | None:
        """Say yes or no to who waits; the login of their account. Raises LinkWorn where nobody waits any more."""
        now = self.registry.clock.now()

        async def work(db: Connection) -> str | None:
            if admitted:
                return await self._admit(db, number, by, browser)
            waiting = await queries.waiting(db, id=number)
            if waiting is None:
                raise LinkWorn
            await queries.decide(db, id=number, account_id=None, by=by, now=now)
            to = Recipient(waiting.email, waiting.name, waiting.language, None, waiting.seller_id)
            await queue_mail(db, Mail("account.declined", to, {"name": waiting.name or waiting.email}), now)
            return None

        return await self.registry.store.transaction(work)

    async def _admit(self, db: Connection, number: int, by: str | None, browser: Browser) -> str:
        now = self.registry.clock.now()
        newcomer = await queries.waiting(db, id=number)
        if newcomer is None or newcomer.password_hash is None or newcomer.agreed_at is None:
            raise LinkWorn
        if await queries.known(db, email=newcomer.email, seller_id=newcomer.seller_id):
            raise LinkWorn
        login, account_id = await _account(db, newcomer, now)
        await clients.give_role(db, id=account_id, role="client")
        await queries.open_account(db, id=account_id, password_hash=newcomer.password_hash)
        await queries.agreed(
            db, account_id=account_id, ids=newcomer.terms, at=newcomer.agreed_at, address=newcomer.address
        )
        await queries.decide(db, id=number, account_id=account_id, by=by, now=now)
        await clients.write_down(
            db,
            now=now,
            door="panel",
            action="clients.sign-up" if by is None else "clients.admit",
            object="client",
            actor=by or login,
            actor_id=account_id if by is None else None,
            behind=None,
            behind_id=None,
            login=login,
            id=account_id,
            address=browser.address,
            reason=None,
            detail=f"invited by {newcomer.invited_by}" if newcomer.invited_by else None,
        )
        await tell(db, account_id, Happened("account.created", login, now, what=login))
        if by is None:
            await self._tell_deciders(db, newcomer, browser)
        return login

    async def _tell_deciders(self, db: Connection, newcomer: Newcomer, browser: Browser) -> None:
        now = self.registry.clock.now()
        for number in await queries.deciders(db, seller_id=newcomer.seller_id, roles=_deciding()):
            told = Happened("newcomer.came", "", now, browser.address, browser_name(browser.agent), newcomer.email)
            await tell(db, number, told)


def _deciding() -> list[str]:
    """The roles whose people see everything and say yes or no."""
    held = {role: permissions_of(frozenset({role})) for role in ASSIGNABLE}
    return sorted(role for role, may in held.items() if DECIDES in may and "access.all" in may)


async def _account(db: Connection, newcomer: Newcomer, now: datetime) -> tuple[str, int]:
    """A fresh account, by the first login made of its address that nobody has or had."""
    base = _LOGIN.sub("_", newcomer.email.partition("@")[0].lower()).strip("_").lstrip("0123456789_")[:24] or "client"
    base = base if len(base) > 2 and not base.startswith(TOMBSTONE) else f"{base}_client"
    for tries in range(50):
        login = base if tries == 0 else f"{base}_{secrets.randbelow(10 ** (3 + tries // 10)):03d}"
        number = await clients.add(
            db,
            login=login,
            name=newcomer.name or newcomer.email,
            email=newcomer.email,
            kind="client",
            seller_id=newcomer.seller_id,
            language=newcomer.language,
            description="",
            now=now,
        )
        if number is not None:
            return login, number
    raise RuntimeError(f"no login could be made of {base}")
