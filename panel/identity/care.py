"""Looking after other people's accounts: their roles, their second factors when they are lost, their sessions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from panel.database import Database, below
from panel.identity import ending_queries, pin_queries
from panel.identity.activity import SHOWN, activity_of, write_down
from panel.identity.browser import Browser
from panel.identity.models import (
    REGISTRAR,
    Account,
    AccountPin,
    AccountRight,
    AccountRole,
    Activity,
    Passkey,
    RecoveryCode,
    SecondFactorDemand,
    Session,
    Totp,
)
from panel.identity.states import StepRefused, after
from panel.kit.access import Scope, Viewer, employed_with, permissions_of, reaches, scope_of
from panel.kit.roles import ASSIGNABLE, IN_CARE, KIND_OF
from registry.clock import Clock

LONGEST_REASON: Final = 500


class CareRefused(Exception):
    """It cannot be done; the message is for people."""


class PersonMissing(Exception):
    """There is no such account, or it is out of the viewer's sight: the answer is the same."""


@dataclass(frozen=True, slots=True)
class Person:
    """An account as those see it who look after it."""

    account: Account
    registrar: str | None
    app_since: datetime | None
    passkeys: int
    codes_left: int
    sessions: list[Session]
    activity: list[Activity]
    has_pin: bool

    @property
    def has_factor(self) -> bool:
        return self.app_since is not None or self.passkeys > 0

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(each.role for each in self.account.roles)

    @property
    def title(self) -> str:
        return ", ".join(title for role, title in ASSIGNABLE.items() if role in self.roles)


def in_care(viewer: Viewer) -> frozenset[str]:
    """The roles whose people the viewer may look after."""
    return frozenset().union(*(IN_CARE.get(role, frozenset()) for role in viewer.roles))


def why_not(viewer: Viewer, account: Account) -> str | None:
    """What keeps the viewer from changing this account, in a sentence; None: nothing."""
    if account.id == viewer.account_id:
        return "Nobody changes their own account here: ask somebody else who may."
    if not {each.role for each in account.roles} <= in_care(viewer):
        return "This account may do more than those whom you look after."
    return None


async def why_not_now(db: AsyncSession, viewer: Viewer, account: Account) -> str | None:
    """The same, of a reseller's people also for those who look after them: they reach whoever may do no more than they."""
    if account.kind != "employee" or account.id == viewer.account_id:
        return why_not(viewer, account)
    parts = await parts_of(db, account.id, account.seller_id or 0)
    held, most = (permissions_of(parts[each]) for each in (account.id, account.seller_id or 0))
    if reaches(viewer.permissions, employed_with(held, most)):
        return None
    return "This account may do more than yours."


async def parts_of(db: AsyncSession, *numbers: int) -> dict[int, frozenset[str]]:
    """The roles of accounts, with their single rights and denials."""
    roles = select(AccountRole.account_id, AccountRole.role).where(AccountRole.account_id.in_(numbers))
    rights = select(AccountRight).where(AccountRight.account_id.in_(numbers))
    parts = [(whose, role) for whose, role in await db.execute(roles)]
    parts += [(each.account_id, each.part) for each in (await db.execute(rights)).scalars()]
    return {number: frozenset(part for whose, part in parts if whose == number) for number in numbers}


def roles_for(viewer: Viewer, account: Account) -> dict[str, str]:
    """The roles that the viewer may give to the account, with their titles: each stays of its kind."""
    fitting = {role for role in in_care(viewer) if KIND_OF[role] == account.kind}
    return {role: title for role, title in ASSIGNABLE.items() if role in fitting}


