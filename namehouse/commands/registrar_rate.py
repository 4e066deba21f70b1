"""`namehouse registrar rate`: how often a registrar may send commands."""

import click

from namehouse.command import Misused, json_option, print_data, with_settings
from namehouse.commands.opening import act, reason_option
from registry.context import Context
from registry.model.rates import CLASSES, Rate, RateClass, of_two_seconds
from registry.settings import Settings


@click.command()
@click.argument("handle")
@click.argument("rate_class", metavar="CLASS", type=click.Choice(CLASSES))
@click.option("--per-second", type=float, help="Commands a second, over time; less than one is fine, too.")
@click.option("--burst", type=int, help="Commands that may come at once; those of two seconds unless given.")
@click.option("--none", "lifted", is_flag=True, help="Lift the limit.")
@reason_option
@json_option
@with_settings
def rate(
    settings: Settings,
    handle: str,
    rate_class: RateClass,
    per_second: float | None,
    burst: int | None,
    lifted: bool,
    reason: str | None,
    as_json: bool,
) -> None:
    """Bound how often a registrar may send commands of CLASS (check, info, transform, poll); servers hear of it at once."""
    from registry.actions.registrar_rate import registrar_rate

    if lifted == (per_second is not None) or (lifted and burst is not None):
        raise Misused("give either --per-second, and --burst if you like, or --none")
    chosen = None
    if per_second is not None:
        chosen = Rate(per_second, of_two_seconds(per_second) if burst is None else burst)

    async def work(cx: Context) -> dict[str, object]:
        await registrar_rate(cx, handle, rate_class, chosen)
        told = {"per_second": chosen.per_second, "burst": chosen.burst} if chosen else {"limit": "none"}
        return {"handle": handle, "class": rate_class, **told}

    print_data(act(settings, work, reason=reason), as_json=as_json)
