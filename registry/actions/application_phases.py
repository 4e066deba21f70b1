"""Whether a TLD knows applications at all."""

from registry.context import Context
from registry.errors import OptionNotOffered


def demand_applications(cx: Context, name: str) -> None:
    """Raise the refusal of an update or delete of an application where there never are such (RFC 8334, section 3.4: 2102)."""
    tld = cx.book.tld_of(name)
    if tld is None or not cx.book.takes_applications(tld):
        raise OptionNotOffered("Names in this TLD are not applied for.", "domain:name", name)
