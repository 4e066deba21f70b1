"""Whom somebody means by what they typed: an account by its login, or by its address of mail where that is confirmed."""

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from panel.identity.models import Account
from panel.identity.passwords import canonical_login

LONGEST: Final = 254  # an address of mail


def canonical(typed: str) -> str:
    """As it is compared and counted."""
    return canonical_login(typed).replace("\0", "")[:LONGEST]


async def account_meant(db: AsyncSession, typed: str, seller_id: int | None) -> Account | None:
    """The account, by canonical text; `seller_id` is whose brand was asked.

    Somebody may have accounts with several sellers by one address: at a brand's host that of its seller is meant, elsewhere
    none of them.
    """
    by_address = (func.lower(Account.confirmed_email) == func.lower(typed)) & (Account.confirmed_email == Account.email)
    opening = Account.state.in_(("active", "blocked"))
    wanted = select(Account).where((Account.login == typed) | (by_address & opening)).limit(20)
    found = list((await db.execute(wanted)).scalars())
    if by_login := [each for each in found if each.login == typed]:
        return by_login[0]
    of_seller = [each for each in found if each.seller_id == seller_id]
    return of_seller[0] if len(of_seller) == 1 else found[0] if len(found) == 1 else None


async def is_let_in(db: AsyncSession, account: Account) -> bool:
    """Whether an account may come in at all: who works for a reseller may while that may come in itself."""
    if account.state != "active" or account.kind != "employee":
        return account.state == "active"
    employer = select(Account.state).where(Account.id == account.seller_id)
    return (await db.execute(employer)).scalar_one() == "active"
