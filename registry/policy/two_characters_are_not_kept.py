"""A TLD may keep labels of two characters, of which many are codes of countries."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.model.names import label_in
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def two_characters_are_not_kept(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """Two ASCII characters only where the TLD sells such: all of them, or those that are not two letters
    (`two_characters`; Registry Agreement, specification 5, section 2)."""
    sold = case.policy.rules.two_characters
    label = label_in(case.wish.name, case.policy.tld)
    if len(label) == 2 and (sold == "kept" or (sold == "not_letters" and label.isalpha())):
        what = "two letters" if sold == "not_letters" else "two characters"
        yield PolicyForbids(f"Labels of {what} are kept from registration here.", "domain:name", case.wish.name)
