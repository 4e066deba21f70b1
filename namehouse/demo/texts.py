"""A gateway to telephones to practise with: the simulator on a port, with an account made for this run."""

import secrets
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from namehouse.tls import ensure_material
from panel.client_contacts.simulated_gateway import SimulatedGateway
from registry.clock import Clock
from registry.settings import PREFIX, Settings

HOST = "127.0.0.1"
SENDER = "+15005550006"


@asynccontextmanager
async def texts(settings: Settings, clock: Clock, port: int) -> AsyncIterator[dict[str, str]]:
    """Variables for processes that shall speak with it, while the block runs."""
    simulated = SimulatedGateway(account=f"AC{secrets.token_hex(16)}", token=secrets.token_urlsafe(24))
    ensure_material(settings, clock)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(settings.tls.certificate, settings.tls.key)
    async with simulated.serving(tls, HOST, port) as url:
        yield {
            f"{PREFIX}SMS_URL": url,
            f"{PREFIX}SMS_ACCOUNT": simulated.account,
            f"{PREFIX}SMS_TOKEN": simulated.token,
            f"{PREFIX}SMS_SENDER": SENDER,
            f"{PREFIX}SMS_CA": str(settings.tls.ca),
        }
