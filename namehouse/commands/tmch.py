"""`namehouse tmch`: the lists of the Trademark Clearinghouse, imported from files."""

from pathlib import Path
from typing import cast

import click

from namehouse.command import json_option, print_data, with_settings
from namehouse.commands.opening import act
from registry.context import Context
from registry.settings import Settings
from registry.store import tmch as store
from registry.store.tmch import TmchKind


@click.group()
def tmch() -> None:
    """Lists of the Trademark Clearinghouse: labels with claims, revoked marks, revoked certificates."""


@tmch.command("lists")
@json_option
@with_settings
def lists(settings: Settings, as_json: bool) -> None:
    """Every list that counts now, with the instant at which the clearinghouse made it."""

    async def work(cx: Context) -> list[dict[str, object]]:
        return [
            {
                "list": each.kind,
                "issued": each.issued_at.isoformat(),
                "imported": each.imported_at.isoformat(),
                "entries": each.entries,
                "hours_old": int((cx.now - each.issued_at).total_seconds() // 3600),
            }
            for each in await cx.registry.store.reading(store.lists)
        ]

    print_data(act(settings, work), as_json=as_json)


@tmch.command("import")
@click.argument("kind", type=click.Choice(["dnl", "smdrl", "crl"]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@with_settings
def import_list(settings: Settings, kind: str, file: Path, as_json: bool) -> None:
    """Make FILE the list of its KIND: dnl and smdrl are CSV, crl is PEM or DER.

    A list that is older than the one that counts is refused, and so is a crl that no root in tmch.roots has signed.
    """
    from registry.actions.tmch_import import tmch_import

    content = file.read_bytes()

    async def work(cx: Context) -> dict[str, object]:
        done = await tmch_import(cx, cast(TmchKind, kind), content)
        return {"list": done.kind, "issued": done.issued_at.isoformat(), "entries": done.entries}

    print_data(act(settings, work), as_json=as_json)
