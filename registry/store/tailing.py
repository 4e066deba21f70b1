"""Reading a table that only grows to its end, without missing what commits late.

Rows get their numbers when they are written and are seen when their transaction commits, so a number is seen before a smaller one
may be. Whoever follows the numbers therefore stops where all is settled: where no transaction is under way any more that could
hold a number so small. Such a one holds the table's lock for writers from before it draws the number until after its rows are
seen. So: read the last number drawn, then see who holds that lock; once none of those holds it any more, everything up to that
number is there that will ever be. Nobody who writes does anything for this, or waits.
"""

from dataclasses import dataclass, field
from typing import Final

from registry.store.sql import Connection, do, many, one


@dataclass(frozen=True, slots=True)
class Growing:
    """A table whose rows are only added to, and the sequence that numbers them."""

    table: str
    sequence: str


HISTORY: Final = Growing("registry.history", "registry.history_id_seq")
COMMANDS: Final = Growing("registry.command", "registry.command_id_seq")
MESSAGES: Final = Growing("registry.poll_message", "registry.poll_message_id_seq")
LEDGER: Final = Growing("registry.ledger", "registry.ledger_id_seq")
ACTIVITY: Final = Growing("audit.activity", "audit.activity_id_seq")
AMENDMENTS: Final = Growing("audit.amendment", "audit.amendment_id_seq")
DISPOSALS: Final = Growing("audit.disposal", "audit.disposal_id_seq")
VERSIONS: Final = Growing("panel.version", "panel.version_id_seq")


@one("SELECT coalesce(pg_sequence_last_value(:sequence::text::regclass), 0)")
async def drawn(db: Connection, *, sequence: str) -> int:
    """The last number that was drawn, by whomever, committed or not."""


@many("""
    SELECT l.virtualtransaction
      FROM pg_catalog.pg_locks l
     WHERE l.locktype = 'relation'
       AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())
       AND l.relation = :table::text::regclass
       AND l.mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
       AND l.granted
       AND l.pid IS DISTINCT FROM pg_backend_pid()
""")
async def writers(db: Connection, *, table: str) -> list[str]:
    """The transactions that may have written to the table and are not seen yet; each has its name once and for ever."""


@do("SET LOCAL enable_bitmapscan = on")
async def allow_summaries(db: Connection) -> None:
    """For this transaction: rows are found by their numbers in a summary of blocks, which is read in no other way."""


@dataclass(slots=True)
class Tail:
    """How far one table is settled; each look brings it up to date, and waits for nobody."""

    growing: Growing
    settled: int = 0
    _mark: int | None = None
    _waited_for: frozenset[str] = field(default=frozenset())

    async def look(self, db: Connection) -> int:
        """The number up to which every row is there that will ever be."""
        if self._mark is None:
            self._mark = await drawn(db, sequence=self.growing.sequence)
            if self._mark == self.settled:
                self._mark = None
                return self.settled
            # only now: whoever drew a number before it was read holds the lock still, or is seen
            self._waited_for = frozenset(await writers(db, table=self.growing.table))
        else:
            self._waited_for &= frozenset(await writers(db, table=self.growing.table))
        if not self._waited_for:
            self.settled, self._mark = self._mark, None
        return self.settled
