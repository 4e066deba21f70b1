"""Looking at the doors each minute, and reckoning the days."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from prometheus_client import Gauge

from panel.service_levels import queries
from panel.service_levels.measures import MEASURES
from registry.context import Registry
from registry.store.sql import Connection

UP: Final = Gauge("namehouse_door_up", "Whether a door answered the worker when it looked last.", ("door",))
SECONDS: Final = Gauge("namehouse_door_seconds", "How soon it answered then.", ("door",))

# How long what was seen in a minute is kept: the month that is reported is over by then.
KEPT: Final = timedelta(days=40)
# Days that are reckoned anew: this one, and those before it whose last hour a worker may have missed.
_DAYS: Final = 3


async def probe_doors(registry: Registry) -> None:
    """What came of looking is kept for the minute in which it was looked."""
    if registry.doors is None:
        return
    minute = registry.clock.now().replace(second=0, microsecond=0)
    looked = await registry.doors.look()
    for each in looked:
        UP.labels(each.door).set(each.milliseconds is not None)
        SECONDS.labels(each.door).set((each.milliseconds or 0) / 1000)
    await registry.store.transaction(
        lambda db: queries.keep_probes(
            db,
            at=minute,
            doors=[each.door for each in looked],
            milliseconds=[each.milliseconds for each in looked],
            problems=[each.problem for each in looked],
        )
    )


async def reckon_levels(registry: Registry) -> None:
    """The last days anew, of probes and of commands; what was seen in minutes long ago is forgotten."""
    now = registry.clock.now()
    for back in reversed(range(_DAYS)):  # the numbers of rows follow their days
        await _reckon(registry, now.date() - timedelta(days=back))
    await registry.store.transaction(lambda db: queries.forget_probes(db, before=now - KEPT))


async def _reckon(registry: Registry, day: date) -> None:
    first = datetime.combine(day, time(), UTC)
    asked: dict[str, Any] = {
        "day": day,
        "first": first,
        "last": first + timedelta(days=1),
        "measures": list(MEASURES),
        "limits": [float(each.limit) for each in MEASURES.values()],
    }

    async def work(db: Connection) -> None:
        await queries.reckon_probes(db, **asked)
        await queries.reckon_commands(db, **asked)

    await registry.store.transaction(work)
