"""Secrets nobody chose are made once."""

from pathlib import Path

import pytest

from namehouse.secrets import filled
from registry.settings import load

KEYS = {
    "panel.key": "NAMEHOUSE_PANEL_SECRET_KEY",
    "seal.key": "NAMEHOUSE_PANEL_SEAL_KEY",
    "cursors.key": "NAMEHOUSE_WHOIS_CURSOR_KEY",
    "sessions.key": "NAMEHOUSE_WHOIS_SESSION_KEY",
}


@pytest.mark.parametrize("kept", KEYS)
def test_a_key_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path, kept: str):
    others = {variable: "chosen" for name, variable in KEYS.items() if name != kept}
    settings = load({"NAMEHOUSE_VAR": str(tmp_path), **others})
    first, second = filled(settings), filled(settings)
    assert first == second and first != settings
    (file,) = (tmp_path / "secrets").iterdir()
    assert file.name == kept and len(file.read_text()) >= 32
    assert file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700


def test_chosen_keys_are_used_and_none_is_made(tmp_path: Path):
    chosen = {variable: name for name, variable in KEYS.items()}
    settings = filled(load({"NAMEHOUSE_VAR": str(tmp_path), **chosen}))
    panel, whois = settings.panel, settings.whois
    assert [panel.secret_key, panel.seal_key, whois.cursor_key, whois.session_key] == [*KEYS]
    assert not (tmp_path / "secrets").exists()
