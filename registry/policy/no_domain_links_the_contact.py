"""A contact that is linked stays."""

from collections.abc import Iterator

from registry.errors import LinkForbids, Refusal
from registry.policy.contact_case import ContactCase
from registry.requests.contact import ContactDelete


def no_domain_links_the_contact(case: ContactCase[ContactDelete]) -> Iterator[Refusal]:
    """Domains let go of it first (RFC 5733, section 3.2.2): the reason names the first of them."""
    if case.linking:
        names = ", ".join(case.linking[:3])
        more = ", …" if len(case.linking) > 3 else ""
        yield LinkForbids(f"Domains link this contact: {names}{more}", "contact:id", case.wish.handle)
