"""A country is a code that stands for one."""

import re
from collections.abc import Iterator
from typing import Final

from registry.errors import ParameterRange, ParameterSyntax, Refusal
from registry.model.countries import CODES
from registry.policy.contact_case import ContactCase
from registry.requests.contact import ContactCreate, ContactUpdate

_ALPHA_2: Final = re.compile("[A-Z]{2}")


def country_is_a_code(case: ContactCase[ContactCreate | ContactUpdate]) -> Iterator[Refusal]:
    """Two capital letters (2005) that ISO 3166-1 assigns, or AC, CQ, DG, EA, EU, IC, TA, UN, XK; 2004 for all others.

    A code that a contact has already stays good: countries end, and that stops no other change (RFC 5733, section 2.4.3).
    """
    known = {postal.country for postal in case.contact.postals} if case.contact else set()
    for postal in case.planned.postals:
        if not postal.country or postal.country in known:
            continue
        if not _ALPHA_2.fullmatch(postal.country):
            yield ParameterSyntax("A country is a code of two capital letters.", "contact:cc", postal.country)
        elif postal.country not in CODES:
            yield ParameterRange("No country has this code in ISO 3166-1.", "contact:cc", postal.country)
