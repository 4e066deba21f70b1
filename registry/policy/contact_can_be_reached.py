"""A contact's e-mail address and telephone numbers look like ones."""

import re
from collections.abc import Iterator
from typing import Final

from registry.errors import ParameterSyntax, Refusal
from registry.model.names import LABEL, is_fqdn
from registry.policy.contact_case import ContactCase
from registry.requests.contact import ContactCreate, ContactUpdate

# RFC 5322's dot-atom; quoted local parts exist on paper only.
_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_E164: Final = re.compile(r"\+[0-9]{1,3}\.[0-9]{1,14}")


def contact_can_be_reached(case: ContactCase[ContactCreate | ContactUpdate]) -> Iterator[Refusal]:
    """One e-mail address in ASCII (RFC 5733, section 2.6); numbers as `+CC.NUMBER`, 17 characters at most (section 2.5)."""
    contact = case.planned
    if not _is_mail_address(contact.email):
        yield ParameterSyntax("This is not an e-mail address.", "contact:email", contact.email)
    for element, phone in (("voice", contact.voice), ("fax", contact.fax)):
        if phone and not (len(phone.number) <= 17 and _E164.fullmatch(phone.number)):
            yield ParameterSyntax("Numbers are written as +CC.NUMBER.", f"contact:{element}", phone.number)


def _is_mail_address(text: str) -> bool:
    """A local part of 64 octets and a domain, 254 in all (RFC 5321, section 4.5.3.1); names of hosts alone may begin with _."""
    local, _, domain = text.rpartition("@")
    labels = domain.lower().split(".")
    return (
        len(text) <= 254
        and len(local) <= 64
        and _LOCAL.fullmatch(local) is not None
        and is_fqdn(domain.lower(), labels=2)
        and all(LABEL.fullmatch(label) for label in labels)
        and not labels[-1].isdigit()
    )
