"""Restoring a domain from redemption (RFC 3915): asked for, then reported on."""

from dataclasses import replace

from registry.actions.funds_told import funds_told
from registry.actions.hold import hold_domain
from registry.actions.host_retirement import tell_they_stay
from registry.actions.money import charge
from registry.actions.quoting import quote_for
from registry.actions.transaction import transacted
from registry.actions.write import touched, write_domain
from registry.context import Context
from registry.model.domain import Domain
from registry.model.lifecycle import ask_restore, restore
from registry.model.policy import Policy
from registry.model.poll import PendingActionNotice
from registry.model.pricing import Quote
from registry.policy.case import Case, judge
from registry.policy.order import RULES
from registry.requests.domain import DomainRestore, DomainRestored, RestoreReport
from registry.store import history, polls, reports
from registry.store.sql import Connection


@transacted
async def domain_restore(cx: Context, db: Connection, wish: DomainRestore) -> DomainRestored:
    """A request is paid at once, with the years that the name is behind; the report then completes it.

    Where the TLD asks for no report, the request completes the restore. A report that is sent again stands beside the first
    and changes nothing else (docs/decisions/0019-a-report-can-be-corrected.md).
    """
    domain = await hold_domain(cx, db, wish.name)
    policy = cx.book.at(domain.tld, cx.now)
    asked = wish.operation == "request"
    quote = await quote_for(cx, db, domain, domain.registrar, "restore", 1, policy) if asked else None
    judge(await _case(cx, db, wish, policy, domain, quote), RULES["domain restore"])
    if wish.operation == "report":
        assert wish.report
        await _keep(cx, db, domain, wish.report)
        if domain.deletion is None:
            await write_domain(cx, db, "restoreReport", domain, domain)
            return DomainRestored(domain.name, None, funds=await funds_told(cx, db, policy))
    else:
        assert quote
        for line in quote.lines:
            await charge(cx, db, domain, domain.registrar, line, policy)
        if policy.rules.restore_report:
            await write_domain(cx, db, "restoreRequest", domain, ask_restore(domain, cx.now, policy))
            return DomainRestored(
                domain.name, "pendingRestore", quote, await funds_told(cx, db, policy, quote.currency)
            )
    after, _ = restore(domain, cx.now)
    await write_domain(cx, db, "restore", domain, touched(cx, after))
    await tell_they_stay(cx, db, after)
    await _tell_the_delete_is_off(cx, db, after)
    return DomainRestored(domain.name, None, quote, await funds_told(cx, db, policy))


async def _tell_the_delete_is_off(cx: Context, db: Connection, domain: Domain) -> None:
    """The delete was answered by 1001: what came of it is told, by its own ids, also when it is nothing."""
    last = await history.last_command(db, roid=domain.roid, events=["delete", "autoDelete"])
    if last and last.event == "delete":
        notice = PendingActionNotice("domain", domain.name, False, last.cltrid, last.svtrid, cx.now)
        await polls.add(db, domain.registrar, cx.now, "Domain restored: it is not deleted.", notice)


async def _case(
    cx: Context, db: Connection, wish: DomainRestore, policy: Policy, domain: Domain, quote: Quote | None
) -> Case[DomainRestore]:
    known = await reports.restoration(db, roid=domain.roid) if wish.operation == "report" else None
    if known and domain.deletion:
        known = replace(known, deleted_at=domain.deletion.deleted_at)
    return Case(cx.actor, cx.now, wish, policy, domain, restoration=known, quote=quote)


async def _keep(cx: Context, db: Connection, domain: Domain, report: RestoreReport) -> None:
    await reports.add(
        db,
        roid=domain.roid,
        at=cx.now,
        svtrid=cx.svtrid,
        pre_data=report.pre_data,
        post_data=report.post_data,
        deleted_at=report.deleted_at,
        restored_at=report.restored_at,
        reason=report.reason,
        statements=list(report.statements),
        other=report.other,
    )
