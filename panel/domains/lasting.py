"""How long a name is held, and what that costs: renewed, deleted, restored. What it would cost or give back is shown first.

Whoever does it to many sees the sum first. A price that is not that of every name is accepted by a word of its own.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from panel.kit.asking import ask, try_out
from panel.kit.deeds import Declined, Deed, Gone, Values
from panel.kit.fields import Flag, Prose, Reason, Text
from panel.kit.foreseen import Foreseen, Table
from panel.kit.formats import day, moment
from panel.kit.quantities import Instant, Number
from panel.kit.situation import Situation
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_prospects import Prospect, Wished, domain_prospects
from registry.actions.domain_renew import domain_renew
from registry.actions.domain_restore import domain_restore
from registry.context import Context
from registry.model.domain import Domain
from registry.model.fees import StatedFee
from registry.model.money import Money
from registry.model.period import Period
from registry.model.pricing import Quote
from registry.model.restoration import Restoration
from registry.requests.domain import DomainDelete, DomainRenew, DomainRestore, RestoreReport
from registry.store import reports
from registry.store.sql import Connection

DEAR: Final = Flag("dear", "It may cost more than every name", "Premium names do.")


def is_going(domain: Domain, situation: Situation) -> str | None:
    return "It is on its way out." if domain.deletion else None


def sums(amounts: Iterable[Money]) -> str:
    """In each currency; `nothing` where there are none."""
    found: Counter[str] = Counter()
    for each in amounts:
        found[each.currency] += each.amount
    return ", ".join(f"{Money(found[each], each)} {each}" for each in sorted(found)) or "nothing"


def seen(price: Quote, values: Values) -> StatedFee:
    """The price that was seen, as the command states it: at any other it is refused. Raises Declined."""
    if not price.standard and not values["dear"]:
        raise Declined(
            f"It costs {price.total} {price.currency}, which is not the price of every name: say that you accept that.",
            at="dear",
        )
    return StatedFee(price.total.major, price.currency)


async def prospect(cx: Context, domain: Domain, operation: Wished, years: int = 1) -> Prospect:
    (found,) = await domain_prospects(cx, [domain], operation, years)
    return found


def costs(price: Quote) -> tuple[tuple[str, str], ...]:
    """Facts that are shown of a price."""
    kind = "As every name" if price.standard else f"Not as every name ({price.name_class})"
    return (("It costs", f"{price.total} {price.currency}"), ("Its price is", kind))


async def _renewing(cx: Context, domain: Domain, values: Values) -> DomainRenew:
    quote = (await prospect(cx, domain, "renew", values["years"])).quote
    fee = seen(quote, values) if quote else None
    return DomainRenew(domain.name, domain.expires_at.date(), Period(values["years"]), fee)


async def _foresee_renewal(cx: Context, domain: Domain, values: Values) -> Foreseen:
    renewed = await try_out(cx, domain_renew, await _renewing(cx, domain, values))
    until = (("Registered until", day(domain.expires_at)), ("Afterwards until", day(renewed.expires_at)))
    return Foreseen((*until, *costs(renewed.quote)))


async def _renew(cx: Context, domain: Domain, values: Values) -> str:
    renewed = await ask(cx, domain_renew, await _renewing(cx, domain, values))
    total = renewed.quote.total
    return f"It is registered until {day(renewed.expires_at)}, for {total} {total.currency}."


def _refused(told: Sequence[Prospect]) -> Table:
    return Table.of("These are refused", ("Name", "Why"), [(each.name, each.refusal) for each in told if each.refusal])


async def _foresee_renewals(cx: Context, domains: Sequence[Domain], values: Values) -> Foreseen:
    told = await domain_prospects(cx, domains, "renew", values["years"])
    sold = [(each, each.quote) for each in told if each.quote]
    dear = [(each, quote) for each, quote in sold if not quote.standard]
    if dear and not values["dear"]:
        raise Declined(f"{len(dear)} of them cost more than every name: say that you accept that.", at="dear")
    rows = [
        (each.name, day(each.until) if each.until else "", f"{quote.total} {quote.currency}") for each, quote in sold
    ]
    facts = (("Renewed", f"{len(sold)} of {len(told)}"), ("They cost", sums(quote.total for _, quote in sold)))
    return Foreseen(facts, (_refused(told), Table.of("These are renewed", ("Name", "Until", "It costs"), rows)))


async def _foresee_delete(cx: Context, domain: Domain, values: Values) -> Foreseen:
    done = await try_out(cx, domain_delete, DomainDelete(domain.name))
    back = ("Paid back", sums(done.credits))
    if done.purged:
        return Foreseen((("It is gone", "at once, for good"), back))
    until = (await prospect(cx, domain, "delete")).until
    return Foreseen((("It can be restored", f"until {moment(until)}" if until else "no more"), back))


async def _foresee_deletes(cx: Context, domains: Sequence[Domain], values: Values) -> Foreseen:
    told = await domain_prospects(cx, domains, "delete")
    fine = [each for each in told if not each.refusal]
    rows = [(each.name, day(each.until) if each.until else "no more", sums(each.credits)) for each in fine]
    credits = sums(credit for each in fine for credit in each.credits)
    facts = (("Deleted", f"{len(fine)} of {len(told)}"), ("Paid back", credits))
    return Foreseen(
        facts, (_refused(told), Table.of("These are deleted", ("Name", "Restorable until", "Paid back"), rows))
    )


async def _delete(cx: Context, domain: Domain, values: Values) -> str:
    done = await ask(cx, domain_delete, DomainDelete(domain.name))
    return Gone("It is gone.") if done.purged else "It is on its way out; until its redemption ends it can be restored."


def _is_not_in_redemption(domain: Domain, situation: Situation) -> str | None:
    if domain.deletion is None:
        return "It is not deleted."
    if domain.deletion.report_due:
        return "Its restore waits for the report."
    return None if situation.now < domain.deletion.redemption_until else "Its redemption is over."


async def _restoring(cx: Context, domain: Domain, values: Values) -> DomainRestore:
    quote = (await prospect(cx, domain, "restore")).quote
    return DomainRestore(domain.name, "request", fee=seen(quote, values) if quote else None)


async def _foresee_restore(cx: Context, domain: Domain, values: Values) -> Foreseen:
    done = await try_out(cx, domain_restore, await _restoring(cx, domain, values))
    told = await prospect(cx, domain, "restore")
    lines = [
        (each.kind, str(each.years or "–"), f"{each.price} {each.price.currency}")
        for each in (done.quote.lines if done.quote else ())
    ]
    facts = [("Registered until", day(told.until) if told.until else "–")]
    if told.report_due:
        facts.append(("Its report is due", moment(told.report_due)))
    return Foreseen(
        (*facts, *(costs(done.quote) if done.quote else ())),
        (Table.of("What is charged", ("For", "Years", "Amount"), lines),),
    )


async def _restore(cx: Context, domain: Domain, values: Values) -> str:
    done = await ask(cx, domain_restore, await _restoring(cx, domain, values))
    total = done.quote.total if done.quote else Money(0, "USD")
    if done.status is None:
        return f"It is restored, for {total} {total.currency}."
    return f"Its restore is asked for, for {total} {total.currency}; the report completes it."


@dataclass(frozen=True, slots=True)
class Restored:
    """A name whose restore was asked for, with what the registry remembers of its way there."""

    domain: Domain
    known: Restoration


def reporting(find: Any) -> Deed[Any]:
    """The deed, over how the drawer finds its names."""

    async def restored(situation: Situation, keys: Sequence[str]) -> Mapping[str, Restored]:
        found: Mapping[str, Domain] = await find(situation, keys)

        async def read(db: Connection) -> Mapping[str, Restored]:
            return {key: Restored(each, await reports.restoration(db, roid=each.roid)) for key, each in found.items()}

        return await situation.registry.store.reading(read)

    return Deed(
        "report-restore",
        "Report on its restore",
        "report",
        "domain.restore",
        _report,
        _REPORT,
        _awaits_no_report,
        lead="The registry keeps it as you send it; what it demands is RFC 3915's. It completes the restore.",
        batch=None,
        find=restored,
        sections={"pre_data": "The name", "deleted_at": "When", "why": "Statements"},
    )


def _awaits_no_report(subject: Any, situation: Situation) -> str | None:
    domain = subject.domain if isinstance(subject, Restored) else subject
    return None if domain.deletion and domain.deletion.report_due else "No report on it is awaited."


_STATEMENTS: Final = (
    "This registrar has not restored the Registered Name in order to assume the rights to use or sell the Registered Name for "
    "itself or for any third party.",
    "The information in this report is true to the best of this registrar's knowledge, and this registrar acknowledges that "
    "intentionally supplying false information in this report shall constitute an incurable material breach of the "
    "Registry-Registrar Agreement.",
)


def _as_it_is(subject: Restored) -> str:
    """The registration data, line by line, as a report tells them."""
    domain = subject.domain
    servers = domain.hosts or tuple(each.name for each in domain.nameservers)
    lines = [
        f"Domain: {domain.name}",
        f"Registrar: {domain.registrar}",
        *([f"Registrant: {domain.registrant}"] if domain.registrant else ()),
        *(f"{each.role.capitalize()} contact: {each.contact}" for each in domain.contacts),
        *(f"Name server: {each}" for each in servers),
        f"Expires: {domain.expires_at:%Y-%m-%dT%H:%M:%SZ}",
    ]
    return "\n".join(lines)


def _deleted(subject: Restored) -> datetime | None:
    return subject.domain.deletion.deleted_at if subject.domain.deletion else subject.known.deleted_at


_REPORT: Final = (
    Prose("pre_data", "As it was before it was deleted", longest=4000, present=_as_it_is),
    Prose("post_data", "As it is restored", longest=4000, present=_as_it_is),
    Instant("deleted_at", "Deleted", present=_deleted),
    Instant("restored_at", "Restore asked for", present=lambda subject: subject.known.requested_at),
    Text("why", "Why it is restored", "Such as: the registrant asked for it."),
    Flag("own_use", "It was not restored to be used or sold by us or for somebody else"),
    Flag("true", "What stands here is true to the best of our knowledge"),
    Prose("other", "What else there is to say", required=False),
)


async def _report(cx: Context, subject: Restored, values: Values) -> str:
    for name in ("own_use", "true"):
        if not values[name]:
            raise Declined("A report makes both statements.", at=name)
    report = RestoreReport(
        values["pre_data"],
        values["post_data"],
        values["deleted_at"].isoformat(),
        values["restored_at"].isoformat(),
        values["why"],
        _STATEMENTS,
        values["other"],
    )
    await ask(cx, domain_restore, DomainRestore(subject.domain.name, "report", report))
    return "It is restored."


RENEW: Final[Deed[Domain]] = Deed(
    "renew",
    "Renew",
    "calendar-plus",
    "domain.renew",
    _renew,
    (Number("years", "Years", 1, 10, present=lambda domain: 1), DEAR),
    is_going,
    lead="It is paid from the account at once; deleted within the renew grace period, it is paid back.",
    foresee=_foresee_renewal,
    foresee_many=_foresee_renewals,
)

DELETE: Final[Deed[Domain]] = Deed(
    "delete",
    "Delete",
    "trash",
    "domain.delete",
    _delete,
    (Reason(),),
    is_going,
    lead="Within the add grace period it is gone at once; after it, it can be restored for a while.",
    danger=True,
    foresee=_foresee_delete,
    foresee_many=_foresee_deletes,
)

RESTORE: Final[Deed[Domain]] = Deed(
    "restore",
    "Restore",
    "rotate",
    "domain.restore",
    _restore,
    (DEAR, Reason(required=False)),
    _is_not_in_redemption,
    lead="It is paid from the account at once, with the years that it has fallen behind; none of it is paid back.",
    foresee=_foresee_restore,
)
