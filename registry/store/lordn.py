"""What the clearinghouse is told of names: lines that wait, the files that carry them, and what it made of those.

Longer than most files: lines go into files and come back from them, and what moves them is read best side by side.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from registry.model.lordn import LordnKind, Registered, Tray
from registry.store.sql import Connection, do, many, maybe, one

Outcome = Literal["accepted", "rejected", "refused"]


@dataclass(frozen=True, slots=True)
class Due:
    """A tray of a TLD in which lines wait and from which no file is under way; `last` is the one before."""

    tld_id: int
    tld: str
    kind: LordnKind
    qlp: bool
    lines: int
    last_at: datetime | None
    last_outcome: str | None

    @property
    def tray(self) -> Tray:
        return Tray(self.kind, self.qlp)


@many("""
    SELECT w.tld_id, t.name, w.kind, w.qlp, w.lines, f.created_at, f.outcome
      FROM (SELECT tld_id, kind, qlp, count(*)::integer AS lines
              FROM registry.lordn_line
             WHERE accepted_at IS NULL
               AND file_id IS NULL
             GROUP BY tld_id, kind, qlp) w
      JOIN registry.tld t ON t.id = w.tld_id
      LEFT JOIN LATERAL
           (SELECT created_at, outcome
              FROM registry.lordn_file
             WHERE tld_id = w.tld_id
               AND kind = w.kind
               AND qlp = w.qlp
             ORDER BY created_at DESC
             LIMIT 1) f ON true
     WHERE NOT EXISTS (SELECT FROM registry.lordn_file o
                        WHERE o.tld_id = w.tld_id
                          AND o.kind = w.kind
                          AND o.qlp = w.qlp
                          AND o.judged_at IS NULL)
     ORDER BY t.name, w.kind, w.qlp
""")
async def due(db: Connection) -> list[Due]: ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line that waits; `wrong` is how it read when the clearinghouse called it wrong."""

    roid: str
    name: str
    iana_id: int | None
    registered_at: datetime
    smd_id: str | None
    notice_id: str | None
    notice_accepted_at: datetime | None
    applied_at: datetime | None
    wrong: str | None

    @property
    def registered(self) -> Registered:
        return Registered(
            self.roid,
            self.name,
            self.iana_id,
            self.registered_at,
            self.smd_id,
            self.notice_id,
            self.notice_accepted_at,
            self.applied_at,
        )


@many("""
    SELECT l.roid, l.name::text, r.iana_id, l.registered_at, l.smd_id, l.notice_id, l.notice_accepted_at,
           l.applied_at, w.wrong
      FROM registry.lordn_line w
      JOIN registry.launch l ON l.roid = w.roid
      JOIN registry.registrar r ON r.id = l.registrar_id
     WHERE w.tld_id = :tld_id
       AND w.kind = :kind
       AND w.qlp = :qlp
       AND w.accepted_at IS NULL
       AND w.file_id IS NULL
     ORDER BY w.registered_at, w.roid
       FOR NO KEY UPDATE OF w
""")
async def hold_waiting(db: Connection, *, tld_id: int, kind: LordnKind, qlp: bool) -> list[Waiting]:
    """The lines that wait in a tray; nobody else puts them into a file until this transaction ends."""


@dataclass(frozen=True, slots=True)
class LordnFile:
    """A file as the clearinghouse gets it; it is under way from `sent_at` to `judged_at`."""

    id: int
    tld: str
    kind: LordnKind
    qlp: bool
    created_at: datetime
    lines: int
    content: str
    number: str | None
    location: str | None
    sent_at: datetime | None
    judged_at: datetime | None
    outcome: str | None
    answer: str | None

    @property
    def tray(self) -> Tray:
        return Tray(self.kind, self.qlp)


# A file as a row of a query, and where it comes from.
FILES: Final = """f.id, t.name, f.kind, f.qlp, f.created_at, f.lines, f.content, f.number, f.location, f.sent_at,
           f.judged_at, f.outcome, f.answer
      FROM registry.lordn_file f
      JOIN registry.tld t ON t.id = f.tld_id"""


@one("""
    INSERT INTO registry.lordn_file (tld_id, kind, qlp, created_at, lines, content, sent_at)
    VALUES (:tld_id, :kind, :qlp, :created_at, :lines, :content, :sent_at)
 RETURNING id
""")
async def add(
    db: Connection,
    *,
    tld_id: int,
    kind: LordnKind,
    qlp: bool,
    created_at: datetime,
    lines: int,
    content: str,
    sent_at: datetime | None,
) -> int:
    """A new file; a second one beside one that is under way violates a constraint."""


@one("SELECT max(created_at) FROM registry.lordn_file")
async def last_created(db: Connection) -> datetime | None: ...


@do("""
    UPDATE registry.lordn_line
       SET file_id = :file_id
     WHERE roid = ANY(:roids)
""")
async def put(db: Connection, *, file_id: int, roids: list[str]) -> None:
    """These lines are in the file."""


