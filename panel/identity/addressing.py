"""One's own address of mail: it counts once a link that was sent there was followed, and whoever loses one can take it back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from mail.addresses import AddressRefused, destination
from panel.database import Database, below
from panel.identity import link_queries, links
from panel.identity.activity import write_own
from panel.identity.browser import Browser
from panel.identity.ending import end_ways_in
from panel.identity.links import LIFE, LinkWorn, TooManyLinks
from panel.identity.models import Account
from panel.identity.passwords import NO_PASSWORD
from panel.identity.queries import is_address_taken
from panel.kit.access import Viewer
from registry.clock import Clock

Place = Callable[[int | None], str]


class ChangeRefused(Exception):
    """The address cannot be taken; the message is for people."""


class AddressTaken(LinkWorn):
    """Another account of the same seller got the address first; only who reads the mail there learns of it."""


@dataclass(frozen=True, slots=True)
class Addressing:
    """Does it; `place` gives the address of the page for whoever sells to the account."""

    database: Database
    clock: Clock

    async def ask(self, viewer: Viewer, typed: str, browser: Browser, place: Place) -> str:
        """Write a link to what was typed, or to the present address where that is not confirmed; the address.

        Raises ChangeRefused.
        """
        try:
            email = destination(typed)
        except AddressRefused as refused:
            raise ChangeRefused(str(refused)) from None
        now = self.clock.now()
        async with self.database.transaction() as db:
            account = await db.get_one(Account, viewer.account_id, with_for_update=True)
            if email == account.email and account.is_confirmed:
                raise ChangeRefused("This is your address, and it is confirmed.")
            raw = await below(db)
            await link_queries.end(raw, account_id=account.id, purposes=["confirm"], now=now, after=0)
            hours = f"{LIFE['confirm'] // timedelta(hours=1)}"
            try:
                await links.mail_link(raw, "confirm", account, email, place(account.seller_id), now, hours=hours)
            except TooManyLinks:
                raise ChangeRefused("Too many links were written today. Please try again tomorrow.") from None
            await write_own(db, now, "email.ask-link", viewer, browser)
        return email

    async def waiting(self, viewer: Viewer) -> str | None:
        """The address that has a link which nobody has followed yet."""
        async with self.database.transaction() as db:
            return await link_queries.waiting(await below(db), account_id=viewer.account_id, now=self.clock.now())

    async def look(self, purpose: links.Purpose, token: str) -> str:
        """The address that a good link is about. Raises LinkWorn."""
        async with self.database.transaction() as db:
            return (await links.good(await below(db), purpose, token, self.clock.now())).email

    async def confirm(self, token: str, browser: Browser, place: Place) -> str:
        """The address counts from now on, and whoever had the one before is told and can take it back. Raises LinkWorn and
        AddressTaken."""
        try:
            return await self._confirm(token, browser, place)
        except IntegrityError:  # two got it at once
            raise AddressTaken from None

    async def _confirm(self, token: str, browser: Browser, place: Place) -> str:
        now = self.clock.now()
        async with self.database.transaction() as db:
            raw = await below(db)
            link = await links.used(raw, "confirm", token, now)
            account = await db.get_one(Account, link.account_id, with_for_update=True)
            before = account.email
            if before != link.email and await is_address_taken(
                raw, email=link.email, seller_id=account.seller_id, but=account.login
            ):
                raise AddressTaken
            account.email = account.confirmed_email = link.email
            await db.flush()
            if before == link.email:
                await write_own(db, now, "email.confirm", account, browser)
                return link.email
            await link_queries.end(raw, account_id=account.id, purposes=["restore"], now=now, after=0)
            if before:
                when, days = f"{now:%Y-%m-%d %H:%M} UTC", f"{LIFE['take-back'].days}"
                where = place(account.seller_id)
                await links.mail_link(raw, "take-back", account, before, where, now, when=when, days=days)
            await write_own(db, now, "email.change", account, browser)
            return link.email

    async def take_back(self, token: str, browser: Browser) -> str:
        """The address of before is the account's again, and nothing opens it that did (panel/identity/ending.py);
        the token of a link that sets another. Raises LinkWorn.
        """
        now = self.clock.now()
        async with self.database.transaction() as db:
            raw = await below(db)
            link = await links.used(raw, "take-back", token, now)
            account = await db.get_one(Account, link.account_id, with_for_update=True)
            # theirs it was: it is so also where another account has got it since
            account.email = account.confirmed_email = account.shared_email = link.email
            account.password_hash = NO_PASSWORD  # whoever changed the address knew it
            await db.flush()
            await link_queries.end(raw, account_id=account.id, purposes=["restore", "confirm"], now=now, after=0)
            # those of before this one lead back further: whoever took the account cannot end them
            await link_queries.end(raw, account_id=account.id, purposes=["take-back"], now=now, after=link.id)
            await end_ways_in(raw, account, now, browser, lost_at=link.made_at)
            await write_own(db, now, "email.take-back", account, browser)
            return await links.drawn(raw, "restore", account, link.email, now)
