"""`namehouse application`: applications for names of a launch, seen, judged and decided."""

import csv
from pathlib import Path
from typing import Final, get_args

import click

from namehouse.command import Misused, Refused, json_option, print_data, with_settings
from namehouse.commands.opening import act, reason_needed, reason_option
from namehouse.commands.versions import shown
from registry.context import Context
from registry.model.application import Application, ApplicationStatus
from registry.requests.application import ApplicationAllocate, ApplicationStep, Decision
from registry.settings import Settings

_HEADER: Final = ["name", "application"]


@click.group()
def application() -> None:
    """Applications for names of a launch: show them, judge them, decide who gets the name."""


@application.command("list")
@click.option("--tld", help="Only for names in this TLD.")
@click.option("--name", help="Only for this name.")
@click.option("--registrar", help="Only of this registrar.")
@click.option("--status", type=click.Choice(get_args(ApplicationStatus)), help="Only in this status.")
@click.option("--open", "is_open", is_flag=True, help="Only those that are not decided yet.")
@json_option
@with_settings
def every(
    settings: Settings,
    tld: str | None,
    name: str | None,
    registrar: str | None,
    status: str | None,
    is_open: bool,
    as_json: bool,
) -> None:
    """Applications by name, oldest first, each with the number of its rivals."""
    from registry.model.names import canonical
    from registry.store import applications

    async def work(cx: Context) -> list[dict[str, object]]:
        found = await cx.registry.store.reading(
            lambda db: applications.listed(
                db, tld=tld, name=canonical(name) if name else None, registrar=registrar, status=status, open=is_open
            )
        )
        return [
            {
                "application": each.application,
                "name": each.name,
                "registrar": each.registrar,
                "phase": f"{each.phase} {each.subphase}" if each.subphase else each.phase,
                "status": each.substatus if each.status == "custom" else each.status,
                "rivals": each.rivals,
                "applied": each.applied_at.isoformat(),
                "mark": each.mark,
                "reason": each.reason,
            }
            for each in found
        ]

    print_data(act(settings, work), as_json=as_json)


@application.command()
@click.argument("identifier")
@json_option
@with_settings
def show(settings: Settings, identifier: str, as_json: bool) -> None:
    """One application: how it stands, what the domain would be, who else wants the name; --json: and its mark."""
    from registry.actions.hold_application import look_at_application
    from registry.store import applications

    async def work(cx: Context) -> dict[str, object]:
        found = await cx.registry.store.reading(lambda db: look_at_application(cx, db, identifier))
        rivals = await cx.registry.store.reading(lambda db: applications.identifiers(db, name=found.name))
        return _described(found) | {
            "rivals": [each for each in rivals if each != found.roid],
            **({"mark": found.mark} if as_json else {}),
        }

    print_data(act(settings, work), as_json=as_json)


def _described(found: Application) -> dict[str, object]:
    domain, notice = found.domain, found.notice
    return {
        "application": found.roid,
        "name": domain.name,
        "registrar": domain.registrar,
        "phase": found.phase.name,
        "subphase": found.phase.subphase,
        "status": found.status,
        "substatus": found.substatus,
        "reason": found.reason,
        "since": found.status_at.isoformat(),
        "applied": domain.created_at.isoformat(),
        "years": found.years,
        "registrant": domain.registrant,
        "contacts": [f"{link.role} {link.contact}" for link in domain.contacts],
        "name_servers": [*domain.hosts, *(server.name for server in domain.nameservers)],
        "signed_mark": found.smd_id,
        "claims": found.has_claims,
        "notice": notice.id if notice else None,
        "domain": found.allocated_roid,
        "version": found.version,
    }


@application.command()
@click.argument("identifier")
@json_option
@with_settings
def history(settings: Settings, identifier: str, as_json: bool) -> None:
    """Every version of an application, withdrawn ones too: when, by what, by whom, why; --json: and what it was."""
    from registry.errors import ObjectMissing
    from registry.store import history as store

    async def work(cx: Context) -> list[dict[str, object]]:
        versions = await cx.registry.store.reading(lambda db: store.versions_of(db, roid=identifier))
        if not versions:
            raise ObjectMissing("There is no such application.", "application", identifier)
        return shown(versions, whole=as_json)

    print_data(act(settings, work), as_json=as_json)


@application.command()
@click.argument("identifier")
@reason_option
@json_option
@with_settings
def validate(settings: Settings, identifier: str, reason: str | None, as_json: bool) -> None:
    """Find an application valid. One whose mark was revoked meanwhile is refused."""
    _step(settings, ApplicationStep(identifier, "validate"), reason, as_json=as_json)


