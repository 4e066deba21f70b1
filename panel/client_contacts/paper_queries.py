"""Queries about passports of clients' contacts."""

from dataclasses import dataclass
from datetime import date

from registry.store.sql import Connection, do, many


@dataclass(frozen=True, slots=True)
class Passport:
    contact_id: int
    number: str
    issued_by: str
    issued_on: date


@many("""
    SELECT p.contact_id, p.number, p.issued_by, p.issued_on
      FROM panel.contact_passport p
     WHERE p.contact_id = ANY (:ids::bigint[])
""")
async def passports(db: Connection, *, ids: list[int]) -> list[Passport]: ...


@do("""
    INSERT INTO panel.contact_passport (contact_id, number, issued_by, issued_on)
    VALUES (:contact_id, :number, :issued_by, :issued_on)
        ON CONFLICT (contact_id)
        DO UPDATE SET number = excluded.number, issued_by = excluded.issued_by, issued_on = excluded.issued_on
""")
async def keep_passport(db: Connection, *, contact_id: int, number: str, issued_by: str, issued_on: date) -> None: ...


@do("DELETE FROM panel.contact_passport WHERE contact_id = :contact_id")
async def forget_passport(db: Connection, *, contact_id: int) -> None: ...


@do("""
    INSERT INTO panel.contact_passport (contact_id, number, issued_by, issued_on)
    SELECT :to, p.number, p.issued_by, p.issued_on FROM panel.contact_passport p WHERE p.contact_id = :contact_id
""")
async def copy_passport(db: Connection, *, contact_id: int, to: int) -> None: ...
