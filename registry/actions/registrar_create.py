"""Taking a registrar in: its record, its networks, its accounts and its accreditations, all or nothing."""

from registry.actions.registrar_change import demand_registry, registrar_changed
from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import ObjectExists, ObjectMissing
from registry.model.registrar import AccountLimits
from registry.model.registrar_facts import (
    amount_of,
    base_url_of,
    currency_of,
    handle_of,
    iana_id_of,
    line_of,
    networks_of,
    password_of,
    sessions_of,
    web_address_of,
)
from registry.passwords import hashed
from registry.requests.registrar import RegistrarCreate
from registry.store import accreditations, ledger, registrars, tlds, ways_in
from registry.store.sql import Connection


async def registrar_create(cx: Context, wish: RegistrarCreate) -> int:
    """The registrar's number. Raises ObjectExists, ObjectMissing for a TLD that is not ours, and refusals of what has no form."""
    demand_registry(cx)
    handle_of(wish.handle)
    line_of(wish.name, "name")
    iana_id_of(wish.iana_id)
    sessions_of(wish.session_limit)
    networks_of(wish.networks)
    for account in wish.accounts:
        currency_of(account.currency)
        amount_of(account.credit_limit, "credit limit", least=0)
        amount_of(account.low_balance, "low balance")
    return await _create(cx, wish, await hashed(password_of(wish.password)))


@transacted
async def _create(cx: Context, db: Connection, wish: RegistrarCreate, password_hash: str) -> int:
    if await registrars.by_handle(db, handle=wish.handle):
        raise ObjectExists("There is such a registrar already.", "registrar", wish.handle)
    registrar_id = await registrars.add(
        db,
        handle=wish.handle,
        name=wish.name.strip(),
        iana_id=wish.iana_id,
        password_hash=password_hash,
        session_limit=wish.session_limit,
        email=wish.email,
        voice=wish.voice,
        street=list(wish.street),
        city=wish.city,
        postal_code=wish.postal_code,
        country=wish.country,
        url=web_address_of(wish.url, "url"),
        whois_server=wish.whois_server,
        rdap_url=base_url_of(wish.rdap_url, "rdap url"),
        abuse_email=wish.abuse_email,
        abuse_voice=wish.abuse_voice,
        now=cx.now,
        state=wish.state,
        kind=wish.kind,
    )
    await ways_in.set_networks(db, registrar_id=registrar_id, networks=list(networks_of(wish.networks)))
    for account in wish.accounts:
        await _open_account(db, registrar_id, account)
    for tld in dict.fromkeys(wish.tlds):
        await _accredit(cx, db, registrar_id, tld)
    await registrar_changed(cx, db, "create", registrar_id, wish.handle)
    return registrar_id


async def _open_account(db: Connection, registrar_id: int, account: AccountLimits) -> None:
    await ledger.open_account(
        db,
        registrar_id=registrar_id,
        currency=account.currency,
        credit_limit=account.credit_limit,
        low_balance=account.low_balance,
    )


async def _accredit(cx: Context, db: Connection, registrar_id: int, tld: str) -> None:
    tld_id = await tlds.id_of(db, name=tld)
    if tld_id is None:
        raise ObjectMissing("There is no such TLD.", "tld", tld)
    await accreditations.begin(
        db,
        registrar_id=registrar_id,
        tld_id=tld_id,
        valid_from=cx.now,
        valid_to=None,
        contacts=None,
        price_group=None,
        currency=None,
    )