@application.command()
@click.argument("identifier")
@reason_needed
@json_option
@with_settings
def invalidate(settings: Settings, identifier: str, reason: str, as_json: bool) -> None:
    """Find an application invalid. Its registrar sees why, and may mend it: then it is to be validated anew."""
    _step(settings, ApplicationStep(identifier, "invalidate"), reason, as_json=as_json)


@application.command()
@click.argument("identifier")
@reason_option
@json_option
@with_settings
def defer(settings: Settings, identifier: str, reason: str | None, as_json: bool) -> None:
    """Let an application wait for what is decided elsewhere, such as an auction (pendingAllocation)."""
    _step(settings, ApplicationStep(identifier, "defer"), reason, as_json=as_json)


@application.command()
@click.argument("identifier")
@click.option("--as", "name", required=True, help="The name of the status, of your own.")
@reason_option
@json_option
@with_settings
def hold(settings: Settings, identifier: str, name: str, reason: str | None, as_json: bool) -> None:
    """Hold an application for a reason of the registry's own (a custom status)."""
    _step(settings, ApplicationStep(identifier, "hold", name), reason, as_json=as_json)


@application.command()
@click.argument("identifier")
@reason_needed
@json_option
@with_settings
def reject(settings: Settings, identifier: str, reason: str, as_json: bool) -> None:
    """Reject an application for good. What was charged for it is given back."""
    _step(settings, ApplicationStep(identifier, "reject"), reason, as_json=as_json)


def _step(settings: Settings, wish: ApplicationStep, reason: str | None, *, as_json: bool) -> None:
    from registry.actions.application_step import application_step

    async def work(cx: Context) -> dict[str, object]:
        after = await application_step(cx, wish)
        return {
            "application": after.roid,
            "name": after.name,
            "registrar": after.registrar,
            "status": after.status,
            "substatus": after.substatus,
            "reason": after.reason,
        }

    print_data(act(settings, work, reason=reason), as_json=as_json)


@application.command()
@click.argument("identifier", required=False)
@click.option("--uncontested", metavar="TLD", help="All applications in TLD that are the only ones for their names.")
@click.option(
    "--results",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Those that won: CSV with the header name,application.",
)
@click.option("--dry-run", is_flag=True, help="Only tell what would be done.")
@reason_option
@json_option
@with_settings
def allocate(
    settings: Settings,
    identifier: str | None,
    uncontested: str | None,
    results: Path | None,
    dry_run: bool,
    reason: str | None,
    as_json: bool,
) -> None:
    """Register the name for the application that IDENTIFIER names; its rivals are rejected and paid back, all at once.

    Or for many: those without rivals (--uncontested), once no phase of the TLD takes applications any more, where those that
    cannot be allocated are left as they are; or those that won an auction (--results), where nothing is done unless all of the
    file can be.
    """
    from registry.actions import allocation_plan

    if [identifier, uncontested, results].count(None) != 2:
        raise Misused("name one application, or --uncontested TLD, or --results FILE")
    winners = _read(results) if results else [ApplicationAllocate(identifier)] if identifier else []

    async def work(cx: Context) -> list[dict[str, object]]:
        if uncontested:
            plan = await allocation_plan.uncontested(cx, uncontested)
            return _outcomes(plan if dry_run else await allocation_plan.carry_out_each(cx, plan))
        plan = await allocation_plan.of_results(cx, winners)
        _demand_all(plan)
        return _outcomes(plan if dry_run else await allocation_plan.carry_out_all(cx, plan))

    print_data(act(settings, work, reason=reason), as_json=as_json)


def _demand_all(plan: tuple[Decision, ...]) -> None:
    """Raise Refused where one of them stands in the way of all."""
    hindered = [f"{each.name or each.application}: {each.hindrance}" for each in plan if each.hindrance]
    if hindered:
        raise Refused("nothing is allocated:\n" + "\n".join(f"  {line}" for line in hindered))


def _outcomes(plan: tuple[Decision, ...]) -> list[dict[str, object]]:
    return [
        {
            "name": each.name,
            "application": each.application,
            "registrar": each.registrar,
            "rejected": list(each.rivals),
            "domain": each.roid,
            "hindrance": each.hindrance,
        }
        for each in plan
    ]


def _read(file: Path) -> list[ApplicationAllocate]:
    from registry.model.names import canonical

    try:
        rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Misused(f"{file} is no CSV file in UTF-8: {error}") from None
    if not rows or [cell.strip() for cell in rows[0]] != _HEADER:
        raise Misused(f"{file}, line 1: the header {','.join(_HEADER)} is wanted")
    winners = []
    for number, row in enumerate(rows[1:], 2):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if len(cells) != len(_HEADER) or not all(cells):
            raise Misused(f"{file}, line {number}: a name and the application that won it are wanted")
        winners.append(ApplicationAllocate(cells[1], canonical(cells[0])))
    return winners
