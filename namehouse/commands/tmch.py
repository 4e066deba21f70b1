"""`namehouse tmch`: the lists of the Trademark Clearinghouse, fetched or imported from files."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Final, cast

import click

from namehouse.command import Refused, json_option, print_data, with_settings
from namehouse.commands.opening import act
from namehouse.commands.tmch_lordn import lordn
from registry.context import Context, Registry
from registry.model.tmch import TmchKind
from registry.settings import Settings
from registry.store import tmch as store

KINDS: Final = click.Choice(["dnl", "surl", "smdrl", "crl"])


@click.group()
def tmch() -> None:
    """The Trademark Clearinghouse: what it publishes of marks and claims, and what it is told of names."""


tmch.add_command(lordn)


@tmch.command("lists")
@json_option
@with_settings
def lists(settings: Settings, as_json: bool) -> None:
    """Every list that counts now: when the clearinghouse made it, and when it was last known to be the newest."""

    async def work(cx: Context) -> list[dict[str, object]]:
        return [
            {
                "list": each.kind,
                "issued": each.issued_at.isoformat(),
                "imported": each.imported_at.isoformat(),
                "confirmed": each.confirmed_at.isoformat(),
                "expires": each.expires_at.isoformat() if each.expires_at else None,
                "entries": each.entries,
                "hours_old": int(each.age(cx.now).total_seconds() // 3600),
            }
            for each in await cx.registry.store.reading(store.lists)
        ]

    print_data(act(settings, work), as_json=as_json)


@tmch.command("import")
@click.argument("kind", type=KINDS)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@with_settings
def import_list(settings: Settings, kind: str, file: Path, as_json: bool) -> None:
    """Make FILE the list of its KIND: dnl, surl and smdrl are CSV, crl is PEM or DER.

    A list that is older than the one that counts is refused, and so is a crl that no root in tmch.roots has signed. The
    signatures of the others are verified only where they are fetched.
    """
    from registry.actions.tmch_import import tmch_import

    content = file.read_bytes()

    async def work(cx: Context) -> dict[str, object]:
        done = await tmch_import(cx, cast(TmchKind, kind), content)
        return {"list": done.kind, "issued": done.issued_at.isoformat(), "entries": done.entries}

    print_data(act(settings, work), as_json=as_json)


@tmch.command()
@click.argument("kinds", nargs=-1, type=KINDS)
@json_option
@with_settings
def fetch(settings: Settings, kinds: tuple[str, ...], as_json: bool) -> None:
    """Fetch lists of these KINDS, or all that are wanted, from tmch.url and tmch.crl_url, now.

    Exit code 1 when one of them could not be had; the others count all the same.
    """
    done = act(settings, lambda cx: _fetched(cx, cast(tuple[TmchKind, ...], kinds)), ways=way)
    print_data(done, as_json=as_json)
    if failed := [str(each["list"]) for each in done if each["problem"]]:
        raise Refused(f"not fetched: {', '.join(failed)}")


@asynccontextmanager
async def way(settings: Settings, registry: Registry) -> AsyncIterator[None]:
    """The registry has a way to the clearinghouse that the settings name."""
    from tmch.client import opened

    async with opened(settings) as registry.clearinghouse:
        yield


async def _fetched(cx: Context, kinds: tuple[TmchKind, ...]) -> list[dict[str, object]]:
    from rich.console import Console

    from registry.actions.tmch_fetch import tmch_fetch, way_to
    from registry.clearinghouse import ClearinghouseDeclines, ClearinghouseSilent
    from registry.errors import Refusal
    from registry.jobs.fetch_trademark_lists import wanted
    from registry.trademarks import NotTrusted

    try:
        way_to(cx)
    except ClearinghouseDeclines as error:
        raise Refused(str(error)) from None
    rows: list[dict[str, object]] = []
    # the spinner is for eyes: on anything but a terminal it prints nothing
    with Console(stderr=True).status("asking") if sys.stderr.isatty() else nullcontext() as status:
        for kind in kinds or wanted(cx.registry):
            if status:
                status.update(f"fetching {kind}")
            row: dict[str, object] = {"list": kind, "issued": None, "entries": None, "fresh": False, "problem": None}
            try:
                done = await tmch_fetch(cx, kind)
                row |= {"issued": done.issued_at.isoformat(), "entries": done.entries, "fresh": done.fresh}
            except (ClearinghouseSilent, ClearinghouseDeclines, NotTrusted) as error:
                row["problem"] = str(error)
            except Refusal as refusal:
                row["problem"] = refusal.reason
            rows.append(row)
    return rows
