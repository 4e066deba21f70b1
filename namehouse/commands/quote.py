"""`namehouse quote`: what an operation on a name costs a registrar, item by item, and by which policy."""

from datetime import datetime, timedelta
from typing import cast

import click

from namehouse.command import INSTANT, json_option, print_data, with_settings
from namehouse.commands.opening import act
from registry.context import Context
from registry.model.names import canonical
from registry.model.phases import NamedPhase
from registry.model.pricing import OPERATIONS, Line, Operation
from registry.settings import Settings


@click.command()
@click.argument("name")
@click.argument("operation", type=click.Choice(OPERATIONS))
@click.option("--registrar", help="Handle of the registrar who would pay; without it, by the TLD's own terms.")
@click.option("--years", type=click.IntRange(1, 99), help="How many; the TLD's default where nothing is said.")
@click.option("--at", type=INSTANT, help="As it will be at an instant; now, where nothing is said.")
@click.option("--token", help="An allocation token that comes with the create or the transfer.")
@click.option("--phase", help="The phase of the launch that a create names, as open or custom:SUBPHASE.")
@json_option
@with_settings
def quote(
    settings: Settings,
    name: str,
    operation: str,
    registrar: str | None,
    years: int | None,
    at: datetime | None,
    token: str | None,
    phase: str | None,
    as_json: bool,
) -> None:
    """Say what OPERATION on NAME costs: the same sum that a fee check tells and that the command is charged."""
    from registry.actions.quote import quote as ask

    asked = _phase(phase) if phase else None

    async def work(cx: Context) -> list[dict[str, object]]:
        found = await ask(cx, canonical(name), cast(Operation, operation), registrar, years, at or cx.now, token, asked)
        told = found.quote
        shared = {"currency": told.currency, "class": told.name_class, "policy": found.policy_id}
        rows: list[dict[str, object]] = [
            {
                "item": line.kind,
                "price": str(line.price),
                "years": line.years,
                "given_back_for_days": _days(line),
                **shared,
            }
            for line in told.lines
        ]
        return [
            *rows,
            {"item": "total", "price": str(told.total), "years": None, "given_back_for_days": None, **shared},
        ]

    print_data(act(settings, work), as_json=as_json)


def _phase(text: str) -> NamedPhase:
    name, _, subphase = text.partition(":")
    return NamedPhase(name, subphase or None)


def _days(line: Line) -> float | None:
    """For how many days a delete gives the item back; whole ones as whole numbers."""
    if line.grace is None:
        return None
    days = line.grace / timedelta(days=1)
    return int(days) if days == int(days) else days
