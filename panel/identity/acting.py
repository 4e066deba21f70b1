"""Acting as a client: whoever looks after clients sees the panel as one of them does, and is written down with both names.

The session stays that of who signed in, and says as whom they act. Whether they may is asked again with every request: the
right, the client's state and its place in the tree are those of that instant, and where one is gone, they are themselves again.
"""

from dataclasses import dataclass

from sqlalchemy import case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from panel.database import Database
from panel.identity.activity import write_down
from panel.identity.browser import Browser
from panel.identity.models import Account, AccountPin, AccountRight, AccountRole, Session
from panel.kit.access import Viewer, scope_of
from registry.clock import Clock

PERMISSION = "client.impersonate"
CLIENTS = ("client", "reseller")


class ActingRefused(Exception):
    """They may not act as this one; the message is for people."""


@dataclass(frozen=True, slots=True)
class Acting:
    """Begins and ends it."""

    database: Database
    clock: Clock

    async def begin(self, person: Viewer, account_id: int, reason: str, browser: Browser) -> None:
        """Act as a client from now on. Raises ActingRefused."""
        async with self.database.transaction() as db:
            client = await acting_as(db, person, account_id)
            if client is None or person.account_id == account_id:
                raise ActingRefused("Nobody can act as this one now.")
            await self._set(db, person, account_id)
            await self._write(db, "acting.begin", person, client, browser, reason)

    async def end(self, viewer: Viewer, browser: Browser) -> None:
        """Be oneself again."""
        async with self.database.transaction() as db:
            await self._set(db, viewer.person, None)
            await self._write(db, "acting.end", viewer.person, viewer, browser, None)

    async def _set(self, db: AsyncSession, person: Viewer, account_id: int | None) -> None:
        await db.execute(update(Session).where(Session.id == person.session_id).values(acting_as=account_id))

    async def _write(
        self, db: AsyncSession, action: str, person: Viewer, client: Viewer, browser: Browser, reason: str | None
    ) -> None:
        await write_down(
            db,
            self.clock.now(),
            action,
            actor=person.login,
            actor_id=person.account_id,
            account=client,
            browser=browser,
            reason=reason,
        )


async def acting_as(db: AsyncSession, person: Viewer, account_id: int) -> Viewer | None:
    """The client as whom somebody acts; None where they may not, or not any more."""
    scope = scope_of(person)
    if not person.may(PERMISSION) or person.must_enrol or person.must_renew:
        return None
    roles = select(AccountRole.role).where(AccountRole.account_id == Account.id).scalar_subquery()
    part = case((AccountRight.denied, "deny:" + AccountRight.permission), else_=AccountRight.permission)
    rights = select(part).where(AccountRight.account_id == Account.id).scalar_subquery()
    wanted = select(
        Account.login,
        Account.name,
        Account.email,
        func.array(roles),
        func.array(rights),
        Account.sellers,
        select(AccountPin.account_id).where(AccountPin.account_id == Account.id).exists(),
    ).where(Account.id == account_id, Account.state == "active", Account.kind.in_(CLIENTS))
    found = (await db.execute(wanted)).one_or_none()
    if found is None or not (scope.everything or scope.root in found.sellers):
        return None
    login, name, email, held, single, _, has_pin = found
    return Viewer(
        account_id,
        person.session_id,
        login,
        name,
        email,
        frozenset(held),
        proved_at=person.proved_at,
        has_factor=person.has_factor,
        rights=frozenset(single),
        language=person.language,
        look=person.look,
        behind=person,
        has_pin=has_pin,
    )
