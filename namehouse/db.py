"""`namehouse db`: the schema of the database, and where the database is."""

import asyncio
import tempfile
from pathlib import Path

import click

from namehouse.command import json_option, print_data, reachable_database, with_settings
from registry.settings import Settings


@click.group()
def db() -> None:
    """Migrate the database, tell its schema and its address."""


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
