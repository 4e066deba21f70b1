"""Secrets nobody chose are made once."""

from pathlib import Path

from namehouse.secrets import filled
from registry.settings import load


def test_the_panels_key_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path):
    settings = load({"NAMEHOUSE_VAR": str(tmp_path)})
    first, second = filled(settings), filled(settings)
    assert len(first.panel.secret_key) >= 32
    assert first == second
    assert (tmp_path / "secrets" / "panel.key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700


def test_a_chosen_key_is_used_and_none_is_made(tmp_path: Path):
    settings = load({"NAMEHOUSE_VAR": str(tmp_path), "NAMEHOUSE_PANEL_SECRET_KEY": "chosen"})
    assert filled(settings).panel.secret_key == "chosen"
    assert not (tmp_path / "secrets").exists()
