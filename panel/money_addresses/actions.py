"""What becomes of an address that mails of money go to as well: named, asked by a link whether it is meant, confirmed, dropped.

Nothing but that link goes to an address before somebody there said yes: otherwise anybody could have strangers written to.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from mail.addresses import AddressRefused, destination
from mail.notices import Happened, tell
from mail.outbox import Mail, Recipient, queue_mail
from panel.kit.deeds import Declined
from panel.money_addresses import queries
from panel.money_addresses.queries import Address, Owner
from registry.context import Context
from registry.store.sql import Connection

MOST: Final = 5
MOST_LINKS_A_DAY: Final = 10
LIFE: Final = timedelta(hours=24)
BETWEEN: Final = timedelta(minutes=2)
DAY: Final = timedelta(days=1)
EVENT: Final = "money.confirm-address"
WORN: Final = "This link is not good any more: it was used, is too old, or the address was dropped."

# The address of the page that a token leads to, at the host of whoever sells to the account.
Page = Callable[[str, int | None], str]


def digest_of(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


async def address_add(cx: Context, account_id: int, typed: str, page: Page) -> int:
    """Name an address and write to it; its number. Raises Declined."""
    try:
        address = destination(typed)
    except AddressRefused as refused:
        raise Declined(str(refused), at="address") from None
    token = secrets.token_urlsafe(32)

    async def work(db: Connection) -> int:
        owner = await _owner(db, cx, account_id)
        if owner.addresses >= MOST:
            raise Declined(f"You have {MOST} of them already.")
        number = await queries.add(db, account_id=account_id, address=address, digest=digest_of(token), now=cx.now)
        if number is None:
            raise Declined("You have that one already.", at="address")
        await _write(db, cx, owner, account_id, address, page(token, owner.seller_id))
        return number

    return await cx.registry.store.transaction(work)


async def address_ask_again(cx: Context, on: Address, page: Page) -> None:
    """Write to it once more; the former link is good no more. Raises Declined."""
    token = secrets.token_urlsafe(32)

    async def work(db: Connection) -> None:
        owner = await _owner(db, cx, on.account_id)
        drawn = await queries.draw_again(db, id=on.id, digest=digest_of(token), now=cx.now, before=cx.now - BETWEEN)
        if drawn is None:
            raise Declined("A link was sent a moment ago: another can be asked for in two minutes.")
        await _write(db, cx, owner, on.account_id, on.address, page(token, owner.seller_id))

    await cx.registry.store.transaction(work)


async def address_drop(cx: Context, on: Address) -> None:
    """Nothing goes there any more."""
    await cx.registry.store.transaction(lambda db: queries.remove(db, id=on.id))


async def address_confirm(cx: Context, token: str) -> str:
    """Whoever has the address says yes; the address. Its account is told. Raises Declined."""

    async def work(db: Connection) -> str:
        found = await queries.confirm(db, digest=digest_of(token), now=cx.now, since=cx.now - LIFE)
        if found is None:
            raise Declined(WORN)
        happened = Happened("money.address-confirmed", found.login, cx.now, what=found.address)
        await tell(db, found.account_id, happened)
        return found.address

    return await cx.registry.store.transaction(work)


async def _owner(db: Connection, cx: Context, account_id: int) -> Owner:
    owner = await queries.lock(db, id=account_id, since=cx.now - DAY)
    assert owner is not None  # who asks is signed in
    if owner.links >= MOST_LINKS_A_DAY:
        raise Declined("That is enough for today: more links can be sent tomorrow.")
    return owner


async def _write(db: Connection, cx: Context, owner: Owner, account_id: int, address: str, link: str) -> None:
    values = {"name": owner.name or owner.login, "link": link, "hours": f"{LIFE // timedelta(hours=1)}"}
    to = Recipient(address, "", owner.language, account_id, owner.seller_id)
    await queue_mail(db, Mail(EVENT, to, values, cx.now + LIFE), cx.now)
