"""The IDN table that a registrar names is one of the TLD, and permits the label; the form for people is that of the label."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.model.names import label_in, u_label
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def idn_table_permits_the_label(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """What comes by the extension idn-1.0 fits the name: the TLD offers the table, the table permits the label, and the U-label
    form, if there is one, is that of the name."""
    given = case.wish.idn
    if given is None:
        return
    label = label_in(case.wish.name, case.policy.tld)
    shown = u_label(label)
    table = case.offer.table(given.table)
    if table is None:
        yield PolicyForbids("This TLD does not offer this IDN table.", "idn:table", given.table)
    elif shown is not None and not table.repertoire.permits(shown):
        yield PolicyForbids("This IDN table does not permit the label.", "idn:table", given.table)
    if given.uname is not None and not _is_form_of(given.uname, case.wish.name):
        yield PolicyForbids("This is not the form of the name in Unicode.", "idn:uname", given.uname)


def _is_form_of(given: str, name: str) -> bool:
    """Label by label, without mapping anything: what a registrar shows to people is what it registers."""
    given_labels, labels = given.split("."), name.split(".")
    return len(given_labels) == len(labels) and all(
        shown in (label, u_label(label)) for shown, label in zip(given_labels, labels, strict=True)
    )
