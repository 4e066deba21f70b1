"""Registrars that practise and those that sell gain nothing from each other."""

from collections.abc import Iterator

from registry.errors import NotAuthorized, Refusal
from registry.policy.contact_case import ContactCase
from registry.requests.contact import ContactTransfer


def transfer_stays_in_its_world(case: ContactCase[ContactTransfer]) -> Iterator[Refusal]:
    """A contact does not come to a registrar in OT&E from one that is not, nor the other way."""
    if case.strange:
        yield NotAuthorized("Registrars in OT&E and others exchange no contacts.")
