"""A restore report states all it has to."""

from collections.abc import Iterator

from registry.errors import CommandUse, ParameterMissing, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainRestore


def report_is_complete(case: Case[DomainRestore]) -> Iterator[Refusal]:
    """Two statements: that the data are true, and that the registrar does not gain by it (RFC 3915, section 3.2)."""
    report = case.wish.report
    if case.wish.operation == "request" and report is not None:
        yield CommandUse("A restore request carries no report.")
    if case.wish.operation == "report" and (report is None or len(report.statements) < 2):
        yield ParameterMissing("A restore report has two statements.", "rgp:statement")
