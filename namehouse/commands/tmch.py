"""`namehouse tmch`: the lists of the Trademark Clearinghouse, imported from files."""

from pathlib import Path
from typing import cast

import click

from namehouse.command import Refused, json_option, print_data, with_settings
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


@tmch.command()
@click.argument("tld")
@click.argument("kind", type=click.Choice(["sunrise", "claims"]))
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@with_settings
def lordn(settings: Settings, tld: str, kind: str, file: Path) -> None:
    """Write FILE for the clearinghouse: names of a TLD with marks, or with claims on them, that it was not told of yet.

    When the clearinghouse has taken the file, say so by `namehouse tmch reported FILE`.
    """
    from registry.actions.tmch_lordn import LordnKind, tmch_lordn

    text = act(settings, lambda cx: tmch_lordn(cx, tld, cast(LordnKind, kind)))
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}") from None


@tmch.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@with_settings
def reported(settings: Settings, file: Path, as_json: bool) -> None:
    """Remember that the clearinghouse has taken FILE, which `namehouse tmch lordn` wrote."""
    from registry.actions.tmch_lordn import tmch_reported

    text = file.read_text(encoding="utf-8", errors="replace")
    names = act(settings, lambda cx: tmch_reported(cx, text))
    print_data({"names": names}, as_json=as_json)
