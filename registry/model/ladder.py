"""Which step of which ladder a name comes to next: a pure function of its record and the policy versions.

What comes before the expiry is by the policy in force at the step's own instant; what comes at the expiry and after it is by
the one in force at the expiry. So what a name goes through once it has expired is settled then, and no later version changes
what has happened already.
"""

from collections.abc import Iterator
from datetime import datetime

from registry.model.domain import Domain
from registry.model.policy import Policy, PolicyBook
from registry.model.steps import END, HOLD, RENEWAL, UNPAID_END, Step


def next_step(domain: Domain, book: PolicyBook) -> tuple[datetime, Step] | None:
    """The step that a name takes next unless it is renewed before, and when; None after the last one."""
    if domain.renewal == "auto" and book.only_renews(domain.tld):
        return domain.expires_at, RENEWAL
    since = domain.stepped_at or domain.created_at
    ahead = [(at, step) for at, step in _steps(domain, book) if at > since]
    return min(ahead, key=lambda each: each[0], default=None)


def _steps(domain: Domain, book: PolicyBook) -> Iterator[tuple[datetime, Step]]:
    expires_at = domain.expires_at
    for policy in book.versions(domain.tld):
        for step in policy.rules.ladder:
            at = expires_at + step.offset
            if step.days < 0 and book.at(domain.tld, at) is policy:
                yield at, step
    for step in steps_after(domain, book.at(domain.tld, expires_at)):
        yield expires_at + step.offset, step


def steps_after(domain: Domain, policy: Policy) -> tuple[Step, ...]:
    """What happens from the expiry on by the policy in force then."""
    if domain.renewal == "never":
        return (END,)
    if domain.renewal == "unpaid":
        days = policy.rules.spans.auto_renew_grace if policy.rules.unfunded == "hold" else 0
        end = Step(days, "delete", UNPAID_END)
        return (HOLD, end) if days else (end,)
    return tuple(step for step in policy.rules.ladder if step.days >= 0) or (RENEWAL,)


def is_beyond(domain: Domain, now: datetime) -> bool:
    """Whether a projected name has expired without being renewed or deleted: somewhere on its ladder."""
    return domain.deletion is None and domain.expires_at <= now
