"""A contact's identifier can be written everywhere."""

from collections.abc import Iterator

from registry.errors import ParameterSyntax, Refusal
from registry.model.contact import is_handle
from registry.policy.contact_case import ContactCase
from registry.requests.contact import ContactCreate


def contact_handle_is_valid(case: ContactCase[ContactCreate]) -> Iterator[Refusal]:
    """3 to 16 visible characters of ASCII, kept as they were sent (RFC 5730: clIDType)."""
    if not is_handle(case.wish.handle):
        yield ParameterSyntax("An identifier has 3 to 16 visible ASCII characters.", "contact:id", case.wish.handle)
