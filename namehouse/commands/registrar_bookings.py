"""`namehouse registrar bookings` and `top-up`: what was booked on a registrar's accounts, and what is paid in."""

import click

from namehouse.command import Misused, json_option, print_data, with_settings
from namehouse.commands.month import MONTH
from namehouse.commands.opening import act
from registry.context import Context
from registry.errors import ObjectMissing
from registry.model.month import Month
from registry.settings import Settings

# Of a month that has more, the rest is in the panel's file of it.
_MOST = 100_000


@click.command()
@click.argument("handle")
@click.option("--month", type=MONTH, help="Month, as 2027-01; the present one unless given.")
@click.option("--currency", help="Of this account alone.")
@json_option
@with_settings
def bookings(settings: Settings, handle: str, month: Month | None, currency: str | None, as_json: bool) -> None:
    """Every charge, refund and top-up of a month, in minor units; final_from is when nothing gives a charge back any more."""
    from registry.store import ledger, registrars

    try:
        bounds = (month.begins, month.ends) if month else None
    except ValueError:
        raise Misused(f"nothing is booked in {month}") from None

    async def work(cx: Context) -> list[dict[str, object]]:
        store = cx.registry.store
        if await store.reading(lambda db: registrars.by_handle(db, handle=handle)) is None:
            raise ObjectMissing("There is no such registrar.", "registrar", handle)
        kept = [each.currency for each in await store.reading(lambda db: ledger.accounts(db, registrar=handle))]
        if currency is not None and currency not in kept:
            raise ObjectMissing(f"There is no account in {currency}.", "registrar", handle)
        first, last = bounds or (Month.of(cx.now).begins, Month.of(cx.now).ends)
        found = await store.reading(
            lambda db: ledger.bookings(db, registrar=handle, currency=currency, first=first, last=last, most=_MOST)
        )
        return [
            {
                "id": each.id,
                "at": each.at.isoformat(),
                "kind": each.kind,
                "name": each.name,
                "years": each.years,
                "amount": each.amount,
                "currency": each.currency,
                "final_from": each.final_from.isoformat() if each.final_from else None,
                "reverses": each.reverses_id,
                "svtrid": each.svtrid,
            }
            for each in found
        ]

    print_data(act(settings, work), as_json=as_json)


@click.command("top-up")
@click.argument("handle")
@click.argument("amount", type=int)
@click.option("--currency", default="USD", show_default=True)
@click.option("--reason", required=True, help="Why; kept with the ledger row.")
@json_option
@with_settings
def top_up(settings: Settings, handle: str, amount: int, currency: str, reason: str, as_json: bool) -> None:
    """Book AMOUNT, in minor units, on the registrar's account; a negative amount takes money out."""
    from registry.actions.registrar_top_up import registrar_top_up
    from registry.requests.registrar import RegistrarTopUp

    wish = RegistrarTopUp(handle, amount, currency, reason)
    posted = act(settings, lambda cx: registrar_top_up(cx, wish), reason=reason)
    print_data({"handle": handle, "balance": posted.balance, "currency": currency}, as_json=as_json)
