"""How far values of contacts are confirmed, and the code that proves a telephone: rules, and the actions that keep to them.

A value is confirmed by keeping it beside the present one; the view `panel.contact_level` compares the two, so that a value that
was changed is unconfirmed without anybody doing anything.
"""

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, cast

from panel.client_contacts import queries
from panel.client_contacts.actions import held, tell_owner
from panel.client_contacts.confirmable import ATTRIBUTES
from panel.client_contacts.queries import Level, PhoneCode
from panel.clients.actions import By
from panel.kit.deeds import Declined
from registry.context import Context, Registry
from registry.messenger import Channel, MessengerDeclines, MessengerSilent
from registry.store.sql import Connection

FULLY: Final = ("name", "address")
CHANNELS: Final[dict[str, str]] = {"text": "A text message", "call": "A call"}

LIFE: Final = timedelta(minutes=10)
BETWEEN: Final = timedelta(minutes=2)
AGAIN: Final = timedelta(seconds=30)
MOST_TRIES: Final = 5
MOST_CODES: Final = 5
DIGITS: Final = 6
SUPPORT: Final = "That was tried too often: support confirms the number."


def why_no_code(code: PhoneCode | None, phone: str, level: str, now: datetime) -> str | None:
    """What keeps us from sending a code to the telephone; None: nothing."""
    if not phone:
        return "It has no telephone number."
    if level != "unconfirmed":
        return "Its telephone number is confirmed already."
    if code is None:
        return None
    if code.tries >= MOST_TRIES or code.codes >= MOST_CODES:
        return SUPPORT
    if now < code.drawn_at + BETWEEN:
        return f"A code was sent a moment ago: another can be asked for at {code.drawn_at + BETWEEN:%H:%M:%S} UTC."
    return None


def why_not_it(code: PhoneCode | None, phone: str, now: datetime) -> str | None:
    """What keeps any code that comes back from counting; None: nothing, it is compared."""
    if code is None or code.phone != phone:
        return "No code was sent to that number: ask for one first."
    if code.tries >= MOST_TRIES:
        return SUPPORT
    if now >= code.expires_at:
        return "That code is too old: ask for another."
    return None


def digest_of(code: str, salt: bytes) -> bytes:
    """Slow enough that a million codes are not tried through before one of them is too old."""
    return hashlib.scrypt(code.encode(), salt=salt, n=2**13, r=8, p=1, dklen=32)


async def confirm(cx: Context, who: By, number: int, values: Sequence[tuple[str, str]], level: str) -> None:
    """Set the level of (attribute, value) pairs, as they were seen; one that is another by now stops it. Raises Declined."""

    async def work(db: Connection) -> None:
        contact = await held(db, who, number)
        present = {each.attribute: each.value for each in await queries.levels(db, contact_id=number)}
        for attribute, value in values:
            if present[attribute] != value or not value:
                raise Declined(f"{ATTRIBUTES[attribute]} is another by now: look again.")
            if level == "unconfirmed":
                await queries.unconfirm(db, contact_id=number, attribute=attribute)
            else:
                await _confirmed(db, cx, who, number, attribute, value, level)
            if attribute == "voice_phone":
                await queries.forget_code(db, contact_id=number)
        event = "contact.unconfirmed" if level == "unconfirmed" else "contact.confirmed"
        await tell_owner(db, cx, contact, event, [attribute for attribute, _ in values])

    await cx.registry.store.transaction(work)


async def send_code(cx: Context, who: By, number: int, channel: Channel) -> None:
    """Draw a code for the contact's telephone; it is sent when the transaction has ended. Raises Declined."""
    code, salt = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}", secrets.token_bytes(16)
    digest = await asyncio.to_thread(digest_of, code, salt)

    async def work(db: Connection) -> None:
        contact = await held(db, who, number)
        level = await _level(db, number)
        if problem := why_no_code(await queries.code(db, contact_id=number), contact.voice_phone, level.level, cx.now):
            raise Declined(problem)
        await queries.keep_code(
            db,
            contact_id=number,
            phone=contact.voice_phone,
            channel=channel,
            salt=salt,
            digest=digest,
            now=cx.now,
            expires_at=cx.now + LIFE,
            words=f"Your code is {code}",
        )

    await cx.registry.store.transaction(work)


async def take_code(cx: Context, who: By, number: int, typed: str) -> None:
    """Confirm the contact's telephone by the code that came there; a wrong one is counted. Raises Declined."""
    bare = "".join(each for each in typed if each.isdigit())

    async def work(db: Connection) -> str | None:
        contact = await held(db, who, number)
        code = await queries.code(db, contact_id=number)
        if problem := why_not_it(code, contact.voice_phone, cx.now):
            return problem
        assert code is not None  # the rule saw it
        if not hmac.compare_digest(await asyncio.to_thread(digest_of, bare, code.salt), code.digest):
            await queries.count_try(db, contact_id=number)
            return SUPPORT if code.tries + 1 >= MOST_TRIES else "That is not the code."
        await _confirmed(db, cx, who, number, "voice_phone", contact.voice_phone, "confirmed")
        await queries.forget_code(db, contact_id=number)
        await tell_owner(db, cx, contact, "contact.confirmed", ("voice_phone",))
        return None

    # the try counts, so the transaction ends well
    if problem := await cx.registry.store.transaction(work):
        raise Declined(problem, at="code")


async def send_codes(registry: Registry) -> None:
    """Send what waits, by the way that this process has; what nobody is helped by any more is not sent."""
    messenger, now = registry.messenger, registry.clock.now()
    await registry.store.transaction(lambda db: queries.drop_late(db, now=now))
    if messenger is None:
        return
    for each in await registry.store.transaction(lambda db: queries.claim(db, now=now, again=now + AGAIN)):
        try:
            answer = await messenger.tell(cast(Channel, each.channel), each.phone, each.words)
        except MessengerSilent:
            continue  # tried again while it is worth it
        except MessengerDeclines as declined:
            answer = str(declined)
        await registry.store.transaction(
            lambda db, each=each, answer=answer: queries.sent(  # type: ignore[misc]  # mypy knows no defaults of lambdas
                db, contact_id=each.contact_id, words=each.words, answer=answer
            )
        )


async def _confirmed(db: Connection, cx: Context, who: By, number: int, attribute: str, value: str, level: str) -> None:
    await queries.confirm(
        db, contact_id=number, attribute=attribute, value=value, level=level, now=cx.now, by=who.login
    )


async def _level(db: Connection, number: int) -> Level:
    return next(each for each in await queries.levels(db, contact_id=number) if each.attribute == "voice_phone")
