"""A secret that opens an object is hard to guess."""

from collections.abc import Iterator

from registry.errors import AuthInfoWrong, Refusal
from registry.model import authinfo
from registry.policy.case import Case
from registry.policy.contact_case import ContactCase
from registry.requests.contact import ContactCreate, ContactUpdate
from registry.requests.domain import DomainCreate, DomainUpdate


def authinfo_is_strong(
    case: Case[DomainCreate | DomainUpdate] | ContactCase[ContactCreate | ContactUpdate],
) -> Iterator[Refusal]:
    """The TLD's policy says how many bits (`authinfo_bits`); of contacts, 128 are demanded (RFC 9154, section 5.2: 2202).

    128 bits are 20 printable characters or 25 alphanumeric ones. None at all is always allowed.
    """
    secret = case.wish.authinfo
    bits = case.policy.rules.authinfo_bits if isinstance(case, Case) else authinfo.STRONG
    if isinstance(secret, str) and secret and authinfo.strength(secret) < bits:
        yield AuthInfoWrong(
            f"This can be guessed: {bits} bits are demanded (20 random printable characters have 131, 25 alphanumeric ones 129)."
        )
