"""`namehouse list`: names that are sold dearer or kept from registrars, imported from files."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from namehouse.command import INSTANT, Misused, json_option, print_data, with_settings
from namehouse.commands.opening import act, reason_option
from namehouse.commands.versions import shown
from registry.context import Context
from registry.errors import ObjectMissing
from registry.model.listed_names import parted, read_listed
from registry.settings import Settings
from registry.store import name_lists
from registry.store.name_lists import ListKind

if TYPE_CHECKING:
    from registry.actions.name_list_import import ListChange


@click.group("list")
def name_list() -> None:
    """Lists of premium and of reserved names; a TLD's rules say which of them count there (`lists`)."""


@name_list.command("all")
@json_option
@with_settings
def every(settings: Settings, as_json: bool) -> None:
    """Every list, with the number of labels that are on it now."""

    async def work(cx: Context) -> list[dict[str, object]]:
        found = await cx.registry.store.reading(lambda db: name_lists.lists(db, now=cx.now))
        return [{"list": each.name, "kind": each.kind, "labels": each.labels} for each in found]

    print_data(act(settings, work), as_json=as_json)


@name_list.command()
@click.argument("name")
@json_option
@with_settings
def show(settings: Settings, name: str, as_json: bool) -> None:
    """The labels that are on a list now, with the class or the kind of reservation of each, and the reason of that."""

    async def work(cx: Context) -> list[dict[str, object]]:
        found = await cx.registry.store.reading(lambda db: name_lists.by_name(db, name=name))
        if found is None:
            raise ObjectMissing("There is no such list.", "list", name)
        rows = await cx.registry.store.reading(lambda db: name_lists.entries_at(db, list_id=found.id, at=cx.now))
        return [_line(found.kind, label, *parted(value)) for label, value in rows]

    print_data(act(settings, work), as_json=as_json)


def _line(kind: ListKind, label: str, value: str, reason: str | None) -> dict[str, object]:
    """Only reservations have reasons."""
    return {"label": label, "value": value} | ({"reason": reason} if kind == "reserved" else {})


@name_list.command("import")
@click.argument("name")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", required=True, type=click.Choice(["premium", "reserved"]))
@click.option("--at", type=INSTANT, help="From when on; now, where nothing is said.")
@click.option("--preview", is_flag=True, help="Only tell what would change.")
@reason_option
@json_option
@with_settings
def import_list(
    settings: Settings,
    name: str,
    file: Path,
    kind: str,
    at: datetime | None,
    preview: bool,
    reason: str | None,
    as_json: bool,
) -> None:
    """Make FILE the contents of list NAME.

    FILE is CSV with a line for each label: the label, then the class it is sold as (premium) or the kind of its reservation and,
    if that is to be known, its reason (reserved). A label of the list that FILE lacks is taken off.
    """
    from registry.actions.name_list_import import name_list_import, name_list_preview

    entries = _read(file)

    async def work(cx: Context) -> dict[str, object]:
        if preview:
            change = await name_list_preview(cx, name, cast(ListKind, kind), entries, at)
        else:
            change = await name_list_import(cx, name, cast(ListKind, kind), entries, at or cx.now)
        return {"list": name, "written": not preview, **_told(change, whole=as_json)}

    print_data(act(settings, work, reason=reason), as_json=as_json)


def _told(change: "ListChange", *, whole: bool) -> dict[str, object]:
    """The labels where they go to machines, else only how many."""
    return {
        "added": dict(change.added) if whole else len(change.added),
        "changed": dict(change.changed) if whole else len(change.changed),
        "removed": list(change.removed) if whole else len(change.removed),
    }


@name_list.command()
@click.argument("name")
@json_option
@with_settings
def versions(settings: Settings, name: str, as_json: bool) -> None:
    """The instants at which labels came to a list or went from it, or will."""

    async def work(cx: Context) -> list[dict[str, object]]:
        found = await cx.registry.store.reading(lambda db: name_lists.by_name(db, name=name))
        if found is None:
            raise ObjectMissing("There is no such list.", "list", name)
        steps = await cx.registry.store.reading(lambda db: name_lists.steps(db, list_id=found.id))
        return [
            {"at": each.at.isoformat(), "come": each.come, "gone": each.gone, "planned": each.at > cx.now}
            for each in steps
        ]

    print_data(act(settings, work), as_json=as_json)


@name_list.command()
@click.argument("name")
@reason_option
@json_option
@with_settings
def withdraw(settings: Settings, name: str, reason: str | None, as_json: bool) -> None:
    """Give up all that is planned for a list; what is on it now stays."""
    from registry.actions.name_list_import import name_list_withdraw

    change = act(settings, lambda cx: name_list_withdraw(cx, name), reason=reason)
    print_data({"list": name, **_told(change, whole=as_json)}, as_json=as_json)


@name_list.command()
@click.argument("name")
@click.option("--to", required=True, type=INSTANT, help="What it was then.")
@click.option("--at", type=INSTANT, help="From when on; now, where nothing is said.")
@reason_option
@json_option
@with_settings
def revert(settings: Settings, name: str, to: datetime, at: datetime | None, reason: str | None, as_json: bool) -> None:
    """Give a list the contents again that it had at an earlier instant."""
    from registry.actions.name_list_import import name_list_revert

    change = act(settings, lambda cx: name_list_revert(cx, name, to, at or cx.now), reason=reason)
    print_data({"list": name, **_told(change, whole=as_json)}, as_json=as_json)


@name_list.command()
@click.argument("name")
@json_option
@with_settings
def history(settings: Settings, name: str, as_json: bool) -> None:
    """Every change of a list: when it was made, by whom and why; --json: and the labels that came, changed and went."""
    from registry.store import history as store

    async def work(cx: Context) -> list[dict[str, object]]:
        found = await cx.registry.store.reading(lambda db: store.versions(db, kind="list", name=name))
        if not found:
            raise ObjectMissing("There is no such list.", "list", name)
        return shown(found, whole=as_json)

    print_data(act(settings, work), as_json=as_json)


def _read(file: Path) -> dict[str, str]:
    try:
        entries, problems = read_listed(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Misused(f"{file} is no CSV file in UTF-8: {error}") from None
    if problems:
        raise Misused(f"{file}, {problems[0]}")
    return entries
