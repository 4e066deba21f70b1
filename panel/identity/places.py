"""From where an account is signed in to: from the networks that it allows, and from elsewhere by a mailed link.

The link is good in the browser in which the password was given, and in no other: whoever has only the password cannot have the
owner let them in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from sqlalchemy import delete, select, update

from mail.addresses import AddressRefused
from panel.database import Database, below
from panel.identity import links
from panel.identity.activity import write_own
from panel.identity.browser import Browser
from panel.identity.links import LIFE, LinkWorn, TooManyLinks
from panel.identity.models import Account, Session
from panel.kit.access import Viewer
from panel.kit.formats import browser_name
from registry.clock import Clock

MOST: Final = 50

Place = Callable[[int | None], str]


class PlacesRefused(Exception):
    """It cannot be like that; the message is for people."""


def is_allowed(address: str, networks: Sequence[object]) -> bool:
    """Whether the account is signed in to from there; without networks from everywhere."""
    asker = ip_address(address)
    return not networks or any(asker in ip_network(str(each)) for each in networks)


def network_of(address: str) -> IPv4Network | IPv6Network:
    """What stays where somebody stays: of an IPv4 address 24 bits, of an IPv6 one 64."""
    found = ip_address(address)
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    asker = mapped or found
    return ip_network((asker, 24 if asker.version == 4 else 64), strict=False)


def networks_in(text: str) -> list[str]:
    """What was typed, line by line, as networks. Raises PlacesRefused."""
    found = []
    for each in text.replace(",", " ").split():
        try:
            found.append(str(ip_network(each)))
        except ValueError:
            raise PlacesRefused(f"{each[:50]} is neither an address nor a network, such as 192.0.2.0/24.") from None
    if len(found) > MOST:
        raise PlacesRefused(f"There are up to {MOST} of them.")
    return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Places:
    """Keeps the list, and lets in from elsewhere."""

    database: Database
    clock: Clock

    async def keep(self, viewer: Viewer, text: str, browser: Browser) -> None:
        """Allow these networks alone; sessions from elsewhere end. Raises PlacesRefused."""
        networks = networks_in(text)
        if not is_allowed(browser.address, networks):
            raise PlacesRefused(f"You are at {browser.address}, which is not among them: nobody locks themselves out.")
        async with self.database.transaction() as db:
            account = await db.get_one(Account, viewer.account_id, with_for_update=True)
            account.allowed_networks = networks
            mine = (await db.execute(select(Session).where(Session.account_id == account.id))).scalars()
            gone = [each.id for each in mine if not is_allowed(str(each.address), networks)]
            others = Session.id != viewer.session_id
            await db.execute(delete(Session).where(Session.id.in_(gone), others))
            detail = ", ".join(networks) or "everywhere"
            await write_own(db, self.clock.now(), "places.change", viewer, browser, detail=detail)

    async def mail_link(self, half: Viewer, browser: Browser, place: Place) -> None:
        """Write a link to who gave the password from elsewhere. Raises PlacesRefused."""
        now = self.clock.now()
        async with self.database.transaction() as db:
            account = await db.get_one(Account, half.account_id)
            raw = await below(db)
            told = {
                "address": browser.address,
                "browser": browser_name(browser.agent),
                "when": f"{now:%Y-%m-%d %H:%M} UTC",
            }
            where = place(account.seller_id)
            try:
                await links.mail_link(
                    raw, "admit", account, account.email, where, now, session_id=half.session_id, **told
                )
            except (TooManyLinks, AddressRefused):
                raise PlacesRefused(
                    "No link can be written to this account now. Whoever looks after it can help."
                ) from None
            await db.execute(
                update(Session).where(Session.id == half.session_id).values(expires_at=now + LIFE["admit"], seen_at=now)
            )
            await write_own(db, now, "places.ask-link", half, browser)

    async def look(self, half: Viewer | None, token: str) -> None:
        """Raises LinkWorn where the link is not good, or not in this browser."""
        async with self.database.transaction() as db:
            link = await links.good(await below(db), "admit", token, self.clock.now())
            if half is None or link.session_id != half.session_id:
                raise LinkWorn

    async def admit(self, half: Viewer, token: str, browser: Browser, *, for_good: bool) -> None:
        """Let this browser go on from where it is, this once or for good. Raises LinkWorn."""
        await self.look(half, token)
        async with self.database.transaction() as db:
            link = await links.used(await below(db), "admit", token, self.clock.now())
            if link.session_id != half.session_id:
                raise LinkWorn
            await db.execute(update(Session).where(Session.id == half.session_id).values(outside=False))
            if for_good:
                account = await db.get_one(Account, half.account_id, with_for_update=True)
                account.allowed_networks = [*map(str, account.allowed_networks), str(ip_network(browser.address))]
            detail = f"{browser.address}, {'for good' if for_good else 'this once'}"
            await write_own(db, self.clock.now(), "places.admit", half, browser, detail=detail)
