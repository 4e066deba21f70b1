"""Who may see what of a contact."""

from datetime import UTC, datetime
from typing import get_args

from registry.model.policy import Policy
from tests.world import TLDS
from whois.disclosure import ContactField, contact_field, roles_shown

START = datetime(2026, 1, 1, tzinfo=UTC)


def test_the_public_reads_a_redaction_in_every_field_of_a_contact() -> None:
    texts = {field: contact_field(field) for field in get_args(ContactField)}
    assert texts.pop("email").startswith("Please query the RDDS service of the Registrar of Record")
    assert set(texts.values()) == {"REDACTED FOR PRIVACY"}


def test_a_tld_without_contacts_has_no_place_for_them() -> None:
    shown = {name: roles_shown(Policy(1, 1, name, START, None, rules)) for name, rules in TLDS.items()}
    assert shown == {"test": ("registrant", "admin", "tech"), "example": (), "invalid": ()}
