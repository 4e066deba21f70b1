"""`namehouse tls`: certificates without the supervisor, for containers and for new registrars."""

import click

from namehouse.command import json_option, print_data, with_settings
from registry.settings import Settings


@click.command()
@click.argument("registrars", nargs=-1, metavar="[REGISTRAR]…")
@json_option
@with_settings
def tls(settings: Settings, registrars: tuple[str, ...], as_json: bool) -> None:
    """Make or renew what is missing or near its end: our authority, the servers' certificate, one for each REGISTRAR."""
    import re

    from namehouse.command import Misused
    from namehouse.tls import ensure_material, read_certificate
    from registry.clock import SystemClock

    for registrar in registrars:  # it becomes a file's name
        if not re.fullmatch(r"[A-Za-z0-9_-]{3,16}", registrar) or registrar in ("ca", "server"):
            raise Misused(f"{registrar!r} is no registrar's id")
    certificates = ensure_material(settings, SystemClock(), registrars)
    paths = {"authority": settings.tls.ca, "server": settings.tls.certificate, **certificates}
    ends = {who: read_certificate(path).not_valid_after_utc.date() for who, path in paths.items()}
    print_data([{"whose": who, "file": path, "valid_until": ends[who]} for who, path in paths.items()], as_json=as_json)
