"""Restore reports as registrars sent them: evidence, kept beyond the name."""

from datetime import datetime

from registry.store.sql import Connection, do


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
