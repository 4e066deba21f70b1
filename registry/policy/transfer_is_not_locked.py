"""A name just created or transferred may have to stay a while."""

from collections.abc import Iterator
from datetime import timedelta

from registry.errors import NotTransferable, Refusal
from registry.policy.case import Case


def transfer_is_not_locked(case: Case[object]) -> Iterator[Refusal]:
    """The TLD's lock counts from the creation and from the last transfer; zero days: no lock."""
    lock = timedelta(days=case.policy.rules.transfer_lock_days)
    since = max(case.subject.created_at, case.subject.transferred_at or case.subject.created_at)
    if lock and case.now < since + lock:
        yield NotTransferable(f"The domain cannot be transferred before {(since + lock).date().isoformat()}.")
