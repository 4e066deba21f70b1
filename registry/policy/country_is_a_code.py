"""A country is two capital letters."""

import re
from collections.abc import Iterator
from typing import Final

from registry.errors import ParameterSyntax, Refusal
from registry.policy.contact_case import ContactCase
from registry.requests.contact import ContactCreate, ContactUpdate

_ALPHA_2: Final = re.compile("[A-Z]{2}")


def country_is_a_code(case: ContactCase[ContactCreate | ContactUpdate]) -> Iterator[Refusal]:
    """As ISO 3166-1 writes its alpha-2 codes (RFC 5733, section 2.4.3); which of them exist changes with the world."""
    for postal in case.planned.postals:
        if postal.country and not _ALPHA_2.fullmatch(postal.country):
            yield ParameterSyntax("A country is a code of two capital letters.", "contact:cc", postal.country)
