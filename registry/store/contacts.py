"""Contacts: read whole, written whole; the domains that link them.

Longer than most files: every part of a contact has its statement here.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from registry.model.contact import Contact, Disclose, Phone, Postal
from registry.model.transfer import Transfer, TransferStatus
from registry.store import transfers
from registry.store.pool import Stale
from registry.store.sql import Connection, do, many, maybe, one

# The order of the columns is the order of the fields of ContactRow.
COLUMNS = """
           c.id, c.roid, c.handle, sponsor.handle, c.postal, c.voice, c.voice_extension, c.fax, c.fax_extension, c.email,
           c.disclose, c.authinfo, c.statuses,
           EXISTS (SELECT
                     FROM registry.domain_contact link
                     JOIN registry.domain linking ON linking.id = link.domain_id
                    WHERE link.contact_id = c.id
                      AND (linking.purge_at IS NULL OR linking.purge_at > :now))
           OR EXISTS (SELECT
                        FROM registry.domain linking
                       WHERE linking.registrant_id = c.id
                         AND (linking.purge_at IS NULL OR linking.purge_at > :now))
           OR EXISTS (SELECT FROM registry.application_contact link WHERE link.contact_id = c.id),
           c.created_at, creator.handle, c.updated_at, updater.handle, c.transferred_at,
           x.id, x.status, gaining.handle, losing.handle, x.requested_at, x.act_by, x.acted_at, actor.handle, x.cltrid,
           x.svtrid, c.version
"""

SOURCES = """
      FROM registry.contact c
      JOIN registry.registrar sponsor ON sponsor.id = c.registrar_id
      JOIN registry.registrar creator ON creator.id = c.created_by
      LEFT JOIN registry.registrar updater ON updater.id = c.updated_by
      LEFT JOIN LATERAL (
           SELECT last.id, last.status, last.gaining_id, last.losing_id, last.requested_at, last.act_by, last.acted_at,
                  last.acted_by, last.cltrid, last.svtrid
             FROM registry.transfer last
            WHERE last.contact_id = c.id
            ORDER BY last.id DESC
            LIMIT 1) x ON true
      LEFT JOIN registry.registrar gaining ON gaining.id = x.gaining_id
      LEFT JOIN registry.registrar losing ON losing.id = x.losing_id
      LEFT JOIN registry.registrar actor ON actor.id = x.acted_by
"""


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact as the query gives it: optional parts spread over columns."""

    id: int
    roid: str
    handle: str
    registrar: str
    postal: list[Mapping[str, Any]]
    voice: str | None
    voice_extension: str | None
    fax: str | None
    fax_extension: str | None
    email: str
    disclose: Mapping[str, Any] | None
    authinfo: str | None
    statuses: list[str]
    linked: bool
    created_at: datetime
    created_by: str
    updated_at: datetime | None
    updated_by: str | None
    transferred_at: datetime | None
    transfer_id: int | None
    transfer_status: TransferStatus | None
    gaining: str | None
    losing: str | None
    requested_at: datetime | None
    act_by: datetime | None
    acted_at: datetime | None
    acted_by: str | None
    transfer_cltrid: str | None
    transfer_svtrid: str | None
    version: int

    def contact(self) -> Contact:
        return Contact(
            self.id,
            self.roid,
            self.handle,
            self.registrar,
            tuple(postal_of(each) for each in self.postal),
            Phone(self.voice, self.voice_extension) if self.voice else None,
            Phone(self.fax, self.fax_extension) if self.fax else None,
            self.email,
            disclose_of(self.disclose),
            self.authinfo,
            frozenset(self.statuses),
            self.linked,
            self.created_at,
            self.created_by,
            self.updated_at,
            self.updated_by,
            self.transferred_at,
            self._transfer(),
            self.version,
        )

    def _transfer(self) -> Transfer | None:
        if self.transfer_id is None:
            return None
        assert self.transfer_status and self.gaining and self.losing and self.requested_at and self.act_by
        return Transfer(
            self.transfer_id,
            self.transfer_status,
            self.gaining,
            self.losing,
            self.requested_at,
            self.act_by,
            self.acted_at,
            self.acted_by,
            cltrid=self.transfer_cltrid,
            svtrid=self.transfer_svtrid or "",
        )


def disclose_of(kept: Mapping[str, Any] | None) -> Disclose | None:
    return Disclose(kept["flag"], frozenset(kept["fields"])) if kept else None


def postal_of(values: Mapping[str, Any]) -> Postal:
    return Postal(**{**values, "street": tuple(values["street"])})


def _kept(disclose: Disclose | None) -> Mapping[str, Any] | None:
    return {"flag": disclose.flag, "fields": sorted(disclose.fields)} if disclose else None


@maybe(f"SELECT {COLUMNS} {SOURCES} WHERE c.handle = :handle")
async def _row(db: Connection, *, handle: str, now: datetime) -> ContactRow | None: ...


async def by_handle(db: Connection, handle: str, now: datetime) -> Contact | None:
    """The contact as stored, linked or not as of `now`; a transfer that fell due is not applied yet."""
    row = await _row(db, handle=handle, now=now)
    return row.contact() if row else None


@maybe("""
    SELECT authinfo
      FROM registry.contact
     WHERE roid = :roid
       AND handle = ANY(:handles)
""")
async def authinfo_of(db: Connection, *, roid: str, handles: list[str]) -> str | None:
    """The sealed secret of one of the contacts, by ROID (RFC 5731: authInfo of a domain's contact)."""


@maybe("SELECT id FROM registry.contact WHERE handle = :handle FOR NO KEY UPDATE")
async def lock(db: Connection, *, handle: str) -> int | None:
    """Lock the row before reading it whole; domains can still link the contact."""


