"""Whom this registry trusts with trademarks: roots of certificates, what they revoked, and how old a notice may be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPublicKeyTypes

from registry.settings import SettingsError, Tmch

# Certificates between a root and the one that signs marks.
_MOST_BETWEEN = 2


class NotTrusted(Exception):
    """Certificates or a list of revoked ones cannot be relied on; says why."""


@dataclass(frozen=True, slots=True)
class Trademarks:
    """`roots` vouch for those who sign marks; a notice of claims was accepted at most `notice_age` before the create.

    The clearinghouse is asked for a list again after `fetch_after`, one that is older than `stale_after` is an alarm, and
    files of a TLD's names follow each other after `lordn_pause`.
    """

    roots: tuple[x509.Certificate, ...] = ()
    notice_age: timedelta = timedelta(hours=48)
    fetch_after: timedelta = timedelta(hours=3)
    stale_after: timedelta = timedelta(hours=24)
    lordn_pause: timedelta = timedelta(hours=3)

    @classmethod
    def of(cls, settings: Tmch) -> "Trademarks":
        """By the settings; without a file of roots nobody is trusted. Raises SettingsError when the file holds none."""
        return cls(
            read_roots(settings.roots),
            notice_age=timedelta(hours=settings.notice_hours),
            fetch_after=timedelta(hours=settings.fetch_hours),
            stale_after=timedelta(hours=settings.stale_hours),
            lordn_pause=timedelta(hours=settings.lordn_hours),
        )


def read_roots(path: Path) -> tuple[x509.Certificate, ...]:
    if not path.is_file():
        return ()
    try:
        return tuple(x509.load_pem_x509_certificates(path.read_bytes()))
    except ValueError:
        raise SettingsError((f"tmch.roots: {path} holds no certificates in PEM",)) from None


def read_crl(content: bytes, roots: Iterable[x509.Certificate]) -> x509.CertificateRevocationList:
    """A list of revoked certificates, in DER or PEM, that one of the roots signed. Raises NotTrusted.

    It may have ended: what it names is revoked all the same.
    """
    try:
        is_pem = content.lstrip().startswith(b"-----")
        crl = x509.load_pem_x509_crl(content) if is_pem else x509.load_der_x509_crl(content)
    except ValueError:
        raise NotTrusted("this is no certificate revocation list") from None
    if not any(_signed(crl, root) for root in roots):
        raise NotTrusted("the certificate revocation list is not signed by a trusted root")
    if crl.next_update_utc is None:
        raise NotTrusted("the certificate revocation list does not say how long it holds")
    return crl


def _signed(crl: x509.CertificateRevocationList, root: x509.Certificate) -> bool:
    if crl.issuer != root.subject:
        return False
    try:
        return crl.is_signature_valid(cast(CertificateIssuerPublicKeyTypes, root.public_key()))
    except (TypeError, ValueError):
        return False


def demand_trust(
    signer: bytes,
    chain: Sequence[bytes],
    roots: Iterable[x509.Certificate],
    crl: x509.CertificateRevocationList,
    now: datetime,
) -> None:
    """Raise NotTrusted unless a root vouches for the signer, over the certificates of `chain`, all valid now, none revoked.

    `crl` is what that very root revoked; a certificate between them is judged by it as well. One that has ended vouches
    for nobody: what was revoked since then, it does not say.
    """
    if crl.next_update_utc is None or crl.next_update_utc <= now:
        raise NotTrusted("the list of revoked certificates has ended")
    try:
        certificate = x509.load_der_x509_certificate(signer)
        others = [x509.load_der_x509_certificate(each) for each in chain]
    except ValueError:
        raise NotTrusted("a certificate cannot be read") from None
    trusted = tuple(roots)
    for _ in range(_MOST_BETWEEN + 1):
        _demand_valid(certificate, crl, now)
        root = next((root for root in trusted if _issued(certificate, root)), None)
        if root is not None:
            if not root.not_valid_before_utc <= now <= root.not_valid_after_utc:
                raise NotTrusted("the trusted root is not valid now")
            if not _signed(crl, root):
                raise NotTrusted("what the root of the certificate revoked is not known")
            return
        above = next((other for other in others if _is_authority(other) and _issued(certificate, other)), None)
        if above is None:
            break
        certificate = above
    raise NotTrusted("no trusted root vouches for the certificate")


def _demand_valid(certificate: x509.Certificate, crl: x509.CertificateRevocationList, now: datetime) -> None:
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise NotTrusted("the certificate is not valid now")
    revoked = crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
    if revoked is not None and certificate.issuer == crl.issuer:
        raise NotTrusted("the certificate is revoked")


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _is_authority(certificate: x509.Certificate) -> bool:
    """Whether it may sign certificates: it says so, and its key is not for something else."""
    try:
        extensions = certificate.extensions
        if not extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            return False
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return False
    usage = next((each.value for each in extensions if isinstance(each.value, x509.KeyUsage)), None)
    return usage is None or usage.key_cert_sign
