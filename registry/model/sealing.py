"""Chains of seals: what a head is made of, and what the difference is between rows that were sealed and rows that are there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final, Literal

OCTETS: Final = 32
BEGINNING: Final = bytes(OCTETS)

# removed: it was sealed, and is gone; inserted: it was not there when all that could come was sealed; changed: it says otherwise.
Difference = Literal["removed", "inserted", "changed"]


@dataclass(frozen=True, slots=True)
class Seal:
    """The rows of a log after one number up to another: their numbers and digests, and where the chain stood before and after."""

    log: str
    number: int
    after_id: int
    upto_id: int
    ids: list[int]
    digests: bytes
    first_at: datetime | None
    last_at: datetime | None
    sealed_at: datetime
    previous: bytes
    head: bytes

    @property
    def is_itself(self) -> bool:
        """Whether its head is made of what it says."""
        return self.head == head_of(self)


def head_of(seal: Seal) -> bytes:
    """SHA-256 of everything in it, each part with its length or of a fixed one."""
    said = f"{seal.log} {seal.number} {seal.after_id} {seal.upto_id} {len(seal.ids)} {_instants(seal)}\n".encode()
    numbers = b"".join(each.to_bytes(8, "big") for each in seal.ids)
    return sha256(seal.previous + said + numbers + seal.digests).digest()


def _instants(seal: Seal) -> str:
    return " ".join("-" if each is None else each.isoformat() for each in (seal.first_at, seal.last_at, seal.sealed_at))


def differences(seal: Seal, ids: Sequence[int], digests: bytes, amended: Mapping[int, bytes]) -> dict[int, Difference]:
    """By the numbers of rows, where what is there is not what was sealed; `amended` are digests that rows have by right now."""
    if not amended and digests == seal.digests and list(ids) == list(seal.ids):
        return {}
    sealed, there = by_number(seal.ids, seal.digests), by_number(ids, digests)
    found: dict[int, Difference] = {}
    for number in sorted(sealed.keys() | there.keys()):
        if number not in there:
            found[number] = "removed"
        elif number not in sealed:
            found[number] = "inserted"
        elif there[number] != amended.get(number, sealed[number]):
            found[number] = "changed"
    return found


def of_row(number: int, digest: bytes) -> bytes:
    """What the digest of a disposal is made of, for each row in the order of their numbers."""
    return number.to_bytes(8, "big") + digest


def by_number(ids: Sequence[int], digests: bytes) -> dict[int, bytes]:
    """Digests that stand one after the other, by the numbers of their rows."""
    return {number: digests[place * OCTETS : (place + 1) * OCTETS] for place, number in enumerate(ids)}


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where all chains stood: `heads` by log, the number of the last seal and its head in hexadecimal."""

    number: int
    at: datetime
    heads: Mapping[str, tuple[int, str]]
    hash: bytes


def anchor_hash(previous: bytes, number: int, at: datetime, heads: Mapping[str, tuple[int, str]]) -> bytes:
    said = " ".join(f"{log} {heads[log][0]} {heads[log][1]}" for log in sorted(heads))
    return sha256(previous + f"{number} {at.isoformat()} {said}\n".encode()).digest()
