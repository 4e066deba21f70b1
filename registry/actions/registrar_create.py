"""Taking a registrar in: its record, its account in each currency, its accreditations, its certificates."""

import hashlib
from datetime import datetime

from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import ObjectExists, ObjectMissing
from registry.passwords import hashed
from registry.requests.registrar import RegistrarCreate
from registry.store import ledger, registrars
from registry.store.sql import Connection


async def registrar_create(cx: Context, wish: RegistrarCreate) -> int:
    """The registrar's number; it cannot do anything yet that costs, or that needs an accreditation."""
    return await _create(cx, wish, await hashed(wish.password))


@transacted
async def _create(cx: Context, db: Connection, wish: RegistrarCreate, password_hash: str) -> int:
    if await registrars.by_handle(db, handle=wish.handle):
        raise ObjectExists("There is such a registrar already.", "registrar", wish.handle)
    registrar_id = await registrars.add(
        db,
        handle=wish.handle,
        name=wish.name,
        iana_id=wish.iana_id,
        password_hash=password_hash,
        session_limit=wish.session_limit,
        email=wish.email,
        voice=wish.voice,
        street=list(wish.street),
        city=wish.city,
        postal_code=wish.postal_code,
        country=wish.country,
        url=wish.url,
        whois_server=wish.whois_server,
        abuse_email=wish.abuse_email,
        abuse_voice=wish.abuse_voice,
        now=cx.now,
    )
    await registrars.allow_networks(db, registrar_id=registrar_id, networks=list(wish.networks))
    return registrar_id


@transacted
async def registrar_accredit(cx: Context, db: Connection, handle: str, tld: str, contacts: str | None = None) -> None:
    """From now on the registrar may gain names in the TLD; `contacts` is its exception to the TLD's rule about them."""
    if await registrars.accredit(db, registrar=handle, tld=tld, now=cx.now, contacts=contacts) is None:
        raise ObjectMissing(f"There is no registrar {handle}, or no TLD {tld}.")


@transacted
async def registrar_open_account(
    cx: Context, db: Connection, handle: str, currency: str, credit_limit: int = 0, low_balance: int = 0
) -> None:
    """An account in a currency, or new limits for it; minor units."""
    await ledger.open_account(
        db, registrar=handle, currency=currency, credit_limit=credit_limit, low_balance=low_balance
    )


@transacted
async def registrar_pin_certificate(
    cx: Context, db: Connection, handle: str, certificate: bytes, valid_from: datetime, valid_to: datetime
) -> None:
    """The DER certificate opens the door for this registrar from one instant to another, beside those pinned before."""
    pinned = await registrars.pin_certificate(
        db,
        registrar=handle,
        fingerprint=hashlib.sha256(certificate).digest(),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    if pinned is None:
        raise ObjectMissing("There is no such registrar.", "registrar", handle)
