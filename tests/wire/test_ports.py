"""What an accepted socket has from its listener, and how many are accepted at once."""

import resource
import socket

from wire.loop import _allow_descriptors
from wire.ports import ACCEPTED_AT_ONCE, BUFFERS, accept_few_at_once, set_options


def test_the_kernel_keeps_little_for_a_peer_that_does_not_read() -> None:
    with socket.socket() as listener:
        set_options(listener, reuse_port=False, buffers=BUFFERS)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(5)
        with socket.create_connection(listener.getsockname()) as peer:
            accepted, _ = listener.accept()
            with accepted:
                for kind in (socket.SO_SNDBUF, socket.SO_RCVBUF):
                    assert BUFFERS <= accepted.getsockopt(socket.SOL_SOCKET, kind) <= 2 * BUFFERS
                accepted.setblocking(False)
                sent = 0
                try:
                    while True:
                        sent += accepted.send(bytes(65536))
                except BlockingIOError:
                    assert sent < 8 * 2**20
            peer.close()


def test_few_are_accepted_at_once_however_many_come() -> None:
    class Port:
        """As Twisted's: what it may take grows with what it was given."""

        numberAccepts = 100

        def __init__(self) -> None:
            self.took: list[int] = []

        def doRead(self) -> None:
            self.took.append(self.numberAccepts)
            self.numberAccepts += 20

    port = Port()
    accept_few_at_once(port)
    for _ in range(3):
        port.doRead()
    assert port.took == [ACCEPTED_AT_ONCE] * 3


def test_as_many_files_may_be_open_as_the_system_allows() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(256, hard), hard))
        _allow_descriptors()
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == min(hard, 65_536) if hard > 0 else 65_536
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
