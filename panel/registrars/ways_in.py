"""What may be done to the ways in of a registrar, by its own people too: certificates, networks, the password."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from panel.kit.deeds import Deed, Once, Values
from panel.kit.fields import About, Choice, Lines, Problem, Reason, Text, Typed
from panel.kit.foreseen import Foreseen, Table
from panel.kit.formats import day, moment
from panel.kit.row_fields import Rows
from panel.kit.situation import Situation
from panel.registrars.queries import Standing
from registry.actions.registrar_certificates import registrar_pin_certificate, registrar_unpin_certificate
from registry.actions.registrar_networks import registrar_networks
from registry.actions.registrar_password import registrar_password
from registry.actions.registrar_poll_test import registrar_poll_test
from registry.context import Context
from registry.errors import ParameterSyntax
from registry.model.registrar_facts import networks_of

MAY: Final = "registrar.set-ways-in"


@dataclass(frozen=True, slots=True)
class Certificate(Lines):
    """A certificate in PEM; never with its key."""

    accept: str = ".pem,.crt,.cer"
    longest: int = 100_000
    kind: str = field(default="lines", init=False)

    def read(self, typed: Typed, about: About) -> Any:
        text = super(Certificate, self).read(typed, about) or ""
        if "PRIVATE KEY" in text:
            raise Problem("This holds a private key, which belongs to nobody but you: send the certificate alone.")
        try:
            return x509.load_pem_x509_certificate(text.encode())
        except ValueError:
            raise Problem("This is no certificate in PEM: it begins with -----BEGIN CERTIFICATE-----.") from None


@dataclass(frozen=True, slots=True)
class Network(Text):
    """A network as CIDR, or a single address."""

    kind: str = field(default="text", init=False)

    def read(self, typed: Typed, about: About) -> Any:
        text = super(Network, self).read(typed, about) or ""
        try:
            return networks_of((text,))[0]
        except ParameterSyntax as refusal:
            raise Problem(f"{refusal.reason}") from None


def _fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(SHA256()).hex()


def _key(certificate: x509.Certificate) -> str:
    match certificate.public_key():
        case rsa.RSAPublicKey() as key:
            return f"RSA, {key.key_size} bits"
        case ec.EllipticCurvePublicKey() as key:
            return f"elliptic curve, {key.curve.name}"
        case key:
            return type(key).__name__.removesuffix("PublicKey")


async def _foreseen(cx: Context, registrar: Standing, values: Values) -> Foreseen:
    """What the certificate is, and beside which it would stand."""
    found: x509.Certificate = values["certificate"]
    since, until, print_ = found.not_valid_before_utc, found.not_valid_after_utc, _fingerprint(found)
    if print_ in registrar.fingerprints:
        return Foreseen(nothing="This certificate is pinned already.")
    if until <= cx.now:
        return Foreseen(nothing=f"It ended {moment(until)}: nobody gets in with it.")
    beside = [
        (each[:16], moment(until))
        for each, until in zip(registrar.fingerprints, registrar.certificates_until, strict=True)
    ]
    return Foreseen(
        (
            ("Opens the door", "at once" if since <= cx.now else f"from {moment(since)} on"),
            ("Until", moment(until)),
            ("Subject", found.subject.rfc4514_string() or "none"),
            ("Issued by", "itself" if found.issuer == found.subject else found.issuer.rfc4514_string()),
            ("Key", _key(found)),
            ("SHA-256", print_),
        ),
        (Table.of("Beside it stay pinned", ("SHA-256 begins", "Until"), beside),),
    )


async def _pin(cx: Context, registrar: Standing, values: Values) -> str:
    found: x509.Certificate = values["certificate"]
    der, since, until = found.public_bytes(Encoding.DER), found.not_valid_before_utc, found.not_valid_after_utc
    await registrar_pin_certificate(cx, registrar.handle, der, since, until, found.subject.rfc4514_string())
    return f"It opens the door until {moment(until)}."


def _pinned(about: About) -> Mapping[str, str]:
    return {
        each: f"{each[:16]}…, until {day(until)}"
        for registrar in about.subjects
        for each, until in zip(registrar.fingerprints, registrar.certificates_until, strict=True)
    }


async def _unpin(cx: Context, registrar: Standing, values: Values) -> str:
    await registrar_unpin_certificate(cx, registrar.handle, values["fingerprint"])
    return "It opens nothing any more. Sessions that it opened stay open."


def _none_pinned(registrar: Standing, situation: Situation) -> str | None:
    return None if registrar.fingerprints else "No certificate is pinned."


async def _come_from(cx: Context, registrar: Standing, values: Values) -> str:
    kept = await registrar_networks(cx, registrar.handle, values["networks"])
    return f"It comes from {', '.join(kept)} alone." if kept else "It may come from anywhere."


async def _would_come_from(cx: Context, registrar: Standing, values: Values) -> Foreseen:
    had, has = set(registrar.networks), set(values["networks"])
    if had == has:
        return Foreseen(nothing="It may come from these, and from no others, already.")
    since = (("From now on", "from anywhere" if not has else f"from {len(has)} networks alone"),)
    return Foreseen(
        since,
        (
            Table.of("No more from", ("Network",), [(each,) for each in sorted(had - has)]),
            Table.of("Newly from", ("Network",), [(each,) for each in sorted(has - had)]),
        ),
    )


async def _rotate(cx: Context, registrar: Standing, values: Values) -> str:
    fresh = secrets.token_urlsafe(12)  # 16 characters: what a login carries without loginSec
    await registrar_password(cx, registrar.handle, fresh)
    return Once.of("From now on logins need this password.", fresh)


async def _try(cx: Context, registrar: Standing, values: Values) -> str:
    await registrar_poll_test(cx, registrar.handle)
    return "A message waits for its software to read and acknowledge."


_WHY: Final = Reason()

WAYS_IN: Final[tuple[Deed[Standing], ...]] = (
    Deed(
        "pin-certificate",
        "Add a certificate",
        "certificate",
        MAY,
        _pin,
        (Certificate("certificate", "Certificate", "In PEM, without its key."), _WHY),
        lead="It opens the door beside those that are pinned already, so that one can be changed for the next without a gap.",
        batch=None,
        foresee=_foreseen,
    ),
    Deed(
        "unpin-certificate",
        "Take a certificate away",
        "certificate",
        MAY,
        _unpin,
        (Choice("fingerprint", "Certificate", _pinned), _WHY),
        _none_pinned,
        lead="From then on nobody gets in with it.",
        danger=True,
        batch=None,
    ),
    Deed(
        "set-networks",
        "Say where it comes from",
        "lock",
        MAY,
        _come_from,
        (
            Rows(
                "networks",
                "Networks",
                (Network("", "Network"),),
                "As 192.0.2.0/24 or 2001:db8::1. None: from anywhere.",
                present=lambda each: each.networks,
                most=100,
            ),
            _WHY,
        ),
        lead="Sessions that are open stay open.",
        batch=None,
        foresee=_would_come_from,
    ),
    Deed(
        "rotate-password",
        "Draw a new password",
        "key",
        MAY,
        _rotate,
        (_WHY,),
        lead="The one that it has opens nothing any more. The new one is shown once. Sessions that are open stay open.",
        danger=True,
        batch=None,
    ),
    Deed(
        "poll-test",
        "Leave it a test message",
        "message-2",
        MAY,
        _try,
        lead="Its software reads it by poll, and acknowledges it like any other.",
    ),
)
