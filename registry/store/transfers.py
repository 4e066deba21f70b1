"""Transfers, of domains and of contacts alike."""

from datetime import datetime

from registry.model.transfer import Transfer
from registry.store.sql import Connection, do


async def save(
    db: Connection,
    before: Transfer | None,
    after: Transfer | None,
    *,
    domain_id: int | None = None,
    contact_id: int | None = None,
) -> None:
    """Write what distinguishes an object's last transfer from the one before: a new one (id 0), ended or not, or its end."""
    if after is None or after == before:
        return
    if after.id == 0:
        await _add(
            db,
            domain_id=domain_id,
            contact_id=contact_id,
            status=after.status,
            gaining=after.gaining,
            losing=after.losing,
            requested_at=after.requested_at,
            act_by=after.act_by,
            acted_at=after.acted_at,
            acted_by=after.acted_by,
            years=after.years,
            expires_at=after.expires_at,
            ledger_id=after.ledger_id,
            cltrid=after.cltrid,
            svtrid=after.svtrid,
        )
        return
    await _end(
        db,
        transfer_id=after.id,
        status=after.status,
        acted_at=after.acted_at,
        acted_by=after.acted_by,
        expires_at=after.expires_at,
    )


@do("""
    INSERT INTO registry.transfer
           (domain_id, contact_id, status, gaining_id, losing_id, requested_at, act_by, acted_at, acted_by, years,
            expires_at, ledger_id, cltrid, svtrid)
    SELECT :domain_id, :contact_id, :status, gaining.id, losing.id, :requested_at, :act_by, :acted_at,
           (SELECT id FROM registry.registrar WHERE handle = :acted_by), :years, :expires_at, :ledger_id, :cltrid, :svtrid
      FROM registry.registrar gaining, registry.registrar losing
     WHERE gaining.handle = :gaining
       AND losing.handle = :losing
""")
async def _add(
    db: Connection,
    *,
    domain_id: int | None,
    contact_id: int | None,
    status: str,
    gaining: str,
    losing: str,
    requested_at: datetime,
    act_by: datetime,
    acted_at: datetime | None,
    acted_by: str | None,
    years: int | None,
    expires_at: datetime | None,
    ledger_id: int | None,
    cltrid: str | None,
    svtrid: str,
) -> None: ...


@do("""
    UPDATE registry.transfer
       SET status = :status,
           acted_at = :acted_at,
           acted_by = (SELECT id FROM registry.registrar WHERE handle = :acted_by),
           expires_at = :expires_at
     WHERE id = :transfer_id
""")
async def _end(
    db: Connection,
    *,
    transfer_id: int,
    status: str,
    acted_at: datetime | None,
    acted_by: str | None,
    expires_at: datetime | None,
) -> None: ...
