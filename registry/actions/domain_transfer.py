"""Transferring a domain (RFC 5731, sections 3.1.3 and 3.2.4): requested, and then approved, rejected or cancelled."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from registry.actions.hold import hold_domain, look_at_domain
from registry.actions.money import charge
from registry.actions.transaction import reading, transacted
from registry.actions.transfer_end import abandon_transfer, complete_transfer, tell_parties
from registry.actions.write import write_domain
from registry.context import Context
from registry.errors import AuthInfoWrong, NotAuthorized, TransferNotPending
from registry.model import authinfo
from registry.model.change import TransferView
from registry.model.domain import Domain
from registry.model.lifecycle import expiry_after_transfer
from registry.model.policy import Policy
from registry.model.transfer import Transfer, TransferOperation
from registry.policy.case import Case, judge
from registry.policy.order import RULES
from registry.requests.domain import DomainTransfer
from registry.store import links
from registry.store.sql import Connection


async def domain_transfer(cx: Context, wish: DomainTransfer) -> TransferView:
    """The transfer as it stands after the operation."""
    return await OPERATIONS[wish.operation](cx, wish)


@reading
async def _query(cx: Context, db: Connection, wish: DomainTransfer) -> TransferView:
    """The last transfer, for its parties and for whoever shows the secret."""
    domain = await look_at_domain(cx, db, wish.name)
    transfer = domain.transfer
    parties = {domain.registrar} | ({transfer.gaining, transfer.losing} if transfer else set())
    if cx.actor.registrar not in parties and not cx.actor.is_operator:
        if wish.authinfo is None:
            raise NotAuthorized("Only the parties may ask about a transfer.")
        if not authinfo.matches(wish.authinfo, domain.authinfo):
            raise AuthInfoWrong("The authorization information does not match.")
    if transfer is None:
        raise TransferNotPending("The domain has never been transferred.")
    return TransferView("domain", domain.name, transfer)


@transacted
async def _request(cx: Context, db: Connection, wish: DomainTransfer) -> TransferView:
    """Paid for now, so that nothing but a decision stands between the request and the transfer."""
    domain = await hold_domain(cx, db, wish.name)
    policy = cx.book.at(domain.tld, cx.now)
    judge(await _case(cx, db, wish, policy, domain), RULES["domain transfer"])
    assert cx.actor.registrar
    years = (wish.period.years if wish.period else None) or 1
    ledger_id = await charge(cx, db, domain, cx.actor.registrar, "transfer", years, policy)
    transfer = Transfer(
        id=0,
        status="pending",
        gaining=cx.actor.registrar,
        losing=domain.registrar,
        requested_at=cx.now,
        act_by=cx.now + policy.span("transfer_pending"),
        years=years,
        expires_at=expiry_after_transfer(domain, years, cx.now, policy),
        ledger_id=ledger_id,
        cltrid=cx.cltrid,
        svtrid=cx.svtrid,
    )
    await write_domain(cx, db, "transferRequest", domain, replace(domain, transfer=transfer), code=1001)
    await tell_parties(cx, db, "domain", domain.name, transfer)
    return TransferView("domain", domain.name, transfer)


async def _case(
    cx: Context, db: Connection, wish: DomainTransfer, policy: Policy, domain: Domain
) -> Case[DomainTransfer]:
    if cx.actor.registrar is None:
        raise NotAuthorized("Transfers are requested by registrars.")
    found = await links.find(db, contacts=[], hosts=[], registrar=cx.actor.registrar, tld_id=policy.tld_id, now=cx.now)
    return Case(cx.actor, cx.now, wish, policy, domain, accredited=found.accredited)


@transacted
async def _approve(cx: Context, db: Connection, wish: DomainTransfer) -> TransferView:
    domain, policy = await _pending(cx, db, wish)
    _demand(cx, domain.registrar)
    return TransferView("domain", domain.name, await complete_transfer(cx, db, domain, "clientApproved", policy))


@transacted
async def _reject(cx: Context, db: Connection, wish: DomainTransfer) -> TransferView:
    domain, _ = await _pending(cx, db, wish)
    _demand(cx, domain.registrar)
    transfer = await abandon_transfer(cx, db, domain, "clientRejected", "transferReject")
    return TransferView("domain", domain.name, transfer)


@transacted
async def _cancel(cx: Context, db: Connection, wish: DomainTransfer) -> TransferView:
    domain, _ = await _pending(cx, db, wish)
    assert domain.transfer
    _demand(cx, domain.transfer.gaining)
    transfer = await abandon_transfer(cx, db, domain, "clientCancelled", "transferCancel")
    return TransferView("domain", domain.name, transfer)


async def _pending(cx: Context, db: Connection, wish: DomainTransfer) -> tuple[Domain, Policy]:
    domain = await hold_domain(cx, db, wish.name)
    if domain.pending_transfer is None:
        raise TransferNotPending("No transfer of this domain is pending.")
    return domain, cx.book.at(domain.tld, cx.now)


def _demand(cx: Context, party: str) -> None:
    if cx.actor.registrar != party and not cx.actor.is_operator:
        raise NotAuthorized("This is for the other party of the transfer to decide.")


OPERATIONS: Final[dict[TransferOperation, Callable[[Context, DomainTransfer], Awaitable[TransferView]]]] = {
    "request": _request,
    "query": _query,
    "approve": _approve,
    "reject": _reject,
    "cancel": _cancel,
}
