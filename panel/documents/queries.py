"""What the database knows of documents: what they say, what was said of them, how many there are of each type in each month."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from panel.kit.subtree import WITHIN
from registry.store.sql import Connection, do, many, maybe, one

FILE: Final = "document-file"
_COLUMNS: Final = """d.id, a.login, d.account_id, a.sellers, a.state, d.type, d.title, d.number, d.description, d.valid_from,
           d.valid_until, d.state, d.statuses, d.by, d.created_at, d.updated_at, d.made_from IS NOT NULL,
           d.sender_id, coalesce(f.name, ''), d.receiver_id, coalesce(t.name, '')"""
_SOURCE: Final = "panel.document d JOIN iam.account a ON a.id = d.account_id"
_PARTIES: Final = """LEFT JOIN panel.client_contact f ON f.id = d.sender_id
      LEFT JOIN panel.client_contact t ON t.id = d.receiver_id"""


@dataclass(frozen=True, slots=True)
class Document:
    """`client` is whose it is, by login; `sellers` and `client_state` are that client's; `is_set`: from a template. `sender` and
    `receiver` are contacts by their names, empty where there are none."""

    id: int
    client: str
    account_id: int
    sellers: list[int]
    client_state: str
    type: str
    title: str
    number: str
    description: str
    valid_from: date | None
    valid_until: date | None
    state: str
    statuses: list[str]
    by: str
    created_at: datetime
    updated_at: datetime | None
    is_set: bool
    sender_id: int | None
    sender: str
    receiver_id: int | None
    receiver: str


@many(f"""
    SELECT {_COLUMNS}
      FROM {_SOURCE} {_PARTIES}
     WHERE d.id = ANY(:ids)
       AND (:everything OR {WITHIN})
""")
async def documents(db: Connection, *, ids: list[int], everything: bool, root: int | None) -> list[Document]:
    """Of the numbers those of documents that the scope has."""


@many(f"""
    SELECT {_COLUMNS}
      FROM {_SOURCE} {_PARTIES}
     WHERE d.account_id = :account_id
       AND d.state = 'kept'
     ORDER BY d.id DESC
     LIMIT :most
""")
async def newest(db: Connection, *, account_id: int, most: int) -> list[Document]: ...


@maybe(
    f"SELECT max(f.id) FROM panel.file f WHERE f.kind = '{FILE}' AND f.key = (:id::bigint)::text HAVING count(*) > 0"
)
async def last_file(db: Connection, *, id: int) -> int | None:
    """The number of the file that holds; None: it has none yet."""


@maybe(f"""
    SELECT d.id
      FROM panel.file f
      JOIN panel.document d ON d.id::text = f.key
     WHERE f.id = :file
       AND f.kind = '{FILE}'
       AND d.state = 'kept'
""")
async def kept_with(db: Connection, *, file: int) -> int | None:
    """The document whose file that is, unless it is deleted."""


@dataclass(frozen=True, slots=True)
class Mailed:
    """A document as a mail-out sees it; `email` is its client's."""

    id: int
    title: str
    number: str
    client: str
    email: str
    sent: bool
    has_file: bool


@many(f"""
    SELECT d.id, d.title, d.number, a.login, a.email, 'sent' = ANY (d.statuses),
           EXISTS (SELECT FROM panel.file f WHERE f.kind = '{FILE}' AND f.key = d.id::text)
      FROM {_SOURCE}
     WHERE d.type = :type
       AND d.dated >= :first
       AND d.dated < :last
       AND d.state = 'kept'
       AND a.state NOT IN ('deleted', 'wiped')
       AND (:everything OR {WITHIN})
     ORDER BY a.login, d.id
     LIMIT :most
""")
async def mailed(
    db: Connection, *, type: str, first: date, last: date, everything: bool, root: int | None, most: int
) -> list[Mailed]:
    """Those of a type that are filed in a month."""


@dataclass(frozen=True, slots=True)
class Stack:
    """How many documents of a type are filed in a month, of which this is the first day."""

    type: str
    month: date
    count: int


@many(f"""
    SELECT d.type, date_trunc('month', d.created_at AT TIME ZONE 'UTC')::date AS month, count(*)
      FROM {_SOURCE}
     WHERE d.created_at >= :since
       AND d.state = 'kept'
       AND (:everything OR {WITHIN})
     GROUP BY 1, 2
""")
async def made_since(db: Connection, *, since: datetime, everything: bool, root: int | None) -> list[Stack]:
    """By type and the month in which they were made."""


@maybe(f"SELECT {_COLUMNS} FROM {_SOURCE} {_PARTIES} WHERE d.id = :id FOR UPDATE OF d FOR SHARE OF a")
async def locked(db: Connection, *, id: int) -> Document | None: ...


