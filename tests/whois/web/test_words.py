"""Statuses in a few words."""

from registry.model import status
from whois.web.words import meaning


def test_every_status_that_can_be_shown_has_a_meaning() -> None:
    assert meaning("clientHold") == "left out of the DNS, by its registrar's wish"
    assert meaning("serverTransferProhibited") == "cannot move to another registrar, by the registry's wish"
    assert [each for each in status.DOMAIN_CLIENT if not meaning(each)] == []
    assert meaning("somethingNew") == ""
