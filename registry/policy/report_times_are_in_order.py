"""A restore report tells of a delete, then of a restore, then of nothing that is yet to come."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from registry.errors import ParameterRange, Refusal
from registry.model.restoration import instant_stated
from registry.policy.case import Case
from registry.requests.domain import DomainRestore

# How far a registrar's clock may be ahead of ours.
_SKEW: Final = timedelta(minutes=5)


def report_times_are_in_order(case: Case[DomainRestore]) -> Iterator[Refusal]:
    """The delete is not after the restore, and the restore not in the future; clocks may differ by five minutes."""
    report = case.wish.report
    if report is None:
        return
    deleted_at, restored_at = instant_stated(report.deleted_at), instant_stated(report.restored_at)
    if restored_at and restored_at > case.now + _SKEW:
        yield ParameterRange("The restore was not asked for in the future.", "rgp:resTime", report.restored_at)
    if deleted_at and restored_at and deleted_at > restored_at:
        yield ParameterRange("The delete was not after the restore.", "rgp:delTime", report.deleted_at)
