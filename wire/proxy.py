"""The PROXY protocol, versions 1 and 2: whom a proxy speaks for, said once before anything else (haproxy.org's
proxy-protocol.txt).

The laws of this file:
- A listener either demands a header of everybody or takes the octets of one for what they are, noise: an optional header
  would let anybody claim any address.
- Only trusted networks are listened to at all; whoever else connects is closed without a word.
- A header has few octets, few seconds and one form. Twisted's own parsers take fields too many and numbers that are none,
  and wait for ever: what decides who may log in is read more strictly than that.
"""

# mypy: allow-untyped-calls
# (Twisted is typed in parts only: many of its public functions carry no annotations)

import asyncio
import ipaddress
import logging
import re
import struct
from dataclasses import dataclass
from typing import Any, Final

from twisted.internet import protocol
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.python.failure import Failure

from wire.addresses import Networks, canonical

log = logging.getLogger(__name__)

LONGEST_V1: Final = 107  # the longest line there can be, its end included
LONGEST_V2: Final = 2048  # addresses take 52 octets; the rest is room for what proxies add about the client's TLS
SECONDS: Final = 5.0  # a proxy sends its header at once

_SIGNATURE: Final = b"\r\n\r\n\0\r\nQUIT\n"
_PREFIX_V1: Final = b"PROXY "
_LINE: Final = re.compile(rb"PROXY (TCP4|TCP6) ([0-9A-Fa-f.:]+) ([0-9A-Fa-f.:]+) (0|[1-9]\d{0,4}) (0|[1-9]\d{0,4})\r\n")
_UNKNOWN: Final = re.compile(rb"PROXY UNKNOWN(?: [^\r\n]*)?\r\n")
_FAMILIES: Final = {0x11: (4, 12), 0x21: (16, 36)}  # TCP over IPv4 and IPv6: octets of an address, of the whole block


class BadHeader(Exception):
    """What stands where the header should be is none that says who the client is."""


@dataclass(frozen=True, slots=True)
class Client:
    """For whom a proxy speaks, the address in its canonical form."""

    address: str
    port: int


@dataclass(frozen=True, slots=True)
class Said:
    """A whole header; no client where the proxy speaks for itself (its health checks). `rest` is what came behind it."""

    client: Client | None
    rest: bytes


def read_header(data: bytes) -> Said | None:
    """The header at the beginning of `data`, None while it is not whole. Raises BadHeader as soon as it cannot become one."""
    if data[:1] == b"P":
        return _read_v1(data)
    if _SIGNATURE.startswith(data[:12]):
        return _read_v2(data)
    raise BadHeader("no header of the PROXY protocol")


def _read_v1(data: bytes) -> Said | None:
    line, end, rest = data[:LONGEST_V1].partition(b"\n")
    if not end:
        if len(data) >= LONGEST_V1 or not line.startswith(_PREFIX_V1[: len(line)]):
            raise BadHeader("no line of version 1")
        return None
    line, rest = line + end, data[len(line) + 1 :]
    if _UNKNOWN.fullmatch(line):
        return Said(None, rest)
    found = _LINE.fullmatch(line)
    if found is None:
        raise BadHeader("a line that is not as version 1 writes it")
    kind, source, target = found[1], found[2].decode(), found[3].decode()
    parse = ipaddress.IPv4Address if kind == b"TCP4" else ipaddress.IPv6Address
    try:
        parse(source), parse(target)
    except ValueError:
        raise BadHeader("an address that is none") from None
    if max(int(found[4]), int(found[5])) > 65535:
        raise BadHeader("a port that is none")
    return Said(Client(canonical(source), int(found[4])), rest)


def _read_v2(data: bytes) -> Said | None:
    if len(data) > 12 and data[12] not in (0x20, 0x21):
        raise BadHeader("a version or a command that version 2 does not have")
    if len(data) < 16:
        return None
    end = 16 + int.from_bytes(data[14:16])
    if end > LONGEST_V2:
        raise BadHeader("a header longer than any proxy needs")
    block, rest = data[16:end], data[end:]
    if data[12] == 0x20:  # LOCAL: whatever stands in the block is to be skipped
        return Said(None, rest) if len(data) >= end else None
    if data[13] not in _FAMILIES:
        raise BadHeader("a client that does not speak TCP")
    octets, length = _FAMILIES[data[13]]
    if end - 16 < length:
        raise BadHeader("a header too short for its addresses")
    if len(data) < end:
        return None
    _demand_whole(block[length:])
    (port,) = struct.unpack_from(">H", block, 2 * octets)
    return Said(Client(canonical(str(ipaddress.ip_address(block[:octets]))), port), rest)


def _demand_whole(additions: bytes) -> None:
    """What a proxy adds, in records of kind, length and value, is skipped, but it has to come out even."""
    while additions:
        if len(additions) < 3 or len(additions) < 3 + int.from_bytes(additions[1:3]):
            raise BadHeader("additions that end in the middle")
        additions = additions[3 + int.from_bytes(additions[1:3]) :]


class Announced(protocol.ServerFactory):
    """In front of another factory: its protocols begin when a trusted proxy has said for whom it connects.

    Transports need an attribute `announced`, which their `getPeer` then tells.
    """

    noisy = False

    def __init__(self, factory: Any, proxies: Networks, most: int = 0, seconds: float = SECONDS) -> None:
        self.factory = factory
        self.proxies = proxies
        self.most = most  # connections that may be without a header at once; 0: any number
        self.seconds = seconds
        self.waiting: set[_Awaiting] = set()

    def buildProtocol(self, addr: Any) -> protocol.Protocol | None:
        if addr.host not in self.proxies:
            log.debug("%s is no proxy of ours", addr.host)
            return None
        if self.most and len(self.waiting) >= self.most:
            return None
        return _Awaiting(self)

    def abort(self) -> None:
        """Close what has not said yet whom it speaks for."""
        for each in list(self.waiting):
            each.transport.abortConnection()


class _Awaiting(protocol.Protocol):
    transport: Any

    def __init__(self, factory: Announced) -> None:
        self._announced = factory
        self._received = b""

    def connectionMade(self) -> None:
        self._announced.waiting.add(self)
        running = asyncio.get_running_loop()
        self._timer = running.call_later(self._announced.seconds, self.transport.abortConnection)

    def dataReceived(self, data: bytes) -> None:
        self._received += data
        try:
            said = read_header(self._received)
        except BadHeader as bad:
            log.warning("%s is a trusted proxy and sends %s", self.transport.getPeer().host, bad)
            self.transport.abortConnection()
            return
        if said is not None:
            self._over()
            self._hand_over(said)

    def connectionLost(self, reason: Failure | None = None) -> None:
        self._over()

    def _over(self) -> None:
        self._timer.cancel()
        self._announced.waiting.discard(self)

    def _hand_over(self, said: Said) -> None:
        transport = self.transport
        if said.client is not None:
            kind = IPv6Address if ":" in said.client.address else IPv4Address
            transport.announced = kind("TCP", said.client.address, said.client.port)
        inner = self._announced.factory.buildProtocol(transport.getPeer())
        if inner is None:
            transport.abortConnection()
            return
        # from here on the transport speaks to what it was accepted for
        transport.protocol = inner
        inner.makeConnection(transport)
        if said.rest:
            inner.dataReceived(said.rest)
