"""The engine Sequoia, which comes as a library: no program has to be installed, and it is also what opens and verifies.

The library holds the interpreter up for as long as it works, so it works in a process of its own: this module, run as a program.
It does not compress, and hashes with SHA-512.
"""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final

from pysequoia import Cert, Sig, SignatureMode, Tsk, decrypt_file, encrypt_file, sign_file, verify

from rde.seal.engine import EngineFailed, through

_ITSELF: Final = (sys.executable, "-m", "rde.seal.sequoia")
_IN, _OUT = "/dev/stdin", "/dev/stdout"
_CHUNK: Final = 1 << 20
# Octets of a file that may be taken into memory.
_SMALL: Final = 8 << 20


class Sequoia:
    name = "sequoia"

    def encryption(self, recipients: Sequence[Path], home: Path) -> Sequence[str]:
        return (*_ITSELF, "encrypt", *map(str, recipients))

    def sign(self, own: Path, passphrase: str, file: Path, signature: Path, *, armoured: bool) -> None:
        words = ("sign", str(own), str(file), str(signature), "armoured" if armoured else "binary")
        through((*_ITSELF, *words), lambda sink: None, lambda source: source.read(), passphrase)


def decryption(own: Path) -> Sequence[str]:
    """The command that reads a message and writes what is in it, to be run with the key's passphrase as the secret.

    What it has written counts only once it has ended well: the seal of a message is at its end.
    """
    return (*_ITSELF, "decrypt", str(own))


def is_signed(file: Path, signature: Path, certificate: Path) -> bool:
    """Whether this certificate's holder signed the file; a revoked or ended key, or a broken signature, is a no.

    The library takes a file into memory whole, but not what comes through a pipe, for which it needs a process of its own.
    """
    words = (str(signature), str(certificate))
    try:
        if file.stat().st_size <= _SMALL:
            return _holds(str(file), *words)
        through((*_ITSELF, "verify", *words), lambda sink: _feed(file, sink), lambda source: source.read())
    except (OSError, EngineFailed):
        return False
    return True


def _feed(file: Path, sink: IO[bytes]) -> None:
    with open(file, "rb") as source:
        shutil.copyfileobj(source, sink, _CHUNK)


def _holds(file: str, signature: str, certificate: str) -> bool:
    try:
        signed = Sig.from_file(signature)
        found = verify(file=file, store=lambda _: [Cert.from_file(certificate)], signature=signed)
    except Exception:  # the library raises nothing more specific; whatever it is, nobody vouches for the file
        return False
    return bool(found.valid_sigs)


def _main(verb: str, *words: str) -> None:
    match verb, words:
        case "encrypt", recipients:
            encrypt_file(_IN, _OUT, [Cert.from_file(path) for path in recipients], armor=False)
        case "decrypt", (own, secret):
            decrypt_file(_IN, _OUT, Tsk.from_file(own).decryptor(_passphrase(secret)))
        case "sign", (own, file, signature, form, secret):
            signer = Tsk.from_file(own).signer(_passphrase(secret))
            sign_file(signer, file, signature, mode=SignatureMode.DETACHED, armor=form == "armoured")
        case "verify", (signature, certificate):
            if not _holds(_IN, signature, certificate):
                raise SystemExit("it is not signed so")
        case _:
            raise SystemExit(2)


def _passphrase(number: str) -> str | None:
    with open(int(number), "rb") as pipe:
        return pipe.read().decode() or None


if __name__ == "__main__":
    try:
        _main(*sys.argv[1:])
    except Exception as failure:  # the library raises nothing more specific, and its traces are long
        raise SystemExit(str(failure).splitlines()[0]) from None
