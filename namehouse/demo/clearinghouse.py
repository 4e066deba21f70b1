"""A clearinghouse to practise with: the simulator on a port, with a key, an authority and logins made for this run."""

import asyncio
import secrets
import signal
import ssl
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

from namehouse.files import write_atomically
from namehouse.tls import ensure_material
from registry.clock import Clock
from registry.logins import Login
from registry.settings import PREFIX, Settings
from tmch.simulator.authority import Authority
from tmch.simulator.desk import Desk
from tmch.simulator.lists import Shelf, dnl, new_key, public_part, smdrl, surl
from tmch.simulator.server import CRL, Mishap, Simulator

HOST: Final = "127.0.0.1"
# What IANA has given to registrars so far lies below; the demo's registrars are among these.
_REGISTRARS: Final = range(1, 10000)
_LISTED: Final = timedelta(days=30)


@asynccontextmanager
async def clearinghouse(
    settings: Settings,
    clock: Clock,
    port: int,
    tlds: Iterable[str],
    labels: Iterable[str],
    mishaps: Iterable[tuple[str, Mishap]],
) -> AsyncIterator[dict[str, str]]:
    """Variables for processes that shall speak with it, while the block runs. Its material lies in `var/simulated-tmch`."""
    now = clock.now()
    authority, key = Authority(now), new_key()
    logins = {tld: Login(f"ry-{tld}", secrets.token_urlsafe(12)) for tld in tlds}
    simulator = Simulator(Shelf(key), Desk(clock, set(_REGISTRARS)), logins, authority.crl(now), mishaps=list(mishaps))
    claimed = dict.fromkeys(labels, now - _LISTED)
    for kind, content in (("dnl", dnl(claimed, now)), ("surl", surl(claimed, now)), ("smdrl", smdrl({}, now))):
        simulator.shelf.publish(kind, content)  # type: ignore[arg-type]  # the kinds are those of the literal
    folder = settings.var / "simulated-tmch"
    _keep(folder, authority.pem, public_part(key), logins)
    ensure_material(settings, clock)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(settings.tls.certificate, settings.tls.key)
    async with simulator.serving(tls, HOST, port) as url:
        yield {
            f"{PREFIX}TMCH_URL": url,
            f"{PREFIX}TMCH_CRL_URL": url + CRL,
            f"{PREFIX}TMCH_CA": str(settings.tls.ca),
            f"{PREFIX}TMCH_ROOTS": str(folder / "roots.pem"),
            f"{PREFIX}TMCH_PGP_KEY": str(folder / "pgp.asc"),
            f"{PREFIX}TMCH_LOGINS": str(folder / "logins.toml"),
        }


def _keep(folder: Path, root: bytes, key: bytes, logins: dict[str, Login]) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_atomically(folder / "roots.pem", root, 0o644)
    write_atomically(folder / "pgp.asc", key, 0o644)
    tables = [f'["{tld}"]\nlogin = "{each.name}"\npassword = "{each.password}"\n' for tld, each in logins.items()]
    write_atomically(folder / "logins.toml", "\n".join(tables).encode(), 0o600)


def stopped() -> asyncio.Event:
    """Set by SIGTERM or Ctrl-C."""
    event = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, event.set)
    return event
