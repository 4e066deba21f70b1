"""Who asks, through which door, when and under which ids: the argument of every action.

Doors build one `Context` per command and call an action with it; the action opens its own way to the database
(registry/actions/transaction.py).
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from registry.clearinghouse import Clearinghouse
from registry.clock import Clock, stopwatch
from registry.depository import Depository
from registry.doors import Doors
from registry.messenger import Messenger
from registry.model.ahead import Ahead
from registry.model.idn_table import TableBook
from registry.model.keeping import Kept
from registry.model.policy import PolicyBook
from registry.model.poll import ChangeCase
from registry.model.registrar import RegistrarState
from registry.rates import KnownRates
from registry.scanner import Scanner
from registry.store.pool import Store
from registry.tally import QueryTally
from registry.trademarks import Trademarks

Door = Literal["epp", "whois", "rde", "panel", "job", "cli"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a registrar, or an operator of the registry (who may act for a registrar), or time itself."""

    registrar_id: int | None = None
    registrar: str | None = None
    operator: str | None = None

    @property
    def is_operator(self) -> bool:
        return self.operator is not None


NOBODY = Actor()
TIME = Actor(operator="time")


class Transactions:
    """Server transaction ids, unique across all workers: the worker's number and a counter (RFC 5730, section 2.6)."""

    def __init__(self, worker: int) -> None:
        self._prefix = f"NH-{worker:x}-"
        self._numbers = itertools.count(1)

    def next(self) -> str:
        return f"{self._prefix}{next(self._numbers):x}"


@dataclass(slots=True)
class Registry:
    """What a process shares among its commands; `book` is replaced as a whole when a policy version is added, `standings` when a
    registrar changes: the states of those that are not active; `tables` when an IDN table is imported. `clearinghouse` is the
    way to the trademark clearinghouse, `depository` that to the escrow agent, of those processes that speak with them. `primary`
    is where a process writes that reads from a standby. `takes_contacts`: a registrar has contacts by its accreditation,
    whatever the TLDs' rules say; `pays_otherwise` are those whose accreditation names a currency. `messenger` is the way to
    people's telephones, `doors` that to our own doors, of the process that looks whether they answer, `scanner` that to who
    looks for malware. `tally` counts what the public asks. `ahead` is how long before registrars are told of what comes,
    `mails_kept` how long mails are after they were sent, `kept` how long what people did is, `deleted_kept` how long clients
    are after they were deleted (None: until somebody erases them). `shown_certificates` are the files
    of those that our servers show, of a process that watches them."""

    store: Store
    clock: Clock
    book: PolicyBook
    transactions: Transactions
    repository: str
    trademarks: Trademarks = field(default_factory=Trademarks, kw_only=True)
    clearinghouse: Clearinghouse | None = field(default=None, kw_only=True)
    primary: Store | None = field(default=None, kw_only=True)
    depository: Depository | None = field(default=None, kw_only=True)
    ahead: Ahead = field(default_factory=Ahead, kw_only=True)
    mails_kept: timedelta = field(default=timedelta(days=90), kw_only=True)
    kept: Kept = field(default_factory=Kept, kw_only=True)
    deleted_kept: timedelta | None = field(default=None, kw_only=True)
    rates: KnownRates = field(default_factory=KnownRates)
    standings: Mapping[int, RegistrarState] = field(default_factory=dict)
    takes_contacts: bool = False
    pays_otherwise: frozenset[int] = frozenset()
    tables: TableBook = field(default_factory=TableBook)
    messenger: Messenger | None = field(default=None, kw_only=True)
    scanner: Scanner | None = field(default=None, kw_only=True)
    doors: Doors | None = field(default=None, kw_only=True)
    tally: QueryTally = field(default_factory=QueryTally, kw_only=True)
    shown_certificates: tuple[Path, ...] = field(default=(), kw_only=True)

    @property
    def writing(self) -> Store:
        """The way to the database for what even a process that only reads must write."""
        return self.primary or self.store

    def context(self, door: Door, actor: Actor = NOBODY, **rest: str | int | None) -> "Context":
        """A context for one command, now; `rest` are the fields of Context that the door knows."""
        return Context(self, door, actor, self.clock.now(), self.transactions.next(), **rest)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Context:
    """One command: fixed in time and identity from its first line to its last.

    `frame` is what the peer sent, secrets masked; `verb`, `object` and `name` are filled by the door for the log; `reason` is
    why an operator does it, for history, `case` the proceedings that it comes of, for the sponsor.
    """

    registry: Registry
    door: Door
    actor: Actor
    now: datetime
    svtrid: str
    cltrid: str | None = None
    address: str | None = None
    session_id: int | None = None
    verb: str = ""
    object: str | None = None
    name: str | None = None
    frame: str | None = field(default=None, repr=False)
    started: float = field(default_factory=stopwatch, repr=False)
    reason: str | None = None
    case: ChangeCase | None = None

    @property
    def book(self) -> PolicyBook:
        return self.registry.book

    @property
    def tables(self) -> TableBook:
        return self.registry.tables

    def milliseconds(self) -> float:
        """How long the command has been at work."""
        return (stopwatch() - self.started) * 1000

    def as_time(self, at: datetime) -> "Context":
        """The same transaction, speaking for an event that fell due at `at`."""
        return replace(self, actor=TIME, now=at)
