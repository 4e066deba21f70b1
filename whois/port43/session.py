"""A conversation on port 43: one line in, one answer, goodbye."""

import logging
from collections.abc import AsyncIterator
from typing import Final

from registry.clock import stopwatch
from registry.context import Registry
from registry.settings import Whois
from whois.limits import RateLimit
from whois.metrics import Result, count
from whois.port43 import answer
from whois.port43.options import Asked, ServerQuery, Wanted, asked
from whois.port43.query import Malformed
from whois.port43.reply import Whole, answered, answered_in_ripe
from whois.queries import (
    AddressQuery,
    ContactQuery,
    DomainQuery,
    NameServerQuery,
    RegistrarQuery,
    RoidQuery,
    SearchQuery,
)
from wire.shell import Cut, Peer

log = logging.getLogger(__name__)

# What metrics call a query.
_KINDS: Final[dict[type, str]] = {
    DomainQuery: "domain",
    NameServerQuery: "nameserver",
    AddressQuery: "nameserver",
    RegistrarQuery: "registrar",
    RoidQuery: "roid",
    ContactQuery: "contact",
    SearchQuery: "search",
    ServerQuery: "help",
    Malformed: "none",
}


class Port43:
    """What all conversations of a process share."""

    def __init__(
        self, registry: Registry, settings: Whois, limit: RateLimit, searches: RateLimit | None = None
    ) -> None:
        self.registry = registry
        self.settings = settings
        self.limit = limit
        self.at_work = 0
        self.searches = searches or RateLimit(settings.searches_per_minute, settings.unlimited)

    def is_full_for(self, address: str) -> bool:
        """Whether so many queries are at work that one from here has to wait; some networks never do."""
        most = self.settings.queries_at_once
        return 0 < most <= self.at_work and not self.limit.is_free(address)

    def session(self, peer: Peer) -> "Conversation":
        return Conversation(self, peer)


class Conversation:
    """A wire session (wire.shell.Session) whose request is the line, without its end."""

    held = False

    def __init__(self, door: Port43, peer: Peer) -> None:
        self._door = door
        self._peer = peer
        self._received = b""
        self._asked = False
        self.closing = False
        self.patience = door.settings.query_timeout
        self.cut: Cut = ""

    def open(self) -> bytes:
        return b""

    def receive(self, data: bytes) -> list[bytes]:
        """The first line, once it is whole or too long; whatever follows it is not read."""
        if self._asked:
            return []
        most = self._door.settings.query_limit
        self._received += data[: most + 1]
        line, end, _ = self._received.partition(b"\n")
        if not end and len(self._received) <= most:
            return []
        self._asked = True
        return [line.removesuffix(b"\r")]

    async def answer(self, request: bytes) -> bytes | AsyncIterator[bytes]:
        """The one answer; what goes wrong on our side is logged here and told without detail."""
        began = stopwatch()
        self.closing = True
        kind, name = "none", ""
        whole: bytes | AsyncIterator[bytes]
        result: Result
        try:
            if not self._door.limit.grant(self._peer.address):
                whole, result = _RATE_EXCEEDED
            elif self._door.is_full_for(self._peer.address):
                whole, result = _BUSY
            else:
                query = self._understood(request)
                kind, name = _KINDS[type(query.wanted[0])], _name(query.wanted[0])
                whole, result = await self._answered(query)
        except Exception:
            log.exception("a query of kind %s failed", kind)
            whole, result = _FAILED
        count(self._door.registry, "port43", kind, result, stopwatch() - began, name)
        return whole

    async def closed(self) -> None:
        """Nothing was held."""

    def _understood(self, request: bytes) -> Asked:
        most = self._door.settings.query_limit
        if len(request) <= most:
            return asked(request)
        return Asked((Malformed(f"A query has {most} octets at most.", 107),))

    async def _answered(self, query: Asked) -> tuple[bytes | AsyncIterator[bytes], Result]:
        door = self._door
        cx = door.registry.context("whois", address=self._peer.address)
        door.at_work += 1
        try:
            match query:
                case Asked((plain,), ripe=False) if not isinstance(plain, ContactQuery | SearchQuery | ServerQuery):
                    return await answered(cx, plain, door.settings.profile)
            return await answered_in_ripe(cx, query, door.searches)
        finally:
            door.at_work -= 1


def _name(wanted: Wanted) -> str:
    return wanted.name if isinstance(wanted, DomainQuery | NameServerQuery) else ""


_RATE_EXCEEDED: Final[Whole] = (answer.RATE_EXCEEDED, "limited")
_BUSY: Final[Whole] = (answer.BUSY, "limited")
_FAILED: Final[Whole] = (answer.FAILED, "failed")
