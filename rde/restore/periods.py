"""What time does to a name of a deposit: its grace periods, its way out, its place on the ladder, the years of its transfer.

A deposit shows which periods are open. When they end is told by some providers in the text of the status (`endDate=…`), as we
tell it ourselves (rde/objects/periods.py); else it is reckoned from what is known, under the policy of the TLD that rises. A
period whose beginning nobody knows begins anew with the watermark: that takes nothing from anybody.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from rde.restore.elements import instant, token
from rde.restore.ground import Ground, Unfit
from rde.verify.kinds import Record
from registry.model.domain import Deletion, Domain, Grace, GraceKind
from registry.model.ladder import steps_after
from registry.model.lifecycle import expiry_after_transfer
from registry.model.period import add_years

_SPANS: Final[Mapping[GraceKind, str]] = {
    "addPeriod": "add_grace",
    "renewPeriod": "renew_grace",
    "autoRenewPeriod": "auto_renew_grace",
    "transferPeriod": "transfer_grace",
}
_WAYS_OUT: Final = ("pendingRestore", "redemptionPeriod", "pendingDelete")
_TOLD: Final = re.compile(r"(\w+)=([^\s;,]+)")
_MOST_YEARS: Final = 10


@dataclass(frozen=True, slots=True)
class Told:
    """One period as the text of a status tells it."""

    end: datetime | None = None
    years: int | None = None
    redemption: datetime | None = None
    purge: datetime | None = None


def _periods(text: str | None) -> list[Told]:
    """Periods that stand beside each other are parted by semicolons. Other texts say nothing to us."""
    told = [dict(_TOLD.findall(each)) for each in (text or "").split(";")]
    return [_told(each) for each in told if "endDate" in each]


def _told(words: Mapping[str, str]) -> Told:
    years = words.get("years", "")

    def when(name: str) -> datetime | None:
        try:
            return instant(words.get(name))
        except Unfit:
            return None

    return Told(
        when("endDate"),
        int(years) if years.isdecimal() and len(years) < 3 else None,
        when("redemptionEndDate"),
        when("purgeDate"),
    )


def in_time(domain: Domain, each: Record, ground: Ground) -> Domain:
    """The name with its periods, its way out and its place on the ladder, as they were at the watermark."""
    shown = [(status.get("s", ""), _periods(token(status))) for status in each.all("rgpStatus")]
    told = dict(shown)
    way_out = next((name for name in _WAYS_OUT if name in told), None)
    if way_out or "pendingDelete" in each.statuses:
        first = next(iter(told.get(way_out or "", ())), Told())
        return replace(domain, deletion=_deletion(way_out, first, each, ground), stepped_at=_climbed(ground))
    graces = tuple(
        grace for kind in _SPANS if kind in told for grace in _graces(kind, told[kind], domain, each, ground)
    )
    order = [kind for kind, _ in shown]
    graces = tuple(sorted(graces, key=lambda grace: order.index(grace.kind)))
    domain = replace(domain, graces=graces, stepped_at=_climbed(ground))
    return _with_years(_held_by_ladder(domain, ground), ground)


# --- grace periods ---------------------------------------------------------------------------------------------------


def _graces(kind: GraceKind, told: list[Told], domain: Domain, each: Record, ground: Ground) -> Iterator[Grace]:
    span = ground.policy.span(_SPANS[kind])
    for one in told or [Told()]:
        end = one.end or _reckoned_end(kind, span, domain)
        if end is None or end <= ground.watermark:
            ground.find("RISE_PERIOD_BEGINS_ANEW", each.about, f"{kind} is open, and does not say until when")
            end = ground.watermark + span
        yield Grace(kind, end - span, end, _years(kind, domain) if one.years is None else one.years)


def _reckoned_end(kind: GraceKind, span: timedelta, domain: Domain) -> datetime | None:
    match kind:
        case "addPeriod":
            return domain.created_at + span
        case "autoRenewPeriod":
            return add_years(domain.expires_at, -1) + span
        case "transferPeriod":
            return domain.transferred_at + span if domain.transferred_at else None
        case _:
            return None


def _years(kind: GraceKind, domain: Domain) -> int:
    """What such a period adds most often; a new name was registered for as long as it has."""
    if kind != "addPeriod":
        return 1
    years = 1
    while years < _MOST_YEARS and add_years(domain.created_at, years + 1) <= domain.expires_at:
        years += 1
    return years


# --- the way out -----------------------------------------------------------------------------------------------------


def _deletion(way_out: str | None, told: Told, each: Record, ground: Ground) -> Deletion:
    policy, watermark = ground.policy, ground.watermark
    redemption, pending = policy.span("redemption"), policy.span("pending_delete")
    if told.end is None or told.end <= watermark:
        ground.find("RISE_PERIOD_BEGINS_ANEW", each.about, f"{way_out or 'pendingDelete'} does not say until when")
        told = Told()
    if way_out == "pendingDelete":
        purge_at = told.end or watermark + pending
        until = min(watermark, purge_at - pending)
        return Deletion(until - redemption, until, purge_at)
    if way_out == "pendingRestore":
        due = told.end or watermark + policy.span("pending_restore")
        until = told.redemption or due
        return Deletion(min(watermark, until - redemption), until, told.purge or max(until, due) + pending, due)
    until = told.end or watermark + redemption
    return Deletion(min(watermark, until - redemption), until, told.purge or until + pending)


# --- the ladder ------------------------------------------------------------------------------------------------------


def _climbed(ground: Ground) -> datetime | None:
    """Whatever steps there were before the watermark are behind the name."""
    return None if ground.book.only_renews(ground.tld) else ground.watermark


def _held_by_ladder(domain: Domain, ground: Ground) -> Domain:
    """A name on hold that has expired: its ladder took it out of the DNS, where there is a step that does, and a renewal will
    bring it back; or it was not paid for."""
    if "serverHold" not in domain.statuses or domain.expires_at > ground.watermark:
        return domain
    policy = ground.book.at(domain.tld, domain.expires_at)
    held = replace(domain, statuses=domain.statuses - {"serverHold"}, out_of_zone=True)
    if ground.book.only_renews(domain.tld):
        unpaid = policy.rules.unfunded == "hold"
        return replace(held, renewal="unpaid", stepped_at=domain.expires_at) if unpaid else domain
    climbed = (
        step.transition == "hold" and domain.expires_at + step.offset <= ground.watermark
        for step in steps_after(domain, policy)
    )
    return held if any(climbed) else domain


# --- the transfer ----------------------------------------------------------------------------------------------------


def _with_years(domain: Domain, ground: Ground) -> Domain:
    """How many years a transfer adds follows from the expiry that it leads to."""
    transfer = domain.transfer
    if transfer is None:
        return domain
    if transfer.expires_at is None or not transfer.is_pending:
        return replace(domain, transfer=replace(transfer, years=1 if transfer.expires_at else 0))
    at, leads_to = transfer.requested_at, transfer.expires_at
    policy = ground.book.at(domain.tld, at)
    fitting = (
        years for years in range(1, _MOST_YEARS + 1) if expiry_after_transfer(domain, years, at, policy) == leads_to
    )
    return replace(domain, transfer=replace(transfer, years=next(fitting, 1)))
