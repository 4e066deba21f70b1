"""Contacts."""

from registry.store.sql import Connection, maybe


@maybe("""
    SELECT authinfo
      FROM registry.contact
     WHERE roid = :roid
       AND handle = ANY(:handles)
""")
async def authinfo_of(db: Connection, *, roid: str, handles: list[str]) -> str | None:
    """The sealed secret of one of the contacts, by ROID (RFC 5731: authInfo of a domain's contact)."""
