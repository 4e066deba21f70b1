"""Contacts for who may be shown more of them than where a registrant is: those of a name, in one query as without them, and one
by its ROID.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from registry.model.contact import Disclose, Phone, Postal
from registry.model.disclosure import GrantedRole, Role
from registry.store import contacts
from registry.store.contacts import ContactRow, disclose_of, postal_of
from registry.store.directory import COLUMNS, SOURCES, DirectoryRow, instant_of
from registry.store.sql import Connection, many, maybe


@dataclass(frozen=True, slots=True)
class LinkedContact:
    """A contact of a domain, its sponsor being that of `now`."""

    role: Role
    roid: str
    registrar: str
    postals: tuple[Postal, ...]
    voice: Phone | None
    fax: Phone | None
    email: str
    disclose: Disclose | None


@dataclass(frozen=True, slots=True)
class WholeRow(DirectoryRow):
    """The same with its contacts, of each role in the order of their handles."""

    contacts: list[Mapping[str, Any]]

    def linked(self, now: datetime) -> tuple[LinkedContact, ...]:
        return tuple(_linked(each, now) for each in self.contacts)


# A transfer of the contact that time has approved and nobody has written down yet has moved it all the same.
_CONTACTS: Final = """(
           SELECT coalesce(
                      jsonb_agg(
                          jsonb_build_object(
                              'role', link.role, 'roid', c.roid, 'sponsor', holder.handle, 'postal', c.postal, 'voice', c.voice,
                              'voice_extension', c.voice_extension, 'fax', c.fax, 'fax_extension', c.fax_extension,
                              'email', c.email, 'disclose', c.disclose, 'gaining', gaining.handle,
                              'act_by', (extract(epoch FROM x.act_by) * 1000)::bigint::text)
                          ORDER BY link.number, c.handle),
                      '[]')
             FROM (SELECT d.registrant_id AS contact_id, 'registrant' AS role, 0 AS number
                    UNION ALL
                   SELECT l.contact_id, l.role, CASE l.role WHEN 'admin' THEN 1 WHEN 'tech' THEN 2 ELSE 3 END
                     FROM registry.domain_contact l
                    WHERE l.domain_id = d.id) AS link
             JOIN registry.contact c ON c.id = link.contact_id
             JOIN registry.registrar holder ON holder.id = c.registrar_id
             LEFT JOIN registry.transfer x ON x.contact_id = c.id AND x.status = 'pending'
             LEFT JOIN registry.registrar gaining ON gaining.id = x.gaining_id)"""


@many(f"SELECT {COLUMNS}, {_CONTACTS}{SOURCES}")
async def _domains_whole(db: Connection, *, names: list[str]) -> list[WholeRow]: ...


async def domains_whole(db: Connection, names: Sequence[str]) -> list[WholeRow | None]:
    """The same with all that their contacts say of themselves, for who may be shown any of it."""
    found = {row.name: row for row in await _domains_whole(db, names=list(set(names)))}
    return [found.get(name) for name in names]


def _linked(told: Mapping[str, Any], now: datetime) -> LinkedContact:
    has_moved = told["gaining"] is not None and instant_of(told["act_by"]) <= now
    return LinkedContact(
        told["role"],
        told["roid"],
        told["gaining"] if has_moved else told["sponsor"],
        tuple(map(postal_of, told["postal"])),
        Phone(told["voice"], told["voice_extension"]) if told["voice"] else None,
        Phone(told["fax"], told["fax_extension"]) if told["fax"] else None,
        told["email"],
        disclose_of(told["disclose"]),
    )


@dataclass(frozen=True, slots=True)
class StandingRow(ContactRow):
    """A contact, and as whom it stands in names: `TLD ROLE`, each once."""

    stands: list[str]

    def standing(self) -> tuple[tuple[str, GrantedRole], ...]:
        """In which TLDs in which roles."""
        return tuple((tld, cast(GrantedRole, role)) for tld, _, role in (each.partition(" ") for each in self.stands))


# As hosts of those who only practise, their contacts are not there; nor does a name count that time has ended.
@maybe(f"""
    SELECT {contacts.COLUMNS},
           ARRAY(SELECT t.name || ' ' || role
                   FROM registry.tld t
                  CROSS JOIN unnest(ARRAY['registrant', 'admin', 'tech']) AS role
                  WHERE t.name = ANY(:tlds::text[])
                    AND CASE role
                        WHEN 'registrant' THEN
                            EXISTS (SELECT
                                      FROM registry.domain d
                                     WHERE d.registrant_id = c.id
                                       AND d.tld_id = t.id
                                       AND (d.purge_at IS NULL OR d.purge_at > :now))
                        ELSE
                            EXISTS (SELECT
                                      FROM registry.domain_contact l
                                      JOIN registry.domain d ON d.id = l.domain_id
                                     WHERE l.contact_id = c.id
                                       AND l.role = role
                                       AND d.tld_id = t.id
                                       AND (d.purge_at IS NULL OR d.purge_at > :now))
                        END
                  ORDER BY 1)
    {contacts.SOURCES}
     WHERE c.roid = :roid
       AND sponsor.state <> 'ote'
""")
async def contact(db: Connection, *, roid: str, tlds: list[str], now: datetime) -> StandingRow | None:
    """The contact as stored, a transfer that fell due not applied yet; only names of these TLDs are looked at."""
