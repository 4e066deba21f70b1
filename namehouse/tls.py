"""TLS material of an installation: an authority of its own, a certificate for the servers, one for each registrar."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from namehouse.files import write_atomically
from registry.clock import Clock
from registry.settings import Settings

LIFE_OF_AUTHORITY = timedelta(days=3650)
LIFE_OF_LEAF = timedelta(days=397)  # what clients accept from public authorities; ours keeps to it
NEAR_EXPIRY = timedelta(days=30)
BACKDATED = timedelta(hours=1)  # for clients whose clocks are slow
ANYWHERE = ("0.0.0.0", "::")  # noqa: S104  # compared with, not listened on
WEAKEST_RSA = 2048  # bits
WEAKEST_EC = 256
SERVER_NAMES = ("localhost", "127.0.0.1", "::1")


PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate with its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def ensure_material(settings: Settings, clock: Clock, registrars: Iterable[str] = ()) -> dict[str, Path]:
    """Makes what is missing or near its end and keeps the rest; returns the certificate of each registrar."""
    now = clock.now()
    folder = settings.tls.ca.parent
    authority = _ensure_authority(settings.tls.ca, now)
    hosts = (settings.epp.host, settings.whois.host, settings.panel.host)
    names = dict.fromkeys((*SERVER_NAMES, *settings.tls.names, *(host for host in hosts if host not in ANYWHERE)))
    if settings.tls.certificate.parent == folder:  # elsewhere lies a certificate that somebody else looks after
        _ensure_leaf(settings.tls.certificate, settings.tls.key, authority, now, "localhost", tuple(names))
    certificates = {registrar: folder / f"{registrar}.pem" for registrar in registrars}
    for registrar, path in certificates.items():
        _ensure_leaf(path, path.with_suffix(".key"), authority, now, registrar, ())
    return certificates


def signed_request(settings: Settings, clock: Clock, registrar: str, request: bytes) -> x509.Certificate:
    """A client certificate of our authority for the key of a PKCS #10 request in PEM (RFC 2986).

    Of the request only the key counts: who the certificate is for, how long it lasts and what it is good for is ours to say.
    Raises ValueError for what is no request, is not signed by its own key, or has a key that is too weak.
    """
    wanted = x509.load_pem_x509_csr(request)
    if not wanted.is_signature_valid:
        raise ValueError("the request is not signed by its own key")
    key = wanted.public_key()
    if not isinstance(key, (ec.EllipticCurvePublicKey, rsa.RSAPublicKey)):
        raise ValueError("the key is neither RSA nor on an elliptic curve")
    if key.key_size < (WEAKEST_RSA if isinstance(key, rsa.RSAPublicKey) else WEAKEST_EC):
        raise ValueError(f"a key of {key.key_size} bits is too weak")
    authority = _ensure_authority(settings.tls.ca, clock.now())
    return _leaf(registrar, key, authority, clock.now(), ()).sign(authority.key, hashes.SHA256())


def read_certificate(path: Path) -> x509.Certificate:
    """The first certificate of a PEM file; raises OSError or ValueError."""
    return x509.load_pem_x509_certificate(path.read_bytes())


def _ensure_authority(path: Path, now: datetime) -> Pair:
    kept = _read(path, path.with_suffix(".key"))
    if kept and _lasts(kept.certificate, now, LIFE_OF_LEAF):  # it outlives whatever it may sign today
        return kept
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Namehouse authority of {now:%Y-%m-%d}")
    certificate = (
        _builder(name, name, key.public_key(), now, LIFE_OF_AUTHORITY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return _write(path, path.with_suffix(".key"), Pair(certificate, key))


def _ensure_leaf(
    path: Path, key_path: Path, authority: Pair, now: datetime, subject: str, server_names: tuple[str, ...]
) -> Pair:
    """A certificate for the servers when there are names to serve, else one for a client."""
    kept = _read(path, key_path)
    if kept and _lasts(kept.certificate, now, NEAR_EXPIRY) and _fits(kept.certificate, authority, server_names):
        return kept
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _leaf(subject, key.public_key(), authority, now, server_names).sign(authority.key, hashes.SHA256())
    return _write(path, key_path, Pair(certificate, key))


def _leaf(
    subject: str, key: PublicKey, authority: Pair, now: datetime, server_names: tuple[str, ...]
) -> x509.CertificateBuilder:
    purpose = ExtendedKeyUsageOID.SERVER_AUTH if server_names else ExtendedKeyUsageOID.CLIENT_AUTH
    builder = (
        _builder(_name(subject), authority.certificate.subject, key, now, LIFE_OF_LEAF)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False)
    )
    if server_names:
        names = x509.SubjectAlternativeName([_general_name(name) for name in server_names])
        builder = builder.add_extension(names, critical=False)
    return builder


def _builder(
    subject: x509.Name, issuer: x509.Name, key: PublicKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _lasts(certificate: x509.Certificate, now: datetime, rest: timedelta) -> bool:
    return certificate.not_valid_before_utc <= now and now + rest < certificate.not_valid_after_utc


def _fits(certificate: x509.Certificate, authority: Pair, server_names: tuple[str, ...]) -> bool:
    """Whether this authority signed it, and for all of these names."""
    try:
        certificate.verify_directly_issued_by(authority.certificate)
    except (InvalidSignature, ValueError, TypeError):
        return False
    try:
        named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return not server_names
    return all(_general_name(name) in named for name in server_names)


def _read(path: Path, key_path: Path) -> Pair | None:
    """The pair in these files; None when there is none, or none that can be used."""
    try:
        certificate = read_certificate(path)
        key = serialization.load_pem_private_key(key_path.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        return None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or certificate.public_key() != key.public_key():
        return None
    os.chmod(key_path, 0o600)
    return Pair(certificate, key)


def _write(path: Path, key_path: Path, pair: Pair) -> Pair:
    encoding = serialization.Encoding.PEM
    private = pair.key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    write_atomically(key_path, private, 0o600)
    write_atomically(path, pair.certificate.public_bytes(encoding), 0o644)
    return pair