@one("""
    INSERT INTO panel.document (account_id, type, title, number, description, valid_from, valid_until, sender_id, receiver_id, by,
                                created_at)
    VALUES (:account_id, :type, :title, :number, :description, :valid_from, :valid_until, :sender_id, :receiver_id, :by, :now)
 RETURNING id
""")
async def add(
    db: Connection,
    *,
    account_id: int,
    type: str,
    title: str,
    number: str,
    description: str,
    valid_from: date | None,
    valid_until: date | None,
    sender_id: int | None,
    receiver_id: int | None,
    by: str,
    now: datetime,
) -> int: ...


@do("""
    UPDATE panel.document
       SET type = :type, title = :title, number = :number, description = :description, valid_from = :valid_from,
           valid_until = :valid_until, sender_id = :sender_id, receiver_id = :receiver_id
     WHERE id = :id
""")
async def write(
    db: Connection,
    *,
    id: int,
    type: str,
    title: str,
    number: str,
    description: str,
    valid_from: date | None,
    valid_until: date | None,
    sender_id: int | None,
    receiver_id: int | None,
) -> None: ...


@do("UPDATE panel.document SET state = :state WHERE id = :id")
async def set_state(db: Connection, *, id: int, state: str) -> None: ...


@do("""
    WITH said AS (
        INSERT INTO panel.document_status (document_id, status, given, at, by, reason)
        SELECT :id, each.status, :given, :now, :by, :reason FROM unnest(:statuses::text[]) AS each (status)
    )
    UPDATE panel.document d
       SET statuses = ARRAY(SELECT s FROM unnest(d.statuses) s WHERE s <> ALL (:statuses::text[]))
                      || CASE WHEN :given THEN :statuses::text[] ELSE '{}' END
     WHERE d.id = :id
""")
async def say(
    db: Connection, *, id: int, statuses: list[str], given: bool, now: datetime, by: str, reason: str | None
) -> None:
    """Set statuses, or take them back."""


@do("""
    WITH said AS (
        UPDATE panel.document d
           SET version = d.version + 1, updated_at = CASE WHEN d.version = 0 THEN NULL ELSE :now::timestamptz END
         WHERE d.id = :id
     RETURNING d.id, d.account_id, d.title, d.version,
               to_jsonb(d) - '{id, account_id, version, created_at, updated_at, dated, by}'::text[]
               || jsonb_build_object('file', (SELECT f.name FROM panel.file f
                                               WHERE f.kind = 'document-file' AND f.key = d.id::text
                                               ORDER BY f.id DESC LIMIT 1)) AS state
    )
    INSERT INTO panel.version (kind, key, version, account_id, name, at, by, event, reason, state)
    SELECT 'document', said.id::text, said.version, said.account_id, said.title, :now, :by, :event, :reason, said.state
      FROM said
""")
async def write_version(db: Connection, *, id: int, now: datetime, by: str, event: str, reason: str | None) -> None:
    """What the document says now is kept for good."""


@dataclass(frozen=True, slots=True)
class Said:
    """That a status was set, or taken back (not `given`)."""

    status: str
    given: bool
    at: datetime
    by: str
    reason: str | None


@many("""
    SELECT s.status, s.given, s.at, s.by, s.reason
      FROM panel.document_status s
     WHERE s.document_id = :id
     ORDER BY s.id DESC
""")
async def trail(db: Connection, *, id: int) -> list[Said]:
    """All that was said of it, the last first."""


@many(f"""
    SELECT d.type, date_trunc('month', d.dated)::date AS month, count(*)
      FROM {_SOURCE}
     WHERE d.dated >= :first
       AND d.dated < :last
       AND d.state = 'kept'
       AND (:client::text IS NULL OR a.login = :client)
       AND (:everything OR {WITHIN})
     GROUP BY 1, 2
""")
async def stacks(
    db: Connection, *, first: date, last: date, client: str | None, everything: bool, root: int | None
) -> list[Stack]: ...


@dataclass(frozen=True, slots=True)
class Called:
    id: int
    account_id: int


@many(f"""
    SELECT c.id, c.account_id
      FROM panel.client_contact c
      JOIN iam.account a ON a.id = c.account_id
     WHERE (c.name = :called OR c.id = :number)
       AND a.state NOT IN ('deleted', 'wiped')
       AND (:everything OR {WITHIN})
     ORDER BY c.id
     LIMIT 2
""")
async def contacts_called(
    db: Connection, *, called: str, number: int, everything: bool, root: int | None
) -> list[Called]:
    """Two at most: whoever names one means one."""
