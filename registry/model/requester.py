"""Accredited requesters: who may be shown more of contacts than the public, for purposes that are stated and written down."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from registry.model.disclosure import Asker

_BEGINS: Final = "nhr-"
_TOKEN: Final = re.compile(r"nhr-[A-Za-z0-9_-]{43}")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,31}")


def is_name(text: str) -> bool:
    """Whether a requester can be called so: 2 to 32 small letters, digits and hyphens."""
    return _NAME.fullmatch(text) is not None


def fresh_token() -> str:
    """A token nobody can guess, 256 bits, which says by its beginning what it is."""
    return _BEGINS + secrets.token_urlsafe(32)


def is_token(text: str) -> bool:
    """Whether a text has the form of a token, and of nothing else that opens a door here."""
    return _TOKEN.fullmatch(text) is not None


def fingerprint(token: str) -> bytes:
    """What is kept of a token. It is random and long, so that its hash needs no salt, by which it could not be found."""
    return hashlib.sha256(token.encode()).digest()


@dataclass(frozen=True, slots=True)
class Requester:
    """An accredited requester; `about` says who that is and on what ground, `tlds` where (empty: everywhere).

    `logins` are accounts of the panel: whoever signs in by one of them where names are looked up asks in its name.
    """

    id: int
    name: str
    about: str
    purposes: tuple[str, ...]
    tlds: tuple[str, ...]
    valid_from: datetime
    valid_to: datetime | None
    suspended: bool
    token_at: datetime
    version: int
    logins: tuple[str, ...] = ()

    def counts(self, now: datetime) -> bool:
        return not self.suspended and self.valid_from <= now and (self.valid_to is None or now < self.valid_to)

    def asker(self) -> Asker:
        return Asker(
            "requester",
            self.name,
            purposes=frozenset(self.purposes),
            tlds=frozenset(self.tlds) if self.tlds else None,
        )
