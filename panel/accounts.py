"""Making accounts from outside the panel: who may sign in, with which role, for which registrar.

It works through the registry's store, because its callers (demo data, the command line) have that and no engine.
"""

from panel.identity.passwords import canonical_login
from panel.identity.queries import (
    ADDRESS_TAKEN,
    Known,
    account_password,
    accounts,
    begin_demand,
    end_demand,
    forget_factors,
    is_address_taken,
    is_buried,
    seller_by_login,
    write_account,
    write_activity,
)
from panel.identity.states import TOMBSTONE
from panel.kit.roles import ASSIGNABLE, KIND_OF, OF_REGISTRARS
from registry.context import Registry
from registry.passwords import hashed, verified
from registry.store import registrars
from registry.store.sql import Connection


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
    operator: str | None = None,
    seller: str | None = None,
) -> int:
    """Make the account, or bring an existing one to exactly this; its number.

    A second call with the same values changes nothing; what an `operator` does is written down. Raises AccountRefused for an
    unknown role, registrar or seller, where a role and these do not go together, and for an address of mail that another account
    of the seller has.
    """
    if role not in ASSIGNABLE:
        raise AccountRefused(f"There is no role {role!r}.")
    if (role in OF_REGISTRARS) != (registrar is not None):
        raise AccountRefused("The roles of registrars' people, and no others, belong to a registrar.")
    if seller is not None and KIND_OF[role] not in ("client", "reseller", "employee"):
        raise AccountRefused("Clients and resellers have a seller, a reseller's people an employer, and nobody else.")
    if seller is None and KIND_OF[role] == "employee":
        raise AccountRefused("Whoever works for a reseller has an employer.")
    registrar_id = await _registrar_id(registry, registrar) if registrar else None
    seller_id = await _seller_id(registry, seller) if seller else None
    login = canonical_login(login)
    if login.startswith(TOMBSTONE) or await registry.store.reading(lambda db: is_buried(db, login=login)):
        raise AccountRefused("Somebody had this login who was erased: nobody gets it again.")
    known = await registry.store.reading(lambda db: account_password(db, login=login))
    now = registry.clock.now()
    if known and await verified(password, known.password_hash):
        password_hash, password_at = known.password_hash, known.password_at
    else:
        password_hash, password_at = await hashed(password), now

    async def work(db: Connection) -> int:
        if await is_address_taken(db, email=email, seller_id=seller_id, but=login):
            raise AccountRefused(ADDRESS_TAKEN)
        number = await write_account(
            db,
            login=login,
            name=name or login,
            email=email,
            password_hash=password_hash,
            password_at=password_at,
            registrar_id=registrar_id,
            kind=KIND_OF[role],
            seller_id=seller_id,
            role=role,
            now=now,
        )
        if operator:
            await write_activity(
                db,
                now=now,
                action="account.make",
                actor=operator,
                account=login,
                account_id=number,
                registrar_id=registrar_id,
                reason=None,
                detail=f"as {role}",
            )
        return number

    return await registry.store.transaction(work)


async def known_accounts(registry: Registry) -> list[Known]:
    """Everybody who may sign in."""
    return await registry.store.reading(lambda db: accounts(db, login=None))


async def reset_second_factor(registry: Registry, login: str, operator: str, reason: str | None) -> list[str]:
    """Take away the account's second factors and end its sessions; what it had. Raises AccountRefused."""
    now = registry.clock.now()

    async def work(db: Connection) -> list[str]:
        found = await accounts(db, login=canonical_login(login))
        if not found:
            raise AccountRefused(f"There is no account {login!r}.")
        (known,) = found
        await forget_factors(db, account_id=known.id)
        await write_activity(
            db,
            now=now,
            action="second-factor.reset",
            actor=operator,
            account=known.login,
            account_id=known.id,
            registrar_id=known.registrar_id,
            reason=reason,
            detail=", ".join(known.factors),
        )
        return known.factors

    return await registry.store.transaction(work)


async def demand_second_factor(
    registry: Registry, registrar: str, wanted: bool, operator: str, reason: str | None
) -> None:
    """Have all the registrar's people led to a second factor, or no more; twice is once. Raises AccountRefused."""
    number = await _registrar_id(registry, registrar)
    now = registry.clock.now()

    async def work(db: Connection) -> None:
        begun_or_ended = (
            await begin_demand(db, registrar_id=number, now=now)
            if wanted
            else await end_demand(db, registrar_id=number)
        )
        if begun_or_ended:
            await write_activity(
                db,
                now=now,
                action="second-factor.demand" if wanted else "second-factor.demand-no-more",
                actor=operator,
                account=None,
                account_id=None,
                registrar_id=number,
                reason=reason,
                detail=None,
            )

    await registry.store.transaction(work)


async def _registrar_id(registry: Registry, handle: str) -> int:
    found = await registry.store.reading(lambda db: registrars.by_handle(db, handle=handle))
    if found is None:
        raise AccountRefused(f"There is no registrar {handle!r}.")
    return found.id


async def _seller_id(registry: Registry, login: str) -> int:
    found = await registry.store.reading(lambda db: seller_by_login(db, login=canonical_login(login)))
    if found is None:
        raise AccountRefused(f"There is no reseller {login!r}.")
    return found
