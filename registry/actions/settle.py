"""Writing down what time did: the due events of a name, each with the instant at which it fell due.

Whether this runs in time, late, twice or never changes nothing of what is true (registry/model/lifecycle.py); it only
makes the stored record catch up, and posts what the events cost and say.
"""

from dataclasses import replace

from registry.actions.domain_purge import purge
from registry.actions.money import charge
from registry.actions.overdue import BATCH
from registry.actions.quoting import renewal_by_time
from registry.actions.settle_contact import settle_contacts_of
from registry.actions.settle_ladder import is_covered, write_auto_delete, write_step, write_unpaid
from registry.actions.tell_change import by_time, tell_sponsor
from registry.actions.transfer_end import complete_transfer
from registry.actions.write import write_domain
from registry.context import Context
from registry.model.domain import Domain
from registry.model.lifecycle import (
    AutoDeleted,
    AutoRenewed,
    DueEvent,
    Purged,
    RestoreLapsed,
    Stepped,
    TransferApproved,
    project,
)
from registry.model.poll import PendingActionNotice, RenewalNotice
from registry.store import domains, history, overdue, polls
from registry.store.sql import Connection


async def settle(cx: Context, name: str) -> None:
    """Write the due events of one name, in a transaction of their own; nothing happens when there are none."""
    await cx.registry.store.transaction(lambda db: _settle(cx, db, name))


async def settle_registrar(cx: Context, registrar_id: int) -> None:
    """Write every due event that could concern a registrar's money or messages."""
    while names := await cx.registry.store.reading(
        lambda db: overdue.due_of(db, registrar_id=registrar_id, now=cx.now, most=BATCH)
    ):
        for name in names:
            await settle(cx, name)
    await settle_contacts_of(cx, registrar_id)


async def _settle(cx: Context, db: Connection, name: str) -> None:
    if await domains.lock(db, name=name) is None:
        return
    # One event at a time: what an event leaves behind is what the next one starts from.
    while stored := await domains.by_name(db, name):
        event = project(stored, cx.book, cx.now).first
        if event is None:
            return
        await _write(cx.as_time(event.at), db, event, stored)


async def _write(cx: Context, db: Connection, event: DueEvent, stored: Domain) -> None:
    match event:
        case AutoRenewed():
            await _write_renewal(cx, db, event, stored)
        case TransferApproved():
            await complete_transfer(cx, db, stored, "serverApproved", event.policy)
        case Stepped():
            await write_step(cx, db, event, stored)
        case AutoDeleted():
            await write_auto_delete(cx, db, event, stored)
        case RestoreLapsed():
            await write_domain(cx, db, "restoreLapse", stored, event.after)
            text = f"No restore report came for the domain {stored.name}."
            await tell_sponsor(cx, db, event.after, text, "custom", "restoreLapse")
        case Purged():
            await _write_purge(cx, db, stored)


async def _write_renewal(cx: Context, db: Connection, event: AutoRenewed, stored: Domain) -> None:
    (line,) = (await renewal_by_time(cx, db, stored, event.policy)).lines
    if not await is_covered(cx, db, stored, event, line.price.amount, line.price.currency):
        await write_unpaid(cx, db, stored)
        return
    ledger_id = await charge(cx, db, stored, stored.registrar, line, event.policy, must_cover=False)
    *earlier, fresh = event.after.graces
    after = replace(event.after, graces=(*earlier, replace(fresh, ledger_id=ledger_id)))
    await write_domain(cx, db, "autoRenew", stored, after)
    notice = RenewalNotice(stored.name, after.expires_at, by_time(cx, "autoRenew"))
    await polls.add(db, stored.registrar, cx.now, "Domain was auto-renewed.", notice)


async def _write_purge(cx: Context, db: Connection, stored: Domain) -> None:
    ended = await history.last_command(db, roid=stored.roid, events=["delete", "autoDelete"])
    await purge(cx, db, stored)
    if ended and ended.event == "autoDelete":
        await tell_sponsor(cx, db, stored, "Domain purged after its expiry.", "autoPurge", state="before")
        return
    cltrid, svtrid = (ended.cltrid, ended.svtrid) if ended else (None, cx.svtrid)
    notice = PendingActionNotice("domain", stored.name, True, cltrid, svtrid, cx.now, by_time(cx, "autoPurge"))
    await polls.add(db, stored.registrar, cx.now, "Domain deleted.", notice)
