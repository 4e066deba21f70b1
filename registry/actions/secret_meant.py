"""Which secret a registrar means when it shows one for a domain."""

from datetime import datetime

from registry.model import authinfo
from registry.model.domain import Domain
from registry.store import contacts
from registry.store.sql import Connection


async def secret_meant(db: Connection, domain: Domain, roid: str | None, now: datetime) -> str | None:
    """The stored form of the domain's own secret or, with a ROID, of that contact's of the domain (RFC 5731: authInfo).

    None where there is none, or its time is over, and where the ROID is of nothing that has to do with the domain.
    """
    if roid is None or roid == domain.roid:
        return domain.authinfo
    linked = {domain.registrant, *(link.contact for link in domain.contacts)}
    sealed = await contacts.authinfo_of(db, roid=roid, handles=sorted(filter(None, linked)))
    return None if sealed and authinfo.has_lapsed(sealed, authinfo.LIFE, now) else sealed
