"""Signing up: an address of mail is proved first, and an account is there only then.

Whoever asks is told the same whether or not somebody has the address: what differs is written to the address, where only whoever
reads it learns of it. The password is chosen behind the link, so that nobody has one for an address that is not theirs; the
login is made of the address, so that nobody finds out which logins there are by asking for them.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from mail.addresses import AddressRefused, destination
from mail.outbox import Mail, Recipient, queue_mail
from panel.identity.actions import PasswordRefused
from panel.identity.browser import Browser
from panel.identity.links import LinkWorn, digest_of
from panel.identity.passwords import password_problem
from panel.identity.social.providers import Provider, Somebody
from panel.identity.tries import CROWD, TooManyTries, Tries
from panel.sign_up import queries
from panel.sign_up.admitting import Admitting
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

Place = Callable[[int | None], str]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Who a newcomer is at a provider, by which their account is to open too."""

    provider: Provider
    somebody: Somebody


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
    elsewhere: Elsewhere | None = None


@dataclass(frozen=True, slots=True)
class SigningUp:
    """Does it; `providers` are those that people may be linked with."""

    registry: Registry
    tries: Tries
    providers: Mapping[str, Provider]

    @property
    def _admitting(self) -> Admitting:
        return Admitting(self.registry, self.providers)

    async def note(self, typed: str, browser: Browser) -> str:
        """Count that somebody asks for this address; the address. Raises SignUpRefused and TooManyTries."""
        try:
            email = destination(typed)
        except AddressRefused as refused:
            raise SignUpRefused(str(refused), "email") from None
        await self.tries.note(f"sign-up {email.lower()}", browser.address)
        return email

    async def is_known(self, email: str, seller_id: int | None) -> bool:
        """Whether somebody has an account of this seller by the address."""
        return bool(await self.registry.store.reading(lambda db: queries.known(db, email=email, seller_id=seller_id)))

    async def vouched(
        self, email: str, name: str, seller_id: int | None, language: str, browser: Browser
    ) -> str | None:
        """The token of a link for an address of which a provider that keeps the mailbox says that it is theirs: nothing is
        mailed there. None: somebody has an account by it. Raises SignUpRefused and TooManyTries."""
        email, now, token = await self.note(email, browser), self.registry.clock.now(), secrets.token_urlsafe(32)

        async def work(db: Connection) -> str | None:
            await queries.take_turn(db, email=email)
            if await queries.known(db, email=email, seller_id=seller_id):
                return None
            await queries.add(
                db,
                digest=digest_of(token),
                seller_id=seller_id,
                email=email,
                name=name,
                language=language,
                invited_by=None,
                address=browser.address,
                now=now,
                expires_at=now + LIFE,
            )
            return token

        return await self.registry.store.transaction(work)

    async def write(
        self,
        email: str,
        name: str,
        seller_id: int | None,
        language: str,
        browser: Browser,
        place: Place,
        way_back: Place,
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
                name=name,
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
                name="",
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
            at, who = (chosen.elsewhere.provider, chosen.elsewhere.somebody) if chosen.elsewhere else (None, None)
            await queries.wait(
                db,
                id=kept.id,
                name=name,
                password_hash=password_hash,
                terms=agreed,
                address=browser.address,
                provider=at.name if at else None,
                subject=who.subject if who else None,
                provider_email=who.email if who else None,
                provider_verified=who.verified if who else None,
                now=now,
            )
            await queries.end_links(db, email=kept.email, seller_id=kept.seller_id, now=now)
            if waits:
                await self._admitting.tell_deciders(db, kept, browser)
                return None
            return await self._admitting.admit(db, kept.id, None, browser)

        return await self.registry.store.transaction(work)

    async def decide(self, number: int, *, admitted: bool, by: str, browser: Browser) -> str | None:
        """Say yes or no to who waits; the login of their account. Raises LinkWorn where nobody waits any more."""
        now = self.registry.clock.now()

        async def work(db: Connection) -> str | None:
            if admitted:
                return await self._admitting.admit(db, number, by, browser)
            waiting = await queries.waiting(db, id=number)
            if waiting is None:
                raise LinkWorn
            await queries.decide(db, id=number, account_id=None, by=by, now=now)
            to = Recipient(waiting.email, waiting.name, waiting.language, None, waiting.seller_id)
            await queue_mail(db, Mail("account.declined", to, {"name": waiting.name or waiting.email}), now)
            return None

        return await self.registry.store.transaction(work)
