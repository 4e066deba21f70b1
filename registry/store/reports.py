"""Restore reports as registrars sent them: evidence, kept beyond the name."""

from datetime import datetime

from registry.model.restoration import Restoration
from registry.store.sql import Connection, do, one


@do("""
    INSERT INTO registry.restore_report
           (roid, at, svtrid, pre_data, post_data, deleted_at, restored_at, reason, statements, other)
    VALUES (:roid, :at, :svtrid, :pre_data, :post_data, :deleted_at, :restored_at, :reason, :statements, :other)
""")
async def add(
    db: Connection,
    *,
    roid: str,
    at: datetime,
    svtrid: str,
    pre_data: str,
    post_data: str,
    deleted_at: str,
    restored_at: str,
    reason: str,
    statements: list[str],
    other: str | None,
) -> None: ...


@one("""
    SELECT d.at, q.at, r.at, (SELECT max(at) FROM registry.restore_report WHERE roid = :roid AND at >= d.at)
      FROM (SELECT max(at) AS at FROM registry.history WHERE roid = :roid AND event = 'delete') d
      LEFT JOIN LATERAL (SELECT max(at) AS at FROM registry.history
                          WHERE roid = :roid AND event = 'restoreRequest' AND at >= d.at) q ON true
      LEFT JOIN LATERAL (SELECT max(at) AS at FROM registry.history
                          WHERE roid = :roid AND event = 'restore' AND at >= d.at) r ON true
""")
async def restoration(db: Connection, *, roid: str) -> Restoration:
    """The last deletion of an object and what came of it, as history has it."""
