"""What the sources must not contain, and what every one of them must."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("registry", "wire", "epp", "whois", "rde", "panel", "schemas", "namehouse")
SOURCES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "node_modules" not in path.parts)
TESTS = sorted((ROOT / "tests").rglob("*.py"))

# (what, where it is allowed, why it is not allowed elsewhere)
FORBIDDEN = (
    (r"datetime\.(now|utcnow|today)\(|date\.today\(|\btime\.time\(", {"registry/clock.py"}, "ask the Clock"),
    (r"(?i)select\s+\*", set(), "name the columns"),
    (r"\b(TODO|FIXME|XXX)\b", set(), "do it, or file it"),
    (r"import (uvloop|nest_asyncio)", set(), "one loop, AsyncioSelectorReactor's"),
)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize(("pattern", "allowed", "advice"), FORBIDDEN, ids=lambda value: str(value)[:24])
def test_no_source_does_what_another_place_is_for(pattern: str, allowed: set[str], advice: str) -> None:
    found = [
        f"{relative(path)}:{number}: {line.strip()}"
        for path in SOURCES
        if relative(path) not in allowed
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert not found, f"{advice}:\n" + "\n".join(found)


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_a_module_opens_with_a_sentence(path: Path) -> None:
    tree = ast.parse(path.read_text())
    if not tree.body:
        return
    doc = ast.get_docstring(tree)
    assert doc, "no docstring"
    assert doc.split("\n\n")[0].rstrip().endswith((".", "?", ":")), doc


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_a_long_file_gives_its_reason(path: Path) -> None:
    lines = path.read_text().splitlines()
    if len(lines) > 320:
        assert re.search(r"(?i)longer than most", "\n".join(lines[:12])), f"{len(lines)} lines and no reason"


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_no_file_is_named_after_nothing(path: Path) -> None:
    assert not set(path.stem.split("_")) & {"utils", "util", "helpers", "helper", "manager", "handler", "common"}


def test_no_test_mocks_a_module_of_ours() -> None:
    pattern = re.compile(rf"mock\.patch|monkeypatch\.setattr\(\s*[\"'](?:{'|'.join(ROOMS)})\.")
    found = [relative(path) for path in TESTS if path.name != "test_sources.py" and pattern.search(path.read_text())]
    assert not found


def test_imports_point_one_way() -> None:
    """The contracts of setup.cfg, as import-linter sees them."""
    program = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([program, "--config", "setup.cfg"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout[-3000:]
