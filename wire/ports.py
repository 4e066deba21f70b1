"""Sockets that listen, what the kernel hands down to those accepted from them, and how these send."""

# mypy: allow-untyped-calls
# (Twisted is typed in parts only: many of its public functions carry no annotations)

import asyncio
import socket
from typing import Any

from twisted.internet import tcp
from twisted.internet.address import IPv4Address, IPv6Address

ACCEPTED_AT_ONCE = 5  # connections between two looks at those that are open
BUFFERS = (
    128 * 1024
)  # octets the kernel keeps for a peer that does not read, or that we do not read: not megabytes each
BACKLOG = 1024  # connections the kernel completes for us before we accept them


class PromptTransport(tcp.Server):
    """Sends at once what the kernel takes at once.

    Twisted's own way asks the selector first: two system calls and a turn of the loop more for each answer.
    """

    announced: IPv4Address | IPv6Address | None = None  # for whom a proxy has connected

    def getPeer(self) -> IPv4Address | IPv6Address:
        peer: IPv4Address | IPv6Address = self.announced or super().getPeer()
        return peer

    def write(self, data: bytes) -> None:
        if self.connected and not self.disconnecting and not self._tempDataLen and not self.dataBuffer and data:
            try:
                sent = self.socket.send(data)
            except OSError:
                sent = 0  # full or broken: the long way finds out which
            if sent == len(data):
                return
            data = data[sent:]
        super().write(data)


async def opened(host: str, port: int, factory: Any, *, reuse_port: bool, buffers: int = 0) -> Any:
    """A port of the reactor that listens; `buffers` bounds what the kernel keeps for each connection, in octets (0: its own way).

    Raises OSError where the address cannot be had.
    """
    from twisted.internet import reactor as installed

    # the module is the reactor object; its declared type is only the interface union
    reactor: Any = installed
    found = await asyncio.get_running_loop().getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    family, kind, proto, _, address = found[0]
    with socket.socket(family, kind, proto) as listener:
        set_options(listener, reuse_port=reuse_port, buffers=buffers)
        listener.bind(address)
        listener.listen(BACKLOG)
        listener.setblocking(False)
        # the reactor duplicates the descriptor: ours is closed on leaving
        return reactor.adoptStreamPort(listener.fileno(), family, factory)


def accept_few_at_once(port: Any) -> None:
    """Twisted takes a hundred and more at once: whoever connects by the thousand would make everybody else wait."""
    accept = port.doRead

    def accept_few() -> None:
        port.numberAccepts = ACCEPTED_AT_ONCE
        accept()

    port.doRead = accept_few


def set_options(listener: socket.socket, *, reuse_port: bool, buffers: int) -> None:
    """What Linux hands down to every accepted socket, set once."""
    if buffers:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, buffers)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffers)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if reuse_port:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    if listener.family == socket.AF_INET6:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # a peer whose machine vanished is noticed: idle after two minutes of probing, in the middle of an answer after one
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 15)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 4)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 60_000)
