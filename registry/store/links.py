"""What exists of the contacts and hosts that a change links, and what the sponsor may link in the TLD."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, one


@dataclass(frozen=True, slots=True)
class Links:
    """`contacts_rule` is the registrar's exception to the TLD's rule about contacts; `without_address` are hosts of our zones."""

    accredited: bool
    contacts_rule: str | None
    contacts: list[str]
    contact_ids: list[int]
    contact_sponsors: list[int]
    hosts: list[str]
    host_ids: list[int]
    host_sponsors: list[int]
    without_address: list[str]


@one("""
    SELECT a.registrar_id IS NOT NULL, a.contacts, c.handles, c.ids, c.sponsors, h.names, h.ids, h.sponsors, h.bare
      FROM (SELECT coalesce(array_agg(handle), '{}') AS handles, coalesce(array_agg(id), '{}') AS ids,
                   coalesce(array_agg(registrar_id), '{}') AS sponsors
              FROM registry.contact
             WHERE handle = ANY(:contacts)) c
     CROSS JOIN
           (SELECT coalesce(array_agg(name::text), '{}') AS names, coalesce(array_agg(id), '{}') AS ids,
                   coalesce(array_agg(registrar_id), '{}') AS sponsors,
                   coalesce(array_agg(name::text) FILTER (WHERE addresses = '{}' AND superordinate_id IS NOT NULL), '{}') AS bare
              FROM registry.host
             WHERE name = ANY(:hosts)) h
      LEFT JOIN registry.registrar r ON r.handle = :registrar
      LEFT JOIN registry.accreditation a
             ON a.registrar_id = r.id
            AND a.tld_id = :tld_id
            AND a.valid_from <= :now
            AND (a.valid_to IS NULL OR a.valid_to > :now)
""")
async def find(
    db: Connection, *, contacts: list[str], hosts: list[str], registrar: str, tld_id: int, now: datetime
) -> Links: ...
