"""Frames of EPP over TCP: four octets of length that count themselves, then that much XML (RFC 5734, section 4)."""

from typing import Final

from wire.shell import Broken

HEADER: Final = 4


class Frames:
    """Cuts a stream into frames; `limit` is the longest payload in octets and may be changed at any time."""

    __slots__ = ("_buffer", "limit")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The payloads that `data` completes; raises Broken on a length that is impossible or over the limit."""
        buffer = self._buffer
        if not buffer and len(data) > HEADER and int.from_bytes(data[:HEADER]) == len(data) <= self.limit + HEADER:
            return [data[HEADER:]]  # by far the most common case: one frame, whole
        buffer += data
        payloads: list[bytes] = []
        start = 0
        while len(buffer) - start >= HEADER:
            length = int.from_bytes(buffer[start : start + HEADER])
            if not HEADER < length <= self.limit + HEADER:
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
