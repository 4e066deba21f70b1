"""Making accounts from outside the panel: who may sign in, with which role, for which registrar.

It works through the registry's store, because its callers (demo data, the command line) have that and no engine.
"""

from panel.identity.passwords import canonical_login
from panel.identity.queries import account_password, write_account
from panel.kit.access import ASSIGNABLE
from registry.context import Registry
from registry.passwords import hashed, verified
from registry.store import registrars


class AccountRefused(ValueError):
    """The account cannot be made like this; the message is for people."""


async def ensure_account(
    registry: Registry,
    login: str,
    password: str,
    role: str,
    registrar: str | None = None,
    name: str = "",
    email: str = "",
) -> int:
    """Make the account, or bring an existing one to exactly this; its number.

    A second call with the same values changes nothing. Raises AccountRefused for an unknown role or registrar, and where a
    role and a registrar do not go together.
    """
    if role not in ASSIGNABLE:
        raise AccountRefused(f"There is no role {role!r}.")
    if (role == "registrar") != (registrar is not None):
        raise AccountRefused("The role 'registrar', and no other, belongs to a registrar.")
    registrar_id = await _registrar_id(registry, registrar) if registrar else None
    login = canonical_login(login)
    known = await registry.store.reading(lambda db: account_password(db, login=login))
    now = registry.clock.now()
    if known and await verified(password, known.password_hash):
        password_hash, password_at = known.password_hash, known.password_at
    else:
        password_hash, password_at = await hashed(password), now
    return await registry.store.transaction(
        lambda db: write_account(
            db,
            login=login,
            name=name or login,
            email=email,
            password_hash=password_hash,
            password_at=password_at,
            registrar_id=registrar_id,
            role=role,
            now=now,
        )
    )


async def _registrar_id(registry: Registry, handle: str) -> int:
    found = await registry.store.reading(lambda db: registrars.by_handle(db, handle=handle))
    if found is None:
        raise AccountRefused(f"There is no registrar {handle!r}.")
    return found.id
