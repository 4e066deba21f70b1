"""Who guesses is slowed down, per login and per address, in the same words whether or not the login exists.

Passwords and second factors are counted together: whoever has guessed one has no fresh tries for the other.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Final

from sqlalchemy import BigInteger, delete, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from panel.database import Database
from panel.identity.browser import Browser
from panel.identity.models import Account, FailedLogin
from panel.identity.passwords import LONGEST_PASSWORD
from registry.clock import Clock
from registry.fair import Crowded
from registry.passwords import verified

WINDOW: Final = timedelta(minutes=15)
CROWD: Final = timedelta(minutes=1)  # to wait where too many want to sign in at once
MOST_PER_LOGIN: Final = 10
MOST_PER_ADDRESS: Final = 30
# Tries of applications are counted by themselves: one that is set up wrongly asks again and again.
_PROGRAM: Final = "application "
OF_PROGRAMS: Final = FailedLogin.login.startswith(_PROGRAM)


class TooManyTries(Exception):
    """Guessing is slowed down; `wait` is how long."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(str(wait))
        self.wait = wait

    @property
    def minutes(self) -> int:
        return max(1, round(self.wait.total_seconds() / 60))

    @property
    def words(self) -> str:
        """What to tell whoever tries."""
        return f"Too many tries. Please wait {self.minutes} minute{'s' if self.minutes > 1 else ''} and try again."


@dataclass(frozen=True, slots=True)
class Tries:
    """Counts them."""

    database: Database
    clock: Clock

    async def note(self, login: str, address: str, *, of_program: bool = False) -> int:
        """The number of a try, which counts as failed until it is forgiven; one `of_program` (`tried_by`) keeps nobody else from
        signing in from there.

        Tries of one login, and those of one place, are counted one after the other: many at once do not slip through
        together. Raises TooManyTries.
        """
        now, place = self.clock.now(), place_of(address)
        from_there = FailedLogin.address.bool_op("<<=")(place)
        async with self.database.transaction() as db:
            # every transaction takes a login's lock first and a place's last: none can wait for another in a circle
            for kind, value, is_counted, most in (
                ("login", login, FailedLogin.login == login, MOST_PER_LOGIN),
                ("address", place, from_there & ~OF_PROGRAMS, MOST_PER_ADDRESS),
            )[: 1 if of_program else 2]:
                await _wait_for_turn(db, kind, value)
                tries = select(func.count(), func.min(FailedLogin.at)).where(is_counted, FailedLogin.at > now - WINDOW)
                count, first = (await db.execute(tries)).one()
                if count >= most:
                    raise TooManyTries(first + WINDOW - now)
            tried = FailedLogin(now, login, address)
            db.add(tried)
            await db.flush()
            return tried.id

    async def forgive(self, db: AsyncSession, tried: int) -> None:
        """The try was right; those of long ago are forgotten with it."""
        long_ago = self.clock.now() - 4 * WINDOW
        await db.execute(delete(FailedLogin).where((FailedLogin.id == tried) | (FailedLogin.at < long_ago)))

    async def knows_password(self, password: str, account: Account | None, tried: int, browser: Browser) -> bool:
        """Whether the password is the account's. Where too many wait for that it was no try: raises TooManyTries.

        The slow hash runs while no connection is held; it takes as long when there is no such account.
        """
        stored = account.password_hash if account else None
        try:
            return await verified(password[:LONGEST_PASSWORD], stored, browser.address)
        except Crowded:
            async with self.database.transaction() as db:
                await db.execute(delete(FailedLogin).where(FailedLogin.id == tried))
            raise TooManyTries(CROWD) from None


def tried_by(client_id: str, address: str) -> str:
    """What wrong secrets of an application are counted by: it and the place, so that nobody elsewhere keeps it out."""
    return f"{_PROGRAM}{client_id[:64]} at {place_of(address)}"


def place_of(address: str) -> str:
    """Whose tries are counted together: those of an IPv4 address, or of an IPv6 /64, which one customer has whole."""
    known = ip_address(address.partition("%")[0])
    if known.version == 6 and known.ipv4_mapped is None:
        return str(ip_network((known.packed[:8] + bytes(8), 64)))
    return address


async def _wait_for_turn(db: AsyncSession, kind: str, value: str) -> None:
    """Until the transaction ends nobody else counts the tries of this login or place."""
    digest = hashlib.sha256(f"{kind} {value}".encode()).digest()
    number = literal(int.from_bytes(digest[:8], signed=True), BigInteger)
    await db.execute(select(func.pg_advisory_xact_lock(number)))
