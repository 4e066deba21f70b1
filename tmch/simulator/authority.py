"""The simulated authority that vouches for validators of marks: a root, and the list of what it revoked, which is nothing."""

from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

_NAME: Final = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Simulated clearinghouse authority")])
_LIFE: Final = timedelta(days=365)
_CRL_LIFE: Final = timedelta(days=30)


class Authority:
    """A root of its own, made anew."""

    def __init__(self, now: datetime) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.root = (
            x509.CertificateBuilder()
            .subject_name(_NAME)
            .issuer_name(_NAME)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + _LIFE)
            .add_extension(x509.BasicConstraints(True, None), critical=True)
            .sign(self._key, hashes.SHA256())
        )

    @property
    def pem(self) -> bytes:
        return self.root.public_bytes(Encoding.PEM)

    def crl(self, now: datetime) -> bytes:
        builder = (
            x509.CertificateRevocationListBuilder().issuer_name(_NAME).last_update(now).next_update(now + _CRL_LIFE)
        )
        return builder.sign(self._key, hashes.SHA256()).public_bytes(Encoding.DER)
