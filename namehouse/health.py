"""`namehouse health`: whether a door on this machine answers, asked the way Prometheus asks."""

import http.client

import click

from namehouse.command import Refused, with_settings
from registry.settings import Settings

ROLES = ("epp", "whois", "panel", "worker")


@click.command()
@click.argument("role", type=click.Choice(ROLES))
@with_settings
def health(settings: Settings, role: str) -> None:
    """Exit code 0 when the process of ROLE shows its metrics, 1 when it does not."""
    port = {name: getattr(settings.metrics, name) for name in ROLES}[role]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.metrics.host, settings.metrics.host)  # noqa: S104  # all addresses: ask the nearest
    connection = http.client.HTTPConnection(host, port, timeout=3)
    try:
        connection.request("GET", "/metrics")
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise Refused(f"{role} does not answer on {host}:{port}: {error}") from None
    finally:
        connection.close()
    if status != 200:
        raise Refused(f"{role} answers {status} on {host}:{port}")
