"""The timetable of mail, kept by the worker beside the registry's: what is looked after while the queue empties itself."""

from datetime import timedelta
from typing import Final

from prometheus_client import Gauge

from mail import notice_queries, queries
from registry.context import Registry
from registry.jobs.timetable import Line

WAITING: Final = Gauge("namehouse_mails_waiting", "Mails that wait or are being sent.")
OLDEST: Final = Gauge("namehouse_mails_oldest_seconds", "For how long the oldest of them has waited; 0: none does.")
FAILED: Final = Gauge("namehouse_mails_failed_today", "Mails of the last day that could not be sent.")

DAY: Final = timedelta(days=1)


async def watch_outbox(registry: Registry) -> None:
    """The metrics of what waits and of what failed; whether a server is set or not."""
    now = registry.clock.now()
    stands = await registry.store.reading(lambda db: queries.standing(db, since=now - DAY))
    WAITING.set(stands.waiting)
    OLDEST.set((now - stands.oldest).total_seconds() if stands.oldest else 0)
    FAILED.set(stands.failed)


async def forget_mails(registry: Registry) -> None:
    """Secrets in mails that could not be sent go after a day; mails, and what was told at the bell, after `mail.kept_days`."""
    now = registry.clock.now()
    await registry.store.transaction(lambda db: queries.spend(db, before=now - DAY))
    await registry.store.transaction(lambda db: queries.forget(db, before=now - registry.mails_kept))
    await registry.store.transaction(lambda db: notice_queries.forget(db, before=now - registry.mails_kept))


TIMETABLE: Final[tuple[Line, ...]] = (
    Line(watch_outbox, every="minute"),
    Line(forget_mails, every="day", at="04:45"),
)
