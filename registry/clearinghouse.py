"""The Trademark Clearinghouse as the registry needs it (RFC 9361): what it publishes, and how it is told of names.

Who speaks with it is another room (tmch/); a registry without a way to it has None in place of a `Clearinghouse`.
"""

from dataclasses import dataclass
from typing import Protocol

from registry.model.lordn import Tray
from registry.model.tmch import TmchKind


class ClearinghouseSilent(Exception):
    """No answer, or none that can be used: another try may have more luck. Says what came instead."""


class ClearinghouseDeclines(Exception):
    """It answered that it will not: people must see to it. Says what came instead."""


class FileRefused(Exception):
    """It cannot read the file that it was given; its words are the message."""


@dataclass(frozen=True, slots=True)
class Published:
    """A list as it was published, its signature verified; `validator` is what to ask with next time, None where it gave none."""

    content: bytes
    validator: str | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The clearinghouse has a file of ours: the number that it gave it, and where it will say what became of it."""

    number: str
    location: str


class Clearinghouse(Protocol):
    """Raises ClearinghouseSilent and ClearinghouseDeclines from whatever it is asked; `kinds` are the lists to be had."""

    @property
    def kinds(self) -> tuple[TmchKind, ...]: ...

    @property
    def takes_files(self) -> bool: ...

    async def published(self, kind: TmchKind, known: str | None) -> Published | None:
        """The newest list of a kind; None where that is the one whose validator is `known`.

        Raises NotTrusted for a list whose signature is not the clearinghouse's; that of a CRL is for others to judge.
        """

    async def take(self, tld: str, tray: Tray, content: str) -> Receipt:
        """Hand in a file of names. The same file handed in again has the same receipt. Raises FileRefused."""

    async def log(self, tld: str, location: str) -> str | None:
        """What became of a file, None while that is not known yet."""
