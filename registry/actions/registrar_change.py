"""What all changes of registrars share: who may ask for them, that the registrar is held first, then remembered as a whole, and
that all processes hear of it."""

from registry.actions.registrys_own import demand_operator
from registry.actions.remember import remember_registrar
from registry.context import Context
from registry.errors import ObjectMissing
from registry.model.registrar import AccountLimits, RegistrarRecord
from registry.store import accreditations, ledger, rates, registrars, ways_in
from registry.store.sql import Connection


def demand_registry(cx: Context) -> None:
    """What a registrar is, may do and may owe the registry decides. Raises NotAuthorized."""
    demand_operator(cx, "The registry decides about registrars.")


def demand_registry_or_itself(cx: Context, handle: str) -> None:
    """By what a registrar is known, and where it comes from, it may say itself. Raises NotAuthorized."""
    if cx.actor.registrar != handle:
        demand_operator(cx, "The ways in of a registrar are its own, and the registry's.")


async def registrar_held(db: Connection, handle: str) -> int:
    """The registrar's number, and the registrar for this transaction alone. Raises ObjectMissing."""
    registrar_id = await registrars.lock(db, handle=handle)
    if registrar_id is None:
        raise ObjectMissing("There is no such registrar.", "registrar", handle)
    return registrar_id


async def registrar_changed(cx: Context, db: Connection, event: str, registrar_id: int, handle: str) -> None:
    """One version more in history: the whole record as this transaction leaves it."""
    await registrars.count_version(db, registrar_id=registrar_id)
    await remember_registrar(cx, db, event, await registrar_record(db, handle))
    await registrars.announce(db)


async def registrar_record(db: Connection, handle: str) -> RegistrarRecord:
    """All there is about a registrar. Raises ObjectMissing."""
    registrar = await registrars.by_handle(db, handle=handle)
    if registrar is None:
        raise ObjectMissing("There is no such registrar.", "registrar", handle)
    kept = await registrars.kept(db, registrar_id=registrar.id)
    accounts = await ledger.accounts(db, registrar=handle)
    return RegistrarRecord(
        registrar=registrar,
        version=kept.version,
        session_limit=kept.session_limit,
        networks=tuple(await ways_in.networks(db, registrar_id=registrar.id)),
        certificates=tuple(await ways_in.certificates(db, registrar_id=registrar.id)),
        accreditations=tuple(await accreditations.of(db, registrar_id=registrar.id)),
        accounts=tuple([AccountLimits(each.currency, each.credit_limit, each.low_balance) for each in accounts]),
        rates=(await rates.every(db)).get(registrar.id, {}),
    )
