"""Keys of two houses, made once for a run: an agent's, as GnuPG makes them or as ours are where there is none, and our own."""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pysequoia import CipherSuite, Profile, Tsk

from rde.seal.engine import Engine
from rde.seal.engines import engine
from rde.seal.gnupg import GnuPG
from rde.seal.keys import Key, read_certificate, read_own_key
from rde.seal.seal import Sealing
from rde.seal.unseal import Opening
from tests.world import BEGINNING

PASSPHRASE = "correct horse battery"


@dataclass(frozen=True)
class Person:
    """Whose secret key lies in a file, and the certificate in another."""

    own: Path
    certificate: Path

    @property
    def fingerprint(self) -> str:
        return Tsk.from_file(str(self.own)).extract_certificate().fingerprint


@pytest.fixture(scope="session")
def people(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Person]:
    folder = tmp_path_factory.mktemp("keys")
    return {name: _person(folder, name) for name in ("agent", "registry", "stranger")}


def _person(folder: Path, name: str) -> Person:
    person = Person(folder / f"{name}.key", folder / f"{name}.asc")
    key = Tsk.generate(f"{name} <{name}@example.test>", profile=Profile.RFC4880, cipher_suite=CipherSuite.Cv25519)
    person.own.write_text(str(key))
    person.certificate.write_text(str(key.extract_certificate()))
    return person


@pytest.fixture(params=["gpg", "sequoia"])
def chosen(request: pytest.FixtureRequest) -> Engine:
    if request.param == "gpg" and not GnuPG.is_here():
        pytest.skip("gpg is not installed; .ci/run installs it where it can")
    return engine(request.param, 1)


@pytest.fixture
def own(people: dict[str, Person]) -> Key:
    return read_own_key(people["registry"].own, BEGINNING)


@pytest.fixture
def sealing(chosen: Engine, people: dict[str, Person], own: Key) -> Sealing:
    agent = people["agent"]
    return Sealing(chosen, (read_certificate(agent.certificate, agent.fingerprint, BEGINNING),), own, "")


@pytest.fixture
def opening(people: dict[str, Person]) -> Opening:
    return Opening(people["registry"].certificate, people["agent"].own, "", 1 << 30)


@pytest.fixture
def gpg(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Callable[..., bytes]]":
    """GnuPG with a home of its own."""
    home = tmp_path_factory.mktemp("gh")
    home.chmod(0o700)

    def run(*words: str, fed: bytes = b"") -> bytes:
        command = ("gpg", "--batch", "--no-tty", "--homedir", str(home), "--pinentry-mode", "loopback", *words)
        return subprocess.run(command, input=fed, capture_output=True, check=True).stdout

    yield run
    if GnuPG.is_here():
        subprocess.run(("gpgconf", "--homedir", str(home), "--kill", "all"), capture_output=True, check=False)
