"""A postal address says who and where."""

from collections.abc import Iterator

from registry.errors import ParameterMissing, ParameterSyntax, Refusal
from registry.model.contact import Postal
from registry.policy.contact_case import ContactCase
from registry.requests.contact import ContactCreate, ContactUpdate


def postal_forms_are_complete(case: ContactCase[ContactCreate | ContactUpdate]) -> Iterator[Refusal]:
    """Name, city and country are there; no part is longer than the schema allows (RFC 5733, section 4)."""
    for postal in case.planned.postals:
        for element, needed in (("name", postal.name), ("city", postal.city), ("cc", postal.country)):
            if not needed.strip():
                yield ParameterMissing(f"The {postal.type} form of the address needs this.", f"contact:{element}")
        if len(postal.street) > 3:
            yield ParameterSyntax("An address has at most three lines of street.", "contact:street", postal.street[3])
        for element, text, most in _bounded(postal):
            if text and len(text) > most:
                yield ParameterSyntax(f"At most {most} characters.", f"contact:{element}", text)


def _bounded(postal: Postal) -> Iterator[tuple[str, str | None, int]]:
    yield "name", postal.name, 255
    yield "org", postal.org, 255
    for line in postal.street:
        yield "street", line, 255
    yield "city", postal.city, 255
    yield "sp", postal.state_or_province, 255
    yield "pc", postal.postal_code, 16
