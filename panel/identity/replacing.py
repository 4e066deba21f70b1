"""Somebody else changes an account's address of mail: whoever had the one before is told, and can take the account back.

Only an address that was confirmed is a way back: one that nobody has confirmed may be a stranger's, by a slip of the pen that is
just being corrected. And none where the address of before is in the wrong hands, which whoever changes it says.
"""

from contextlib import suppress
from datetime import datetime

from mail.addresses import AddressRefused
from mail.notices import Happened, tell
from mail.outbox import Mail, Recipient, queue_mail
from panel.identity import link_queries, links
from panel.identity.links import LIFE, Addressee
from registry.store.sql import Connection


async def tell_of_another_address(
    db: Connection, account: Addressee, now: datetime, place: str, *, lost: bool = False
) -> None:
    """Asked with the account as it was, after the address was written anew; `place` is the address of the page that takes it
    back, `lost` says that the one of before is in the wrong hands."""
    before, when = account.email, f"{now:%Y-%m-%d %H:%M} UTC"
    await link_queries.end(db, account_id=account.id, purposes=["restore", "confirm"], now=now, after=0)
    with suppress(AddressRefused):  # of what was no address nobody is told
        if before and not lost and await link_queries.was_confirmed(db, id=account.id, email=before):
            days = f"{LIFE['take-back'].days}"
            await links.mail_link(db, "take-back", account, before, place, now, when=when, days=days)
        elif before:
            recipient = Recipient(before, account.name, account.language, account.id, account.seller_id)
            values = {"name": account.name or account.login, "login": account.login, "when": when}
            await queue_mail(db, Mail("account.address-replaced", recipient, values), now)
    await tell(db, account.id, Happened("account.email-changed", account.login, now))
