"""`namehouse db`: the schema of the database, and where the database is."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from namehouse.command import json_option, print_data, reachable_database, with_settings
from registry.settings import Settings

if TYPE_CHECKING:
    from registry.store.numbers import Jump


@click.group()
def db() -> None:
    """Migrate the database, tell its schema and its address, mend it after a restore."""


@db.command()
@json_option
@with_settings
def migrate(settings: Settings, as_json: bool) -> None:
    """Bring the database to the schema this release knows; forward only."""
    from namehouse.command import Refused
    from schemas import migrate as schema

    with reachable_database(settings) as (reachable, before):
        try:
            after = asyncio.run(schema.upgrade(reachable.database.url))
        except schema.SchemaUnknown as error:
            raise Refused(str(error)) from None
    print_data({"before": before, "after": after}, as_json=as_json)


@db.command()
@json_option
@with_settings
def status(settings: Settings, as_json: bool) -> None:
    """Tell which schema the database has and which this release wants; exit code 1 when they differ."""
    from schemas import migrate as schema

    with reachable_database(settings) as (_, found):
        pass
    print_data({"database": found, "wanted": schema.head(), "current": found == schema.head()}, as_json=as_json)
    if found != schema.head():
        raise SystemExit(1)


@db.command()
@json_option
@with_settings
def url(settings: Settings, as_json: bool) -> None:
    """Print the address of the database, for psql and other tools."""
    from namehouse.database import chosen

    address = chosen(settings).url
    if as_json:
        print_data({"url": address}, as_json=True)
    else:
        click.echo(address)


@db.command("after-restore")
@click.option(
    "--by", type=click.IntRange(1, 10**12), help="Numbers to leave out: more than were given out since the dump."
)
@json_option
@with_settings
def after_restore(settings: Settings, by: int | None, as_json: bool) -> None:
    """Leave out the numbers that were given out after the dump that was restored; before any server starts."""
    from namehouse.command import opened_database
    from registry.actions.after_restore import USUAL_JUMP

    with opened_database(settings) as ready:
        found = asyncio.run(_jump(ready.database.url, by or USUAL_JUMP))
    rows = [{"numbers_of": what, "next_was": jump.before, "next_is": jump.now} for what, jump in found.items()]
    print_data(rows, as_json=as_json)


async def _jump(url: str, by: int) -> Mapping[str, Jump]:
    from registry.actions.after_restore import after_restore
    from registry.store.pool import Store

    store = await Store.connect(url, 1)
    try:
        return await after_restore(store, by)
    finally:
        await store.close()


@db.command()
def golden() -> None:
    """Write schemas/schema.sql anew: the schema after all migrations on an empty database."""
    from namehouse.database import EmbeddedDatabase
    from schemas import migrate as schema

    with tempfile.TemporaryDirectory(prefix="namehouse-golden-") as folder:
        database = EmbeddedDatabase(Path(folder) / "postgres", durable=False)
        try:
            asyncio.run(schema.upgrade(database.start()))
            schema.GOLDEN.write_text(schema.dump(database.url), encoding="utf-8")
        finally:
            database.stop()
    click.echo(f"wrote {schema.GOLDEN}")
