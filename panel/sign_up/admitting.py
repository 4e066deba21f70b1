"""Letting a newcomer in: their account, what it opens by, and who is told of it; in the transaction of who lets them in."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mail.notices import Happened, tell
from panel.clients import queries as clients
from panel.identity.browser import Browser
from panel.identity.links import LinkWorn
from panel.identity.noting import note
from panel.identity.social import queries as social
from panel.identity.social.providers import Provider
from panel.identity.states import TOMBSTONE
from panel.kit.access import permissions_of
from panel.kit.formats import browser_name
from panel.kit.request_id import request_id
from panel.kit.roles import ASSIGNABLE
from panel.sign_up import queries
from panel.sign_up.queries import Newcomer
from registry.context import Registry
from registry.store.sql import Connection

# Who of the house is told of newcomers.
DECIDES: Final = "newcomer.decide"
_LOGIN: Final = re.compile(r"[^a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Admitting:
    """Does it; `providers` are those that people may be linked with."""

    registry: Registry
    providers: Mapping[str, Provider]

    async def admit(self, db: Connection, number: int, by: str | None, browser: Browser) -> str:
        """The login of a newcomer who waits; `by` is who said yes, where somebody had to. Raises LinkWorn."""
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
            request=request_id(),
        )
        await tell(db, account_id, Happened("account.created", login, now, what=login))
        await self._link(db, newcomer, account_id, login, browser if by is None else None)
        if by is None:
            await self.tell_deciders(db, newcomer, browser)
        return login

    async def _link(
        self, db: Connection, newcomer: Newcomer, account_id: int, login: str, browser: Browser | None
    ) -> None:
        """With who they are elsewhere, unless another account has got that since."""
        if newcomer.provider is None or newcomer.subject is None:
            return
        now, provider = self.registry.clock.now(), self.providers.get(newcomer.provider)
        title = provider.title if provider else newcomer.provider
        made = await social.link(
            db,
            account_id=account_id,
            provider=newcomer.provider,
            subject=newcomer.subject,
            email=newcomer.provider_email or "",
            verified=bool(newcomer.provider_verified),
            now=now,
        )
        refused = made is None
        await note(
            db,
            now,
            "social.refused" if refused else "social.link",
            browser,
            actor=login,
            by=account_id,
            about=account_id,
            detail=f"{title}: another account is linked with that" if refused else title,
            refused=refused,
        )

    async def tell_deciders(self, db: Connection, newcomer: Newcomer, browser: Browser) -> None:
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
