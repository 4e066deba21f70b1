"""What others made comes by lock file, and only what pages use is kept."""

import json
import re

from panel import assets
from panel.modules import MODULES

TEMPLATES = sorted(assets.PANEL.rglob("*.html"))


def test_every_icon_that_a_page_names_is_in_the_sprite_and_no_other() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    text += "\n".join(
        path.read_text(encoding="utf-8") for path in sorted(assets.PANEL.rglob("*.py")) if path.name != "assets.py"
    )
    named = {icon for icon in assets.ICONS if f'"{icon}"' in text}
    called = set(re.findall(r'\bicon\("([a-z0-9-]+)"', text)) | set(re.findall(r'empty\("([a-z0-9-]+)"', text))
    called |= {item.icon for module in MODULES for item in module.menu}
    assert called - set(assets.ICONS) == set(), "an icon is named that the sprite has not"
    assert set(assets.ICONS) - named == set(), "the sprite has an icon that nobody names"


def test_the_lock_file_pins_everything_and_names_no_registry() -> None:
    lock = json.loads((assets.PANEL / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    for name, entry in packages.items():
        assert entry["integrity"].startswith("sha512-"), name
        assert "resolved" not in entry, name
    assert (
        lock["packages"][""]["dependencies"] == json.loads((assets.PANEL / "package.json").read_text())["dependencies"]
    )


def test_what_is_built_is_not_built_again() -> None:
    assert assets.is_built(), "run `make assets`"
    before = (assets.VENDOR / "tabler.css").stat().st_mtime_ns
    assert assets.main() == 0
    assert (assets.VENDOR / "tabler.css").stat().st_mtime_ns == before


def test_style_sheets_ask_nobody_elses_house() -> None:
    for path in (*assets.VENDOR.glob("*.css"), *assets.PANEL.glob("static/*.css")):
        asked = re.findall(r"(?:url\(|@import\s+)[\"']?([^\"')\s]{0,40})", path.read_text(encoding="utf-8"))
        assert all(address.startswith(("data:", "vendor/", "#")) for address in asked), path


def test_the_dark_sheet_is_for_pages_without_a_chosen_theme() -> None:
    text = (assets.VENDOR / "tabler-auto.css").read_text(encoding="utf-8")
    assert ":root:not([data-bs-theme])" in text
    assert "[data-bs-theme=dark]" not in text
