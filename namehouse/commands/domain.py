"""`namehouse domain`: a name as it is, and every version it ever had."""

from dataclasses import replace
from typing import Literal, cast

import click

from namehouse.command import Misused, json_option, print_data, with_settings
from namehouse.commands.opening import act, reason_option
from namehouse.commands.versions import shown
from registry.context import Context
from registry.model.poll import CaseType, ChangeCase
from registry.settings import Settings


@click.group()
def domain() -> None:
    """Show a name as it is and as it was."""


@domain.command()
@click.argument("name")
@json_option
@with_settings
def show(settings: Settings, name: str, as_json: bool) -> None:
    """The name as it is now, due events applied."""
    from registry.actions.domain_info import domain_info
    from registry.model.lifecycle import grace_statuses, statuses
    from registry.model.names import canonical, unicode_form
    from registry.requests.domain import DomainInfo

    async def work(cx: Context) -> dict[str, object]:
        view = await domain_info(cx, DomainInfo(canonical(name)))
        found = view.domain
        return {
            "name": found.name,
            "unicode": unicode_form(found.name),
            "idn_table": found.idn_table,
            "variants": list(found.variants),
            "roid": found.roid,
            "registrar": found.registrar,
            "statuses": list(statuses(found)),
            "grace": list(grace_statuses(found, view.at)),
            "registrant": found.registrant,
            "contacts": [f"{link.role} {link.contact}" for link in found.contacts],
            "name_servers": [*found.hosts, *(server.name for server in found.nameservers)],
            "created": found.created_at.isoformat(),
            "expires": found.expires_at.isoformat(),
            "renewal": found.renewal,
            "updated": found.updated_at.isoformat() if found.updated_at else None,
            "version": found.version,
        }

    print_data(act(settings, work), as_json=as_json)


@domain.command()
@click.argument("name")
@json_option
@with_settings
def history(settings: Settings, name: str, as_json: bool) -> None:
    """Every version the name ever had: when, by what, by whom, through which door, why; --json: and what it was."""
    from registry.model.names import canonical
    from registry.store import history as store

    async def work(cx: Context) -> list[dict[str, object]]:
        versions = await cx.registry.store.reading(lambda db: store.versions(db, kind="domain", name=canonical(name)))
        return shown(versions, whole=as_json)

    print_data(act(settings, work), as_json=as_json)


@domain.command()
@click.argument("name")
@click.option("--add", "added", multiple=True, help="Status to set; may be given several times.")
@click.option("--remove", "removed", multiple=True, help="Status to take away; may be given several times.")
@click.option(
    "--case", help="The proceedings behind it, told to the sponsor: udrp:ID, urs:ID, or NAME:ID of another kind."
)
@reason_option
@json_option
@with_settings
def status(
    settings: Settings,
    name: str,
    added: tuple[str, ...],
    removed: tuple[str, ...],
    case: str | None,
    reason: str | None,
    as_json: bool,
) -> None:
    """Set or take away statuses as the operator: serverHold, serverTransferProhibited and the like."""
    from registry.actions.domain_info import domain_info
    from registry.actions.domain_update import domain_update
    from registry.model.change import DomainParts
    from registry.model.lifecycle import statuses
    from registry.model.names import canonical
    from registry.requests.domain import DomainInfo, DomainUpdate

    wish = DomainUpdate(canonical(name), add=DomainParts(statuses=added), remove=DomainParts(statuses=removed))

    behind = _case(case) if case is not None else None

    async def work(cx: Context) -> dict[str, object]:
        await domain_update(replace(cx, case=behind), wish)
        found = (await domain_info(cx, DomainInfo(wish.name))).domain
        return {"name": found.name, "statuses": list(statuses(found))}

    print_data(act(settings, work, reason=reason), as_json=as_json)


@domain.command()
@click.argument("name")
@click.argument("by_time", type=click.Choice(["auto", "never"]))
@reason_option
@json_option
@with_settings
def renewal(
    settings: Settings, name: str, by_time: Literal["auto", "never"], reason: str | None, as_json: bool
) -> None:
    """Say whether time renews a name at its expiry: as its TLD has it (auto), or never, so that it is deleted then."""
    from registry.actions.domain_info import domain_info
    from registry.actions.domain_renewal import domain_renewal
    from registry.model.names import canonical
    from registry.requests.domain import DomainInfo

    async def work(cx: Context) -> dict[str, object]:
        await domain_renewal(cx, canonical(name), by_time)
        found = (await domain_info(cx, DomainInfo(canonical(name)))).domain
        return {"name": found.name, "renewal": found.renewal, "expires": found.expires_at.isoformat()}

    print_data(act(settings, work, reason=reason), as_json=as_json)


def _case(said: str) -> ChangeCase:
    kind, colon, number = (part.strip() for part in said.partition(":"))
    if not (kind and colon and number) or not said.isascii() or not said.isprintable():
        raise Misused(f"{said} is no case: write udrp:ID, urs:ID, or NAME:ID")
    if kind in ("udrp", "urs"):
        return ChangeCase(cast(CaseType, kind), number)
    return ChangeCase("custom", number, kind)
