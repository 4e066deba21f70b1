"""Names of a TLD whose expiry ladder changed: when time next changes each of them is reckoned anew."""

from collections.abc import Iterable

from registry.context import Context
from registry.model.policy import Policy
from registry.model.steps import RENEWAL, Step
from registry.store import overdue
from registry.store.sql import Connection


def have_ladders(versions: Iterable[Policy]) -> bool:
    return any(each.rules.ladder for each in versions)


async def reckon_dues(cx: Context, db: Connection, tld_id: int, versions: tuple[Policy, ...]) -> None:
    """The stored `next_due` of names that have not expired is what `lifecycle.next_due` says under these versions."""
    lines = [(policy, number, step) for number, policy in enumerate(versions) for step in _steps(policy)]
    await overdue.reckon(
        db,
        tld_id=tld_id,
        now=cx.now,
        seconds=[step.offset.total_seconds() for _, _, step in lines],
        # before the first version, the first holds
        since=[policy.valid_from if number else None for policy, number, _ in lines],
        until=[versions[number + 1].valid_from if number + 1 < len(versions) else None for _, number, _ in lines],
    )


def _steps(policy: Policy) -> tuple[Step, ...]:
    ladder = policy.rules.ladder
    return ladder if any(step.days >= 0 for step in ladder) else (*ladder, RENEWAL)
