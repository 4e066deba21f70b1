"""Planning deposits: one for each day and TLD, each planned once, whoever comes to it and how often."""

from datetime import UTC, date

from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import NotAuthorized, ObjectMissing, PolicyForbids
from registry.model.deposit import Deposit
from registry.store import deposits
from registry.store.sql import Connection


@transacted
async def deposit_plan(cx: Context, db: Connection, tld: str) -> Deposit | None:
    """Today's full deposit of a TLD, in UTC; None where it is planned already."""
    if not cx.book.serves(tld):
        raise ObjectMissing("There is no such TLD to be deposited.", "tld", tld)
    tld_id = cx.book.at(tld, cx.now).tld_id
    planned = await deposits.plan(db, tld_id=tld_id, kind="full", day=today(cx), revision=0, at=cx.now)
    return await deposits.by_id(db, planned) if planned is not None else None


@transacted
async def deposit_resend(cx: Context, db: Connection, deposit_id: int) -> Deposit:
    """Plan a deposit anew that the agent refused, as the next revision of its day.

    Raises ObjectMissing, and PolicyForbids for one that was not refused, or that there is a later revision of.
    """
    if not cx.actor.is_operator:
        raise NotAuthorized("Deposits are the registry's.")
    found = await held(db, deposit_id)
    if found.state != "rejected":
        raise PolicyForbids(
            f"The deposit is {found.state}; one that the agent refused is sent anew.", "deposit", found.name
        )
    planned = await deposits.plan(
        db, tld_id=found.tld_id, kind=found.kind, day=found.day, revision=found.revision + 1, at=cx.now
    )
    if planned is None:
        raise PolicyForbids("There is a later revision of it already.", "deposit", found.name)
    return await held(db, planned)


@transacted
async def deposit_go_on(cx: Context, db: Connection, deposit_id: int) -> Deposit:
    """What held a deposit up is put right: it is tried again at once. Raises ObjectMissing, and PolicyForbids for one that is
    answered."""
    if not cx.actor.is_operator:
        raise NotAuthorized("Deposits are the registry's.")
    found = await held(db, deposit_id)
    if await deposits.go_on(db, deposit_id=deposit_id) is None:
        raise PolicyForbids(f"The deposit is {found.state}: nothing more is to be done for it.", "deposit", found.name)
    return await held(db, deposit_id)


async def held(db: Connection, deposit_id: int) -> Deposit:
    """Raises ObjectMissing."""
    found = await deposits.by_id(db, deposit_id)
    if found is None:
        raise ObjectMissing("There is no such deposit.", "deposit", str(deposit_id))
    return found


def today(cx: Context) -> date:
    return cx.now.astimezone(UTC).date()
