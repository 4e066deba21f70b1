"""`namehouse idn`: which code points the labels of a TLD may have, and what is a variant of what."""

from pathlib import Path

import click

from namehouse.command import Misused, json_option, print_data, with_settings
from namehouse.commands.opening import act
from registry.context import Context
from registry.errors import ObjectMissing
from registry.model.idn_table import verdicts
from registry.model.names import canonical, u_label
from registry.settings import Settings


@click.group("idn")
def idn() -> None:
    """IDN tables; a TLD's rules say which of them it offers (`idn_tables`)."""


@idn.command("list")
@json_option
@with_settings
def list_tables(settings: Settings, as_json: bool) -> None:
    """Every version of every table, the newest of a name last; that one is in force."""
    from registry.store import idn_tables

    async def work(cx: Context) -> list[dict[str, object]]:
        return [
            {
                "table": each.name,
                "since": each.valid_from.isoformat(),
                "version": each.version,
                "languages": each.languages,
                "url": each.url,
            }
            for each in await cx.registry.store.reading(idn_tables.facts)
        ]

    print_data(act(settings, work), as_json=as_json)


@idn.command()
@click.argument("name")
@click.option("--source", is_flag=True, help="Print the file that it was imported from.")
@json_option
@with_settings
def show(settings: Settings, name: str, source: bool, as_json: bool) -> None:
    """The table that is in force: how much is in it, or the file itself."""
    from registry.store import idn_tables

    async def work(cx: Context) -> dict[str, object] | str:
        table = cx.tables.at(name, cx.now)
        if table is None:
            raise ObjectMissing("There is no such table.", "table", name)
        if source:
            return await cx.registry.store.reading(lambda db: idn_tables.source(db, table_id=table.id)) or ""
        repertoire = table.repertoire
        return {
            "table": name,
            "since": table.valid_from.isoformat(),
            "url": table.url,
            "entries": len(repertoire.letters),
            "variants": sum(1 for _ in repertoire.pairs()),
            "rules": sorted(repertoire.rules),
            "tlds": [policy.tld for policy in cx.book.current(cx.now) if name in policy.rules.idn_tables],
        }

    found = act(settings, work)
    if isinstance(found, str):
        click.echo(found, nl=False)
    else:
        print_data(found, as_json=as_json)


@idn.command("import")
@click.argument("name")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--url", required=True, help="Where the table is published.")
@click.option("--policy-url", help="Where the policy is published that goes with it; the same, where nothing is said.")
@json_option
@with_settings
def import_table(settings: Settings, name: str, file: Path, url: str, policy_url: str | None, as_json: bool) -> None:
    """Make FILE the table NAME from now on.

    FILE is a ruleset in XML (RFC 7940) or a table in lines of text (RFC 3743, RFC 4290). One that says what is not understood
    here is refused as a whole.
    """
    from namehouse.idn import Unreadable, read
    from registry.actions.idn_table_import import TableImport, idn_table_import

    try:
        data = file.read_bytes()
        table = read(data)
    except (OSError, Unreadable) as error:
        raise Misused(f"{file} is no IDN table: {error}") from None
    wish = TableImport(
        name, url, policy_url or url, table.repertoire, table.version, table.languages, data.decode("utf-8-sig")
    )

    async def work(cx: Context) -> dict[str, object]:
        await idn_table_import(cx, wish)
        return {
            "table": name,
            "version": table.version,
            "entries": len(table.repertoire.letters),
            "variants": sum(1 for _ in table.repertoire.pairs()),
        }

    print_data(act(settings, work), as_json=as_json)


@idn.command()
@click.argument("label")
@json_option
@with_settings
def check(settings: Settings, label: str, as_json: bool) -> None:
    """What every table in force says of LABEL, and its index: labels with one index are variants of each other."""
    form = canonical(label)
    shown = u_label(form) if form.isascii() else None
    if shown is None or "." in form:
        raise Misused(f"{label} is no label")

    async def work(cx: Context) -> list[dict[str, object]]:
        return [
            {
                "table": each.table,
                "label": shown,
                "a_label": form,
                "permitted": each.permitted,
                "index": each.index,
            }
            for each in verdicts(cx.tables, cx.tables.names(), shown, cx.now)
        ]

    print_data(act(settings, work), as_json=as_json)
