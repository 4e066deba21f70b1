"""Whom a provider said that somebody is, until a password says whose account that is, or they have signed up.

It lies in the signed cookie of the browser that came from the provider. Whoever follows the link of a sign-up in another browser
brings none, and is linked with nothing: otherwise somebody could ask for a link to another's address, and have the account that
is made there open to themselves (docs/decisions/0104-who-signs-up-by-a-provider-is-linked-in-their-browser.md).
"""

from dataclasses import asdict, dataclass, replace
from typing import Final

from flask import session

from panel.identity.social.providers import Somebody
from panel.kit.web import house

PATIENCE: Final = 600  # seconds in which a password says whose account it is
SIGNING_UP: Final = 86_400  # seconds in which somebody signs up, as long as the mailed link is good
_KEPT: Final = "social-met"


@dataclass(frozen=True, slots=True)
class Met:
    """`asked`: the address that they sign up by; `next` and `remember` are what the sign-in was asked with."""

    provider: str
    subject: str
    email: str
    verified: bool
    name: str
    language: str
    next: str
    remember: bool
    at: int
    asked: str = ""

    @property
    def somebody(self) -> Somebody:
        return Somebody(self.subject, self.email, self.verified, self.name, self.language)


def keep(provider: str, somebody: Somebody, back: str, *, remember: bool) -> Met:
    met = Met(
        provider,
        somebody.subject[:255],
        somebody.email[:254],
        somebody.verified,
        somebody.name[:200],
        somebody.language,
        back,
        remember,
        _now(),
    )
    session[_KEPT] = asdict(met)
    return met


def met(seconds: int = PATIENCE) -> Met | None:
    """Whom this browser brought from a provider within so many seconds that is asked still."""
    kept = session.get(_KEPT)
    if not kept or not 0 <= _now() - kept["at"] < seconds or kept["provider"] not in house().providers:
        return None
    return Met(**kept)


def sign_up_as(email: str) -> None:
    """They sign up by this address."""
    if kept := met(SIGNING_UP):
        session[_KEPT] = asdict(replace(kept, asked=email))


def signing_up_as(email: str) -> Met | None:
    """Whom the browser brought that signs up by this address."""
    kept = met(SIGNING_UP)
    return kept if kept is not None and kept.asked and kept.asked.lower() == email.lower() else None


def forget() -> None:
    session.pop(_KEPT, None)


def _now() -> int:
    return int(house().registry.clock.now().timestamp())
