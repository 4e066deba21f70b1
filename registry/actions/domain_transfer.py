"""Transferring a domain (RFC 5731, sections 3.1.3 and 3.2.4): requested, and then approved, rejected or cancelled."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Final

from registry.actions.funds_told import funds_told
from registry.actions.hold import hold_domain, look_at_domain
from registry.actions.money import charge, credits_of
from registry.actions.quoting import quote_for
from registry.actions.secret_meant import secret_meant
from registry.actions.shown_token import applicable
from registry.actions.transaction import reading, transacted
from registry.actions.transfer_end import abandon_transfer, complete_transfer, tell_parties
from registry.actions.write import write_domain
from registry.context import Context
from registry.model.change import TransferView
from registry.model.domain import Domain
from registry.model.lifecycle import expiry_after_transfer, open_graces
from registry.model.policy import Policy
from registry.model.pricing import Quote
from registry.model.token import AllocationToken, fingerprint
from registry.model.transfer import Transfer, TransferOperation, end_of
from registry.policy.case import Case, Rule, judge
from registry.policy.order import RULES
from registry.requests.domain import DomainTransfer
from registry.store import links, tokens
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
    return await _with_fees(cx, db, domain, TransferView("domain", domain.name, domain.transfer))


async def _with_fees(cx: Context, db: Connection, domain: Domain, view: TransferView) -> TransferView:
    """With what the transfer costs its gaining registrar, or while it is pending gives back to its losing one, told to that
    one alone (RFC 8748, section 5.1.2)."""
    transfer = view.transfer
    if cx.actor.registrar == transfer.gaining and transfer.ledger_id is not None:
        sums = await credits_of(db, [transfer.ledger_id])
        return replace(view, charged=sums[0] if sums else None)
    if cx.actor.registrar == transfer.losing and transfer.is_pending:
        absorbed = [each.ledger_id for each in open_graces(domain, cx.now) if each.kind == "autoRenewPeriod"]
        return replace(view, credited=await credits_of(db, absorbed))
    return view


@transacted
async def _request(cx: Context, db: Connection, wish: DomainTransfer) -> TransferView:
    """Paid for now, so that nothing but a decision stands between the request and the transfer, if that."""
    domain = await hold_domain(cx, db, wish.name)
    policy = cx.book.at(domain.tld, cx.now)
    years = (wish.period.years if wish.period else None) or policy.rules.transfer_years
    token = applicable(cx, await _shown(db, wish.token), domain.name, policy, "transfer", domain.name_class)
    discount = token.discount if token else None
    quote = await quote_for(cx, db, domain, cx.actor.registrar, "transfer", years, policy, discount)
    judge(await _case(cx, db, wish, policy, domain, quote, token), RULES["domain transfer request"])
    assert cx.actor.registrar and quote
    if token:
        await tokens.redeem(db, token_id=token.id, roid=domain.roid, at=cx.now)
    (line,) = quote.lines
    act_by = cx.now + policy.span("transfer_pending")
    ledger_id = await charge(cx, db, domain, cx.actor.registrar, line, policy, grace_from=act_by) if years else None
    transfer = Transfer(
        id=0,
        status="pending",
        gaining=cx.actor.registrar,
        losing=domain.registrar,
        requested_at=cx.now,
        act_by=act_by,
        years=years,
        expires_at=expiry_after_transfer(domain, years, cx.now, policy) if years else None,
        ledger_id=ledger_id,
        cltrid=cx.cltrid,
        svtrid=cx.svtrid,
    )
    if policy.transfers_at_once:
        transfer = await complete_transfer(cx, db, domain, "serverApproved", policy, asked=transfer)
        funds = await funds_told(cx, db, policy, quote.currency)
        return TransferView("domain", domain.name, transfer, quote, funds=funds)
    await write_domain(cx, db, "transferRequest", domain, replace(domain, transfer=transfer), code=1001)
    await tell_parties(cx, db, "domain", domain.name, transfer)
    funds = await funds_told(cx, db, policy, quote.currency)
    return TransferView("domain", domain.name, transfer, quote, funds=funds)


async def _shown(db: Connection, shown: str | None) -> AllocationToken | None:
    return (await tokens.by_fingerprint(db, [fingerprint(shown)]))[0] if shown is not None else None


async def _case(
    cx: Context,
    db: Connection,
    wish: DomainTransfer,
    policy: Policy,
    domain: Domain,
    quote: Quote | None,
    token: AllocationToken | None,
) -> Case[DomainTransfer]:
    asker = cx.actor.registrar or ""
    found = await links.find(db, contacts=[], hosts=[], registrar=asker, tld_id=policy.tld_id, now=cx.now)
    sealed = await secret_meant(db, domain, wish.authinfo_roid, cx.now)
    return Case(
        cx.actor,
        cx.now,
        wish,
        policy,
        domain,
        accredited=found.accredited,
        sealed=sealed,
        quote=quote,
        token=token,
    )


@transacted
async def _approve(cx: Context, db: Connection, wish: DomainTransfer) -> TransferView:
    domain, policy = await _held(cx, db, wish, RULES["domain transfer approve"])
    end = end_of("approve", by_operator=cx.actor.is_operator)
    ended = await complete_transfer(cx, db, domain, end, policy)
    return TransferView("domain", domain.name, ended, funds=await funds_told(cx, db, policy))


@transacted
async def _reject(cx: Context, db: Connection, wish: DomainTransfer) -> TransferView:
    domain, policy = await _held(cx, db, wish, RULES["domain transfer reject"])
    end = end_of("reject", by_operator=cx.actor.is_operator)
    ended = await abandon_transfer(cx, db, domain, end, "transferReject")
    return TransferView("domain", domain.name, ended, funds=await funds_told(cx, db, policy))


@transacted
async def _cancel(cx: Context, db: Connection, wish: DomainTransfer) -> TransferView:
    domain, policy = await _held(cx, db, wish, RULES["domain transfer cancel"])
    end = end_of("cancel", by_operator=cx.actor.is_operator)
    ended = await abandon_transfer(cx, db, domain, end, "transferCancel")
    return TransferView("domain", domain.name, ended, funds=await funds_told(cx, db, policy))


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
