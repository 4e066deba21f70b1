"""A new password for a registrar, given by an operator or by the registrar itself."""

from registry.actions.registrar_change import demand_registry_or_itself, registrar_changed, registrar_held
from registry.actions.transaction import transacted
from registry.context import Context
from registry.model.registrar_facts import password_of
from registry.passwords import hashed
from registry.store import registrars
from registry.store.sql import Connection


async def registrar_password(cx: Context, handle: str, password: str) -> None:
    """From now on logins need this password; history says that it changed, never to what. Open sessions stay open."""
    demand_registry_or_itself(cx, handle)
    await _change(cx, handle, await hashed(password_of(password)))


@transacted
async def _change(cx: Context, db: Connection, handle: str, password_hash: str) -> None:
    registrar_id = await registrar_held(db, handle)
    await registrars.set_password(db, registrar_id=registrar_id, password_hash=password_hash, now=cx.now)
    await registrar_changed(cx, db, "password", registrar_id, handle)
