"""Where gadgets are kept: a schema of their own in the database of a test, which no migration knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from ipaddress import IPv4Network, IPv6Network
from itertools import count
from typing import Any, Final

from registry.store.sql import Connection
from tests.world import World

TABLE: Final = """
CREATE SCHEMA demo;
CREATE TABLE demo.gadget (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text COLLATE "C" NOT NULL UNIQUE,
    account_id bigint NOT NULL,
    colour text NOT NULL DEFAULT 'red',
    country text NOT NULL DEFAULT 'DE',
    pieces integer NOT NULL DEFAULT 1,
    price bigint NOT NULL DEFAULT 100,
    currency text NOT NULL DEFAULT 'USD',
    network cidr NOT NULL DEFAULT '192.0.2.0/28',
    good_until date,
    block_reason text,
    block_comment text,
    made_at timestamptz NOT NULL
);
CREATE INDEX ON demo.gadget (lower(name), id);
CREATE INDEX ON demo.gadget (account_id, name);
CREATE INDEX ON demo.gadget (made_at, id);
CREATE INDEX ON demo.gadget (name, id);
"""
NUMBERS: Final = count(1)


@dataclass(frozen=True, slots=True)
class Gadget:
    """A row of the table."""

    id: int
    name: str
    account_id: int
    colour: str
    country: str
    pieces: int
    price: int
    currency: str
    network: IPv4Network | IPv6Network
    good_until: date | None
    block_reason: str | None
    block_comment: str | None
    made_at: datetime


async def plant(world: World) -> None:
    """The table, a gadget of everybody's who can have some, and one more of the reseller's."""
    await world.store.reading(lambda db: db.execute(TABLE))
    for login in ("client", "reseller", "reseller"):
        await make(world, login)


async def make(world: World, login: str = "client", name: str = "", **values: Any) -> str:
    """A gadget of this account; its name."""
    name = name or f"gadget-{next(NUMBERS)}"
    said = {"name": name, "made_at": world.clock.now(), **values}
    ((number,),) = await world.fetch("SELECT id FROM iam.account WHERE login = $1", login)
    await world.store.reading(lambda db: write(db, None, said | {"account_id": number}))
    return name


async def read(db: Connection, numbers: Sequence[int]) -> dict[int, Gadget]:
    """Those of these numbers."""
    return {each.id: each for each in await _some(db, "id", numbers)}


async def named(db: Connection, names: Sequence[str]) -> dict[str, Gadget]:
    """Those of these names, whosever they are."""
    return {each.name: each for each in await _some(db, "name", names)}


async def _some(db: Connection, column: str, values: Sequence[object]) -> list[Gadget]:
    names = ", ".join(each.name for each in fields(Gadget))
    rows = await db.fetch(f"SELECT {names} FROM demo.gadget WHERE {column} = ANY ($1)", values)
    return [Gadget(**row) for row in rows]


async def write(db: Connection, number: int | None, values: Mapping[str, Any]) -> None:
    """Some columns of one, or a further one."""
    names, places = ", ".join(values), ", ".join(f"${each}" for each in range(1, len(values) + 1))
    if number is None:
        await db.execute(f"INSERT INTO demo.gadget ({names}) VALUES ({places})", *values.values())
    else:
        sql = f"UPDATE demo.gadget SET ({names}) = ROW({places}) WHERE id = ${len(values) + 1}"
        await db.execute(sql, *values.values(), number)
