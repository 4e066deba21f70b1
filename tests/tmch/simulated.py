"""The simulated clearinghouse, on a port of its own, and a world whose registry has a way to it."""

import ipaddress
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pysequoia import Tsk

from registry.clock import SystemClock
from registry.logins import Login
from registry.settings import Settings, load
from registry.trademarks import Trademarks
from tests.tmch.clearinghouse import Clearinghouse
from tests.world import World
from tmch.client import opened
from tmch.simulator.desk import Desk
from tmch.simulator.lists import Shelf, new_key, public_part
from tmch.simulator.server import CRL, Simulator

PASSWORD = "a-secret-between-us"
HOUSE = Clearinghouse()
REGISTRARS = {9990, 9991, 9992}  # of alpha, beta and gamma; ICANN does not know delta


@cache
def signing_key() -> Tsk:
    return new_key()


@cache
def _server() -> tuple[bytes, bytes]:
    """A certificate for 127.0.0.1 that vouches for itself, and its key, PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Simulated clearinghouse")])
    now = SystemClock().now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return certificate.public_bytes(Encoding.PEM), pem


def server_tls(folder: Path) -> ssl.SSLContext:
    """What the simulator shows; its certificate lies where the settings look for whom to trust."""
    certificate, key = _server()
    place = folder / "tmch"
    place.mkdir(parents=True, exist_ok=True)
    (place / "ca.pem").write_bytes(certificate)
    (place / "server.key").write_bytes(key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(place / "ca.pem", place / "server.key")
    return context


def simulator(world: World) -> Simulator:
    logins = {tld: Login(f"ry-{tld}", PASSWORD) for tld in ("example", "test")}
    return Simulator(Shelf(signing_key()), Desk(world.clock, set(REGISTRARS)), logins, HOUSE.crl())


def settings(folder: Path, url: str, **more: str) -> Settings:
    """Of an installation that trusts the simulator."""
    (folder / "tmch" / "pgp.asc").write_bytes(public_part(signing_key()))
    (folder / "tmch" / "roots.pem").write_bytes(HOUSE.root_pem)
    lines = [f'["{tld}"]\nlogin = "ry-{tld}"\npassword = "{PASSWORD}"\n' for tld in ("example", "test")]
    (folder / "tmch" / "logins.toml").write_text("\n".join(lines))
    return load(
        {
            "NAMEHOUSE_VAR": str(folder),
            "NAMEHOUSE_TMCH_URL": url,
            "NAMEHOUSE_TMCH_CRL_URL": url + CRL,
            "NAMEHOUSE_TMCH_TIMEOUT": "1",
            **more,
        }
    )


@asynccontextmanager
async def connected(world: World, folder: Path, **more: str) -> AsyncIterator[Simulator]:
    """The world's registry speaks with a simulator while the block runs."""
    other = simulator(world)
    async with other.serving(server_tls(folder)) as url:
        chosen = settings(folder, url, **more)
        world.registry.trademarks = replace(Trademarks.of(chosen.tmch))
        async with opened(chosen) as world.registry.clearinghouse:
            yield other
