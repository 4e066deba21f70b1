"""How a domain transfer ends: completed or abandoned, by a party or by time.

The gaining registrar pays when it asks (docs/decisions/0007-a-transfer-is-paid-when-asked-for.md): an approval can then
never fail for want of funds, and one that comes to nothing is given back.
"""

from dataclasses import replace
from typing import Final, Literal

from registry.actions.money import reverse
from registry.actions.remember import remember_moved_host
from registry.actions.write import write_domain
from registry.context import Context
from registry.model.domain import Domain
from registry.model.lifecycle import approve_transfer, close_transfer
from registry.model.policy import Policy
from registry.model.poll import TransferNotice
from registry.model.transfer import Transfer, TransferStatus
from registry.store import hosts, polls, tokens
from registry.store.sql import Connection

# What both parties are told; which side acted is in the transfer's status.
TEXTS: Final[dict[TransferStatus, str]] = {
    "pending": "Transfer requested.",
    "clientApproved": "Transfer approved.",
    "serverApproved": "Transfer approved.",
    "clientRejected": "Transfer rejected.",
    "clientCancelled": "Transfer cancelled.",
    "serverCancelled": "Transfer cancelled.",
}


async def complete_transfer(
    cx: Context,
    db: Connection,
    before: Domain,
    outcome: TransferStatus,
    policy: Policy,
    *,
    asked: Transfer | None = None,
) -> Transfer:
    """The name changes hands, and the hosts below it with it (RFC 5732, section 2.2).

    An auto-renewed year still in grace goes back to the loser (see `approve_transfer`). `asked` is the request where it is
    not yet stored, since it completes at once: nothing was promised to the gaining registrar then.
    """
    pending = replace(before, transfer=asked) if asked else before
    after, absorbed = approve_transfer(pending, cx.now, policy, outcome)
    transfer = after.transfer
    assert transfer
    paid = transfer.ledger_id
    graces = tuple(replace(grace, ledger_id=paid) for grace in after.graces) if paid else ()
    await write_domain(cx, db, "transferApprove", before, replace(after, graces=graces))
    for name in before.subordinates:
        host = await hosts.by_name(db, name, cx.now)
        assert host
        await remember_moved_host(cx, db, host)
    if absorbed:
        await reverse(cx, db, [absorbed.ledger_id])
    if asked:
        await _tell_at_once(cx, db, before.name, transfer)
    else:
        await tell_parties(cx, db, "domain", before.name, transfer)
    return transfer


async def _tell_at_once(cx: Context, db: Connection, name: str, transfer: Transfer) -> None:
    """Both hear of it: the loser had no say (RFC 9154, section 4), the gainer's answer may have been lost."""
    for registrar in (transfer.losing, transfer.gaining):
        await polls.add(db, registrar, cx.now, "Transfer completed.", TransferNotice("domain", name, transfer))


async def abandon_transfer(
    cx: Context, db: Connection, before: Domain, outcome: TransferStatus, event: str
) -> Transfer:
    """The name stays where it is; what the gaining registrar paid goes back."""
    after = close_transfer(before, cx.now, outcome, cx.actor.registrar or before.registrar)
    transfer = after.transfer
    assert transfer
    await write_domain(cx, db, event, before, after)
    if transfer.ledger_id:
        await reverse(cx, db, [transfer.ledger_id])
    await tokens.take_back(db, roid=before.roid, at=transfer.requested_at)
    await tell_parties(cx, db, "domain", before.name, transfer)
    return transfer


async def tell_parties(
    cx: Context, db: Connection, kind: Literal["domain", "contact"], name: str, transfer: Transfer
) -> None:
    """The losing registrar hears what it did not decide itself; the gaining one hears the end, whoever decided.

    Its request was answered with 1001, a promise that every end keeps, its own cancel included
    (docs/decisions/0017-who-hears-of-a-transfer.md).
    """
    text = TEXTS[transfer.status]
    if transfer.losing != cx.actor.registrar:
        await polls.add(db, transfer.losing, cx.now, text, TransferNotice(kind, name, transfer))
    if not transfer.is_pending:
        await polls.add(db, transfer.gaining, cx.now, text, TransferNotice(kind, name, transfer, promised=True))
