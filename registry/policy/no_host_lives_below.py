"""A name with subordinate hosts stays, unless its registrar demands that it goes with them."""

from collections.abc import Iterator

from registry.errors import LinkForbids, Refusal
from registry.model.host import HostUse
from registry.model.lifecycle import grace_statuses
from registry.policy.case import Case


def no_host_lives_below(case: Case[object]) -> Iterator[Refusal]:
    """Hosts below the name are deleted or renamed first: no delegation is cut silently (RFC 5731 section 3.2.2, RFC 9874).

    Where the TLD lets all be restored, clientHold on the name demands that it goes with its hosts; not within the add grace
    period, from which there is no way back.
    """
    rules, domain = case.policy.rules, case.subject
    can_be_restored = rules.hosts_in_use == "restorable" and "addPeriod" not in grace_statuses(domain, case.now)
    if can_be_restored and "clientHold" in domain.statuses:
        return
    hint = " With clientHold on the domain it goes with its hosts, until it is restored." if can_be_restored else ""
    for host in domain.subordinates:
        used = _used([use for use in case.uses if use.host == host])
        yield LinkForbids(f"A host lives below this domain{used}.{hint}", "host:name", host)


def _used(uses: list[HostUse]) -> str:
    if not uses:
        return ""
    names = ", ".join(use.domain for use in uses[:3])
    return f"; in use by {len(uses)}: {names}{', …' if len(uses) > 3 else ''}"
