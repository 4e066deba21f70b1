"""Secrets an installation makes for itself and keeps in var/secrets."""

import secrets
from dataclasses import replace
from pathlib import Path

from namehouse.files import write_atomically
from registry.settings import Settings


def filled(settings: Settings) -> Settings:
    """The settings with every secret that nobody chose; made once, then always the same."""
    kept = settings.var / "secrets"
    panel, whois = settings.panel, settings.whois
    if not panel.secret_key:
        panel = replace(panel, secret_key=_kept(kept / "panel.key"))
    if not panel.seal_key:
        panel = replace(panel, seal_key=_kept(kept / "seal.key"))
    if not whois.cursor_key:
        whois = replace(whois, cursor_key=_kept(kept / "cursors.key"))
    if not whois.session_key:
        whois = replace(whois, session_key=_kept(kept / "sessions.key"))
    return replace(settings, panel=panel, whois=whois)


def _kept(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(path, secrets.token_urlsafe(32).encode(), 0o600)
    return path.read_text()
