"""Cases of the Uniform Rapid Suspension system (URS): what each is, by which steps it goes, what they make of the name.

A complaint is heard by a provider, which tells the registry what to do with the name. The lock takes nothing away: the name goes
on to resolve. The suspension has it delegated to the provider's name servers for the rest of its term. The rollback gives back
what the case took, and no more: what the name had of itself stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from registry.model.change import NameServers
from registry.model.dnssec import SecDns
from registry.model.domain import Domain, Renewal
from registry.model.host import NameServer
from registry.model.ladder import is_beyond

# `ended` is never stored: it is how an open case stands whose registration is gone, purged or deleted.
UrsStatus = Literal["notified", "locked", "suspended", "rolledBack", "ended", "closed"]
UrsStep = Literal["lock", "suspend", "extend", "rollback", "close"]

# The step that is made (across) in a status (down), and the status that it leads to; a step that a row lacks is refused.
# A suspended name is locked again when its registrant answers a default determination late (URS Procedure, sections 6.4 and
# 6.5): it resolves as before while the complaint is heard anew. A rolled back case stays open as long as an appeal may turn it
# round.
STEPS: Final[Mapping[UrsStatus, Mapping[UrsStep, UrsStatus]]] = {
    "notified": {"lock": "locked", "close": "closed"},
    "locked": {"suspend": "suspended", "rollback": "rolledBack"},
    "suspended": {"extend": "suspended", "lock": "locked", "rollback": "rolledBack"},
    "rolledBack": {"lock": "locked", "suspend": "suspended", "close": "closed"},
    "ended": {"close": "closed"},
    "closed": {},
}

# How long after the notice of a complaint the name must be locked (URS Procedure, section 4.1).
LOCK_WITHIN: Final = timedelta(hours=24)

LOCK: Final = frozenset({"serverDeleteProhibited", "serverTransferProhibited", "serverUpdateProhibited"})
_RENEWAL_LOCK: Final = "serverRenewProhibited"

# What a registrar may have set that would keep the provider's page from being seen.
_VEIL: Final = frozenset({"clientHold"})


@dataclass(frozen=True, slots=True)
class Before:
    """What the name had before the case: its statuses before it was locked, the rest before it was suspended.

    `hosts` are names; while the name is suspended they are those that the hosts go by now.
    """

    statuses: frozenset[str]
    renewal: Renewal
    hosts: tuple[str, ...]
    nameservers: tuple[NameServer, ...]
    dnssec: tuple[SecDns, ...]


@dataclass(frozen=True, slots=True)
class UrsCase:
    """`number` is the provider's, `roid` the registration that the complaint is about.

    `locked_at`, `suspended_at` and `rolled_back_at` are when that was done last, but for the lock: it is the first that counts.
    """

    id: int
    number: str
    provider: str
    name: str
    roid: str
    status: UrsStatus
    noticed_at: datetime
    lock_by: datetime
    locked_at: datetime | None = None
    suspended_at: datetime | None = None
    extended_at: datetime | None = None
    rolled_back_at: datetime | None = None
    closed_at: datetime | None = None
    before: Before | None = None
    version: int = 1

    def is_overdue(self, now: datetime) -> bool:
        """Whether the name should be locked, and is not."""
        return self.status == "notified" and self.lock_by < now

    @property
    def kept(self) -> Before:
        """What a rollback gives back, of a case that has locked its name."""
        assert self.before
        return self.before


def as_it_stands(case: UrsCase, domain: Domain | None) -> UrsCase:
    """The case beside what is registered under its name now: `ended` where that is another registration, or none."""
    lives = domain is not None and domain.roid == case.roid
    return case if lives or case.status == "closed" else replace(case, status="ended")


def kept_of(domain: Domain) -> Before:
    return Before(domain.statuses, domain.renewal, domain.hosts, domain.nameservers, domain.dnssec)


def locked(domain: Domain) -> Domain:
    """The name as its registrar can neither change, delete nor let go."""
    return replace(domain, statuses=domain.statuses | LOCK)


def suspended(
    domain: Domain, servers: NameServers, dnssec: tuple[SecDns, ...], now: datetime, *, renewable: bool
) -> Domain:
    """The locked name as it leads to the provider, to the end of its term. Not `renewable`: by its registrar.

    Time does not renew it any more. One that is past its expiry already goes the way that was settled then.
    """
    statuses = domain.statuses - _VEIL | LOCK
    return replace(
        domain,
        statuses=statuses if renewable else statuses | {_RENEWAL_LOCK},
        renewal="never" if domain.renewal == "auto" and not is_beyond(domain, now) else domain.renewal,
        hosts=tuple(sorted(servers.hosts)),
        nameservers=tuple(sorted(servers.attributes, key=lambda server: server.name)),
        dnssec=dnssec,
    )


def resumed(domain: Domain, before: Before) -> Domain:
    """The suspended name as it leads again to where it led, locked as it is."""
    return replace(
        domain,
        statuses=domain.statuses - ({_RENEWAL_LOCK} - before.statuses) | before.statuses & _VEIL,
        renewal=before.renewal if domain.renewal == "never" else domain.renewal,
        hosts=before.hosts,
        nameservers=before.nameservers,
        dnssec=before.dnssec,
    )


def released(domain: Domain, before: Before) -> Domain:
    """The name without the locks that the case has set; those that it had already stay."""
    return replace(domain, statuses=domain.statuses - (LOCK - before.statuses))
