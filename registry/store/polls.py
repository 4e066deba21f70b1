"""Messages that wait for registrars, first in first out."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from registry.model.instants import with_instants
from registry.model.poll import (
    AccessNotice,
    ApplicationNotice,
    BalanceNotice,
    Change,
    ChangeCase,
    ChangeNotice,
    Notice,
    PendingActionNotice,
    PolicyNotice,
    PollMessage,
    RenewalNotice,
    TestNotice,
    TransferNotice,
)
from registry.model.transfer import Transfer
from registry.store.sql import Connection, do, many, maybe, one

KINDS: Final[dict[str, type[Notice]]] = {
    "transfer": TransferNotice,
    "pendingAction": PendingActionNotice,
    "renewal": RenewalNotice,
    "balance": BalanceNotice,
    "change": ChangeNotice,
    "application": ApplicationNotice,
    "access": AccessNotice,
    "policy": PolicyNotice,
    "test": TestNotice,
}
_NAMES: Final = {kind: name for name, kind in KINDS.items()}
_INSTANTS: Final = ("at", "expires_at", "requested_at", "act_by", "acted_at", "created_at", "ends_at", "begins_at")


@do("""
    INSERT INTO registry.poll_message (registrar_id, available_at, kind, text, data)
    SELECT id, :available_at, :kind, :text, :data
      FROM registry.registrar
     WHERE handle = :registrar
""")
async def _add(
    db: Connection, *, registrar: str, available_at: datetime, kind: str, text: str, data: Mapping[str, Any]
) -> None: ...


async def add(db: Connection, registrar: str, at: datetime, text: str, notice: Notice) -> None:
    """Leave a message that is visible from `at` on."""
    await _add(db, registrar=registrar, available_at=at, kind=_NAMES[type(notice)], text=text, data=asdict(notice))


@do("""
    INSERT INTO registry.poll_message (registrar_id, available_at, kind, text, data, once)
    SELECT id, :available_at, :kind, :text, :data, :once
      FROM registry.registrar
     WHERE handle = :registrar
        ON CONFLICT (registrar_id, once) WHERE once IS NOT NULL DO NOTHING
""")
async def _add_once(
    db: Connection, *, registrar: str, available_at: datetime, kind: str, text: str, data: Mapping[str, Any], once: str
) -> None: ...


async def add_once(db: Connection, registrar: str, at: datetime, text: str, notice: Notice, once: str) -> None:
    """Leave a message unless the registrar was left one about the same already, whether or not it has read that."""
    kind = _NAMES[type(notice)]
    await _add_once(db, registrar=registrar, available_at=at, kind=kind, text=text, data=asdict(notice), once=once)


@many("""
    SELECT r.handle, m.data
      FROM registry.poll_message m
      JOIN registry.registrar r ON r.id = m.registrar_id
     WHERE m.once LIKE 'policy:%'
       AND m.kind = 'policy'
       AND (m.data->>'begins_at')::timestamptz > :now
       AND NOT (m.data->>'withdrawn')::boolean
       AND NOT EXISTS (SELECT FROM registry.policy p WHERE p.id = (m.data->>'version')::bigint)
     ORDER BY r.handle, m.id
""")
async def _overtaken(db: Connection, *, now: datetime) -> list[tuple[str, Mapping[str, Any]]]: ...


async def overtaken(db: Connection, now: datetime) -> list[tuple[str, PolicyNotice]]:
    """Registrars that were told of a change to come which is not planned any more, and what they were told."""
    return [
        (registrar, PolicyNotice(**with_instants(data, _INSTANTS))) for registrar, data in await _overtaken(db, now=now)
    ]


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    available_at: datetime
    text: str
    kind: str
    data: Mapping[str, Any]
    waiting: int

    def message(self) -> PollMessage:
        return PollMessage(self.id, self.available_at, self.text, read_notice(self.kind, self.data), self.waiting)


def read_notice(kind: str, data: Mapping[str, Any]) -> Notice:
    """What `add` stored, with its instants as instants again."""
    values = with_instants(data, _INSTANTS)
    if "transfer" in values:
        values["transfer"] = Transfer(**with_instants(values["transfer"], _INSTANTS))
    if values.get("case") is not None:
        values["case"] = ChangeCase(**values["case"])
    if values.get("change") is not None:
        values["change"] = Change(**with_instants(values["change"], _INSTANTS))
    return KINDS[kind](**values)


@maybe("""
    SELECT id, available_at, text, kind, data,
           (SELECT count(*)
              FROM registry.poll_message waiting
             WHERE waiting.registrar_id = :registrar_id
               AND waiting.acked_at IS NULL
               AND waiting.available_at <= :now)
      FROM registry.poll_message
     WHERE registrar_id = :registrar_id
       AND acked_at IS NULL
       AND available_at <= :now
     ORDER BY available_at, id
     LIMIT 1
""")
async def _first(db: Connection, *, registrar_id: int, now: datetime) -> _Row | None: ...


async def first(db: Connection, registrar_id: int, now: datetime) -> PollMessage | None:
    """The oldest visible message, and how many are waiting with it."""
    row = await _first(db, registrar_id=registrar_id, now=now)
    return row.message() if row else None


@maybe("""
    UPDATE registry.poll_message
       SET acked_at = :now
     WHERE id = :message_id
       AND registrar_id = :registrar_id
       AND acked_at IS NULL
       AND available_at <= :now
 RETURNING id
""")
async def ack(db: Connection, *, registrar_id: int, message_id: int, now: datetime) -> int | None:
    """None when the registrar has no such visible message: whether another has it is not told."""


@one("""
    SELECT count(*)
      FROM registry.poll_message
     WHERE registrar_id = :registrar_id
       AND acked_at IS NULL
       AND available_at <= :now
""")
async def waiting(db: Connection, *, registrar_id: int, now: datetime) -> int: ...
