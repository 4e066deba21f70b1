"""Everything that decides what state a name is in, as pure functions of (stored record, policy, instant).

The rules of this file:

* Time changes a name only through the due events below. `project` applies those that fell due, each at its own
  instant and under the policy in force then; whether a job wrote them down before makes no difference.
* The transitions that commands make (renew, delete, approve, restore) are here too, so that a transfer approved by its
  loser and one approved by time end in the same place.
* What only ends (a grace period, a secret) is hidden from its end on, without an event: nobody has to be told.
* Nothing here knows money: a transition names the grace periods it gives back; the ledger does the rest. Where a renewal by
  time hangs on whether it can be paid for, the projection waits for whoever knows (`Projection.awaits`).

Longer than most files: what time does and what commands do to a name are read together.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial, reduce
from typing import Final

from registry.model import authinfo, status
from registry.model.domain import Deletion, Domain, Grace, GraceKind
from registry.model.ladder import next_step
from registry.model.period import add_years
from registry.model.policy import Policy, PolicyBook
from registry.model.status import DOMAIN_CLIENT
from registry.model.steps import RENEWAL, Step
from registry.model.transfer import TransferStatus


@dataclass(frozen=True, slots=True)
class TransferApproved:
    """Nobody decided in time: the transfer is approved (RFC 5731, section 3.2.4)."""

    at: datetime
    policy: Policy
    before: Domain
    after: Domain


@dataclass(frozen=True, slots=True)
class RestoreLapsed:
    """No report came: back to redemption, or to what comes after it (RFC 3915, section 2)."""

    at: datetime
    policy: Policy
    before: Domain
    after: Domain


@dataclass(frozen=True, slots=True)
class AutoRenewed:
    """The name reached its expiry date and lives another year."""

    at: datetime
    policy: Policy
    before: Domain
    after: Domain


@dataclass(frozen=True, slots=True)
class Purged:
    """The name is gone; it can be registered again."""

    at: datetime
    policy: Policy
    before: Domain


@dataclass(frozen=True, slots=True)
class Stepped:
    """The name climbed its expiry ladder by a step that does not end it (registry/model/steps.py)."""

    at: datetime
    policy: Policy
    before: Domain
    after: Domain
    step: Step


@dataclass(frozen=True, slots=True)
class AutoDeleted:
    """Nobody renewed the name: it is on its way out."""

    at: datetime
    policy: Policy
    before: Domain
    after: Domain
    step: Step


DueEvent = TransferApproved | RestoreLapsed | AutoRenewed | Stepped | AutoDeleted | Purged


@dataclass(frozen=True, slots=True)
class Projection:
    """What is true at an instant (`domain` is None once purged) and the due events that are not written down yet.

    `awaits` is the renewal that fell due and that only the registrar's account can decide on; until somebody has asked it, the
    name is as it expired.
    """

    domain: Domain | None
    events: tuple[DueEvent, ...]
    awaits: AutoRenewed | None = None

    @property
    def first(self) -> DueEvent | None:
        """What is to be written down first, or decided and then written."""
        return self.events[0] if self.events else self.awaits


def project(stored: Domain, book: PolicyBook, now: datetime) -> Projection:
    """Bring a stored record to `now`; applying it twice, or in two steps, gives the same."""
    events: list[DueEvent] = []
    awaits: AutoRenewed | None = None
    domain = stored
    while (due := _first_due(domain, book)) is not None and due[0] <= now:
        at, happen = due
        event = happen(domain, at, book.at(domain.tld, at))
        if isinstance(event, AutoRenewed) and event.policy.rules.unfunded != "owe":
            awaits = event
            break
        events.append(event)
        if isinstance(event, Purged):
            return Projection(None, tuple(events))
        domain = event.after
    graces = open_graces(domain, now)
    # Most names have nothing to lose, and copying a record of twenty fields is half the work of projecting it.
    if len(graces) != len(domain.graces):
        domain = replace(domain, graces=graces)
    if domain.authinfo and _secret_has_lapsed(domain, domain.authinfo, book, now):
        domain = replace(domain, authinfo=None)
    return Projection(domain, tuple(events), awaits)


def _secret_has_lapsed(domain: Domain, sealed: str, book: PolicyBook, now: datetime) -> bool:
    """Its life is that of the policy under which it was set: registrants were told how long they have."""
    since = authinfo.set_at(sealed)
    if since is None:
        return False
    life = timedelta(days=book.at(domain.tld, since).rules.authinfo_days)
    return authinfo.has_lapsed(sealed, life, now)


def next_due(domain: Domain, book: PolicyBook) -> datetime:
    """The instant at which time next changes the record; there always is one, since names end or are renewed."""
    due = _first_due(domain, book)
    assert due is not None
    return due[0]


# --- what time does -------------------------------------------------------------------------------------------------


def _approve(domain: Domain, at: datetime, policy: Policy) -> TransferApproved:
    after, _ = approve_transfer(domain, at, policy, "serverApproved")
    return TransferApproved(at, policy, domain, after)


def _lapse(domain: Domain, at: datetime, policy: Policy) -> RestoreLapsed:
    assert domain.deletion
    return RestoreLapsed(at, policy, domain, replace(domain, deletion=replace(domain.deletion, report_due=None)))


def _purge(domain: Domain, at: datetime, policy: Policy) -> Purged:
    return Purged(at, policy, domain)


def _auto_renew(domain: Domain, at: datetime, policy: Policy) -> AutoRenewed:
    after = _extend(domain, 1, at, "autoRenewPeriod", policy.span("auto_renew_grace"))
    return AutoRenewed(at, policy, domain, after)


def _step(domain: Domain, at: datetime, policy: Policy, step: Step) -> Stepped | AutoDeleted:
    if step.transition == "delete":
        return AutoDeleted(at, policy, domain, _drop(domain, at, policy), step)
    after = replace(domain, stepped_at=at, out_of_zone=domain.out_of_zone or step.transition == "hold")
    return Stepped(at, policy, domain, after, step)


def _drop(domain: Domain, at: datetime, policy: Policy) -> Domain:
    """On its way out as if deleted, but nothing is given back. A transfer that still waits comes to nothing."""
    if domain.pending_transfer:
        domain = close_transfer(domain, at, "serverCancelled", domain.registrar)
    return replace(domain, graces=(), deletion=_deletion(at, policy), stepped_at=at, out_of_zone=False)


_Due = Callable[[Domain], datetime | None]
_Happen = Callable[[Domain, datetime, Policy], DueEvent]

# When each due event falls, and what then happens. Of two at one instant the upper comes first, and all of them before the
# next step of the expiry ladder.
DUE: Final[tuple[tuple[_Due, _Happen], ...]] = (
    (lambda d: d.transfer.act_by if d.transfer and d.transfer.is_pending else None, _approve),
    (lambda d: d.deletion.report_due if d.deletion else None, _lapse),
    (lambda d: d.deletion.purge_at if d.deletion else None, _purge),
)


def _first_due(domain: Domain, book: PolicyBook) -> tuple[datetime, _Happen] | None:
    first: tuple[datetime, _Happen] | None = None
    for when, happen in DUE:
        at = when(domain)
        if at is not None and (first is None or at < first[0]):
            first = at, happen
    if domain.deletion is None and (due := next_step(domain, book)) and (first is None or due[0] < first[0]):
        at, step = due
        return (at, _auto_renew) if step is RENEWAL else (at, partial(_step, step=step))
    return first


# --- what commands do -----------------------------------------------------------------------------------------------


def _grace(kind: GraceKind, at: datetime, length: timedelta, years: int) -> Grace:
    return Grace(kind, at, at + length, years)


def _extend(domain: Domain, years: int, at: datetime, kind: GraceKind, length: timedelta) -> Domain:
    grace = replace(_grace(kind, at, length, years), expires_before=domain.expires_at)
    return replace(_climbing_anew(domain, add_years(domain.expires_at, years), at), graces=(*domain.graces, grace))


def _without(expires_at: datetime, grace: Grace) -> datetime:
    """The expiry that there would be without what the period stands for, but with what was added after it and stays.

    Where nothing stays it is the one before, whatever the horizon capped, and a leap day is one again.
    """
    before = grace.expires_before
    if before is None:
        return add_years(expires_at, -grace.years)
    between = expires_at.year - before.year
    if add_years(before, between) == expires_at:
        return add_years(before, between - grace.years)
    if expires_at < add_years(add_years(before, grace.years), 1):
        return before
    return add_years(expires_at, -grace.years)


def _climbing_anew(domain: Domain, expires_at: datetime, at: datetime) -> Domain:
    """The name with another expiry: its ladder is another one, and what lies before now of that one does not concern it."""
    renewal = "auto" if domain.renewal == "unpaid" else domain.renewal
    return replace(domain, expires_at=expires_at, renewal=renewal, stepped_at=at, out_of_zone=False)


def begin(domain: Domain, years: int, at: datetime, policy: Policy) -> Domain:
    """A new name in its add grace period."""
    return replace(domain, graces=(add_grace(years, at, policy),))


def add_grace(years: int, at: datetime, policy: Policy) -> Grace:
    """The grace period that a new name is in."""
    return _grace("addPeriod", at, policy.span("add_grace"), years)


def renew(domain: Domain, years: int, at: datetime, policy: Policy) -> Domain:
    """A longer registration, with a renew grace period beside those already open."""
    return _extend(domain, years, at, "renewPeriod", policy.span("renew_grace"))


def expiry_after_transfer(domain: Domain, years: int, at: datetime, policy: Policy) -> datetime:
    """The expiry a transfer approved at `at` leads to: `years` more, an auto-renewed year absorbed, never past the horizon.

    A year that time added and the loser gets back is not added a second time (ICANN advisory of 2002).
    """
    base = _expiry_before_transfer(domain, years, at)
    return max(base, min(add_years(base, years), add_years(at, policy.rules.horizon_years)))


def transfer_passes_horizon(domain: Domain, years: int, at: datetime, policy: Policy) -> bool:
    """Whether `years` more than what a transfer at `at` begins with are more than the TLD allows."""
    return add_years(_expiry_before_transfer(domain, years, at), years) > add_years(at, policy.rules.horizon_years)


def _absorbed(domain: Domain, years: int, at: datetime) -> Grace | None:
    """The auto-renewed year that a transfer takes the place of; one that adds none leaves the loser's as it is."""
    return _open(domain, "autoRenewPeriod", at) if years else None