@many("SELECT handle FROM registry.contact WHERE handle = ANY(:handles)")
async def taken(db: Connection, *, handles: list[str]) -> list[str]: ...


@many("""
    SELECT c.handle
      FROM registry.contact c
      JOIN registry.registrar r ON r.id = c.registrar_id
     WHERE r.handle = :registrar
     ORDER BY c.handle
""")
async def handles_of(db: Connection, *, registrar: str) -> list[str]:
    """All contacts that a registrar sponsors: for those that practise, which have few."""


@dataclass(frozen=True, slots=True)
class Made:
    id: int
    roid: str


async def add(db: Connection, contact: Contact, registrar_id: int, repository: str) -> Made:
    """The identity of the new contact."""
    return await _add(
        db,
        handle=contact.handle,
        registrar_id=registrar_id,
        postal=[asdict(each) for each in contact.postals],
        voice=contact.voice.number if contact.voice else None,
        voice_extension=contact.voice.extension if contact.voice else None,
        fax=contact.fax.number if contact.fax else None,
        fax_extension=contact.fax.extension if contact.fax else None,
        email=contact.email,
        disclose=_kept(contact.disclose),
        authinfo=contact.authinfo,
        now=contact.created_at,
        repository=repository,
    )


@one("""
    WITH fresh AS (
        SELECT nextval('registry.object_number') AS id
    )
    INSERT INTO registry.contact (id, roid, handle, registrar_id, postal, voice, voice_extension, fax, fax_extension, email,
                                  disclose, authinfo, created_by, created_at)
    SELECT id, 'C' || id || '-' || :repository::text, :handle, :registrar_id, :postal, :voice, :voice_extension, :fax,
           :fax_extension, :email, :disclose, :authinfo, :registrar_id, :now
      FROM fresh
 RETURNING id, roid
""")
async def _add(
    db: Connection,
    *,
    handle: str,
    registrar_id: int,
    postal: list[dict[str, Any]],
    voice: str | None,
    voice_extension: str | None,
    fax: str | None,
    fax_extension: str | None,
    email: str,
    disclose: Mapping[str, Any] | None,
    authinfo: str | None,
    now: datetime,
    repository: str,
) -> Made: ...


async def save(db: Connection, before: Contact, after: Contact) -> None:
    """Write `after` as the next version of what is stored. Raises Stale when that is not `before`."""
    saved = await _save(
        db,
        contact_id=after.id,
        registrar=after.registrar,
        postal=[asdict(each) for each in after.postals],
        voice=after.voice.number if after.voice else None,
        voice_extension=after.voice.extension if after.voice else None,
        fax=after.fax.number if after.fax else None,
        fax_extension=after.fax.extension if after.fax else None,
        email=after.email,
        disclose=_kept(after.disclose),
        authinfo=after.authinfo,
        statuses=sorted(after.statuses),
        updated_at=after.updated_at,
        updated_by=after.updated_by,
        transferred_at=after.transferred_at,
        version=after.version,
    )
    if saved is None:
        raise Stale(after.handle)
    await transfers.save(db, before.transfer, after.transfer, contact_id=after.id)


@maybe("""
    UPDATE registry.contact
       SET registrar_id = (SELECT id FROM registry.registrar WHERE handle = :registrar),
           postal = :postal,
           voice = :voice,
           voice_extension = :voice_extension,
           fax = :fax,
           fax_extension = :fax_extension,
           email = :email,
           disclose = :disclose,
           authinfo = :authinfo,
           statuses = :statuses,
           updated_at = :updated_at,
           updated_by = (SELECT id FROM registry.registrar WHERE handle = :updated_by),
           transferred_at = :transferred_at,
           version = :version
     WHERE id = :contact_id
       AND version = :version - 1
 RETURNING id
""")
async def _save(
    db: Connection,
    *,
    contact_id: int,
    registrar: str,
    postal: list[dict[str, Any]],
    voice: str | None,
    voice_extension: str | None,
    fax: str | None,
    fax_extension: str | None,
    email: str,
    disclose: Mapping[str, Any] | None,
    authinfo: str | None,
    statuses: list[str],
    updated_at: datetime | None,
    updated_by: str | None,
    transferred_at: datetime | None,
    version: int,
) -> int | None: ...


@do("DELETE FROM registry.contact WHERE id = :contact_id")
async def remove(db: Connection, *, contact_id: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Linking:
    """A domain, or one that is applied for, that links a contact; `overdue`: time has changed it, and that is not written yet."""

    domain: str
    overdue: bool


@many("""
    SELECT d.name, d.next_due <= :now
      FROM registry.domain d
     WHERE d.id IN (SELECT domain_id FROM registry.domain_contact WHERE contact_id = :contact_id
                     UNION ALL
                    SELECT id FROM registry.domain WHERE registrant_id = :contact_id)
     UNION ALL
    SELECT a.name, false
      FROM registry.application a
     WHERE a.id IN (SELECT application_id FROM registry.application_contact WHERE contact_id = :contact_id)
     ORDER BY 2 DESC, 1
     LIMIT :most
""")
async def linking(db: Connection, *, contact_id: int, now: datetime, most: int) -> list[Linking]:
    """Domains and open applications that link the contact in any role, overdue ones first."""


@many("""
    SELECT c.handle
      FROM registry.transfer x
      JOIN registry.contact c ON c.id = x.contact_id
     WHERE x.status = 'pending'
       AND x.act_by <= :now
       AND (:registrar_id::bigint IS NULL OR :registrar_id IN (x.gaining_id, x.losing_id))
     ORDER BY x.act_by, x.id
     LIMIT :most
""")
async def due(db: Connection, *, registrar_id: int | None, now: datetime, most: int) -> list[str]:
    """Contacts whose transfer time has approved without writing it down; None: whichever registrars' they are."""
