"""`namehouse demo`: the guided minute, and names by the hundred thousand to measure with."""

import asyncio
import sys
from collections.abc import Callable

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from namehouse.command import Refused, json_option, opened_database, print_data, with_settings
from registry.clock import stopwatch
from registry.settings import Settings


@click.group()
def demo() -> None:
    """Show what the registry does, or fill it."""


@demo.command()
@click.option("--frames", is_flag=True, help="Print every frame that goes over the wire.")
@with_settings
def minute(settings: Settings, frames: bool) -> None:
    """Live through a name's life, through every door; exit code 0 only if every step held."""
    from namehouse.demo.minute import guide

    if not guide(settings, show_frames=frames):
        raise Refused("a step did not hold")


@demo.command()
@click.option("--tld", required=True, help="TLD to fill; its names have host objects.")
@click.option("--domains", type=int, required=True, help="How many names, seed000001 and on.")
@json_option
@with_settings
def seed(settings: Settings, tld: str, domains: int, as_json: bool) -> None:
    """Write names in bulk, half of them beta's and half gamma's, as complete as if commands had made them."""
    started = stopwatch()
    with opened_database(settings) as ready, _bar() as bar:
        task = bar.add_task("names", total=domains)
        asyncio.run(_sow(ready, tld, domains, lambda done: bar.update(task, completed=done)))
    print_data({"tld": tld, "domains": domains, "seconds": round(stopwatch() - started, 1)}, as_json=as_json)


def _bar() -> Progress:
    columns = (TextColumn("{task.completed:>9,} names"), BarColumn(), TimeRemainingColumn())
    return Progress(*columns, transient=True, disable=not sys.stderr.isatty(), console=Console(stderr=True))


async def _sow(settings: Settings, tld: str, count: int, progress: Callable[[int], None]) -> None:
    from namehouse.demo.seed import SeedRefused, sow
    from registry.start import open_registry
    from schemas import migrate

    opened = await open_registry(settings.database.url, settings, "cli", check=migrate.check)
    try:
        await sow(opened.registry, tld, count, progress)
    except SeedRefused as refusal:
        raise Refused(str(refusal)) from None
    finally:
        await opened.close()