def _expiry_before_transfer(domain: Domain, years: int, at: datetime) -> datetime:
    absorbed = _absorbed(domain, years, at)
    return _without(domain.expires_at, absorbed) if absorbed else domain.expires_at


def approve_transfer(
    domain: Domain, at: datetime, policy: Policy, outcome: TransferStatus
) -> tuple[Domain, Grace | None]:
    """The name with its new sponsor, and the auto-renew grace that the loser gets back.

    Other grace periods of the loser close without refund; authInfo becomes absent (RFC 9154, section 4.4). What statuses the
    loser had set go along or not, as the TLD has it.
    """
    transfer = domain.transfer
    assert transfer and transfer.is_pending
    years = transfer.years or 0
    expires_at = expiry_after_transfer(domain, years, at, policy)
    told = expires_at if years else None  # RFC 5731, section 3.1.3: exDate where the transfer changes it
    graces = (_transfer_grace(domain, years, expires_at, at, policy),) if years else ()
    after = replace(
        _climbing_anew(domain, expires_at, at) if years else domain,
        registrar=transfer.gaining,
        transferred_at=at,
        statuses=domain.statuses if policy.rules.transfer_keeps_statuses else domain.statuses - DOMAIN_CLIENT,
        authinfo=None,
        graces=graces,
        transfer=replace(transfer, status=outcome, acted_at=at, acted_by=transfer.losing, expires_at=told),
    )
    return after, _absorbed(domain, years, at)


