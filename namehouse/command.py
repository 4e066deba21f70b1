"""What every command shares: settings, the --json option, how refusals end a process."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import click

from registry.model.instants import instant_of
from registry.settings import Epp, Settings, SettingsError, load

P = ParamSpec("P")
R = TypeVar("R")

json_option = click.option("--json", "as_json", is_flag=True, help="Print data for machines.")


class Refused(click.ClickException):
    """The command was understood and cannot be done: exit code 1."""

    exit_code = 1


class Misused(click.ClickException):
    """The command or the settings make no sense: exit code 2."""

    exit_code = 2


class _Instant(click.ParamType[datetime]):
    """A point in time, as ISO 8601 with a time zone."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return instant_of(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


INSTANT: Final = _Instant()


def with_settings(command: Callable[Concatenate[Settings, P], R]) -> Callable[P, R]:
    """Gives a command the settings as its first argument; they are read when it runs, so --help never needs them."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        return command(read_settings(click.get_current_context()), *args, **kwargs)

    return wrapped


def read_settings(context: click.Context) -> Settings:
    """The settings of the environment and of the file that --config names, secrets included."""
    import os

    from namehouse.secrets import filled

    config: Path | None = context.find_root().params.get("config")
    try:
        return filled(understood(load(os.environ, config)))
    except SettingsError as error:
        raise Misused("the settings cannot be used:\n" + "\n".join(f"  {line}" for line in error.problems)) from None
    except OSError as error:
        raise Refused(f"cannot keep secrets: {error}") from None


def understood(settings: Settings) -> Settings:
    """The same settings; raises SettingsError where they name an extension or a role that this release does not know."""
    if (
        settings.epp.extensions != Epp().extensions
    ):  # the usual ones need no look at the door, which takes long to import
        from epp.extensions import chosen

        chosen(settings.epp.extensions)
    for name in ("second_factor_roles", "confirmed_address_roles"):
        if roles := getattr(settings.panel, name):
            from panel.kit.roles import ASSIGNABLE

            if unknown := sorted(set(roles) - set(ASSIGNABLE)):
                raise SettingsError((f"panel.{name}: there is no role {', '.join(unknown)}",))
    return settings


@contextmanager
def opened_database(settings: Settings, *, reads: bool = False) -> Iterator[Settings]:
    """The settings with the address of a database that runs and has the schema this code knows.

    Whoever only `reads` asks that of the standby where there is one, and starts while the primary is away.
    """
    from schemas.migrate import SchemaUnknown, judge

    with reachable_database(settings, reads=reads) as (reachable, revision):
        try:
            judge(revision)
        except SchemaUnknown as error:
            raise Refused(str(error)) from None
        yield reachable


@contextmanager
def reachable_database(settings: Settings, *, reads: bool = False) -> Iterator[tuple[Settings, str | None]]:
    """The settings with the address of a database that runs, and its schema's revision, whichever that is."""
    import asyncio

    import asyncpg

    from namehouse.database import DatabaseError, chosen
    from schemas.migrate import current

    database = chosen(settings)
    try:
        try:
            url = database.start()
            revision = asyncio.run(current(settings.database.read_url if reads and settings.database.read_url else url))
        except DatabaseError as error:
            raise Refused(str(error)) from None
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
            raise Refused(f"the database cannot be reached: {error}") from None
        yield replace(settings, database=replace(settings.database, url=url)), revision
    finally:
        database.stop()


def print_data(data: Mapping[str, object] | Sequence[Mapping[str, object]], *, as_json: bool) -> None:
    """One record or a list of them: as JSON, or as words in columns."""
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))
        return
    if isinstance(data, Mapping):
        width = max((len(name) for name in data), default=0)
        for name, value in data.items():
            click.echo(f"{name.replace('_', ' '):<{width}}  {_words(value)}")
        return
    _print_columns(data)


def _print_columns(rows: Sequence[Mapping[str, object]]) -> None:
    if not rows:
        click.echo("nothing to show")
        return
    cells = [[name.replace("_", " ") for name in rows[0]], *([_words(value) for value in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _words(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return " ".join(f"{name.replace('_', ' ')} {_words(each)}" for name, each in value.items() if each is not None)
    if isinstance(value, list | tuple):
        several = any(isinstance(each, Mapping) for each in value)
        return ("; " if several else ", ").join(map(_words, value)) or "-"
    return str(value)
