"""How often a registrar may ask, set or lifted by an operator; running processes hear of it at once."""

from typing import Final

from registry.actions.registrar_change import demand_registry, registrar_changed, registrar_held
from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import ParameterRange
from registry.model.rates import Rate, RateClass
from registry.store import rates
from registry.store.sql import Connection

# Beyond this a limit is none.
MOST: Final = 1_000_000


@transacted
async def registrar_rate(cx: Context, db: Connection, handle: str, rate_class: RateClass, rate: Rate | None) -> None:
    """From now on, with a full bucket; None lifts the limit.

    Raises ObjectMissing, and ParameterRange for a bucket that nothing comes out of.
    """
    demand_registry(cx)
    if rate is not None and not (0 < rate.per_second <= MOST and 1 <= rate.burst <= MOST):
        raise ParameterRange("A rate is more than nothing, and at least one command may come at once.")
    registrar_id = await registrar_held(db, handle)
    if rate is None:
        await rates.lift(db, registrar_id=registrar_id, rate_class=rate_class)
    else:
        await rates.limit(
            db,
            registrar_id=registrar_id,
            rate_class=rate_class,
            per_second=rate.per_second,
            burst=rate.burst,
            now=cx.now,
        )
    await registrar_changed(cx, db, "rate", registrar_id, handle)
