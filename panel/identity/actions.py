"""Signing in and out, and the sessions between: all rules, no HTTP.

The rules of this file: a token is drawn at every sign-in and only its hash is stored; a session ends without use, and in
any case after its absolute life; who guesses is slowed down per login and per address, in the same words whether or not
the login exists.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import BigInteger, column, delete, func, literal, select, table, update
from sqlalchemy.ext.asyncio import AsyncSession

from panel.database import Database
from panel.identity.models import Account, AccountRole, FailedLogin, Session
from panel.identity.passwords import LONGEST_PASSWORD, canonical_login, password_problem
from panel.kit.access import Viewer
from registry.clock import Clock
from registry.fair import Crowded
from registry.passwords import hashed, verified

ABSOLUTE_LIFE: Final = timedelta(days=7)
# A session's row is touched at most this often: a page with ten requests is one visit.
TOUCH: Final = timedelta(seconds=60)
WINDOW: Final = timedelta(minutes=15)
CROWD: Final = timedelta(minutes=1)  # to wait where too many want to sign in at once
MOST_PER_LOGIN: Final = 10
MOST_PER_ADDRESS: Final = 30
_TOKEN_OCTETS: Final = 32
# The registry's table, of which only the handle is read.
_REGISTRAR: Final = table("registrar", column("id"), column("handle"), schema="registry")


class SignInRefused(Exception):
    """Who they are could not be verified; the message is the same for every reason."""


class TooManyTries(Exception):
    """Guessing is slowed down; `wait` is how long."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(str(wait))
        self.wait = wait


class PasswordRefused(Exception):
    """The new password does not do; the message is for people, `field` names the form's field."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a request comes from."""

    address: str
    user_agent: str


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


