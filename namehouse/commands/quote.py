"""`namehouse quote`: what an operation on a name costs a registrar, item by item, and by which policy."""

from datetime import datetime
from typing import cast

import click

from namehouse.command import INSTANT, json_option, print_data, with_settings
from namehouse.commands.opening import act
from registry.context import Context
from registry.model.names import canonical
from registry.model.pricing import OPERATIONS, Operation
from registry.settings import Settings


@click.command()
@click.argument("name")
@click.argument("operation", type=click.Choice(OPERATIONS))
@click.option("--registrar", help="Handle of the registrar who would pay; without it, by the TLD's own terms.")
@click.option("--years", type=click.IntRange(1, 99), help="How many; the TLD's default where nothing is said.")
@click.option("--at", type=INSTANT, help="As it will be at an instant; now, where nothing is said.")
@json_option
@with_settings
def quote(
    settings: Settings,
    name: str,
    operation: str,
    registrar: str | None,
    years: int | None,
    at: datetime | None,
    as_json: bool,
) -> None:
    """Say what OPERATION on NAME costs: the same sum that a fee check tells and that the command is charged."""
    from registry.actions.quote import quote as ask

    async def work(cx: Context) -> list[dict[str, object]]:
        found = await ask(cx, canonical(name), cast(Operation, operation), registrar, years, at or cx.now)
        told = found.quote
        rows: list[dict[str, object]] = [
            {
                "item": line.kind,
                "price": str(line.price),
                "currency": told.currency,
                "years": line.years,
                "given back within": str(line.grace) if line.grace else "never",
            }
            for line in told.lines
        ]
        total = {"item": "total", "price": str(told.total), "currency": told.currency, "class": told.name_class}
        return [*rows, {**total, "policy": found.policy_id}]

    print_data(act(settings, work), as_json=as_json)
