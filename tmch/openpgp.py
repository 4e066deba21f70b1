"""Detached OpenPGP signatures: that who holds one of the keys signed these octets, and no others."""

from pathlib import Path

from pysequoia import Cert, Sig, verify

from registry.settings import SettingsError
from registry.trademarks import NotTrusted


def read_keys(path: Path) -> tuple[Cert, ...]:
    """The certificates of a file, armoured or not; none where there is no file. Raises SettingsError for another file."""
    if not path.is_file():
        return ()
    try:
        return tuple(Cert.split_bytes(path.read_bytes()))
    except Exception as error:  # the library raises nothing more specific
        raise SettingsError((f"tmch.pgp_key: {path} holds no OpenPGP certificates: {error}",)) from None


def demand_signature(content: bytes, signature: bytes, keys: tuple[Cert, ...]) -> None:
    """Raise NotTrusted unless one of the keys made the signature of the content. Whether it was revoked or has ended, and which
    algorithms still count, is judged by the library."""
    if not keys:
        raise NotTrusted("there is no OpenPGP certificate of the clearinghouse: put it where tmch.pgp_key says")
    try:
        verified = verify(bytes=content, store=lambda _: list(keys), signature=Sig.from_bytes(signature))
        signers = len(verified.valid_sigs)
    except Exception:  # the library raises nothing more specific; whatever it is, nobody vouches for the content
        signers = 0
    if not signers:
        raise NotTrusted("the signature is not one of the clearinghouse's")
