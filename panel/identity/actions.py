"""Signing in and out, and the sessions between: all rules, no HTTP.

The rules of this file: a token is drawn at every step of signing in and only its hash is stored; a session ends without use,
and in any case after its absolute life, unless whoever signs in wishes to be remembered (panel/identity/lasting.py); where the
account has a second factor, the right password opens half a session, which is good for giving that factor and for nothing else.

Longer than most files: the steps of signing in are read best in one piece.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from panel.database import Database, below
from panel.identity import ending_queries, queries
from panel.identity.acting import acting_as
from panel.identity.activity import activity_of, done_by_or_to, write_down, write_own
from panel.identity.browser import Browser
from panel.identity.devices import tell_of_new_device
from panel.identity.finding import account_meant, canonical, is_let_in
from panel.identity.lasting import ABSOLUTE_LIFE, HALF_LIFE, is_open, remembered_for
from panel.identity.models import IS_EMPLOYER, LET_IN, Account, Activity, Employer, Session
from panel.identity.noting import UNKNOWN, note
from panel.identity.passwords import password_problem
from panel.identity.places import is_allowed, network_of
from panel.identity.proofs import Proof, Proofs, has_factor
from panel.identity.recognising import Demands, recognised, recognised_by_key
from panel.identity.tries import CROWD, TooManyTries, Tries
from panel.kit.access import Viewer
from registry.clock import Clock
from registry.fair import Crowded
from registry.passwords import hashed
from registry.store.pool import Store
from registry.store.sql import Connection

MOST_PLACES: Final = 8  # networks that a session is at home in, beside that in which it began
_TOKEN_OCTETS: Final = 32


class SignInRefused(Exception):
    """Who they are could not be verified; the message is the same for every reason."""


class PasswordRefused(Exception):
    """The new password does not do; the message is for people, `field` names the form's field."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Entrance:
    """A fresh token, and whether it opens only half: the second factor is still to be given, or, from `outside` the allowed
    networks, a mailed link to be followed. `kept`: how long the browser keeps it; None: until it is closed. `unconfirmed` is an
    address of mail that nobody has proved to be theirs."""

    token: str
    half: bool = False
    outside: bool = False
    kept: timedelta | None = None
    unconfirmed: str = ""


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


