"""Accrediting registrars for TLDs, from one instant to another, and ending that; names they have stay theirs to manage."""

from datetime import datetime

from registry.actions.registrar_change import demand_registry, registrar_changed, registrar_held
from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import ObjectMissing, ParameterRange
from registry.model.registrar import Accreditation
from registry.model.registrar_facts import currency_of, group_of
from registry.requests.registrar import RegistrarAccredit
from registry.store import accreditations, ledger, tlds
from registry.store.sql import Connection


@transacted
async def registrar_accredit(cx: Context, db: Connection, wish: RegistrarAccredit) -> Accreditation:
    """The accreditation as it now is; one that is in force when it begins ends there, so this also changes terms.

    Raises ObjectMissing, and ParameterRange for a past, for no time at all, and where another one is to begin meanwhile.
    """
    demand_registry(cx)
    begins = wish.valid_from or cx.now
    if begins < cx.now:
        raise ParameterRange("An accreditation cannot change the past.", "from", begins.isoformat())
    if wish.valid_to is not None and wish.valid_to <= begins:
        raise ParameterRange("An accreditation ends after it begins.", "to", wish.valid_to.isoformat())
    granted = Accreditation(
        wish.tld,
        begins,
        wish.valid_to,
        wish.contacts,
        group_of(wish.price_group),
        currency_of(wish.currency) if wish.currency else None,
    )
    registrar_id = await registrar_held(db, wish.handle)
    tld_id = await _tld_id(db, wish.tld)
    await _has_room(db, registrar_id, granted)
    await _can_pay(db, wish.handle, granted)
    await accreditations.end(db, registrar_id=registrar_id, tld_id=tld_id, at=begins)
    await accreditations.forget(db, registrar_id=registrar_id, tld_id=tld_id, since=begins, until=wish.valid_to)
    await accreditations.begin(
        db,
        registrar_id=registrar_id,
        tld_id=tld_id,
        valid_from=begins,
        valid_to=granted.valid_to,
        contacts=granted.contacts,
        price_group=granted.price_group,
        currency=granted.currency,
    )
    await registrar_changed(cx, db, "accredit", registrar_id, wish.handle)
    return granted


@transacted
async def registrar_unaccredit(
    cx: Context, db: Connection, handle: str, tld: str, at: datetime | None = None
) -> datetime:
    """From when on (None: now) the registrar gains no more names in the TLD, ever; ObjectMissing where it could not anyway."""
    demand_registry(cx)
    instant = at or cx.now
    if instant < cx.now:
        raise ParameterRange("An accreditation cannot change the past.", "at", instant.isoformat())
    registrar_id = await registrar_held(db, handle)
    tld_id = await _tld_id(db, tld)
    ended = await accreditations.end(db, registrar_id=registrar_id, tld_id=tld_id, at=instant)
    forgotten = await accreditations.forget(db, registrar_id=registrar_id, tld_id=tld_id, since=instant, until=None)
    if not (ended or forgotten):
        raise ObjectMissing("The registrar is not accredited there then.", "tld", tld)
    await registrar_changed(cx, db, "unaccredit", registrar_id, handle)
    return instant


async def _tld_id(db: Connection, name: str) -> int:
    tld_id = await tlds.id_of(db, name=name)
    if tld_id is None:
        raise ObjectMissing("There is no such TLD.", "tld", name)
    return tld_id


async def _has_room(db: Connection, registrar_id: int, wanted: Accreditation) -> None:
    for each in await accreditations.of(db, registrar_id=registrar_id):
        begins_within = each.valid_from > wanted.valid_from and (
            wanted.valid_to is None or each.valid_from < wanted.valid_to
        )
        if each.tld == wanted.tld and begins_within:
            raise ParameterRange("Another accreditation is to begin meanwhile.", "from", each.valid_from.isoformat())


async def _can_pay(db: Connection, handle: str, wanted: Accreditation) -> None:
    accounts = {each.currency for each in await ledger.accounts(db, registrar=handle)}
    if wanted.currency is not None and wanted.currency not in accounts:
        raise ObjectMissing("The registrar has no account in that currency.", "currency", wanted.currency)
