"""What an OpenPGP engine has to do, and how its programs are run: octets in at one end, out at the other, none of them kept."""

import os
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread
from typing import IO, Final, Protocol, TypeVar

R = TypeVar("R")

# How long a program whose output has ended may take to end itself.
_PATIENCE: Final = 2.0


class EngineFailed(Exception):
    """An OpenPGP program refused, or died; the message is its own last word."""


class Engine(Protocol):
    """Encrypts and signs; both are done by programs of their own, so that neither holds up the one that asks for it."""

    name: str

    def encryption(self, recipients: Sequence[Path], home: Path) -> Sequence[str]:
        """The command that reads octets and writes one message of them, binary, to the holders of these certificates; `home` is
        an empty folder for what it needs meanwhile."""

    def sign(self, own: Path, passphrase: str, file: Path, signature: Path, *, armoured: bool) -> None:
        """Write the detached signature of a file. Raises EngineFailed."""


def through(
    command: Sequence[str],
    write: Callable[[IO[bytes]], None],
    read: Callable[[IO[bytes]], R],
    secret: str | None = None,
) -> R:
    """Run a command, feed it what `write` writes, and give back what `read` makes of what it says.

    A `secret` is handed over by a pipe, whose number becomes the last word of the command. Raises EngineFailed when the command
    ends with an error, which counts before whatever `read` thought of output that was cut short; what `write` raises ends the
    command and is raised.
    """
    with tempfile.TemporaryFile() as words, _Secret(secret) as pipe:
        child = subprocess.Popen(
            [*command, *pipe.words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=words, pass_fds=pipe.numbers
        )
        assert child.stdin is not None and child.stdout is not None
        feeder = _Feeder(child, write)
        feeder.start()
        try:
            result = read(child.stdout)
        except Exception:
            if not _ended_with_error(child):
                raise
        finally:
            child.stdout.close()
            _end(child)
            feeder.join()
        if feeder.failure is not None:
            raise feeder.failure
        if child.returncode:
            raise EngineFailed(_last_word(words))
        return result


def _ended_with_error(child: subprocess.Popen[bytes]) -> bool:
    """Whether a child whose output displeased had died of something itself."""
    try:
        return bool(child.wait(_PATIENCE))
    except subprocess.TimeoutExpired:
        return False


def _end(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


class _Feeder(Thread):
    """Writes into a child from a thread of its own: who writes and reads in turn waits for a child that does the same."""

    def __init__(self, child: subprocess.Popen[bytes], write: Callable[[IO[bytes]], None]) -> None:
        super().__init__(daemon=True)
        self._child = child
        self._write = write
        self.failure: Exception | None = None

    def run(self) -> None:
        assert self._child.stdin is not None
        try:
            with self._child.stdin as sink:
                self._write(sink)
        except BrokenPipeError:
            pass  # the child went first, and its own word tells more
        except Exception as error:
            self.failure = error
            self._child.kill()


class _Secret:
    """A pipe that holds a secret until it is read: neither arguments nor the environment of a process are secret."""

    def __init__(self, secret: str | None) -> None:
        self._secret = secret
        self.numbers: tuple[int, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(str(number) for number in self.numbers)

    def __enter__(self) -> "_Secret":
        if self._secret is not None:
            reading, writing = os.pipe()
            with open(writing, "wb") as pipe:
                pipe.write(self._secret.encode())
            self.numbers = (reading,)
        return self

    def __exit__(self, *_: object) -> None:
        for number in self.numbers:
            os.close(number)


def _last_word(words: IO[bytes]) -> str:
    words.seek(0)
    lines = [line.strip() for line in words.read(1 << 16).decode(errors="replace").splitlines()]
    return next((line for line in reversed(lines) if line), "it ended without a word")
