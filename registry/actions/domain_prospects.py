"""What a renewal, a delete, a restore or a transfer of registered names would come to at this instant.

Nothing is locked and nothing is done: it is what a command would cost or give back if it came now, by the rules and prices that
decide it then. Whether an account covers it is judged when it comes.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from registry.actions.host_retirement import uses_of
from registry.actions.money import credits_of
from registry.actions.overdue import Overdue
from registry.actions.quoting import terms_of, whole_quote
from registry.actions.transaction import reading
from registry.context import Context
from registry.errors import Refusal
from registry.model.domain import Domain
from registry.model.fees import StatedFee
from registry.model.host import HostUse
from registry.model.lifecycle import ask_restore, delete, expiry_after_transfer, renew, restore
from registry.model.money import Money
from registry.model.period import Period
from registry.model.policy import Policy
from registry.model.pricing import NotSold, Operation, Quote, Terms
from registry.policy.case import Case, Rule, judge
from registry.policy.order import RULES
from registry.policy.status_allows_the_transfer import status_allows_the_transfer
from registry.policy.transfer_is_not_locked import transfer_is_not_locked
from registry.policy.variants_stay_together import variants_stay_together
from registry.requests.domain import DomainDelete, DomainRenew, DomainRestore, DomainTransfer
from registry.store.sql import Connection

Wished = Literal["renew", "delete", "restore", "transfer"]

# Of what a transfer is judged by, all that does not hang on who asks for it.
_OF_THE_NAME: Final[tuple[Rule, ...]] = (status_allows_the_transfer, transfer_is_not_locked, variants_stay_together)


@dataclass(frozen=True, slots=True)
class Prospect:
    """What an operation on a name would do. `quote` is what it costs (None: nothing, or it is refused), `credits` what it gives
    back; `until`: the name is registered until then, or, deleted, can be restored until then; None: it is gone at once.
    `report_due`: a restore stands only when its report comes by then. `refusal` is why it would be
    refused, or empty."""

    name: str
    operation: Wished
    quote: Quote | None = None
    credits: tuple[Money, ...] = ()
    until: datetime | None = None
    report_due: datetime | None = None
    refusal: str = ""


@reading
async def domain_prospects(
    cx: Context, db: Connection, domains: Sequence[Domain], operation: Wished, years: int = 1
) -> list[Prospect]:
    """In the order of the domains, which are as they are now; `years` of a renewal. A transfer is priced on the TLD's own terms,
    since nobody has asked for it yet."""
    known: dict[tuple[str | None, str], Terms] = {}
    told = []
    for domain in domains:
        policy = cx.book.at(domain.tld, cx.now)
        payer = None if operation == "transfer" else domain.registrar
        if (payer, domain.tld) not in known:
            known[payer, domain.tld] = await terms_of(db, payer, policy, cx.now)
        told.append(await _TOLD[operation](_Asked(cx, db, domain, policy, known[payer, domain.tld], years)))
    return told


@dataclass(frozen=True, slots=True)
class _Asked:
    """One name, what holds for it, and the terms on which whoever pays buys."""

    cx: Context
    db: Connection
    domain: Domain
    policy: Policy
    terms: Terms
    years: int

    def quote(self, operation: Operation, years: int) -> Quote | None:
        cx, domain = self.cx, self.domain
        try:
            return whole_quote(cx.book, self.policy, operation, years, self.terms, cx.now, domain, domain.name_class)
        except NotSold:
            return None

    def refusal(self, wish: object, rules: Sequence[Rule], quote: Quote | None, uses: tuple[HostUse, ...] = ()) -> str:
        """Why the wish would be refused, or nothing."""
        cx = self.cx
        try:
            judge(Case(cx.actor, cx.now, wish, self.policy, self.domain, quote=quote, uses=uses), rules)
        except Refusal as refusal:
            return refusal.reason
        return ""


def _stated(quote: Quote | None) -> StatedFee | None:
    """Whoever has seen the price states it."""
    return StatedFee(quote.total.major, quote.currency) if quote else None


async def _renew(asked: _Asked) -> Prospect:
    domain, years = asked.domain, asked.years
    quote = asked.quote("renew", years)
    wish = DomainRenew(domain.name, domain.expires_at.date(), Period(years), _stated(quote))
    if refusal := asked.refusal(wish, RULES["domain renew"], quote):
        return Prospect(domain.name, "renew", refusal=refusal)
    until = renew(domain, years, asked.cx.now, asked.policy).expires_at
    return Prospect(domain.name, "renew", quote, until=until)


async def _delete(asked: _Asked) -> Prospect:
    domain, cx = asked.domain, asked.cx
    try:
        uses = await uses_of(cx, asked.db, domain)
    except Overdue:
        uses = ()  # who delegates to its hosts is read again when it is deleted
    if refusal := asked.refusal(DomainDelete(domain.name), RULES["domain delete"], None, uses):
        return Prospect(domain.name, "delete", refusal=refusal)
    after, given_back = delete(domain, cx.now, asked.policy)
    credits = await credits_of(asked.db, [each.ledger_id for each in given_back])
    until = after.deletion.redemption_until if after and after.deletion else None
    return Prospect(domain.name, "delete", credits=credits, until=until)


async def _restore(asked: _Asked) -> Prospect:
    domain, now, policy = asked.domain, asked.cx.now, asked.policy
    quote = asked.quote("restore", 1)
    wish = DomainRestore(domain.name, "request", fee=_stated(quote))
    if refusal := asked.refusal(wish, RULES["domain restore"], quote):
        return Prospect(domain.name, "restore", refusal=refusal)
    due = ask_restore(domain, now, policy).deletion if policy.rules.restore_report else None
    until = restore(domain, now)[0].expires_at
    return Prospect(domain.name, "restore", quote, until=until, report_due=due.report_due if due else None)


async def _transfer(asked: _Asked) -> Prospect:
    domain, now, policy = asked.domain, asked.cx.now, asked.policy
    years = policy.rules.transfer_years
    quote = asked.quote("transfer", years) if years else None
    if refusal := asked.refusal(DomainTransfer(domain.name, "request"), _OF_THE_NAME, quote):
        return Prospect(domain.name, "transfer", refusal=refusal)
    until = expiry_after_transfer(domain, years, now, policy) if years else domain.expires_at
    return Prospect(domain.name, "transfer", quote, until=until)


_TOLD: Final[dict[Wished, Callable[[_Asked], Awaitable[Prospect]]]] = {
    "renew": _renew,
    "delete": _delete,
    "restore": _restore,
    "transfer": _transfer,
}
