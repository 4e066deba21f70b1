"""Queries about what is attached to objects."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, do, many, maybe


@dataclass(frozen=True, slots=True)
class AttachedRow:
    key: str
    note: str | None
    label: str | None
    tags: list[str]
    attributes: Mapping[str, str]


@many("""
    SELECT asked.key,
           (SELECT n.text FROM panel.note n WHERE n.kind = :kind AND n.key = asked.key AND n.sort = 'note'),
           (SELECT n.text FROM panel.note n WHERE n.kind = :kind AND n.key = asked.key AND n.sort = 'label'),
           ARRAY(SELECT t.tag FROM panel.tag t WHERE t.kind = :kind AND t.key = asked.key ORDER BY t.tag),
           (SELECT coalesce(jsonb_object_agg(a.name, a.value), '{}') FROM panel.attribute a
             WHERE a.kind = :kind AND a.key = asked.key)
      FROM unnest(:keys::text[]) AS asked (key)
""")
async def attached(db: Connection, *, kind: str, keys: list[str]) -> list[AttachedRow]:
    """A row for each of the keys, whether anything is attached to it or not."""


@do("""
    INSERT INTO panel.note (kind, key, sort, text, by, at)
    VALUES (:kind, :key, :sort, :text, :by, :at)
        ON CONFLICT (kind, key, sort) DO UPDATE SET text = excluded.text, by = excluded.by, at = excluded.at
""")
async def write_note(db: Connection, *, kind: str, key: str, sort: str, text: str, by: str, at: datetime) -> None: ...


@do("DELETE FROM panel.note WHERE kind = :kind AND key = :key AND sort = :sort")
async def drop_note(db: Connection, *, kind: str, key: str, sort: str) -> None: ...


@do("""
    INSERT INTO panel.tag (kind, key, tag, by, at)
    SELECT :kind, :key, each, :by, :at FROM unnest(:tags::text[]) AS each
        ON CONFLICT DO NOTHING
""")
async def add_tags(db: Connection, *, kind: str, key: str, tags: list[str], by: str, at: datetime) -> None: ...


@do("DELETE FROM panel.tag WHERE kind = :kind AND key = :key AND tag = ANY (:tags::text[])")
async def remove_tags(db: Connection, *, kind: str, key: str, tags: list[str]) -> None: ...


@many("""
    SELECT t.tag
      FROM panel.tag t
     WHERE starts_with(t.tag, :begins)
     GROUP BY t.tag
     ORDER BY count(*) DESC, t.tag
     LIMIT :most
""")
async def tags_that_begin(db: Connection, *, begins: str, most: int) -> list[str]:
    """Tags of any object, those used most first."""


@do("""
    INSERT INTO panel.attribute (kind, key, name, value, by, at)
    VALUES (:kind, :key, :name, :value, :by, :at)
        ON CONFLICT (kind, key, name) DO UPDATE SET value = excluded.value, by = excluded.by, at = excluded.at
""")
async def set_attribute(
    db: Connection, *, kind: str, key: str, name: str, value: str, by: str, at: datetime
) -> None: ...


@do("DELETE FROM panel.attribute WHERE kind = :kind AND key = :key AND name = :name")
async def remove_attribute(db: Connection, *, kind: str, key: str, name: str) -> None: ...


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file without what is in it; `key` is the identity of its object. `held`: a scanner has not looked at it yet, so it is
    given to nobody; `drawn`: there is a picture of its first page."""

    key: str
    id: int
    name: str
    media: str
    shown: bool
    octets: int
    by: str
    at: datetime
    held: bool = False
    drawn: bool = False


_FILE = """
    SELECT f.key, f.id, f.name, f.media, f.shown, c.octets, f.by, f.at, c.held_since IS NOT NULL, c.preview IS NOT NULL
      FROM panel.file f
      JOIN panel.content c ON c.sha256 = f.sha256
"""


@many(f"{_FILE} WHERE f.kind = :kind AND f.key = ANY (:keys::text[]) ORDER BY f.id DESC")
async def files(db: Connection, *, kind: str, keys: list[str]) -> list[FileRow]: ...


@maybe(f"{_FILE} WHERE f.id = :id")
async def file(db: Connection, *, id: int) -> FileRow | None: ...


@maybe("""
    SELECT p.octets
      FROM panel.content_part p
     WHERE p.sha256 = (SELECT f.sha256 FROM panel.file f WHERE f.id = :id)
       AND p.number = :number
""")
async def content_part(db: Connection, *, id: int, number: int) -> bytes | None: ...


@maybe("""
    INSERT INTO panel.content (sha256, octets, held_since, preview) VALUES (:digest, :octets, :held_since, :preview)
        ON CONFLICT DO NOTHING
    RETURNING octets
""")
async def add_content(
    db: Connection, *, digest: bytes, octets: int, held_since: datetime | None, preview: bytes | None
) -> int | None:
    """None: it is kept already. Who writes the same just now is waited for."""


