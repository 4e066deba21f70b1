"""Whom a provider's word opens: the account that it is linked with, and no other by its address of mail alone.

An account with the same address is linked silently only where the provider keeps that mailbox itself and the account has
confirmed it; everywhere else the password is asked for once. So whoever can have a provider say an address that is not theirs
gains nothing.
"""

from dataclasses import dataclass

from panel.database import Database, below
from panel.identity.actions import Entrance, Identity, SignInRefused
from panel.identity.activity import write_own
from panel.identity.browser import Browser
from panel.identity.finding import account_meant, canonical
from panel.identity.models import Account
from panel.identity.social import queries
from panel.identity.social.providers import Provider, Somebody
from panel.identity.social.queries import Linked
from panel.kit.access import Viewer
from registry.clock import Clock
from registry.store.sql import Connection


class LinkRefused(Exception):
    """It cannot be linked; the message is for people."""


TAKEN = "Another account is linked with that, or this one with another of theirs: unlink it there first."


@dataclass(frozen=True, slots=True)
class Linking:
    """Does it."""

    database: Database
    clock: Clock
    identity: Identity

    async def enter(
        self,
        provider: Provider,
        somebody: Somebody,
        browser: Browser,
        old_token: str | None,
        seller_id: int | None,
        *,
        remember: bool = False,
    ) -> Entrance | None:
        """A fresh token for whoever is linked, or may be silently; None: nobody is. Raises SignInRefused."""
        now = self.clock.now()
        async with self.database.transaction() as db:
            raw = await below(db)
            number = await queries.account_of(raw, provider=provider.name, subject=somebody.subject, now=now)
            account = await db.get(Account, number) if number is not None else None
            if account is None and provider.is_authoritative(somebody):
                account = await account_meant(db, canonical(somebody.email), seller_id)
                if account is not None and not (account.is_confirmed and account.state == "active"):
                    account = None
                if account is not None and not await self._link(raw, account, provider, somebody):
                    account = None
                if account is not None:
                    await write_own(db, now, "social.link", account, browser, detail=provider.title)
        if account is None:
            return None
        return await self.identity.enter_by(account, provider.title, browser, old_token, remember=remember)

    async def prove(
        self,
        provider: Provider,
        somebody: Somebody,
        typed: str,
        password: str,
        browser: Browser,
        seller_id: int | None,
        *,
        remember: bool = False,
    ) -> Entrance:
        """Link it with the account whose password this is, and sign in. Raises SignInRefused, TooManyTries and LinkRefused."""
        entrance = await self.identity.sign_in(typed, password, browser, None, seller_id, remember=remember)
        async with self.database.transaction() as db:
            account = await account_meant(db, canonical(typed), seller_id)
            if account is None:
                raise SignInRefused
            if entrance.half:  # whoever has only the password links nothing
                return entrance
            if not await self._link(await below(db), account, provider, somebody):
                raise LinkRefused(TAKEN)
            await write_own(db, self.clock.now(), "social.link", account, browser, detail=provider.title)
        return entrance

    async def link(self, viewer: Viewer, provider: Provider, somebody: Somebody, browser: Browser) -> None:
        """Raises LinkRefused."""
        async with self.database.transaction() as db:
            account = await db.get_one(Account, viewer.account_id)
            if not await self._link(await below(db), account, provider, somebody):
                raise LinkRefused(TAKEN)
            await write_own(db, self.clock.now(), "social.link", viewer, browser, detail=provider.title)

    async def unlink(self, viewer: Viewer, provider: str, browser: Browser) -> bool:
        async with self.database.transaction() as db:
            gone = await queries.unlink(await below(db), account_id=viewer.account_id, provider=provider)
            if gone is not None:
                await write_own(db, self.clock.now(), "social.unlink", viewer, browser, detail=gone)
            return gone is not None

    async def linked(self, account_id: int) -> dict[str, Linked]:
        async with self.database.transaction() as db:
            return {each.provider: each for each in await queries.linked(await below(db), account_id=account_id)}

    async def _link(self, raw: Connection, account: Account, provider: Provider, somebody: Somebody) -> bool:
        made = await queries.link(
            raw,
            account_id=account.id,
            provider=provider.name,
            subject=somebody.subject,
            email=somebody.email[:254],
            verified=somebody.verified,
            now=self.clock.now(),
        )
        return made is not None
