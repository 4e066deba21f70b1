"""What can be asked of a message queue (RFC 5730, section 2.9.2.3), and the answers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PollRequest:
    pass


@dataclass(frozen=True, slots=True)
class PollAck:
    """The message id as it was sent."""

    id: str


@dataclass(frozen=True, slots=True)
class PollAcked:
    """`waiting` counts what is left (docs/decisions/0008: the id is the acknowledged one, as RFC 5730's example)."""

    id: str
    waiting: int