@many(f"""
    SELECT {FILES}
     WHERE f.judged_at IS NULL
       AND f.sent_at IS NULL
     ORDER BY f.created_at
""")
async def unsent(db: Connection) -> list[LordnFile]:
    """Files that the clearinghouse has not acknowledged: it may have them all the same."""


@many(f"""
    SELECT DISTINCT ON (f.tld_id) {FILES}
     WHERE f.judged_at IS NULL
       AND f.location IS NOT NULL
       AND f.sent_at <= :before
       AND NOT EXISTS (SELECT FROM registry.lordn_file o
                        WHERE o.tld_id = f.tld_id
                          AND o.asked_at > :before)
     ORDER BY f.tld_id, f.asked_at NULLS FIRST, f.id
""")
async def unjudged(db: Connection, *, before: datetime) -> list[LordnFile]:
    """One file of each TLD whose log is wanted, where none of the TLD was asked for since then."""


@maybe(f"""
    SELECT {FILES}
     WHERE f.created_at = :created_at
       FOR NO KEY UPDATE OF f
""")
async def lock_created(db: Connection, *, created_at: datetime) -> LordnFile | None:
    """The file that was created then; nobody else judges it until this transaction ends."""


@maybe(f"""
    SELECT {FILES}
     WHERE f.id = :file_id
       FOR NO KEY UPDATE OF f
""")
async def lock(db: Connection, *, file_id: int) -> LordnFile | None: ...


@many(f"""
    SELECT {FILES}
     ORDER BY f.created_at DESC
     LIMIT :most
""")
async def latest(db: Connection, *, most: int) -> list[LordnFile]: ...


@do("""
    UPDATE registry.lordn_file
       SET number = :number,
           location = :location,
           sent_at = :at
     WHERE id = :file_id
       AND judged_at IS NULL
""")
async def mark_sent(db: Connection, *, file_id: int, number: str, location: str, at: datetime) -> None:
    """The clearinghouse has the file."""


@do("""
    UPDATE registry.lordn_file
       SET sent_at = NULL,
           location = NULL,
           number = NULL
     WHERE id = :file_id
""")
async def mark_unsent(db: Connection, *, file_id: int) -> None:
    """The file will be handed in again."""


@do("""
    UPDATE registry.lordn_file
       SET asked_at = :at
     WHERE id = :file_id
""")
async def mark_asked(db: Connection, *, file_id: int, at: datetime) -> None: ...


@do("""
    UPDATE registry.lordn_file
       SET judged_at = :at,
           outcome = :outcome,
           answer = :answer
     WHERE id = :file_id
""")
async def judge(db: Connection, *, file_id: int, at: datetime, outcome: Outcome, answer: str) -> None: ...


@do("""
    UPDATE registry.lordn_line l
       SET result = told.result,
           wrong = told.wrong,
           accepted_at = CASE WHEN told.accepted THEN :at::timestamptz END,
           file_id = CASE WHEN told.accepted THEN l.file_id END
      FROM unnest(:roids::text[], :results::integer[], :accepted::boolean[], :wrong::text[])
        AS told (roid, result, accepted, wrong)
     WHERE l.roid = told.roid
       AND l.file_id = :file_id
       AND l.accepted_at IS NULL
""")
async def settle(
    db: Connection,
    *,
    file_id: int,
    at: datetime,
    roids: list[str],
    results: list[int | None],
    accepted: list[bool],
    wrong: list[str | None],
) -> None:
    """What became of the lines of a file: they are accepted, or wait for another file."""


@many("""
    UPDATE registry.lordn_line
       SET wrong = NULL
     WHERE roid = ANY(:roids)
       AND accepted_at IS NULL
 RETURNING roid
""")
async def believe(db: Connection, *, roids: list[str]) -> list[str]:
    """These lines were right: they are sent as they are. Which of them there are."""


@dataclass(frozen=True, slots=True)
class Untold:
    """A name that the clearinghouse has not accepted yet."""

    roid: str
    name: str
    tld: str
    kind: LordnKind
    qlp: bool
    registered_at: datetime
    file_id: int | None
    result: int | None
    wrong: str | None

    @property
    def tray(self) -> Tray:
        return Tray(self.kind, self.qlp)


@many("""
    SELECT w.roid, l.name::text, t.name, w.kind, w.qlp, w.registered_at, w.file_id, w.result, w.wrong
      FROM registry.lordn_line w
      JOIN registry.launch l ON l.roid = w.roid
      JOIN registry.tld t ON t.id = w.tld_id
     WHERE w.accepted_at IS NULL
     ORDER BY w.registered_at, w.roid
     LIMIT :most
""")
async def untold(db: Connection, *, most: int) -> list[Untold]: ...


@dataclass(frozen=True, slots=True)
class Backlog:
    """Names that the clearinghouse has not accepted: since when, how many, how many of them for too long, how many are wrong."""

    oldest: datetime | None
    lines: int
    late: int
    wrong: int


@one("""
    SELECT min(registered_at), count(*)::integer, (count(*) FILTER (WHERE registered_at <= :late_since))::integer,
           count(wrong)::integer
      FROM registry.lordn_line
     WHERE accepted_at IS NULL
""")
async def backlog(db: Connection, *, late_since: datetime) -> Backlog: ...