def _transfer_grace(domain: Domain, years: int, expires_at: datetime, at: datetime, policy: Policy) -> Grace:
    before = _expiry_before_transfer(domain, years, at)
    added = next(whole for whole in range(years, -1, -1) if add_years(before, whole) <= expires_at)
    grace = _grace("transferPeriod", at, policy.span("transfer_grace"), added)
    return replace(grace, expires_before=before)


def close_transfer(domain: Domain, at: datetime, outcome: TransferStatus, acted_by: str) -> Domain:
    """A transfer that came to nothing: rejected or cancelled."""
    assert domain.transfer
    return replace(domain, transfer=replace(domain.transfer, status=outcome, acted_at=at, acted_by=acted_by))


def delete(domain: Domain, at: datetime, policy: Policy) -> tuple[Domain | None, tuple[Grace, ...]]:
    """The name on its way out, or None when it is gone at once; and every open grace period, to be given back.

    Within the add grace period a name vanishes without redemption (RFC 3915, section 2), and so it does where the TLD gives
    redemption and pending delete no time. What a given back charge has added comes off the expiry date, the last first.
    """
    given_back = open_graces(domain, at)
    deletion = _deletion(at, policy)
    if deletion.purge_at == at or any(grace.kind == "addPeriod" for grace in given_back):
        return None, given_back
    expires_at = reduce(_without, reversed(given_back), domain.expires_at)
    # A clamp that only a policy with absurd spans reaches: a record must not end before it began.
    expires_at = max(expires_at, domain.created_at + timedelta(seconds=1))
    after = _climbing_anew(domain, expires_at, at)
    return replace(after, graces=(), deletion=deletion), given_back


