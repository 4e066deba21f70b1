"""A contact has one postal address in ASCII, one in its own script, or both."""

from collections.abc import Iterator

from registry.errors import ParameterMissing, ParameterSyntax, Refusal
from registry.policy.contact_case import ContactCase
from registry.requests.contact import ContactCreate, ContactUpdate


def postal_forms_are_different(case: ContactCase[ContactCreate | ContactUpdate]) -> Iterator[Refusal]:
    """At least one form, and each at most once (RFC 5733, section 3.2.1)."""
    types = [postal.type for postal in case.wish.postals]
    for form in sorted({form for form in types if types.count(form) > 1}):
        yield ParameterSyntax("This form of the address is given twice.", "contact:postalInfo", form)
    if not case.planned.postals:
        yield ParameterMissing("A contact has a postal address.", "contact:postalInfo")