@dataclass(frozen=True, slots=True)
class Care:
    """Does it; each of these is written down with its reason. Raise PersonMissing and CareRefused."""

    database: Database
    clock: Clock

    async def person(self, viewer: Viewer, login: str) -> Person:
        """Everything that the page of one person shows."""
        async with self.database.transaction() as db:
            account = await visible(db, scope_of(viewer), login)
            mine = account.id
            pin = await db.execute(select(func.count()).where(AccountPin.account_id == mine))
            app = await db.execute(select(Totp.confirmed_at).where(Totp.account_id == mine))
            passkeys = await db.execute(select(func.count()).where(Passkey.account_id == mine))
            left = select(func.count()).where(RecoveryCode.account_id == mine, RecoveryCode.used_at.is_(None))
            open_ones = select(Session).where(
                Session.account_id == mine, Session.expires_at > self.clock.now(), Session.half.is_(False)
            )
            sessions = await db.execute(open_ones.order_by(Session.seen_at.desc(), Session.id.desc()).limit(SHOWN))
            handle = await db.execute(select(REGISTRAR.c.handle).where(REGISTRAR.c.id == account.registrar_id))
            return Person(
                account,
                handle.scalar_one_or_none(),
                app.scalar_one_or_none(),
                passkeys.scalar_one(),
                (await db.execute(left)).scalar_one(),
                list(sessions.scalars()),
                await activity_of(db, mine),
                pin.scalar_one() > 0,
            )

    async def set_role(self, viewer: Viewer, login: str, role: str, reason: str, browser: Browser) -> None:
        """Give one role in place of all others."""
        async with self.database.transaction() as db:
            account = await self._changeable(db, viewer, login)
            if role not in roles_for(viewer, account):
                raise CareRefused("You cannot give this role to this account.")
            was = ", ".join(sorted(each.role for each in account.roles))
            account.roles = [each for each in account.roles if each.role == role] or [AccountRole(role)]
            await self._write(db, viewer, "account.role", account, browser, reason, f"{was} → {role}")

    async def block(self, viewer: Viewer, login: str, blocked: bool, reason: str, browser: Browser) -> None:
        """Keep the account out, at once; or let it in again."""
        async with self.database.transaction() as db:
            account = await self._changeable(db, viewer, login)
            try:
                account.state = after("block" if blocked else "unblock", account.state)
            except StepRefused as refused:
                raise CareRefused(str(refused)) from None
            account.state_at, account.state_by = self.clock.now(), viewer.login
            account.state_reason, account.state_comment = None, " ".join(reason.split())[:LONGEST_REASON]
            if blocked:
                await db.execute(delete(Session).where(Session.account_id == account.id))
            await self._write(db, viewer, "account.block" if blocked else "account.unblock", account, browser, reason)

    async def reset_second_factor(self, viewer: Viewer, login: str, reason: str, browser: Browser) -> None:
        """Take away app, passkeys and codes on paper, and end every session and what applications were given: the password alone
        opens then."""
        async with self.database.transaction() as db:
            account = await self._changeable(db, viewer, login)
            await ending_queries.end_grants(await below(db), account_id=account.id, but_of=None, now=self.clock.now())
            for table in (Totp, Passkey, RecoveryCode, Session):
                await db.execute(delete(table).where(table.account_id == account.id))
            await self._write(db, viewer, "second-factor.reset", account, browser, reason)

    async def remove_pin(self, viewer: Viewer, login: str, reason: str, browser: Browser) -> None:
        """Take the PIN away, which they have forgotten; they are told."""
        async with self.database.transaction() as db:
            account, raw = await self._changeable(db, viewer, login), await below(db)
            if await pin_queries.remove(raw, account_id=account.id) is None:
                raise CareRefused("They have no PIN.")
            await pin_queries.forget_given(raw, account_id=account.id)
            await self._write(db, viewer, "pin.remove", account, browser, reason)

    async def end_sessions(self, viewer: Viewer, login: str, browser: Browser) -> None:
        """Sign the person out everywhere."""
        async with self.database.transaction() as db:
            account = await self._changeable(db, viewer, login)
            await db.execute(delete(Session).where(Session.account_id == account.id))
            await self._write(db, viewer, "session.end-all", account, browser, None)

    async def end_session(self, viewer: Viewer, login: str, session_id: int, browser: Browser) -> None:
        """Sign the person out in one browser."""
        async with self.database.transaction() as db:
            account = await self._changeable(db, viewer, login)
            gone = delete(Session).where(Session.id == session_id, Session.account_id == account.id)
            agent = (await db.execute(gone.returning(Session.user_agent))).scalar_one_or_none()
            if agent is None:
                raise PersonMissing
            await self._write(db, viewer, "session.end", account, browser, None, agent)

    async def demanded_since(self, registrar: str) -> datetime | None:
        """Since when the registrar's people all must have a second factor; None: each may."""
        demand = select(SecondFactorDemand.since).join(REGISTRAR, REGISTRAR.c.id == SecondFactorDemand.registrar_id)
        async with self.database.transaction() as db:
            return (await db.execute(demand.where(REGISTRAR.c.handle == registrar))).scalar_one_or_none()

    async def demand(self, viewer: Viewer, registrar_id: int, wanted: bool, browser: Browser) -> None:
        """Demand a second factor of all the registrar's people from now on, or no more; twice is once."""
        scope = scope_of(viewer)
        if not scope.everything and scope.registrar_id != registrar_id:
            raise PersonMissing
        now = self.clock.now()
        async with self.database.transaction() as db:
            known = await db.get(SecondFactorDemand, registrar_id, with_for_update=True)
            if (known is not None) == wanted:
                return
            if known:
                await db.delete(known)
            else:
                db.add(SecondFactorDemand(registrar_id, now))
            action = "second-factor.demand" if wanted else "second-factor.demand-no-more"
            await write_down(
                db,
                now,
                action,
                actor=viewer.login,
                actor_id=viewer.account_id,
                registrar_id=registrar_id,
                browser=browser,
            )

    async def _changeable(self, db: AsyncSession, viewer: Viewer, login: str) -> Account:
        account = await visible(db, scope_of(viewer), login, lock=True)
        if problem := await why_not_now(db, viewer, account):
            raise CareRefused(problem)
        return account

    async def _write(
        self,
        db: AsyncSession,
        viewer: Viewer,
        action: str,
        account: Account,
        browser: Browser,
        reason: str | None,
        detail: str | None = None,
    ) -> None:
        why = None if reason is None else " ".join(reason.replace("\0", "").split())[:LONGEST_REASON]
        if why == "":
            raise CareRefused("Say why: it is kept.")
        await write_down(
            db,
            self.clock.now(),
            action,
            actor=viewer.login,
            actor_id=viewer.account_id,
            account=account,
            browser=browser,
            reason=why,
            detail=detail,
        )


async def visible(db: AsyncSession, scope: Scope, login: str, *, lock: bool = False) -> Account:
    wanted = select(Account).where(Account.login == login)
    account = (await db.execute(wanted.with_for_update() if lock else wanted)).scalar_one_or_none()
    if account is None or not _exists(account, scope):
        raise PersonMissing
    return account


def _exists(account: Account, scope: Scope) -> bool:
    if scope.everything:
        return True
    if scope.registrar_id is not None:
        return account.registrar_id == scope.registrar_id
    return scope.root is not None and (account.id == scope.root or scope.root in account.sellers)
