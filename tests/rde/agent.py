"""A registry that deposits with a simulated agent and reports to a simulated ICANN."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncssh

from epp.extensions import EXTENSIONS
from epp.greeting import write_greeting
from epp.services import menu
from rde import depository
from rde.seal.unseal import Opening, unseal
from rde.simulator.rri import SimulatedRri
from rde.simulator.sftp import SimulatedSftp
from registry.context import Context
from registry.settings import Escrow, Settings, load
from tests.rde.conftest import Person
from tests.tmch.simulated import server_tls
from tests.world import World

LOGIN = ("example_ry", "one password")
OURS = asyncssh.generate_private_key("ssh-ed25519")


def greeting(cx: Context) -> bytes:
    return write_greeting("Namehouse", cx.now, menu(cx.book, cx.now, [each.namespace for each in EXTENSIONS]))


@dataclass
class Agent:
    """Both of the other sides, and what the registry keeps of its own."""

    sftp: SimulatedSftp
    rri: SimulatedRri
    environment: dict[str, str]
    settings: Settings
    key: Person

    @property
    def escrow(self) -> Escrow:
        return self.settings.escrow

    def received(self) -> list[str]:
        return sorted(path.name for path in (self.sftp.folder / "in").iterdir())

    def opened(self, folder: Path, stem: str) -> bytes:
        """The document of a deposit as the agent finds it in what it got."""
        opening = Opening(self.escrow.signing_key, self.key.own, "", 1 << 30)
        (document,) = unseal([self.sftp.folder / "in" / f"{stem}.ryde"], folder, opening)
        return document.read_bytes()


def settings_of(folder: Path, people: dict[str, Person], port: int, host_key: str, url: str, **more: str) -> Settings:
    return load(environment_of(folder, people, port, host_key, url, **more))


def environment_of(
    folder: Path, people: dict[str, Person], port: int, host_key: str, url: str, **more: str
) -> dict[str, str]:
    """Of an installation whose keys lie where the settings look for them."""
    place = folder / "var" / "escrow"
    place.mkdir(parents=True, exist_ok=True)
    (place / "agent.asc").write_bytes(people["agent"].certificate.read_bytes())
    (place / "signing.asc").write_bytes(people["registry"].own.read_bytes())
    (place / "icann.asc").write_bytes(people["stranger"].certificate.read_bytes())
    for name in ("ssh", "brda_ssh"):
        (place / name).write_bytes(OURS.export_private_key())
        (place / f"{name}_host_keys").write_text(host_key)
    (place / "rri_logins.toml").write_text(f'[example]\nlogin = "{LOGIN[0]}"\npassword = "{LOGIN[1]}"\n')
    for name in ("signing.asc", "ssh", "brda_ssh", "rri_logins.toml"):
        (place / name).chmod(0o600)
    return {
        "NAMEHOUSE_VAR": str(folder / "var"),
        "NAMEHOUSE_ESCROW_TLDS": "example",
        "NAMEHOUSE_ESCROW_AGENT_FINGERPRINT": people["agent"].fingerprint,
        "NAMEHOUSE_ESCROW_SFTP_HOST": "127.0.0.1",
        "NAMEHOUSE_ESCROW_SFTP_PORT": str(port),
        "NAMEHOUSE_ESCROW_SFTP_USER": "registry",
        "NAMEHOUSE_ESCROW_SFTP_FOLDER": "in",
        "NAMEHOUSE_ESCROW_TIMEOUT": "2",
        "NAMEHOUSE_ESCROW_RRI_URL": url,
        "NAMEHOUSE_ESCROW_RRI_CA": str(folder / "tmch" / "ca.pem"),
        "NAMEHOUSE_ESCROW_RRI_PAUSE": "0",
        "NAMEHOUSE_ESCROW_BRDA_FINGERPRINT": people["stranger"].fingerprint,
        "NAMEHOUSE_ESCROW_BRDA_SFTP_HOST": "127.0.0.1",
        "NAMEHOUSE_ESCROW_BRDA_SFTP_PORT": str(port),
        "NAMEHOUSE_ESCROW_BRDA_SFTP_USER": "registry",
        "NAMEHOUSE_ESCROW_BRDA_SFTP_FOLDER": "for-icann",
        **more,
    }


@asynccontextmanager
async def depositing(world: World, folder: Path, people: dict[str, Person], **more: str) -> AsyncIterator[Agent]:
    """The world's registry has a way to an agent while the block runs."""
    for place in ("in", "for-icann"):
        (folder / "there" / place).mkdir(parents=True)
    sftp = SimulatedSftp(folder / "there", [OURS.convert_to_public()])
    rri = SimulatedRri(world.clock, {"example": LOGIN})
    async with sftp.serving() as port, rri.serving(server_tls(folder)) as url:
        environment = environment_of(folder, people, port, sftp.public_key(), url, **more)
        chosen = load(environment)
        async with depository.opened(world.registry, chosen.escrow, greeting) as world.registry.depository:
            yield Agent(sftp, rri, environment, chosen, people["agent"])
        world.registry.depository = None
