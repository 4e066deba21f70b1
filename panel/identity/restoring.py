"""A forgotten password: a link goes to the account's address of mail, and whoever follows it sets another.

Whoever asks learns nothing of accounts: what depends on there being one happens after the answer, and the answer is the same. A
link is written to an address that the house wrote down or that was confirmed, never to one that was only typed.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from mail.addresses import AddressRefused
from panel.database import Database, below
from panel.identity import link_queries, links
from panel.identity.actions import PasswordRefused
from panel.identity.activity import write_own
from panel.identity.browser import Browser
from panel.identity.ending import end_ways_in
from panel.identity.finding import account_meant, canonical, is_let_in
from panel.identity.links import TooManyLinks
from panel.identity.models import Account
from panel.identity.passwords import password_problem
from panel.identity.tries import CROWD, TooManyTries, Tries
from registry.clock import Clock
from registry.fair import Crowded
from registry.passwords import hashed

log = logging.getLogger(__name__)

Place = Callable[[int | None], str]


@dataclass(frozen=True, slots=True)
class Restoring:
    """Does it."""

    database: Database
    clock: Clock
    tries: Tries

    async def note(self, typed: str, browser: Browser) -> None:
        """Count that somebody asks. Raises TooManyTries, whether or not there is such an account."""
        await self.tries.note(f"restore {canonical(typed)}", browser.address)

    async def mail_link(self, typed: str, browser: Browser, seller_id: int | None, place: Place) -> None:
        """Write to the account that is meant, if any may be; `place` gives the address of the page for whoever sells to them."""
        now = self.clock.now()
        async with self.database.transaction() as db:
            account = await account_meant(db, canonical(typed), seller_id)
            if account is None or not account.email or not await is_let_in(db, account):
                return
            with suppress(TooManyLinks, AddressRefused):
                where = place(account.seller_id)
                await links.mail_link(
                    await below(db), "restore", account, account.email, where, now, address=browser.address
                )
                await write_own(db, now, "password.ask-link", account, browser)

    async def whose(self, token: str) -> Account:
        """The account that the link opens; it stays good. Raises LinkWorn."""
        async with self.database.transaction() as db:
            link = await links.good(await below(db), "restore", token, self.clock.now())
            return await db.get_one(Account, link.account_id)

    async def set_password(self, token: str, new: str, again: str, browser: Browser) -> None:
        """Set a new password, and end whatever else opens the account (panel/identity/ending.py); second factors stay.

        Raises LinkWorn, PasswordRefused and TooManyTries.
        """
        account = await self.whose(token)
        if problem := await password_problem(new, account.login):
            raise PasswordRefused(problem, "new")
        if new != again:
            raise PasswordRefused("The two new passwords differ.", "again")
        try:
            password_hash = await hashed(new, browser.address)
        except Crowded:
            raise TooManyTries(CROWD) from None
        now = self.clock.now()
        async with self.database.transaction() as db:
            account = await db.get_one(Account, account.id, with_for_update=True)
            raw = await below(db)
            link = await links.used(raw, "restore", token, now)
            account.password_hash, account.password_at, account.password_until = password_hash, now, None
            account.confirmed_email = link.email  # they read what was written there
            await db.flush()
            await link_queries.end(raw, account_id=account.id, purposes=["restore"], now=now, after=0)
            await end_ways_in(raw, account, now, browser)
            await write_own(db, now, "password.restore", account, browser)