@dataclass(frozen=True, slots=True)
class Identity:
    """The doorkeeper of one process; `lifetime` is how many seconds a session lasts without use."""

    store: Store
    database: Database
    clock: Clock
    lifetime: float
    tries: Tries
    proofs: Proofs
    demands: Demands = Demands()

    @property
    def idle(self) -> timedelta:
        return timedelta(seconds=self.lifetime)

    async def sign_in(
        self,
        typed: str,
        password: str,
        browser: Browser,
        old_token: str | None = None,
        seller_id: int | None = None,
        *,
        remember: bool = False,
    ) -> Entrance:
        """A fresh token for the right password of whom `typed` means, at the host of this seller's brand; the session of
        `old_token` ends. `remember`: they wish to stay signed in.

        Raises SignInRefused and TooManyTries.
        """
        typed = canonical(typed)
        tried = await self.tries.note(typed, browser.address)
        async with self.database.transaction() as db:
            account = await account_meant(db, typed, seller_id)
            let_in = account is not None and await is_let_in(db, account)
        knows = await self.tries.knows_password(password, account, tried, browser)
        if account is None or not (knows and let_in and account.opens(self.clock.now())):
            async with self.database.transaction() as db:
                who, number = (account.login, account.id) if account else (typed, None)
                await write_down(
                    db, self.clock.now(), "sign-in", actor=who, actor_id=number, account=account, browser=browser,
                    refused=True,
                )  # fmt: skip
            raise SignInRefused
        return await self._open(account, tried, browser, old_token, remember)

    async def enter_by(
        self, account: Account, way: str, browser: Browser, old_token: str | None, *, remember: bool = False
    ) -> Entrance:
        """A fresh token for whom a provider knows; what follows a password follows that too. Raises SignInRefused."""
        if account.state != "active":
            raise SignInRefused
        return await self._open(account, None, browser, old_token, remember, way)

    async def _open(
        self,
        account: Account,
        tried: int | None,
        browser: Browser,
        old_token: str | None,
        remember: bool,
        way: str = "",
    ) -> Entrance:
        now = self.clock.now()
        async with self.database.transaction() as db:
            # the account may have been blocked, or its password changed, while the password was verified
            unchanged = (
                select(Account.id)
                .outerjoin(Employer, IS_EMPLOYER)
                .where(Account.id == account.id, LET_IN, Account.password_hash == account.password_hash)
            )
            if (await db.execute(unchanged.with_for_update(read=True, of=Account))).one_or_none() is None:
                raise SignInRefused
            if tried is not None:
                await self.tries.forgive(db, tried)
            await db.execute(delete(Session).where(Session.account_id == account.id, ~is_open(now, self.idle)))
            if old_token:
                await db.execute(delete(Session).where(Session.token_hash == _hash(old_token)))
            outside = not is_allowed(browser.address, account.allowed_networks)
            half = outside or bool((await db.execute(select(has_factor(account.id)))).scalar_one())
            if not half:
                await tell_of_new_device(db, now, account.id, account.login, browser)
            action = "sign-in.elsewhere" if outside else "sign-in.password" if half else "sign-in"
            await write_own(db, now, action, account, browser, detail=f"by {way}" if way else None)
            if half:
                return _half_begun(db, account.id, now, browser, outside=outside, remember=remember)
            return await _begun(db, account.id, now, browser, "password", self.idle, remember=remember)

    async def go_on(self, half: Viewer, browser: Browser) -> Entrance:
        """A fresh token for who was let in from elsewhere and has no second factor. Raises SignInRefused."""
        now = self.clock.now()
        async with self.database.transaction() as db:
            has = (await db.execute(select(has_factor(half.account_id)))).scalar_one()
            remember = None if has else await self._ended_half(db, half)
            if remember is None:
                raise SignInRefused
            await tell_of_new_device(db, now, half.account_id, half.login, browser)
            await write_own(db, now, "sign-in", half, browser, detail="by a mailed link")
            return await _begun(db, half.account_id, now, browser, "password", self.idle, remember=remember)

    async def _ended_half(self, db: AsyncSession, half: Viewer) -> bool | None:
        """End half a session that nothing but a second factor is missing of; whether they wished to be remembered. None: there
        was none."""
        gone = delete(Session).where(Session.id == half.session_id, Session.half, ~Session.outside)
        return (await db.execute(gone.returning(Session.remembered))).scalar_one_or_none()

    async def complete(self, half: Viewer, proof: Proof, browser: Browser) -> Entrance:
        """A fresh token for the right second factor; the half session ends. Raises SignInRefused and TooManyTries."""
        if half.outside:
            raise SignInRefused  # the link first: no code is used up in vain
        tried = await self.tries.note(half.login, browser.address)
        now = self.clock.now()
        async with self.database.transaction() as db:
            by = await self._proved(db, half, proof, browser, "sign-in.second-factor")
            if by is not None:
                if (remember := await self._ended_half(db, half)) is None:
                    raise SignInRefused
                await self.tries.forgive(db, tried)
                await tell_of_new_device(db, now, half.account_id, half.login, browser)
                await write_own(db, now, "sign-in", half, browser, detail=f"with {by}")
                return await _begun(db, half.account_id, now, browser, by, self.idle, remember=remember)
        raise SignInRefused

    async def prove(self, viewer: Viewer, proof: Proof, browser: Browser) -> None:
        """Whoever sits there proves again who they are: by a second factor, or by the password where the account has none.

        Raises SignInRefused and TooManyTries.
        """
        tried = await self.tries.note(viewer.login, browser.address)
        now = self.clock.now()
        by: str | None
        if viewer.has_factor:
            async with self.database.transaction() as db:
                by = await self._proved(db, viewer, proof, browser, "proof")
        else:
            account = await self.profile(viewer.account_id)
            by = "password" if await self.tries.knows_password(proof.password, account, tried, browser) else None
            if by is None:
                async with self.database.transaction() as db:
                    await write_own(db, now, "proof", viewer, browser, refused=True)
        if by is None:
            raise SignInRefused
        async with self.database.transaction() as db:
            await self.tries.forgive(db, tried)
            proved = update(Session).where(Session.id == viewer.session_id)
            await db.execute(proved.values(proved_at=now, proved_by=by))
            await write_own(db, now, "proof", viewer, browser, detail=f"with {by}")
            if viewer.moved:
                session = await db.get_one(Session, viewer.session_id, with_for_update=True)
                here = str(network_of(browser.address))
                session.networks = [*(each for each in map(str, session.networks) if each != here), here][-MOST_PLACES:]
                await write_own(db, now, "session.move", viewer, browser, detail=here)

    async def _proved(
        self, db: AsyncSession, viewer: Viewer, proof: Proof, browser: Browser, action: str
    ) -> str | None:
        """By what it was proved; None: by nothing, which is written down."""
        by = await self.proofs.accepted(db, viewer, proof)
        if by is None:
            await write_own(db, self.clock.now(), action, viewer, browser, refused=True)
        elif by == "recovery code":
            await write_own(db, self.clock.now(), "recovery-code.use", viewer, browser)
        return by

    async def question(self, viewer: Viewer) -> str | None:
        """What a browser needs to prove with a passkey who sits there, as JSON; None where that cannot be."""
        async with self.database.transaction() as db:
            return await self.proofs.passkeys.question(db, viewer)

    async def viewer(self, token: str, address: str) -> Viewer | None:
        """Who holds the token, at this address; None when it opens nothing (any more)."""
        now, digest = self.clock.now(), _hash(token)
        found = await self.store.reading(lambda db: recognised(db, digest, now, address, self.idle, self.demands))
        if found is None:
            return None
        person, other = found
        if other is None:
            return person
        async with self.database.transaction() as db:
            return await acting_as(db, person, other) or person

    async def viewer_by_key(self, key: str, address: str) -> Viewer | None:
        """Whose program shows the key, with what it opens; None when that is nothing (any more), or not from this address."""
        now = self.clock.now()
        return await self.store.reading(lambda db: recognised_by_key(db, _hash(key), now, address, self.demands))

    async def note_refused_key(self, key: str, browser: Browser) -> None:
        """A key that opens nothing was shown: whose it is sees so in the log, once an hour."""
        now, digest = self.clock.now(), _hash(key)

        async def work(db: Connection) -> None:
            known = await queries.shown_key(db, token_hash=digest, now=now)
            said = None if known is None else f"{known.name}{', from there' if known.is_good else ''}"
            await note(
                db, now, "api-key.refused", browser, actor=known.login if known else UNKNOWN,
                about=known.account_id if known else None, detail=said, refused=True, hourly=True,
            )  # fmt: skip

        await self.store.transaction(work)

    async def set_language(self, viewer: Viewer, language: str) -> None:
        """What the panel speaks with the account from now on."""
        async with self.database.transaction() as db:
            await db.execute(update(Account).where(Account.id == viewer.account_id).values(language=language))

    async def set_look(self, viewer: Viewer, look: Mapping[str, str]) -> None:
        """How the panel looks to the account from now on; what is not named stays (panel/kit/looks.py)."""
        async with self.database.transaction() as db:
            kept = Account.look.concat(dict(look))
            await db.execute(update(Account).where(Account.id == viewer.account_id).values(look=kept))

    async def sign_out(self, viewer: Viewer, browser: Browser) -> None:
        async with self.database.transaction() as db:
            await db.execute(delete(Session).where(Session.id == viewer.session_id))
            if not viewer.half:
                await write_own(db, self.clock.now(), "sign-out", viewer.person, browser)

    async def sessions(self, account_id: int) -> list[Session]:
        """The account's open sessions, the last used first."""
        now = self.clock.now()
        async with self.database.transaction() as db:
            found = await db.execute(
                select(Session)
                .where(Session.account_id == account_id, is_open(now, self.idle), Session.half.is_(False))
                .order_by(Session.seen_at.desc(), Session.id.desc())
            )
            return list(found.scalars())

    async def revoke(self, viewer: Viewer, session_id: int, browser: Browser) -> bool:
        """End one of the viewer's own sessions; False when there is no such session."""
        gone = delete(Session).where(Session.id == session_id, Session.account_id == viewer.account_id)
        async with self.database.transaction() as db:
            ended = (await db.execute(gone.returning(Session.user_agent))).scalar_one_or_none()
            if ended is not None:
                await write_own(db, self.clock.now(), "session.end", viewer, browser, detail=ended)
            return ended is not None

    async def revoke_others(self, viewer: Viewer, browser: Browser) -> None:
        """End all of the viewer's sessions but this one."""
        async with self.database.transaction() as db:
            await _end_others(db, viewer.account_id, viewer.session_id)
            await write_own(db, self.clock.now(), "session.end-others", viewer, browser)

    async def profile(self, account_id: int) -> Account:
        async with self.database.transaction() as db:
            return await db.get_one(Account, account_id)

    async def activity(self, account_id: int) -> list[Activity]:
        """What was done last to the account, the newest first."""
        async with self.database.transaction() as db:
            return await activity_of(db, account_id)

    async def done_by_or_to(self, account_id: int) -> list[Activity]:
        """What the account did last, and what was done to it, the newest first."""
        async with self.database.transaction() as db:
            return await done_by_or_to(db, account_id)

    async def change_password(self, viewer: Viewer, old: str, new: str, again: str, browser: Browser) -> None:
        """Set a new password, end every other session, and what applications were given in others.

        Raises PasswordRefused and TooManyTries.
        """
        if problem := await password_problem(new, viewer.login) or (
            "This is your present password." if new == old else None
        ):
            raise PasswordRefused(problem, "new")
        if new != again:
            raise PasswordRefused("The two new passwords differ.", "again")
        tried = await self.tries.note(viewer.login, browser.address)
        account = await self.profile(viewer.account_id)
        if not await self.tries.knows_password(old, account, tried, browser):
            async with self.database.transaction() as db:
                await write_own(db, self.clock.now(), "password.change", viewer, browser, refused=True)
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
            now_stored.password_until = None
            await self.tries.forgive(db, tried)
            await write_own(db, self.clock.now(), "password.change", viewer, browser)
            raw, now = await below(db), self.clock.now()
            await ending_queries.end_grants(raw, account_id=viewer.account_id, but_of=viewer.session_id, now=now)
            await _end_others(db, viewer.account_id, viewer.session_id)


