"""What the sources must not contain, and what every one of them must."""

import ast
import configparser
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("registry", "wire", "epp", "whois", "rde", "tmch", "mail", "panel", "schemas", "namehouse")
SOURCES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "node_modules" not in path.parts)
PAGES = sorted((ROOT / "docs").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
HERE = Path(__file__)

LONG = 320  # lines; beyond about 300 a file gives its reason at its top, or is two files

# (what, where it is allowed, why it is not allowed elsewhere); a test that wants the real time asks a SystemClock
FORBIDDEN = (
    (r"datetime\.(now|utcnow|today)\(|date\.today\(|\btime\.time\(", {"registry/clock.py"}, "ask the Clock"),
    (r"(?i)select\s+(distinct\s+)?\*", set(), "name the columns"),
    (r"#.*\b(TODO|FIXME|XXX)\b", set(), "do it, or file it"),
    (r"import (uvloop|nest_asyncio)", set(), "one loop, AsyncioSelectorReactor's"),
)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize(("pattern", "allowed", "advice"), FORBIDDEN, ids=lambda value: str(value)[:24])
def test_no_source_and_no_test_does_what_another_place_is_for(pattern: str, allowed: set[str], advice: str) -> None:
    found = [
        f"{relative(path)}:{text.count(chr(10), 0, match.start()) + 1}: {' '.join(match[0].split())}"
        for path in (*SOURCES, *PAGES, *TESTS)
        if relative(path) not in allowed and path != HERE
        for text in [path.read_text()]
        for match in re.finditer(pattern, text)
    ]
    assert not found, f"{advice}:\n" + "\n".join(found)


def test_a_module_opens_with_a_sentence() -> None:
    found = []
    for path in SOURCES:
        tree = ast.parse(path.read_text())
        sentence = (ast.get_docstring(tree) or "").split("\n\n")[0].rstrip()
        if tree.body and not sentence.endswith((".", "?", ":")):
            found.append(f"{relative(path)}: {sentence!r}")
    assert not found


def test_a_long_file_gives_its_reason() -> None:
    texts = {relative(path): path.read_text().splitlines() for path in SOURCES}
    long = {name: lines for name, lines in texts.items() if len(lines) > LONG}
    assert [name for name, lines in long.items() if not re.search(r"(?i)longer than most", "\n".join(lines[:14]))] == []


@pytest.mark.slow
def test_every_process_that_serves_keeps_to_the_one_grace() -> None:
    calls = [
        ast.unparse(node)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "loop.run"
    ]
    assert len(calls) == 5
    assert [call for call in calls if "settings.shutdown_grace" not in call] == []


def test_what_is_packed_with_a_package_is_there() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    patterns = {room: value.replace("\n", ",").split(",") for room, value in setup["options.package_data"].items()}
    missing = [
        (room, each) for room in patterns for each in patterns[room] if not any((ROOT / room).glob(each.strip()))
    ]
    assert missing == []


def test_the_mapper_stays_with_the_panels_own_tables() -> None:
    """docs/decisions/0014 says why."""
    places = re.compile(r"panel/(database|identity/\w+|\w+/(models|actions))\.py|schemas/.*")
    found = [
        relative(path)
        for path in SOURCES
        if re.search(r"(?m)^\s*(from|import) sqlalchemy\b", path.read_text()) and not places.fullmatch(relative(path))
    ]
    assert found == []
    models = [path for path in SOURCES if path.name == "models.py"]
    assert models and not [relative(path) for path in models if '"schema": "registry"' in path.read_text()]


def test_no_file_is_named_after_nothing() -> None:
    nothing = {"utils", "util", "helpers", "helper", "manager", "handler", "common"}
    assert [relative(path) for path in SOURCES if set(path.stem.split("_")) & nothing] == []


# (test, what it replaces, why that is no mock); a number or a limit, in capitals, may be set by any test
REPLACED = {
    ("tests/registry/test_passwords.py", "_verify"): "counts the calls, and makes them",
    ("tests/registry/test_passwords.py", "_recognised"): "a new one of the same kind: nothing is recognised yet",
    ("tests/registry/actions/test_swift_logins.py", "_verify"): "counts the calls, and makes them",
    ("tests/registry/actions/test_swift_logins.py", "_recognised"): "a new one of the same kind",
    ("tests/registry/actions/test_rates.py", "reading"): "counts the calls, and makes them",
    ("tests/epp/hearing.py", "mock"): "hears what is called and what comes of it, and leaves both as they are",
    ("tests/epp/test_fuzz.py", "_answered"): "a bug is put in, to see that it is found",
    ("tests/epp/test_fuzz.py", "answer"): "a bug is put in, to see that it is found",
    ("tests/whois/conftest.py", "answer"): "looks at what it answers, and answers that",
}


@pytest.mark.slow
def test_no_test_mocks_a_module_of_ours() -> None:
    """Neither by name nor by hand: what a test replaces is in the table, with its reason."""
    mocking = re.compile(r"^\s*(?:from|import) (?:unittest\.)?mock\b|\bmocker\b|mock\.patch", re.MULTILINE)
    found = {(relative(path), "mock") for path in TESTS if path != HERE and mocking.search(path.read_text())}
    for path in TESTS:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".setattr"):
                found.add((relative(path), _replaced(node)))
    assert {each for each in found if not each[1].isupper()} == REPLACED.keys()


def _replaced(call: ast.Call) -> str:
    """The last part of the name that `setattr` is told, as `"module.NAME"` or as `module, "NAME"`."""
    texts = [each.value for each in call.args[:2] if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    return texts[0].rpartition(".")[2] if texts else "something computed"


@pytest.mark.slow  # `make check` asks the same
def test_imports_point_one_way() -> None:
    """The contracts of setup.cfg, as import-linter sees them."""
    program = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([program, "--config", "setup.cfg"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout[-3000:]
