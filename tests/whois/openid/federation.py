"""What the tests of federated authentication stand on: the simulated provider and a party that trusts it."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from registry.clock import Clock
from tests.whois.openid.simulator import CLIENT, SECRET, Simulator
from tests.wire.material import self_signed
from whois.openid.exchange import Exchange
from whois.openid.party import Party
from whois.openid.providers import Provider

REDIRECT = "https://rdap.example:8443/farv1_session/callback"
LOOPBACK = ("127.0.0.0/8",)


def tls(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What the simulator shows, and whom a client of it trusts; the certificate lies in `folder`."""
    pair = self_signed(folder, "provider")
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pair.certificate, pair.key)
    client = ssl.create_default_context(cafile=str(pair.certificate))
    return server, client


@asynccontextmanager
async def party(
    clock: Clock, folder: Path, patience: float = 2.0, **of_provider: Any
) -> AsyncIterator[tuple[Simulator, Party]]:
    """A simulator on a port, and we as it knows us."""
    server, client = tls(folder)
    simulator = Simulator(clock)
    async with simulator.serving(server) as issuer:
        provider = replace(Provider(issuer, "Simulated", CLIENT, SECRET, networks=LOOPBACK), **of_provider)
        exchange = Exchange(provider.networks, patience, client)
        try:
            yield simulator, Party(provider, exchange, REDIRECT)
        finally:
            await exchange.close()
