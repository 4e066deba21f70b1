"""Who sees a contact sponsors it, or shows its secret."""

from collections.abc import Iterator

from registry.errors import NotAuthorized, Refusal
from registry.policy.authinfo_opens_the_object import authinfo_opens_the_object
from registry.policy.contact_case import ContactCase
from registry.requests.contact import ContactInfo


def contact_is_seen_by_its_sponsor(case: ContactCase[ContactInfo]) -> Iterator[Refusal]:
    """A contact is somebody's address: strangers do not even see its outline (RFC 5733, section 3.1.2).

    A sponsor that shows a secret learns whether it is right (RFC 9154, section 5.3).
    """
    sponsors = case.sponsor == case.actor.registrar
    if case.actor.is_operator or (sponsors and not case.wish.authinfo):
        return
    if case.wish.authinfo is None:
        yield NotAuthorized("Only its sponsor sees a contact.")
    else:
        yield from authinfo_opens_the_object(case)
