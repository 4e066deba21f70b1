"""Whom we believe that a server is a provider's."""

import ssl
from pathlib import Path

from registry.settings import SettingsError


def trust(authorities: Path) -> ssl.SSLContext:
    """Those of the file, PEM; without it, those that the system trusts. Raises SettingsError."""
    context = ssl.create_default_context()
    if authorities.is_file():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        try:
            context.load_verify_locations(authorities)
        except (ssl.SSLError, OSError):
            raise SettingsError((f"whois.provider_ca: {authorities} holds no certificates in PEM",)) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
