"""A notice that is shown is one of claims on this label, from the clearinghouse."""

from collections.abc import Iterator

from registry.errors import ParameterRange, PolicyForbids, Refusal
from registry.model.launch import TMCH
from registry.model.tmch import notice_fits
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def notice_is_of_the_label(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """Its checksum covers the label and its end (RFC 9361, section 6.5: 2004); other validators are not known (2306)."""
    label = case.wish.name.partition(".")[0]
    for notice in case.wish.launch.notices if case.wish.launch else ():
        if notice.validator != TMCH:
            attribute = ("validatorID", notice.validator)
            yield PolicyForbids("This validator is not known here.", "launch:noticeID", notice.id, attribute)
        elif not notice_fits(notice.id, label, notice.not_after):
            yield ParameterRange("This is no notice of claims on the name.", "launch:noticeID", notice.id)
