"""What nobody writes down but somebody must be told: ends that come near, months that are closed, and what stands still.

Each is told once in a while to each (`again` in mail/events_of_the_house.py), however often it is looked at.
"""

import asyncio
import logging
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509

from mail import queries as mails
from mail.notices import written
from panel.telling import queries
from panel.telling.audiences import Told, tell_registrars, tell_staff
from registry.context import Registry
from registry.model.deposit import midnight
from registry.store import deposit_standing, ways_in

log = logging.getLogger(__name__)

# How many days before its end people are told of a certificate: each of them once.
STAGES: Final = (1, 7, 30)
STUCK: Final = timedelta(hours=1)
# A deposit a day, and as long as agents may take to answer.
LATE: Final = timedelta(hours=30)
# Jobs that find what must not be; the others only did not come to their end.
CHECKS: Final = frozenset({"prove_ledger"})
# On these days of a month the statements of the one before are told.
_STATEMENT_DAYS: Final = 3


def stage(ends_at: datetime, now: datetime) -> int | None:
    """The narrowest of STAGES that an end has come into; None: it is further away, or over."""
    if ends_at <= now:
        return None
    return next((days for days in STAGES if ends_at - now <= timedelta(days=days)), None)


async def watch_ways_in(registry: Registry) -> None:
    """Registrars whose last certificate ends are told so a month, a week and a day before."""
    now = registry.clock.now()
    until = now + timedelta(days=STAGES[-1])
    ending = await registry.store.reading(lambda db: ways_in.ending(db, until=until))
    known = await registry.store.reading(lambda db: queries.registrars(db, handles=[each.registrar for each in ending]))
    numbers = {each.handle: each.id for each in known}
    for each in ending:
        if (days := stage(each.valid_to, now)) is None:
            continue
        told = Told(
            numbers[each.registrar],
            each.registrar,
            "registrar.certificate-ends",
            what=f"{each.fingerprint[:16]}…",
            about=f"{each.fingerprint}:{days}",
            more={"until": written(each.valid_to)},
        )
        await registry.store.transaction(lambda db, told=told: tell_registrars(db, (told,), now))  # type: ignore[misc]


async def tell_of_statements(registry: Registry) -> None:
    """In the first days of a month registrars are told that the statement of the one before is ready."""
    now = registry.clock.now()
    if now.day > _STATEMENT_DAYS:
        return
    until = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    since = (until - timedelta(days=1)).replace(day=1)
    month = f"{since:%Y-%m}"
    for each in await registry.store.reading(lambda db: queries.booked(db, since=since, until=until)):
        told = Told(each.id, each.handle, "money.statement-ready", what=month, about=f"{each.handle}:{month}")
        await registry.store.transaction(lambda db, told=told: tell_registrars(db, (told,), now))  # type: ignore[misc]


async def watch_mail(registry: Registry) -> None:
    """Those who look after the house are told when mail does not leave."""
    now = registry.clock.now()
    stands = await registry.store.reading(lambda db: mails.standing(db, since=now))
    if stands.oldest is not None and now - stands.oldest > STUCK:
        await _tell_staff(registry, "system.mail-stuck", str(stands.waiting), "mail")


async def watch_deposits(registry: Registry) -> None:
    """Those who look after deposits are told which wait for them, and which do not arrive; nothing where nobody deposits."""
    house, now = registry.depository, registry.clock.now()
    if house is None:
        return
    for what in await registry.store.reading(queries.deposits_held_up):
        await _tell_staff(registry, "deposit.held-up", what)
    for tld, registrar in [(tld, None) for tld in house.tlds] + [(None, each) for each in house.registrars]:
        stands = await registry.store.reading(
            lambda db, tld=tld, registrar=registrar: deposit_standing.standing(  # type: ignore[misc]
                db, tld=tld, registrar=registrar
            )
        )
        since = stands.arrived or (midnight(stands.began) if stands.began else None)
        if since is not None and now - since > LATE:
            await _tell_staff(registry, "deposit.late", str(tld or registrar))


async def watch_certificates(registry: Registry) -> None:
    """Those who look after the house are told when a certificate that our servers show ends, a month, a week and a day before."""
    now = registry.clock.now()
    for path in registry.shown_certificates:
        ends_at = await asyncio.to_thread(_end_of, path)
        if ends_at is not None and (days := stage(ends_at, now)) is not None:
            what = f"{path.name}: {ends_at:%Y-%m-%d}"
            await _tell_staff(registry, "system.certificate-ends", what, f"{path}:{ends_at.isoformat()}:{days}")


def _end_of(path: Path) -> datetime | None:
    """None: there is none that can be read; `namehouse doctor` says so."""
    try:
        return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
    except (OSError, ValueError):
        return None


async def job_failed(registry: Registry, job: str) -> None:
    """Those who look after the house are told that a job did not come to its end."""
    await _tell_staff(registry, "system.integrity-failed" if job in CHECKS else "system.job-failed", job)


async def _tell_staff(registry: Registry, event: str, what: str, about: str = "") -> None:
    now = registry.clock.now()
    await registry.store.transaction(lambda db: tell_staff(db, event, now, what, about))
