"""Frames of EPP over TCP: four octets of length that count themselves, then that much XML (RFC 5734, section 4)."""

from typing import Final

from wire.shell import Broken

HEADER: Final = 4


class Frames:
    """Cuts a stream into frames; `limit` is the longest payload in octets, which may later be as much as `most`.

    A frame between the two is held where answers are outstanding that may raise the limit: it is not cut, nothing behind
    it is, and `held` says that more octets are of no use before the answers are given.
    """

    __slots__ = ("_buffer", "held", "limit", "most")

    def __init__(self, limit: int, most: int | None = None) -> None:
        self.limit = limit
        self.most = most or limit
        self.held = False
        self._buffer = bytearray()

    def feed(self, data: bytes, outstanding: bool = False) -> list[bytes]:
        """The payloads that `data` completes; raises Broken on a length that is impossible or over the limit.

        `outstanding`: payloads given before are not answered yet. Without data, what is held is looked at again.
        """
        self.held = False
        buffer = self._buffer
        if not buffer and len(data) > HEADER and int.from_bytes(data[:HEADER]) == len(data) <= self.limit + HEADER:
            return [data[HEADER:]]  # by far the most common case: one frame, whole
        buffer += data
        payloads: list[bytes] = []
        start = 0
        while len(buffer) - start >= HEADER:
            length = int.from_bytes(buffer[start : start + HEADER])
            if not HEADER < length <= self.limit + HEADER:
                if HEADER < length <= self.most + HEADER and (outstanding or payloads):
                    self.held = True
                    break
                buffer.clear()
                raise Broken(f"a frame says that it has {length} octets", payloads)
            if len(buffer) - start < length:
                break
            payloads.append(bytes(buffer[start + HEADER : start + length]))
            start += length
        del buffer[:start]
        return payloads


def framed(payload: bytes) -> bytes:
    """A payload with its header."""
    return (len(payload) + HEADER).to_bytes(HEADER) + payload