def _half_begun(
    db: AsyncSession, account_id: int, now: datetime, browser: Browser, *, outside: bool, remember: bool
) -> Entrance:
    """Half a session, where nothing that counts was proved yet."""
    token = secrets.token_urlsafe(_TOKEN_OCTETS)
    ends = now + HALF_LIFE
    session = Session(
        account_id, _hash(token), now, now, ends, browser.address, browser.agent, half=True, outside=outside
    )
    session.proved_at, session.proved_by, session.remembered = now, "password", remember
    db.add(session)
    return Entrance(token, half=True, outside=outside)


async def _begun(
    db: AsyncSession,
    account_id: int,
    now: datetime,
    browser: Browser,
    proved_by: str,
    idle: timedelta,
    *,
    remember: bool,
) -> Entrance:
    """A session, proved by this; whoever wishes to be remembered is, for as long as what they see allows."""
    token = secrets.token_urlsafe(_TOKEN_OCTETS)
    account = await db.get_one(Account, account_id)
    kept = remembered_for(account.kind) if remember else None
    session = Session(account_id, _hash(token), now, now, now + (kept or ABSOLUTE_LIFE), browser.address, browser.agent)
    session.proved_at, session.proved_by, session.remembered = now, proved_by, remember
    session.idle_until = now + idle
    db.add(session)
    return Entrance(token, kept=kept, unconfirmed="" if account.is_confirmed else account.email)


async def _end_others(db: AsyncSession, account_id: int, session_id: int) -> None:
    await db.execute(delete(Session).where(Session.account_id == account_id, Session.id != session_id))
