"""The international form of an address can be read by every post office's machine."""

from collections.abc import Iterator

from registry.errors import ParameterSyntax, Refusal
from registry.policy.contact_case import ContactCase
from registry.requests.contact import ContactCreate, ContactUpdate


def international_form_is_ascii(case: ContactCase[ContactCreate | ContactUpdate]) -> Iterator[Refusal]:
    """Other scripts belong into the form `loc` (RFC 5733, section 2.4)."""
    for postal in case.planned.postals:
        if postal.type == "int":
            for element, text in postal.texts():
                if not text.isascii():
                    yield ParameterSyntax("The int form of an address is ASCII.", f"contact:{element}", text)
