"""The times of a restore report are dates with a time of day."""

from collections.abc import Iterator

from registry.errors import ParameterSyntax, Refusal
from registry.model.restoration import instant_stated
from registry.policy.case import Case
from registry.requests.domain import DomainRestore


def report_times_are_instants(case: Case[DomainRestore]) -> Iterator[Refusal]:
    """When the domain was deleted and when its restore was asked for can be read (RFC 3915, section 3.3: UTC)."""
    report = case.wish.report
    for element, text in (("rgp:delTime", report.deleted_at), ("rgp:resTime", report.restored_at)) if report else ():
        if instant_stated(text) is None:
            yield ParameterSyntax("This is not a date and time.", element, text)