def _deletion(at: datetime, policy: Policy) -> Deletion:
    redemption_until = at + policy.span("redemption")
    return Deletion(at, redemption_until, redemption_until + policy.span("pending_delete"))


def ask_restore(domain: Domain, at: datetime, policy: Policy) -> Domain:
    """Redemption becomes pending restore; if the report does not come, a whole pending-delete period still lies ahead."""
    deletion = domain.deletion
    assert deletion
    report_due = at + policy.span("pending_restore")
    purge_at = max(deletion.redemption_until, report_due) + policy.span("pending_delete")
    return replace(domain, deletion=replace(deletion, report_due=report_due, purge_at=purge_at))


def restore(domain: Domain, at: datetime) -> tuple[Domain, int]:
    """The name as it was, and the years that had to be added because it had expired meanwhile."""
    years, expires_at = years_owed(domain, at)
    return replace(_climbing_anew(domain, expires_at, at), deletion=None), years


def years_owed(domain: Domain, at: datetime) -> tuple[int, datetime]:
    """How many years a restore at `at` must add so that the name is not expired, and the expiry they lead to."""
    years = 0
    while (expires_at := add_years(domain.expires_at, years)) <= at:
        years += 1
    return years, expires_at


# --- what is shown --------------------------------------------------------------------------------------------------


def open_graces(domain: Domain, now: datetime) -> tuple[Grace, ...]:
    return tuple(grace for grace in domain.graces if now < grace.ends_at)


def _open(domain: Domain, kind: GraceKind, now: datetime) -> Grace | None:
    return next((grace for grace in open_graces(domain, now) if grace.kind == kind), None)


def statuses(domain: Domain) -> tuple[str, ...]:
    """The EPP statuses of a projected name (RFC 5731, section 2.3)."""
    return statuses_of(
        domain.statuses,
        deleted=domain.deletion is not None,
        moving=domain.pending_transfer is not None,
        out_of_zone=domain.out_of_zone,
        delegated=domain.is_delegated,
    )


def statuses_of(
    stored: frozenset[str], *, deleted: bool, moving: bool, out_of_zone: bool, delegated: bool
) -> tuple[str, ...]:
    """The same of what decides about them alone, for those who show many names at once."""
    derived = []
    if deleted:
        derived.append("pendingDelete")
        stored -= status.DELETE_PROHIBITED
    if moving:
        derived.append("pendingTransfer")
    if out_of_zone and "serverHold" not in stored:
        derived.append("serverHold")
    if not delegated and len(stored) + len(derived) < status.MOST_OF_DOMAIN:
        derived.append("inactive")
    return status.shown(stored, derived)


def grace_statuses(domain: Domain, now: datetime) -> tuple[str, ...]:
    """The grace period statuses of a projected name (RFC 3915, section 3.1); several may stand together."""
    return grace_statuses_of(domain.deletion, (grace.kind for grace in open_graces(domain, now)), now)


def grace_statuses_of(deletion: Deletion | None, graces: Iterable[str], now: datetime) -> tuple[str, ...]:
    """The same of what decides about them alone; `graces` are the kinds of those that are open."""
    if deletion:
        if deletion.report_due:
            return ("pendingRestore",)
        return ("redemptionPeriod",) if now < deletion.redemption_until else ("pendingDelete",)
    return tuple(dict.fromkeys(graces))


def is_published(domain: Domain) -> bool:
    """Whether the DNS delegates the name: it has name servers, no hold, its own or its ladder's, and is not on its way out."""
    held = domain.out_of_zone or domain.statuses & status.HOLDS
    return domain.is_delegated and not held and domain.deletion is None
