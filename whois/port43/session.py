"""A conversation on port 43: one line in, one answer, goodbye."""

import logging

from registry.clock import stopwatch
from registry.context import Context, Registry
from registry.settings import Whois
from whois import lookup
from whois.limits import RateLimit
from whois.metrics import Result, count
from whois.port43 import answer
from whois.port43.query import Malformed, Query, parse
from whois.queries import AddressQuery, DomainQuery, NameServerQuery, RegistrarQuery
from wire.shell import Peer

log = logging.getLogger(__name__)

_Answer = tuple[bytes, Result]

# What metrics call a query.
_KINDS = {
    DomainQuery: "domain",
    NameServerQuery: "nameserver",
    AddressQuery: "nameserver",
    RegistrarQuery: "registrar",
    Malformed: "none",
}


class Port43:
    """What all conversations of a process share."""

    def __init__(self, registry: Registry, settings: Whois, limit: RateLimit) -> None:
        self.registry = registry
        self.settings = settings
        self.limit = limit

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

    async def answer(self, request: bytes) -> bytes:
        """The one answer; what goes wrong on our side is logged here and told without detail."""
        began = stopwatch()
        self.closing = True
        kind = "none"
        try:
            if not self._door.limit.grant(self._peer.address):
                whole, result = _RATE_EXCEEDED
            else:
                query = self._understood(request)
                kind = _KINDS[type(query)]
                whole, result = await answered(
                    self._door.registry.context("whois", address=self._peer.address), query, self._door.settings.profile
                )
        except Exception:
            log.exception("a query of kind %s failed", kind)
            whole, result = _FAILED
        count("port43", kind, result, stopwatch() - began)
        return whole

    async def closed(self) -> None:
        """Nothing was held."""

    def _understood(self, request: bytes) -> Query:
        most = self._door.settings.query_limit
        return parse(request) if len(request) <= most else Malformed(f"A query has {most} octets at most.")


_RATE_EXCEEDED: _Answer = (answer.RATE_EXCEEDED, "limited")
_FAILED: _Answer = (answer.FAILED, "failed")


async def answered(cx: Context, query: Query, profile: str) -> _Answer:
    """What a query is answered and how it went: port 43 sends it, the web shows it."""
    match query:
        case DomainQuery(name):
            domain = await lookup.domain(cx, name)
            if domain is None:
                return _nothing(cx, name)
            return answer.of_domain(domain, cx.now, contacts=profile == "icann"), "found"
        case NameServerQuery(name):
            server = await lookup.name_server(cx, name)
            return (answer.of_name_server(server, cx.now), "found") if server else _nothing(cx, name)
        case AddressQuery():
            return await _answer_address(cx, query)
        case RegistrarQuery():
            return await _answer_registrar(cx, query)
        case Malformed(reason):
            return answer.of_malformed(reason, cx.now), "malformed"


async def _answer_address(cx: Context, query: AddressQuery) -> _Answer:
    match await lookup.name_servers_at(cx, query.address):
        case []:
            return _nothing(cx, str(query.address))
        case [server]:
            return answer.of_name_server(server, cx.now), "found"
        case several:
            return answer.of_name_servers(several, cx.now), "several"


async def _answer_registrar(cx: Context, query: RegistrarQuery) -> _Answer:
    match await lookup.registrars_like(cx, query.text):
        case []:
            return _nothing(cx, query.text)
        case [registrar]:
            return answer.of_registrar(registrar, cx.now), "found"
        case several:
            return answer.of_registrars(several, cx.now), "several"


def _nothing(cx: Context, asked: str) -> _Answer:
    return answer.of_nothing(asked, cx.now), "missing"