@do("INSERT INTO panel.content_part (sha256, number, octets) VALUES (:digest, :number, :octets)")
async def add_content_part(db: Connection, *, digest: bytes, number: int, octets: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class AddedFile:
    """The number that a file got; `held` and `drawn` are as its content is kept, which may be there already."""

    id: int
    held: bool
    drawn: bool


@maybe("""
    INSERT INTO panel.file (kind, key, name, media, shown, sha256, by, at)
    SELECT :kind, :key, :name, :media, :shown, :digest, :by, :at
     WHERE (SELECT count(*) FROM panel.file f WHERE f.kind = :kind AND f.key = :key) < :most
    RETURNING id,
              (SELECT c.held_since IS NOT NULL FROM panel.content c WHERE c.sha256 = :digest),
              (SELECT c.preview IS NOT NULL FROM panel.content c WHERE c.sha256 = :digest)
""")
async def add_file(
    db: Connection,
    *,
    kind: str,
    key: str,
    name: str,
    media: str,
    shown: bool,
    digest: bytes,
    by: str,
    at: datetime,
    most: int,
) -> AddedFile | None: ...


@maybe("""
    SELECT c.preview
      FROM panel.file f
      JOIN panel.content c ON c.sha256 = f.sha256
     WHERE f.id = :id
       AND c.held_since IS NULL
       AND c.preview IS NOT NULL
""")
async def preview(db: Connection, *, id: int) -> bytes | None: ...


@do("UPDATE panel.content SET held_since = NULL, preview = coalesce(preview, :preview) WHERE sha256 = :digest")
async def release(db: Connection, *, digest: bytes, preview: bytes | None) -> None:
    """A scanner has looked at it, and found nothing."""


@dataclass(frozen=True, slots=True)
class Held:
    """A content that waits for a scanner; `media` is what its files say that it is."""

    digest: bytes
    media: str


@many("""
    SELECT c.sha256, coalesce((SELECT f.media FROM panel.file f WHERE f.sha256 = c.sha256 LIMIT 1), '')
      FROM panel.content c
     WHERE c.held_since IS NOT NULL
     ORDER BY c.held_since
     LIMIT :most
""")
async def held(db: Connection, *, most: int) -> list[Held]: ...


@many("SELECT p.octets FROM panel.content_part p WHERE p.sha256 = :digest ORDER BY p.number")
async def parts(db: Connection, *, digest: bytes) -> list[bytes]: ...


@dataclass(frozen=True, slots=True)
class Thrown:
    """A file that went; `account_id` is who handed it in, None: nobody who has an account."""

    id: int
    kind: str
    key: str
    name: str
    by: str
    account_id: int | None


@many("""
    WITH gone AS (DELETE FROM panel.file f WHERE f.sha256 = :digest RETURNING f.id, f.kind, f.key, f.name, f.by)
    SELECT gone.id, gone.kind, gone.key, gone.name, gone.by, (SELECT a.id FROM iam.account a WHERE a.login = gone.by)
      FROM gone
""")
async def throw_away(db: Connection, *, digest: bytes) -> list[Thrown]:
    """All files with this content."""


@maybe("DELETE FROM panel.file WHERE id = :id AND kind = :kind AND key = :key RETURNING sha256")
async def drop_file(db: Connection, *, id: int, kind: str, key: str) -> bytes | None: ...


@do("""
    DELETE FROM panel.content c
     WHERE c.sha256 = :digest
       AND NOT EXISTS (SELECT FROM panel.file f WHERE f.sha256 = c.sha256)
""")
async def drop_content(db: Connection, *, digest: bytes) -> None: ...


@do("DELETE FROM panel.content c WHERE NOT EXISTS (SELECT FROM panel.file f WHERE f.sha256 = c.sha256)")
async def drop_contents_of_nothing(db: Connection) -> None: ...


@dataclass(frozen=True, slots=True)
class Reminder:
    id: int
    every: str
    first_at: datetime
    rings_at: datetime
    until: datetime | None


@many("""
    SELECT m.id, m.every, m.first_at, m.rings_at, m.until
      FROM panel.reminder m
     WHERE m.id = ANY (:ids::bigint[])
       AND m.account_id = :account_id
""")
async def reminders(db: Connection, *, ids: list[int], account_id: int) -> list[Reminder]:
    """Those that are the account's own."""


@maybe("""
    INSERT INTO panel.reminder (account_id, kind, key, list, name, message, every, first_at, rings_at, until,
                                by_mail)
    SELECT :account_id, :kind, :key, :list, :name, :message, :every, :at, :at, :until, :by_mail
     WHERE (SELECT count(*) FROM panel.reminder m WHERE m.account_id = :account_id) < :most
    RETURNING id
""")
async def add_reminder(
    db: Connection,
    *,
    account_id: int,
    kind: str,
    key: str,
    list: str,
    name: str,
    message: str,
    every: str,
    at: datetime,
    until: datetime | None,
    by_mail: bool,
    most: int,
) -> int | None: ...


@do("UPDATE panel.reminder SET rings_at = :at WHERE id = :id")
async def ring(db: Connection, *, id: int, at: datetime) -> None: ...


@do("DELETE FROM panel.reminder WHERE id = :id")
async def drop_reminder(db: Connection, *, id: int) -> None: ...
