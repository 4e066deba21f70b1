"""What a contact says, and what it needs to be of use for something: rules over profiles, which the house keeps as data."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from panel.contact_profiles.queries import Profile
from panel.kit.languages import LANGUAGES

# What people call the fields of a contact, in the order of its forms.
TITLES: Final[dict[str, str]] = {
    "name": "Name",
    "first_name": "First name",
    "last_name": "Last name",
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
    "director": "Who speaks for the organisation",
    "registration_number": "Number in the register of companies",
    "registration_data": "Where and when it was registered",
    "vat_number": "VAT number",
    "vat_rate": "VAT in percent",
    "inn": "INN",
    "kpp": "KPP",
    "tic": "Code of the taxpayer elsewhere",
    "resident": "Pays taxes where it lives",
    "tax_comment": "About taxes",
}
# What it says in several values, or apart from the rest.
MORE: Final[dict[str, str]] = {
    "messengers": "A messenger",
    "bank_accounts": "An account at a bank",
    "passport": "Passport",
}
NEEDABLE: Final[dict[str, str]] = TITLES | MORE
# What a contact says before anybody has said anything.
NOTHING: Final[Mapping[str, Any]] = dict.fromkeys(TITLES) | {"messengers": [], "bank_accounts": [], "local_forms": {}}


def lacks(profile: Profile, facts: Mapping[str, Any]) -> tuple[str, ...]:
    """What the profile needs and the contact has not, by its titles; `facts` say by `passport` whether it has one."""
    needs = {*profile.needs}
    lacking = [title for name, title in NEEDABLE.items() if name in needs and _is_empty(facts.get(name))]
    if profile.written_in and profile.written_in not in facts["local_forms"]:
        lacking.append(f"Name and address in {LANGUAGES.get(profile.written_in, profile.written_in)}")
    return tuple(lacking)


def _is_empty(value: object) -> bool:
    """A rate of nothing is said all the same."""
    return value is None or value is False or value in ("", [])


def why_incomplete(profile: Profile, facts: Mapping[str, Any]) -> str | None:
    """In words what keeps a contact from being of the profile; None: nothing."""
    missing = lacks(profile, facts)
    return f"“{profile.title}” also needs: {', '.join(missing)}." if missing else None


def why_unsuitable(profiles: Iterable[Profile], facts: Mapping[str, Any], tld: str) -> str | None:
    """In words what keeps a contact from holding names in the TLD; None: nothing, or no profile speaks of it.

    Of several profiles that name the TLD one is enough, as people and companies are told apart by some registries."""
    lacking = [(lacks(each, facts), each) for each in profiles if tld in each.tlds]
    if not lacking or any(not missing for missing, _ in lacking):
        return None
    words = "; or ".join(f"as “{each.title}” {', '.join(missing)}" for missing, each in lacking)
    return f"To hold names in .{tld} the contact needs, {words}."
