"""What the security of a login is judged by, and what its registrar is told of it (RFC 8807, section 3.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

EventType = Literal["password", "certificate", "cipher", "tlsProtocol", "newPW", "stat"]
Level = Literal["warning", "error"]

# Stands where a password does not fit: no password can be this (RFC 8807, section 3.2).
LITERAL: Final = "[LOGIN-SECURITY]"

# Guesses that a password must stand: what takes fewer is on the lists of those that were stolen elsewhere, or is made of one.
GUESSES: Final = 1e8

_PROTOCOLS: Final = ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")


@dataclass(frozen=True, slots=True)
class UserAgent:
    """What a client says it is made of; it says at least one of the three."""

    app: str | None = None
    tech: str | None = None
    os: str | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """The names of the TLS version and the cipher suite of a connection; None without TLS."""

    protocol: str | None = None
    cipher: str | None = None


@dataclass(frozen=True, slots=True)
class Demands:
    """What an endpoint demands of passwords and connections; spans in days, 0 where there is no such demand.

    `weighed`: a new password must not be one of those that are tried first. Warnings begin `password_warning` and
    `certificate_warning` before the end.
    """

    shortest: int = 8
    longest: int = 128
    password_days: float = 0
    password_warning: float = 14
    certificate_warning: float = 30
    protocol: str = "TLSv1.2"
    weighed: bool = False

    def password_ends(self, since: datetime) -> datetime | None:
        """When a password that was set at an instant is over; None: never."""
        return since + timedelta(days=self.password_days) if self.password_days else None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that a registrar should know; `over` is the span that a number was counted in, up to the login."""

    type: EventType
    level: Level
    text: str
    name: str | None = None
    expires_at: datetime | None = None
    value: str | None = None
    over: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a successful login found: since when its password holds, until when its certificate, and how others failed before."""

    password_at: datetime
    certificate_until: datetime
    channel: Channel
    failed_logins: int
    counted_since: datetime


def events(standing: Standing, demands: Demands, now: datetime) -> Iterator[Event]:
    """All that is worth a warning, in the order of RFC 8807."""
    password_ends = demands.password_ends(standing.password_at)
    if password_ends and _is_near(password_ends, demands.password_warning, now):
        yield Event("password", "warning", "The password will expire.", expires_at=password_ends)
    if _is_near(standing.certificate_until, demands.certificate_warning, now):
        text = "The certificate will expire."
        yield Event("certificate", "warning", text, expires_at=standing.certificate_until)
    cipher, protocol = standing.channel.cipher, standing.channel.protocol
    if cipher is not None and not is_sound(cipher):
        yield Event("cipher", "warning", "A cipher suite that is not recommended.", name=cipher, value=cipher)
    if protocol is not None and _is_older(protocol, demands.protocol):
        text = f"{demands.protocol} is recommended."
        yield Event("tlsProtocol", "warning", text, name=protocol, value=protocol)
    if standing.failed_logins:
        text = "Logins that failed since the last one that did not."
        number, over = str(standing.failed_logins), now - standing.counted_since
        yield Event("stat", "warning", text, name="failedLogins", value=number, over=over)


def _is_near(end: datetime, days: float, now: datetime) -> bool:
    return end - now <= timedelta(days=days)


def is_sound(cipher: str) -> bool:
    """Whether a suite has forward secrecy and authenticated encryption (RFC 9325, section 4.2); the names are OpenSSL's."""
    ephemeral = cipher.startswith(
        ("TLS_", "ECDHE-", "DHE-")
    )  # those of TLS 1.3 name no key exchange: all are ephemeral
    return ephemeral and any(mode in cipher for mode in ("GCM", "CCM", "CHACHA20"))


def _is_older(protocol: str, recommended: str) -> bool:
    return protocol not in _PROTOCOLS or _PROTOCOLS.index(protocol) < _PROTOCOLS.index(recommended)
