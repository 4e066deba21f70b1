"""`namehouse demo`: the guided minute, and names by the hundred thousand to measure with."""

import asyncio
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import click

from namehouse.command import Refused, json_option, opened_database, print_data, with_settings
from namehouse.progress import bar
from registry.clock import stopwatch
from registry.settings import Settings

if TYPE_CHECKING:
    from tmch.simulator.server import Mishap


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
    with opened_database(settings) as ready, bar("written", "names") as shown:
        asyncio.run(_sow(ready, tld, domains, lambda done: shown.show(done, domains)))
    print_data({"tld": tld, "domains": domains, "seconds": round(stopwatch() - started, 1)}, as_json=as_json)


@demo.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8460, help="Port on 127.0.0.1; 0: any free one.")
@click.option("--tld", "tlds", multiple=True, default=("test", "example", "invalid"), help="TLDs that get a login.")
@click.option("--label", "labels", multiple=True, default=("tree", "bush"), help="Labels with claims, and of sunrise.")
@click.option(
    "--mishap", "mishaps", multiple=True, help="PATH=KIND: what befalls the next request with PATH in its path."
)
@json_option
@with_settings
def clearinghouse(
    settings: Settings,
    port: int,
    tlds: tuple[str, ...],
    labels: tuple[str, ...],
    mishaps: tuple[str, ...],
    as_json: bool,
) -> None:
    """Run a simulated Trademark Clearinghouse until Ctrl-C; prints the variables by which processes speak with it.

    It publishes lists, takes files of names and judges them, as RFC 9361 has it. Kinds of mishaps: error, silent, drip,
    truncated, unheard, unsigned, stale, garbled, elsewhere.
    """
    from namehouse.demo import clearinghouse as simulated
    from registry.clock import SystemClock

    async def run() -> None:
        stopped = simulated.stopped()
        way = simulated.clearinghouse(settings, SystemClock(), port, tlds, labels, list(map(_mishap, mishaps)))
        async with way as variables:
            print_data(variables, as_json=True) if as_json else _export(variables)
            sys.stdout.flush()
            await stopped.wait()

    try:
        asyncio.run(run())
    except OSError as error:
        raise Refused(f"it cannot listen: {error}") from None


@demo.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8461, help="Port on 127.0.0.1; 0: any free one.")
@json_option
@with_settings
def texts(settings: Settings, port: int, as_json: bool) -> None:
    """Run a simulated gateway to telephones until Ctrl-C; prints the variables by which processes speak with it.

    It takes texts and calls as Twilio's API has it; what telephones were told is on its first page.
    """
    from namehouse.demo import texts as simulated
    from namehouse.demo.clearinghouse import stopped
    from registry.clock import SystemClock

    async def run() -> None:
        ended = stopped()
        async with simulated.texts(settings, SystemClock(), port) as variables:
            print_data(variables, as_json=True) if as_json else _export(variables)
            sys.stdout.flush()
            await ended.wait()

    try:
        asyncio.run(run())
    except OSError as error:
        raise Refused(f"it cannot listen: {error}") from None


def _mishap(text: str) -> "tuple[str, Mishap]":
    from tmch.simulator.server import MISHAPS

    path, _, kind = text.rpartition("=")
    if kind not in MISHAPS:
        raise click.UsageError(f"{text} is no mishap; write it as dnl-latest=truncated")
    return path, kind


def _export(variables: Mapping[str, str]) -> None:
    for name, value in variables.items():
        click.echo(f"export {name}={value}")


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