@dataclass(frozen=True, slots=True)
class Identity:
    """The doorkeeper of one process; `lifetime` is how many seconds a session lasts without use."""

    database: Database
    clock: Clock
    lifetime: float

    @property
    def idle(self) -> timedelta:
        return timedelta(seconds=self.lifetime)

    async def sign_in(self, login: str, password: str, browser: Browser, old_token: str | None = None) -> str:
        """A fresh token for the right password; the session of `old_token` ends.

        Raises SignInRefused and TooManyTries.
        """
        login = canonical_login(login)[:64]
        tried = await self._note_try(login, browser.address)
        async with self.database.transaction() as db:
            account = (await db.execute(select(Account).where(Account.login == login))).scalar_one_or_none()
        # The slow hash runs while no connection is held; it takes as long when there is no such account.
        knows = await self._verify(password, account, tried, browser)
        if account is None or not knows or account.state != "active":
            raise SignInRefused
        return await self._open(account, tried, browser, old_token)

    async def _note_try(self, login: str, address: str) -> int:
        """The number of a try, which counts as failed until it succeeds.

        Tries of one login, and those of one address, are counted one after the other: many at once do not slip through
        together. Raises TooManyTries.
        """
        now = self.clock.now()
        async with self.database.transaction() as db:
            # every transaction takes a login's lock first and an address's last: none can wait for another in a circle
            for counted, value, most in (
                (FailedLogin.login, login, MOST_PER_LOGIN),
                (FailedLogin.address, address, MOST_PER_ADDRESS),
            ):
                await _wait_for_turn(db, counted.key, value)
                tries = select(func.count(), func.min(FailedLogin.at)).where(
                    counted == value, FailedLogin.at > now - WINDOW
                )
                count, first = (await db.execute(tries)).one()
                if count >= most:
                    raise TooManyTries(first + WINDOW - now)
            tried = FailedLogin(now, login, address)
            db.add(tried)
            await db.flush()
            return tried.id

    async def _verify(self, password: str, account: Account | None, tried: int, browser: Browser) -> bool:
        """Whether the password is the account's. Where too many wait for that it was no try: raises TooManyTries."""
        stored = account.password_hash if account else None
        try:
            return await verified(password[:LONGEST_PASSWORD], stored, browser.address)
        except Crowded:
            async with self.database.transaction() as db:
                await db.execute(delete(FailedLogin).where(FailedLogin.id == tried))
            raise TooManyTries(CROWD) from None

    async def _open(self, account: Account, tried: int, browser: Browser, old_token: str | None) -> str:
        now = self.clock.now()
        token = secrets.token_urlsafe(_TOKEN_OCTETS)
        agent = browser.user_agent.replace("\0", "")[:300]
        async with self.database.transaction() as db:
            # the account may have been blocked, or its password changed, while the password was verified
            unchanged = select(Account.id).where(
                Account.id == account.id,
                Account.state == "active",
                Account.password_hash == account.password_hash,
            )
            if (await db.execute(unchanged.with_for_update(read=True))).one_or_none() is None:
                raise SignInRefused
            await db.execute(delete(FailedLogin).where((FailedLogin.id == tried) | (FailedLogin.at < now - 4 * WINDOW)))
            await db.execute(
                delete(Session).where(
                    Session.account_id == account.id,
                    (Session.expires_at <= now) | (Session.seen_at <= now - self.idle),
                )
            )
            if old_token:
                await db.execute(delete(Session).where(Session.token_hash == _hash(old_token)))
            db.add(Session(account.id, _hash(token), now, now, now + ABSOLUTE_LIFE, browser.address, agent))
        return token

    async def viewer(self, token: str) -> Viewer | None:
        """Who holds the token; None when it opens nothing (any more)."""
        now = self.clock.now()
        roles = select(AccountRole.role).where(AccountRole.account_id == Account.id).scalar_subquery()
        wanted = (
            select(
                Account.id,
                Session.id,
                Account.login,
                Account.name,
                Account.email,
                func.array(roles),
                Account.registrar_id,
                _REGISTRAR.c.handle,
                Session.seen_at,
            )
            .join(Account, Account.id == Session.account_id)
            .outerjoin(_REGISTRAR, _REGISTRAR.c.id == Account.registrar_id)
            .where(
                Session.token_hash == _hash(token),
                Session.expires_at > now,
                Session.seen_at > now - self.idle,
                Account.state == "active",
            )
        )
        async with self.database.transaction() as db:
            found = (await db.execute(wanted)).one_or_none()
            if found is None:
                return None
            *fields, seen_at = found
            if now - seen_at >= TOUCH:
                await db.execute(update(Session).where(Session.id == fields[1]).values(seen_at=now))
        fields[5] = frozenset(fields[5])
        return Viewer(*fields)

    async def sign_out(self, session_id: int) -> None:
        async with self.database.transaction() as db:
            await db.execute(delete(Session).where(Session.id == session_id))

    async def sessions(self, account_id: int) -> list[Session]:
        """The account's open sessions, the last used first."""
        now = self.clock.now()
        async with self.database.transaction() as db:
            found = await db.execute(
                select(Session)
                .where(Session.account_id == account_id, Session.expires_at > now, Session.seen_at > now - self.idle)
                .order_by(Session.seen_at.desc(), Session.id.desc())
            )
            return list(found.scalars())

    async def revoke(self, account_id: int, session_id: int) -> bool:
        """End one of the account's own sessions; False when it has no such session."""
        async with self.database.transaction() as db:
            gone = await db.execute(
                delete(Session).where(Session.id == session_id, Session.account_id == account_id).returning(Session.id)
            )
            return gone.scalar_one_or_none() is not None

    async def revoke_others(self, account_id: int, session_id: int) -> None:
        """End all of the account's sessions but this one."""
        async with self.database.transaction() as db:
            await _end_others(db, account_id, session_id)

    async def profile(self, account_id: int) -> Account:
        async with self.database.transaction() as db:
            return await db.get_one(Account, account_id)

    async def change_password(self, viewer: Viewer, old: str, new: str, again: str, browser: Browser) -> None:
        """Set a new password and end every other session. Raises PasswordRefused and TooManyTries."""
        problem = password_problem(new, viewer.login)
        if problem:
            raise PasswordRefused(problem, "new")
        if new != again:
            raise PasswordRefused("The two new passwords differ.", "again")
        tried = await self._note_try(viewer.login, browser.address)
        account = await self.profile(viewer.account_id)
        if not await self._verify(old, account, tried, browser):
            raise PasswordRefused("This is not your present password.", "old")
        try:
            password_hash = await hashed(new, browser.address)
        except Crowded:
            raise TooManyTries(CROWD) from None
        async with self.database.transaction() as db:
            now_stored = await db.get_one(Account, viewer.account_id, with_for_update=True)
            if now_stored.password_hash != account.password_hash:  # somebody else's change was faster
                raise PasswordRefused("This is not your present password.", "old")
            now_stored.password_hash, now_stored.password_at = password_hash, self.clock.now()
            await db.execute(delete(FailedLogin).where(FailedLogin.id == tried))
            await _end_others(db, viewer.account_id, viewer.session_id)


async def _wait_for_turn(db: AsyncSession, kind: str, value: str) -> None:
    """Until the transaction ends nobody else counts the tries of this login or address."""
    digest = hashlib.sha256(f"{kind} {value}".encode()).digest()
    number = literal(int.from_bytes(digest[:8], signed=True), BigInteger)
    await db.execute(select(func.pg_advisory_xact_lock(number)))


async def _end_others(db: AsyncSession, account_id: int, session_id: int) -> None:
    await db.execute(delete(Session).where(Session.account_id == account_id, Session.id != session_id))
