"""What the simulated clearinghouse publishes: lists of two sizes of truth, signed by a key of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pysequoia import SignatureMode, Tsk, sign

from registry.model.lordn import written
from registry.model.tmch import TmchKind


def new_key() -> Tsk:
    return Tsk.generate("Simulated clearinghouse <tmdb@example.test>")


def public_part(key: Tsk) -> bytes:
    """The certificate to verify with, armoured."""
    return str(key.extract_certificate()).encode()


def dnl(labels: Mapping[str, datetime], at: datetime) -> bytes:
    """Labels with claims, each since an instant; their keys are made up, one for each."""
    rows = (f"{label},{lookup_key(number)},{written(since)}" for number, (label, since) in enumerate(labels.items(), 1))
    return _csv(at, "DNL,lookup-key,insertion-datetime", rows)


def lookup_key(number: int) -> str:
    return f"2026030100/A/B/C/abcdefghijklmnopqrstuvwx{number:010}"


def surl(labels: Mapping[str, datetime], at: datetime) -> bytes:
    return _csv(at, "DNL,insertion-datetime", (f"{label},{written(since)}" for label, since in labels.items()))


def smdrl(ids: Mapping[str, datetime], at: datetime) -> bytes:
    return _csv(at, "smd-id,insertion-datetime", (f"{smd_id},{written(since)}" for smd_id, since in ids.items()))


def _csv(at: datetime, header: str, rows: Iterable[str]) -> bytes:
    return "\n".join([f"1,{written(at)}", header, *rows, ""]).encode()


@dataclass
class Shelf:
    """The list of each kind that is published now, and the one before it."""

    key: Tsk
    now: dict[TmchKind, bytes] = field(default_factory=dict)
    before: dict[TmchKind, bytes] = field(default_factory=dict)

    def publish(self, kind: TmchKind, content: bytes) -> None:
        if kind in self.now:
            self.before[kind] = self.now[kind]
        self.now[kind] = content

    def signature(self, content: bytes) -> bytes:
        return bytes(sign(self.key.signer(), content, mode=SignatureMode.DETACHED))
