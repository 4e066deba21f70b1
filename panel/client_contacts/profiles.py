"""What a contact needs to be of use for something: profiles of required fields, as one literal table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

# What people call the fields of a contact, in the order of its form.
TITLES: Final[dict[str, str]] = {
    "name": "Name",
    "organization": "Organisation",
    "email": "E-mail",
    "abuse_email": "E-mail for complaints",
    "street": "Street",
    "city": "City",
    "province": "Province or state",
    "postal_code": "Postal code",
    "country": "Country",
    "voice_phone": "Telephone",
    "fax_phone": "Fax",
    "birth_date": "Date of birth",
    "registration_number": "Number in the register of companies",
    "vat_number": "VAT number",
    "tax_comment": "About taxes",
}


@dataclass(frozen=True, slots=True)
class Profile:
    """Its name for people, and the fields that must be there."""

    title: str
    needs: frozenset[str]


_REACHED: Final = frozenset({"name", "email"})
_POSTAL: Final = _REACHED | {"street", "city", "country", "voice_phone"}

PROFILES: Final[dict[str, Profile]] = {
    "reached": Profile("Somebody who can be reached", _REACHED),
    "postal": Profile("Complete address", _POSTAL),
    "person": Profile("Natural person", _POSTAL | {"birth_date"}),
    "organization": Profile("Organisation", _POSTAL | {"organization"}),
    "company": Profile("Company that pays VAT", _POSTAL | {"organization", "registration_number", "vat_number"}),
}
CHOICES: Final[dict[str, str]] = {name: each.title for name, each in PROFILES.items()}


def lacks(profile: str, facts: Mapping[str, Any]) -> tuple[str, ...]:
    """What the profile needs and the contact has not, by its titles."""
    needs = PROFILES[profile].needs
    return tuple(title for name, title in TITLES.items() if name in needs and not facts[name])


def why_incomplete(profile: str, facts: Mapping[str, Any]) -> str | None:
    """In words what keeps a contact from being of the profile; None: nothing."""
    missing = lacks(profile, facts)
    return f"“{PROFILES[profile].title}” also needs: {', '.join(missing)}." if missing else None
