"""What a registrar stated can be shown to whoever asks for it later."""

from collections.abc import Iterator

from registry.errors import ParameterSyntax, Refusal
from registry.model.texts import fits_xml
from registry.policy.case import Case
from registry.requests.domain import DomainRestore


def report_texts_fit_xml(case: Case[DomainRestore]) -> Iterator[Refusal]:
    """A report is kept as it was sent, so it must be fit to be kept; not every door speaks XML."""
    report = case.wish.report
    if report is None:
        return
    texts = [
        ("preData", report.pre_data),
        ("postData", report.post_data),
        ("delTime", report.deleted_at),
        ("resTime", report.restored_at),
        ("resReason", report.reason),
        *(("statement", statement) for statement in report.statements),
        ("other", report.other or ""),
    ]
    for element, text in texts:
        if not fits_xml(text):
            yield ParameterSyntax("The text holds characters that cannot be shown.", f"rgp:{element}")
