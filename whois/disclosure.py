"""Everything that decides who may see what of a contact.

The rule of this file: what the public may not see is not read from the database at all, so that no answer can leak it.
Of a registrant the public sees country and state, as ICANN's registration data policy wants it; of any contact, be it of a
person or of an organisation, nothing else, not even whether it has a fax.
"""

from dataclasses import dataclass
from typing import Final, Literal

from registry.model.policy import Policy

Role = Literal["registrant", "admin", "tech"]
ContactField = Literal[
    "id",
    "name",
    "organization",
    "street",
    "city",
    "state_or_province",
    "postal_code",
    "country",
    "phone",
    "phone_extension",
    "fax",
    "fax_extension",
    "email",
]

# Redaction texts, word for word as ICANN's checkers know them.
REDACTED: Final = "REDACTED FOR PRIVACY"
ASK_THE_REGISTRAR: Final = (
    "Please query the RDDS service of the Registrar of Record identified in this output for information on how to "
    "contact the Registrant, Admin, or Tech contact of the queried domain name."
)


def roles_shown(policy: Policy) -> tuple[Role, ...]:
    """The roles an answer has a place for: all of them in a TLD that takes contacts, whichever the name has."""
    return () if policy.rules.contacts == "forbidden" else ("registrant", "admin", "tech")


@dataclass(frozen=True, slots=True)
class Place:
    """What the public is told of where a registrant is; `country` is a code of ISO 3166."""

    state_or_province: str | None
    country: str | None


def contact_field(role: Role, field: ContactField, place: Place) -> str:
    """What the public reads in a field of a contact, the registrant being at `place`."""
    if role == "registrant" and field in ("state_or_province", "country"):
        return getattr(place, field) or ""
    return ASK_THE_REGISTRAR if field == "email" else REDACTED
