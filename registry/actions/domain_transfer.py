"""Transferring a domain (RFC 5731, sections 3.1.3 and 3.2.4): requested, and then approved, rejected or cancelled."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Final

from registry.actions.hold import hold_domain, look_at_domain
from registry.actions.money import charge
from registry.actions.quoting import quote_for
from registry.actions.secret_meant import secret_meant
from registry.actions.transaction import reading, transacted
from registry.actions.transfer_end import abandon_transfer, complete_transfer, tell_parties
from registry.actions.write import write_domain
from registry.context import Context
from registry.model.change import TransferView
from registry.model.domain import Domain
from registry.model.lifecycle import expiry_after_transfer
from registry.model.policy import Policy
from registry.model.pricing import Quote
from registry.model.transfer import Transfer, TransferOperation, end_of
from registry.policy.case import Case, Rule, judge
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
    policy = cx.book.at(domain.tld, cx.now)
    sealed = await secret_meant(db, domain, wish.authinfo_roid, cx.now)
    judge(Case(cx.actor, cx.now, wish, policy, domain, sealed=sealed), RULES["domain transfer query"])
    assert domain.transfer
    return TransferView("domain", domain.name, domain.transfer)


@transacted
async def _request(cx: Context, db: Connection, wish: DomainTransfer) -> TransferView:
    """Paid for now, so that nothing but a decision stands between the request and the transfer, if that."""
    domain = await hold_domain(cx, db, wish.name)
    policy = cx.book.at(domain.tld, cx.now)
    years = (wish.period.years if wish.period else None) or policy.rules.transfer_years
    quote = await quote_for(cx, db, domain, cx.actor.registrar, "transfer", years, policy)
    judge(await _case(cx, db, wish, policy, domain, quote), RULES["domain transfer request"])
    assert cx.actor.registrar and quote
    (line,) = quote.lines
    ledger_id = await charge(cx, db, domain, cx.actor.registrar, line, policy) if years else None
    transfer = Transfer(
        id=0,
        status="pending",
        gaining=cx.actor.registrar,
        losing=domain.registrar,
        requested_at=cx.now,
        act_by=cx.now + policy.span("transfer_pending"),
        years=years,
        expires_at=expiry_after_transfer(domain, years, cx.now, policy) if years else None,
        ledger_id=ledger_id,
        cltrid=cx.cltrid,
        svtrid=cx.svtrid,
    )
    if policy.transfers_at_once:
        transfer = await complete_transfer(cx, db, domain, "serverApproved", policy, asked=transfer)
        return TransferView("domain", domain.name, transfer, quote)
    await write_domain(cx, db, "transferRequest", domain, replace(domain, transfer=transfer), code=1001)
    await tell_parties(cx, db, "domain", domain.name, transfer)
    return TransferView("domain", domain.name, transfer, quote)


async def _case(
    cx: Context, db: Connection, wish: DomainTransfer, policy: Policy, domain: Domain, quote: Quote | None
) -> Case[DomainTransfer]:
    asker = cx.actor.registrar or ""
    found = await links.find(db, contacts=[], hosts=[], registrar=asker, tld_id=policy.tld_id, now=cx.now)
    sealed = await secret_meant(db, domain, wish.authinfo_roid, cx.now)
    return Case(cx.actor, cx.now, wish, policy, domain, accredited=found.accredited, sealed=sealed, quote=quote)


@transacted
async def _approve(cx: Context, db: Connection, wish: DomainTransfer) -> TransferView:
    domain, policy = await _held(cx, db, wish, RULES["domain transfer approve"])
    end = end_of("approve", by_operator=cx.actor.is_operator)
    return TransferView("domain", domain.name, await complete_transfer(cx, db, domain, end, policy))


@transacted
async def _reject(cx: Context, db: Connection, wish: DomainTransfer) -> TransferView:
    domain, _ = await _held(cx, db, wish, RULES["domain transfer reject"])
    end = end_of("reject", by_operator=cx.actor.is_operator)
    return TransferView("domain", domain.name, await abandon_transfer(cx, db, domain, end, "transferReject"))


@transacted
async def _cancel(cx: Context, db: Connection, wish: DomainTransfer) -> TransferView:
    domain, _ = await _held(cx, db, wish, RULES["domain transfer cancel"])
    end = end_of("cancel", by_operator=cx.actor.is_operator)
    return TransferView("domain", domain.name, await abandon_transfer(cx, db, domain, end, "transferCancel"))


async def _held(cx: Context, db: Connection, wish: DomainTransfer, rules: Iterable[Rule]) -> tuple[Domain, Policy]:
    """The domain under its lock, judged, and the policy in force."""
    domain = await hold_domain(cx, db, wish.name)
    policy = cx.book.at(domain.tld, cx.now)
    judge(Case(cx.actor, cx.now, wish, policy, domain), rules)
    return domain, policy


OPERATIONS: Final[dict[TransferOperation, Callable[[Context, DomainTransfer], Awaitable[TransferView]]]] = {
    "request": _request,
    "query": _query,
    "approve": _approve,
    "reject": _reject,
    "cancel": _cancel,
}
