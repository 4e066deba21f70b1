"""A contact's e-mail address and telephone numbers look like ones."""

import re
from collections.abc import Iterator
from typing import Final

from registry.errors import ParameterSyntax, Refusal
from registry.model.mail_address import is_mail_address
from registry.policy.contact_case import ContactCase
from registry.requests.contact import ContactCreate, ContactUpdate

_E164: Final = re.compile(r"\+[0-9]{1,3}\.[0-9]{1,14}")


def contact_can_be_reached(case: ContactCase[ContactCreate | ContactUpdate]) -> Iterator[Refusal]:
    """One e-mail address in ASCII (RFC 5733, section 2.6); numbers as `+CC.NUMBER`, 17 characters at most (section 2.5)."""
    contact = case.planned
    if not is_mail_address(contact.email):
        yield ParameterSyntax("This is not an e-mail address.", "contact:email", contact.email)
    for element, phone in (("voice", contact.voice), ("fax", contact.fax)):
        if phone and not (len(phone.number) <= 17 and _E164.fullmatch(phone.number)):
            yield ParameterSyntax("Numbers are written as +CC.NUMBER.", f"contact:{element}", phone.number)
