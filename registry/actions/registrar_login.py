"""A registrar comes in (RFC 5730, section 2.9.1.1): password, certificate and address must all be its own."""

import hashlib
from dataclasses import replace
from datetime import datetime
from ipaddress import ip_network

from registry.actions.registrar_change import registrar_changed
from registry.actions.transaction import transacted
from registry.actions.worker import SILENCE
from registry.context import Actor, Context
from registry.errors import LoginFailed, SessionLimit
from registry.fair import Crowded
from registry.guesses import guesses_of
from registry.model.login import Standing, UserAgent, events
from registry.model.registrar import OUTSIDE
from registry.passwords import hashed, verified
from registry.policy.case import judge
from registry.policy.login_case import LoginCase
from registry.policy.order import RULES
from registry.requests.registrar import RegistrarLogin, RegistrarSession
from registry.store import registrars, workers
from registry.store.registrars import Way
from registry.store.sql import Connection


async def registrar_login(cx: Context, wish: RegistrarLogin) -> RegistrarSession:
    """A session, counted across all workers, and the new password where one was given.

    Raises LoginFailed, in the same words and after the same time, whatever was wrong, and SessionLimit; once all is proved,
    what the rules say of the password and the new one. The slow hash runs while no connection to the database is held; who
    has proved everything but the password may be spared it.
    """
    way = await cx.registry.store.reading(
        lambda db: registrars.way_in(db, handle=wish.handle, address=wish.address, now=cx.now)
    )
    proved = way is not None and _may_enter(way, wish.certificate)
    place = place_of(wish.address)
    try:
        knows = await verified(wish.password, way.password_hash if way else None, place, swiftly=proved)
        if way is None or not (knows and proved):
            await cx.registry.store.transaction(lambda db: registrars.count_failed_login(db, wish.handle))
            raise _failed()
        judge(LoginCase(cx.now, wish, wish.demands, way.password_at, await _guesses(wish)), RULES["registrar login"])
        new_hash = await hashed(wish.new_password, place) if wish.new_password else None
    except Crowded:
        raise SessionLimit("Too many logins wait already; try again in a while.") from None
    return await _open(cx, wish, way, new_hash)


async def _guesses(wish: RegistrarLogin) -> float | None:
    if wish.new_password is None or not wish.demands.weighed:
        return None
    return await guesses_of(wish.new_password, wish.handle.lower())


def place_of(address: str) -> str:
    """For whom a login waits: an IPv4 address or an IPv6 /64."""
    return str(ip_network(f"{address}/64", strict=False)) if ":" in address else address


def _may_enter(way: Way, certificate: bytes | None) -> bool:
    """Inside, from an allowed network, and with a pinned certificate: one that is missing is a wrong one."""
    return way.state not in OUTSIDE and way.allowed and _fingerprint(certificate) in way.fingerprints


def _fingerprint(certificate: bytes | None) -> bytes | None:
    return hashlib.sha256(certificate).digest() if certificate else None


@transacted
async def _open(cx: Context, db: Connection, wish: RegistrarLogin, way: Way, new_hash: str | None) -> RegistrarSession:
    """Under the registrar's lock, so that two logins at once cannot both take the last place."""
    held = await registrars.hold(db, registrar_id=way.id)
    if held is None or held.state in OUTSIDE or held.password_hash != way.password_hash:
        raise _failed()
    if await workers.sessions_of(db, registrar_id=way.id, since=cx.now - SILENCE) >= held.session_limit:
        raise SessionLimit(f"At most {held.session_limit} sessions may be open at once.")
    if new_hash:
        await registrars.set_password(db, registrar_id=way.id, password_hash=new_hash, now=cx.now)
        own = replace(cx, actor=Actor(way.id, way.handle))
        await registrar_changed(own, db, "password", way.id, way.handle)
    await registrars.welcome(db, registrar_id=way.id, now=cx.now)
    agent = wish.user_agent or UserAgent()
    session_id = await workers.open_session(
        db,
        worker_id=wish.worker_id,
        registrar_id=way.id,
        address=wish.address,
        now=cx.now,
        app=agent.app,
        tech=agent.tech,
        os=agent.os,
    )
    standing = Standing(
        password_at=cx.now if new_hash else way.password_at,
        certificate_until=_certificate_until(way, wish.certificate),
        channel=wish.channel,
        failed_logins=held.failed_logins,
        counted_since=held.counted_since,
    )
    return RegistrarSession(session_id, way.id, way.handle, tuple(events(standing, wish.demands, cx.now)))


def _certificate_until(way: Way, certificate: bytes | None) -> datetime:
    """Until when the certificate that was shown opens the door."""
    ends = zip(way.fingerprints, way.certificates_until, strict=True)
    return next(end for fingerprint, end in ends if fingerprint == _fingerprint(certificate))


def _failed() -> LoginFailed:
    return LoginFailed("Who you are could not be verified.")
