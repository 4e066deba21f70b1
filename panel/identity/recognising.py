"""Who holds a token: the account of its session or of its key, with all that it may do; or the client as whom it acts."""

from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any, Final

from sqlalchemy import bindparam, case, exists, false, func, literal, null, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from panel.identity.acting import CLIENTS, acting_as
from panel.identity.models import (
    IS_EMPLOYER,
    LET_IN,
    REGISTRAR,
    Account,
    AccountRight,
    AccountRole,
    ApiKey,
    Employer,
    SecondFactorDemand,
    Session,
)
from panel.identity.proofs import has_factor
from panel.kit.access import Employer as Employing
from panel.kit.access import Viewer

# A session's row is touched at most this often: a page with ten requests is one visit.
TOUCH: Final = timedelta(seconds=60)


# Asked with every request: put together once.
def _roles(account: type[Account]) -> Any:
    return func.array(select(AccountRole.role).where(AccountRole.account_id == account.id).scalar_subquery())


def _rights(account: type[Account]) -> Any:
    part = case((AccountRight.denied, "deny:" + AccountRight.permission), else_=AccountRight.permission)
    return func.array(select(part).where(AccountRight.account_id == account.id).scalar_subquery())


_OWED: Final = func.panel.terms_owed(Account.id, bindparam("now")).table_valued("id").alias("owed")


def _fields(session_id: Any, half: Any, proved_at: Any) -> tuple[Any, ...]:
    """Those of a Viewer, in their order; then those of its employer."""
    return (
        Account.id,
        session_id,
        Account.login,
        Account.name,
        Account.email,
        _roles(Account),
        Account.registrar_id,
        REGISTRAR.c.handle,
        half,
        proved_at,
        has_factor(Account.id),
        select(SecondFactorDemand.since).where(SecondFactorDemand.registrar_id == Account.registrar_id).exists(),
        _rights(Account),
        Account.language,
        Account.password_until.is_not(None),
        # staff and registrars' people have contracts of another kind
        case((Account.kind.in_(CLIENTS), exists(select(1).select_from(_OWED))), else_=False),
        Account.lists,
        Account.look,
        Employer.id,
        Employer.login,
        _roles(Employer),
        _rights(Employer),
    )


_BY_SESSION: Final = (
    select(
        *_fields(Session.id, Session.half, func.coalesce(Session.proved_at, Session.created_at)),
        Session.seen_at,
        Session.acting_as,
    )
    .join(Account, Account.id == Session.account_id)
    .outerjoin(REGISTRAR, REGISTRAR.c.id == Account.registrar_id)
    .outerjoin(Employer, IS_EMPLOYER)
    .where(
        Session.token_hash == bindparam("token"),
        Session.expires_at > bindparam("now"),
        Session.seen_at > bindparam("seen_since"),
        LET_IN,
    )
)
_BY_KEY: Final = (
    select(
        *_fields(literal(0), false(), null()),
        ApiKey.id,
        ApiKey.name,
        ApiKey.permissions,
        ApiKey.networks,
        ApiKey.used_at,
        ApiKey.used_from,
    )
    .join(Account, Account.id == ApiKey.account_id)
    .outerjoin(REGISTRAR, REGISTRAR.c.id == Account.registrar_id)
    .outerjoin(Employer, IS_EMPLOYER)
    .where(
        ApiKey.token_hash == bindparam("token"),
        ApiKey.ends_at > bindparam("now"),
        ApiKey.revoked_at.is_(None),
        LET_IN,
    )
)


async def recognised(
    db: AsyncSession, token_hash: bytes, now: datetime, idle: timedelta, demanding: frozenset[str]
) -> Viewer | None:
    """The viewer; None where the token opens nothing (any more). `demanding` are the roles that must have a second factor."""
    found = (await db.execute(_BY_SESSION, {"token": token_hash, "now": now, "seen_since": now - idle})).one_or_none()
    if found is None:
        return None
    *fields, seen_at, other = found
    if now - seen_at >= TOUCH:
        await db.execute(update(Session).where(Session.id == fields[1]).values(seen_at=now))
    person = _viewer(fields, demanding)
    return person if other is None else await acting_as(db, person, other) or person


def _viewer(fields: list[Any], demanding: frozenset[str]) -> Viewer:
    *fields, employer, login, roles, rights = fields
    fields[5] = held = frozenset(fields[5])
    *_, has, demanded, single, _language, _must_renew, _must_consent, _lists, _look = fields
    fields[-6] = frozenset(single)
    fields[-7] = not has and (demanded or not held.isdisjoint(demanding))
    by = None if employer is None else Employing(employer, login, frozenset(roles) | frozenset(rights))
    viewer = Viewer(*fields)
    return replace(viewer, employer=by) if by else viewer


async def recognised_by_key(
    db: AsyncSession, token_hash: bytes, now: datetime, address: str, demanding: frozenset[str]
) -> Viewer | None:
    """Whoever asks by a key from this address; None where it opens nothing (any more), or not from there."""
    found = (await db.execute(_BY_KEY, {"token": token_hash, "now": now})).one_or_none()
    if found is None:
        return None
    *fields, number, name, permissions, networks, used_at, used_from = found
    asker = ip_address(address)
    if networks and not any(asker in ip_network(str(each)) for each in networks):
        return None
    if used_at is None or now - used_at >= TOUCH or str(used_from) != address:
        await db.execute(update(ApiKey).where(ApiKey.id == number).values(used_at=now, used_from=address))
    return replace(_viewer(fields, demanding), granted=frozenset(permissions), key=name)
