"""A trademark clearinghouse of our own: its root, a validator that signs marks, and the lists that it publishes."""

import base64
import zlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.signer import XMLSigner

from registry.trademarks import Trademarks
from tests.world import BEGINNING

DAY = timedelta(days=1)
SMD = "urn:ietf:params:xml:ns:signedMark-1.0"
MARK = "urn:ietf:params:xml:ns:mark-1.0"
KEY = "2026030100/A/B/C/abcdefghijklmnopqrstuvwx0000000001"


@cache
def key(number: int) -> rsa.RSAPrivateKey:
    """Keys take long to make: each number always has the same."""
    return rsa.generate_private_key(65537, 2048)


@dataclass
class Party:
    """Who holds a certificate and its key."""

    name: str
    key: rsa.RSAPrivateKey
    certificate: x509.Certificate | None = None


def certified(
    party: Party, by: Party, *, authority: bool, begins: datetime = BEGINNING - 100 * DAY, days: float = 1000
) -> Party:
    certificate = (
        x509.CertificateBuilder()
        .subject_name(named(party))
        .issuer_name(named(by))
        .public_key(party.key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + days * DAY)
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .sign(by.key, hashes.SHA256())
    )
    party.certificate = certificate
    return party


def named(party: Party) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, party.name)])


def root(number: int = 1) -> Party:
    party = Party(f"Clearinghouse {number}", key(number))
    return certified(party, party, authority=True)


@dataclass
class Clearinghouse:
    """`root` vouches for `validator`; `trademarks` is what a registry knows that trusts it."""

    root: Party = field(default_factory=root)
    validator: Party = field(init=False)

    def __post_init__(self) -> None:
        self.validator = self.vouch_for("Validator", 2)

    def vouch_for(self, name: str, number: int, **rest: object) -> Party:
        return certified(Party(name, key(number)), self.root, authority=False, **rest)

    @property
    def trademarks(self) -> Trademarks:
        return Trademarks((self.root.certificate,))

    @property
    def root_pem(self) -> bytes:
        return self.root.certificate.public_bytes(Encoding.PEM)

    def crl(self, *revoked: Party, at: datetime = BEGINNING) -> bytes:
        builder = x509.CertificateRevocationListBuilder().issuer_name(named(self.root))
        builder = builder.last_update(at).next_update(at + 7 * DAY)
        for each in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(each.certificate.serial_number).revocation_date(at)
            builder = builder.add_revoked_certificate(entry.build())
        return builder.sign(self.root.key, hashes.SHA256()).public_bytes(Encoding.PEM)

    def mark(
        self,
        *labels: str,
        smd_id: str = "1-2",
        begins: datetime = BEGINNING - DAY,
        ends: datetime = BEGINNING + 365 * DAY,
        by: Party | None = None,
        between: tuple[Party, ...] = (),
        weakly: bool = False,
    ) -> etree._Element:
        """A signed mark as an element; with `between`, the certificates from the signer's up to below the root."""
        by = by or self.validator
        listed = "".join(f"<mark:label>{label}</mark:label>" for label in labels)
        unsigned = etree.fromstring(
            f"""<smd:signedMark xmlns:smd="{SMD}" id="smd1"><smd:id>{smd_id}</smd:id>
            <smd:issuerInfo issuerID="1"><smd:org>Validator</smd:org><smd:email>v@example.test</smd:email></smd:issuerInfo>
            <smd:notBefore>{begins.isoformat()}</smd:notBefore><smd:notAfter>{ends.isoformat()}</smd:notAfter>
            <mark:mark xmlns:mark="{MARK}"><mark:trademark><mark:id>1-1</mark:id><mark:markName>Tree</mark:markName>
            <mark:holder><mark:org>Tree Ltd</mark:org><mark:addr><mark:street>1 Road</mark:street><mark:city>Town</mark:city>
            <mark:cc>US</mark:cc></mark:addr></mark:holder><mark:jurisdiction>US</mark:jurisdiction>{listed}
            <mark:goodsAndServices>Trees</mark:goodsAndServices><mark:regNum>1</mark:regNum>
            <mark:regDate>2020-01-01T00:00:00Z</mark:regDate></mark:trademark></mark:mark></smd:signedMark>"""
        )
        algorithms = {"signature_algorithm": SignatureMethod.RSA_SHA1, "digest_algorithm": DigestAlgorithm.SHA1}
        exclusive = CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0
        signer = _Signer(c14n_algorithm=exclusive, **(algorithms if weakly else {}))
        certificates = [each.certificate for each in (by, *between)]
        return signer.sign(unsigned, key=by.key, cert=certificates, reference_uri="#smd1")


class _Signer(XMLSigner):
    def check_deprecated_methods(self) -> None:
        """Any algorithm, also one that is broken."""


def encoded(mark: etree._Element) -> str:
    return base64.encodebytes(etree.tostring(mark)).decode()


def dnl(*labels: str, at: datetime = BEGINNING, inserted: datetime = BEGINNING - 30 * DAY) -> bytes:
    lines = [f"1,{written(at)}", "DNL,lookup-key,insertion-datetime"]
    return "\n".join([*lines, *[f"{label},{KEY},{written(inserted)}" for label in labels], ""]).encode()


def smdrl(*ids: str, at: datetime = BEGINNING) -> bytes:
    lines = [f"1,{written(at)}", "smd-id,insertion-datetime", *[f"{smd_id},{written(at)}" for smd_id in ids], ""]
    return "\n".join(lines).encode()


def written(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.0Z"


def notice_id(label: str, not_after: datetime, number: int = 9223372036854775807) -> str:
    """The id of a notice, with its checksum (RFC 9361, section 6.5)."""
    return f"{zlib.crc32(f'{label}{int(not_after.timestamp())}{number:019}'.encode()):08x}{number:019}"
