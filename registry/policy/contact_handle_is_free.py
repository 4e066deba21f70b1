"""A contact's identifier names one contact."""

from collections.abc import Iterator

from registry.errors import ObjectExists, Refusal
from registry.policy.contact_case import ContactCase
from registry.requests.contact import ContactCreate


def contact_handle_is_free(case: ContactCase[ContactCreate]) -> Iterator[Refusal]:
    """No registrar has given it to a contact."""
    if case.taken:
        yield ObjectExists("A contact has this identifier.", "contact:id", case.wish.handle)
