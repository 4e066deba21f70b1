"""Who holds a token: the account of its session, with all that it may do; or the client as whom it acts."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, case, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from panel.identity.acting import CLIENTS, acting_as
from panel.identity.models import REGISTRAR, Account, AccountRight, AccountRole, SecondFactorDemand, Session
from panel.identity.proofs import has_factor
from panel.kit.access import Viewer

# A session's row is touched at most this often: a page with ten requests is one visit.
TOUCH: Final = timedelta(seconds=60)


# Asked with every request: put together once.
_ROLES: Final = select(AccountRole.role).where(AccountRole.account_id == Account.id).scalar_subquery()
_RIGHTS: Final = (
    select(case((AccountRight.denied, "deny:" + AccountRight.permission), else_=AccountRight.permission))
    .where(AccountRight.account_id == Account.id)
    .scalar_subquery()
)
_OWED: Final = func.panel.terms_owed(Account.id, bindparam("now")).table_valued("id").alias("owed")
_WANTED: Final = (
    select(
        Account.id,
        Session.id,
        Account.login,
        Account.name,
        Account.email,
        func.array(_ROLES),
        Account.registrar_id,
        REGISTRAR.c.handle,
        Session.half,
        func.coalesce(Session.proved_at, Session.created_at),
        has_factor(Account.id),
        select(SecondFactorDemand.since).where(SecondFactorDemand.registrar_id == Account.registrar_id).exists(),
        func.array(_RIGHTS),
        Account.language,
        Account.password_until.is_not(None),
        # staff and registrars' people have contracts of another kind
        case((Account.kind.in_(CLIENTS), exists(select(1).select_from(_OWED))), else_=False),
        Account.lists,
        Session.seen_at,
        Session.acting_as,
    )
    .join(Account, Account.id == Session.account_id)
    .outerjoin(REGISTRAR, REGISTRAR.c.id == Account.registrar_id)
    .where(
        Session.token_hash == bindparam("token"),
        Session.expires_at > bindparam("now"),
        Session.seen_at > bindparam("seen_since"),
        Account.state == "active",
    )
)


async def recognised(
    db: AsyncSession, token_hash: bytes, now: datetime, idle: timedelta, demanding: frozenset[str]
) -> Viewer | None:
    """The viewer; None where the token opens nothing (any more). `demanding` are the roles that must have a second factor."""
    found = (await db.execute(_WANTED, {"token": token_hash, "now": now, "seen_since": now - idle})).one_or_none()
    if found is None:
        return None
    *fields, seen_at, other = found
    if now - seen_at >= TOUCH:
        await db.execute(update(Session).where(Session.id == fields[1]).values(seen_at=now))
    fields[5] = held = frozenset(fields[5])
    *_, has, demanded, single, _language, _must_renew, _must_consent, _lists = fields
    fields[-5] = frozenset(single)
    fields[-6] = not has and (demanded or not held.isdisjoint(demanding))
    person = Viewer(*fields)
    return person if other is None else await acting_as(db, person, other) or person
