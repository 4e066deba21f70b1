"""Looking at our own doors as a stranger does: a greeting of EPP, a query of WHOIS, one of RDAP; nobody logs in.

WHOIS and RDAP are asked for a host that is nobody's: the database is looked into, and no query of a TLD is counted for it.
"""

import asyncio
import random
import ssl
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import urljoin

import httpx

from epp.client import ConnectionEnded, connect
from panel.service_levels.measures import MEASURES
from registry.clock import stopwatch
from registry.doors import Door, Looked
from registry.settings import Settings

NAME: Final = "ns1.probe.arpa"
_OFF: Final = "none"
# Where a server that listens on every address is found on its own machine.
_NEAREST: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  nothing is bound
# What each layout of WHOIS says of what it has not.
_NOTHING_FOUND: Final = (b"no match", b"no entries found")
_LONGEST: Final = 64 * 1024
_LONGEST_PROBLEM: Final = 200


class NoAnswer(Exception):
    """Something came, and it is no answer."""


@dataclass(frozen=True, slots=True)
class Probing:
    """A `registry.doors.Doors`: (host, port) of EPP and of WHOIS, and the root of RDAP; None: it is not looked at."""

    epp: tuple[str, int] | None
    whois: tuple[str, int] | None
    rdap: str | None
    jitter: float = 0.0

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Raises SettingsError."""
        probes, door = settings.probes, settings.whois
        plain = (door.host, door.rdap_plain_port) if door.rdap_plain_port else None
        secure = f"https://{_host(door.host)}:{door.rdap_port}/" if door.rdap_port else None
        here = f"http://{_host(plain[0])}:{plain[1]}/" if plain else secure
        return cls(
            _place(probes.epp, settings.epp.host, settings.epp.port),
            _place(probes.whois, door.host, door.port),
            None if probes.rdap == _OFF else probes.rdap or here,
            probes.jitter,
        )

    async def look(self) -> Sequence[Looked]:
        await asyncio.sleep(random.uniform(0, self.jitter))  # noqa: S311  nothing hangs on who foresees it
        ways: list[tuple[Door, Callable[[], Awaitable[float]]]] = []
        if self.epp:
            ways.append(("epp", self._greeted))
        if self.whois:
            ways.append(("whois", self._told))
        if self.rdap:
            ways.append(("rdap", self._answered))
        return await asyncio.gather(*(_looked(door, way) for door, way in ways))

    async def _greeted(self) -> float:
        """Milliseconds from a hello to its greeting."""
        assert self.epp
        client = await connect(*self.epp, _trusting())
        try:
            began = stopwatch()
            greeting = await client.hello()
            took = (stopwatch() - began) * 1000
        finally:
            with suppress(ConnectionEnded, OSError):
                await client.close()
        if not greeting.objects:
            raise NoAnswer("the greeting names no objects")
        return took

    async def _told(self) -> float:
        """Milliseconds from connecting to the last octet of the answer."""
        assert self.whois
        began = stopwatch()
        reader, writer = await asyncio.open_connection(*self.whois)
        try:
            writer.write(f"nameserver {NAME}\r\n".encode())
            await writer.drain()
            answer = await reader.read(_LONGEST)
            while more := await reader.read(_LONGEST):
                answer = (answer + more)[:_LONGEST]
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
        if not answer.strip():
            raise NoAnswer("the answer is empty")
        if not any(each in answer.lower() for each in _NOTHING_FOUND):
            raise NoAnswer(f"it answers {answer[:80].decode(errors='replace').split(chr(10))[0].strip()}")
        return (stopwatch() - began) * 1000

    async def _answered(self) -> float:
        """Milliseconds from connecting to the last octet of the answer."""
        assert self.rdap
        began = stopwatch()
        async with httpx.AsyncClient(verify=_trusting(), trust_env=False, timeout=None) as client:  # noqa: S113  below
            answer = await client.get(urljoin(self.rdap, f"nameserver/{NAME}"))
        if answer.status_code != httpx.codes.NOT_FOUND or "rdap+json" not in answer.headers.get("Content-Type", ""):
            raise NoAnswer(f"it answers {answer.status_code}")
        return (stopwatch() - began) * 1000


async def _looked(door: Door, way: Callable[[], Awaitable[float]]) -> Looked:
    try:
        async with asyncio.timeout(MEASURES[door].patience):
            return Looked(door, await way())
    except TimeoutError:
        return Looked(door, None, f"no answer within {MEASURES[door].patience:g} seconds")
    except (NoAnswer, ConnectionEnded, OSError, httpx.HTTPError, ValueError) as error:
        return Looked(door, None, (str(error) or type(error).__name__)[:_LONGEST_PROBLEM])


def _place(said: str, host: str, port: int) -> tuple[str, int] | None:
    if said == _OFF:
        return None
    if said:
        host, _, number = said.rpartition(":")
        return host.strip("[]"), int(number)
    return _NEAREST.get(host, host), port


def _host(host: str) -> str:
    near = _NEAREST.get(host, host)
    return f"[{near}]" if ":" in near else near


def _trusting() -> ssl.SSLContext:
    """Whose certificate it is nobody asks here: that it answers is what counts."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
