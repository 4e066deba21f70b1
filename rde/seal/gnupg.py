"""The engine GnuPG: what every escrow agent has read from for decades, with the compression and the hash that ICANN names."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rde.held import held_folder
from rde.seal.engine import EngineFailed

PROGRAM: Final = shutil.which("gpg") or ""
_CONFIGURATION: Final = shutil.which("gpgconf") or ""
_HOME: Final = "nh-gpg-"

# Nothing of the user's own GnuPG is asked or changed, and nobody is asked anything.
_ALONE: Final = (PROGRAM, "--batch", "--no-options", "--no-tty", "--quiet", "--no-permission-warning")


class GnuPG:
    """`level` is that of the compression, 1 to 9: 1 halves the time that 6 takes for a fifth more of octets."""

    name = "gpg"

    def __init__(self, level: int) -> None:
        self._level = level

    @staticmethod
    def is_here() -> bool:
        return bool(PROGRAM and _CONFIGURATION)

    def encryption(self, recipients: Sequence[Path], home: Path) -> Sequence[str]:
        return (
            *_ALONE,
            *("--homedir", str(home), "--trust-model", "always", "--no-armor", "--set-filename", ""),
            *("--compress-algo", "zip", "-z", str(self._level)),
            *(word for each in recipients for word in ("--recipient-file", str(each))),
            *("--output", "-", "--encrypt"),
        )

    def sign(self, own: Path, passphrase: str, file: Path, signature: Path, *, armoured: bool) -> None:
        with _home() as home:
            _run((*_ALONE, "--homedir", home, "--import", str(own)))
            _run(
                (
                    *_ALONE,
                    *(
                        "--homedir",
                        home,
                        "--pinentry-mode",
                        "loopback",
                        "--passphrase-fd",
                        "0",
                        "--digest-algo",
                        "SHA256",
                    ),
                    *("--armor" if armoured else "--no-armor", "--yes", "--output", str(signature)),
                    *("--detach-sign", str(file)),
                ),
                f"{passphrase}\n",
            )


@contextmanager
def _home() -> Iterator[str]:
    """A folder for the time of one signature, which holds our key. Its path is short, because sockets live in it; its agent ends
    with it, and whoever is killed over it leaves it to the next signature, which removes it."""
    with held_folder(Path(tempfile.gettempdir()), _HOME) as home:
        try:
            yield str(home)
        finally:
            subprocess.run((_CONFIGURATION, "--homedir", str(home), "--kill", "all"), capture_output=True, check=False)


def _run(command: Sequence[str], words: str = "") -> None:
    done = subprocess.run(command, input=words.encode(), capture_output=True, check=False)
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise EngineFailed(lines[-1] if lines else f"gpg ended with {done.returncode}")
