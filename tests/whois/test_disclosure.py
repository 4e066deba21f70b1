"""Who may see what of a contact."""

from datetime import UTC, datetime
from typing import get_args

import pytest

from registry.model.policy import Policy
from tests.world import TLDS
from whois.disclosure import ContactField, Place, Role, contact_field, roles_shown

START = datetime(2026, 1, 1, tzinfo=UTC)


HERE = Place("Lower Saxony", "DE")


@pytest.mark.parametrize("role", get_args(Role))
def test_the_public_reads_where_a_registrant_is_and_a_redaction_in_every_other_field(role: Role) -> None:
    texts = {field: contact_field(role, field, HERE) for field in get_args(ContactField)}
    assert texts.pop("email").startswith("Please query the RDDS service of the Registrar of Record")
    if role == "registrant":
        assert (texts.pop("state_or_province"), texts.pop("country")) == ("Lower Saxony", "DE")
    assert set(texts.values()) == {"REDACTED FOR PRIVACY"}


def test_a_tld_without_contacts_has_no_place_for_them() -> None:
    shown = {name: roles_shown(Policy(1, 1, name, START, None, rules)) for name, rules in TLDS.items()}
    assert shown == {"test": ("registrant", "admin", "tech"), "example": (), "invalid": ()}
