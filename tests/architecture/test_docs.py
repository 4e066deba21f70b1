"""The documentation says what is so: pages made from the code are fresh, links lead somewhere, quoted commands exist."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import click
import pytest

from docs.generate import PAGES, REFERENCE, ROOT, dependencies
from docs.generate import database as database_page
from epp.commands import COMMANDS as EPP_COMMANDS
from namehouse import cli
from rde.verify.findings import CODES
from registry.errors import Refusal
from registry.jobs import TIMETABLE
from registry.policy.order import RULES
from registry.settings import declared
from tests.world import Clone

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
WRITTEN = [path for path in DOCUMENTS if path.parent != REFERENCE]
ROOMS = (
    "registry",
    "wire",
    "epp",
    "whois",
    "rde",
    "tmch",
    "mail",
    "panel",
    "schemas",
    "namehouse",
    "tests",
    "docs",
    "requirements",
    "docker",
)

FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
PATH = re.compile(rf"^(?:{'|'.join(ROOMS)})/[\w./-]*$")
WORD = re.compile(r"^[a-z][a-z-]*$")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def quoted(path: Path) -> Iterator[str]:
    """Every line of code that a document shows, in blocks and in sentences."""
    text = path.read_text(encoding="utf-8")
    for match in FENCE.finditer(text):
        yield from match[3].splitlines()
    prose = FENCE.sub("", text)
    yield from (" ".join(span.split()) for span in SPAN.findall(prose))
    yield from re.findall(r"^    (\S.*)$", prose, re.MULTILINE)


# The features are known to those who collect every test, which takes its time.
SLOW = {"features.md"}


@pytest.mark.parametrize("name", [pytest.param(each, marks=[pytest.mark.slow] * (each in SLOW)) for each in PAGES])
def test_a_reference_page_is_what_the_code_makes_of_it(name: str) -> None:
    assert (REFERENCE / name).read_text(encoding="utf-8") == PAGES[name](), f"`make golden` refreshes {name}"


def test_every_reference_page_is_made_by_something() -> None:
    assert {path.name for path in REFERENCE.iterdir()} == set(PAGES)


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_no_link_is_dead(path: Path) -> None:
    targets = [each for each in LINK.findall(path.read_text(encoding="utf-8")) if "://" not in each]
    assert [each for each in targets if not (path.parent / each.partition("#")[0]).exists()] == []


def test_every_page_can_be_reached_from_the_index() -> None:
    seen: set[Path] = set()
    todo = [ROOT / "docs" / "index.md", *(ROOT / "docs" / "decisions").glob("*.md")]
    while todo:
        page = todo.pop().resolve()
        if page not in seen and page.suffix == ".md" and page.exists():
            seen.add(page)
            todo += [page.parent / each for each in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in each]
    assert [name_of(path) for path in DOCUMENTS[1:] if path.resolve() not in seen] == []


@pytest.mark.parametrize("path", WRITTEN, ids=name_of)
def test_a_file_that_is_named_exists(path: Path) -> None:
    named = {each.partition(":")[0] for each in quoted(path)}
    missing = [each for each in named if PATH.match(each) and not (ROOT / each).exists()]
    assert missing == []


POINTED = re.compile(r"`([\w/]+\.py)`(?:\*\*)? \(\*([\w.]+)\*\)|`([\w/]+\.py):([\w.]+)`")


@pytest.mark.parametrize("path", WRITTEN, ids=name_of)
def test_a_name_in_a_file_that_is_named_exists(path: Path) -> None:
    """As in `registry/requests/poll.py:PollAcked`, and as the tour points at functions: `epp/frames.py` (*Frames.feed*)."""
    for match in POINTED.finditer(path.read_text(encoding="utf-8")):
        file, name = match[1] or match[3], match[2] or match[4]
        scope: ast.AST = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        for part in name.split("."):
            inner = [node for node in ast.iter_child_nodes(scope) if getattr(node, "name", None) == part]
            assert inner, f"{file} has no {name}"
            scope = inner[0]


TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_a_make_command_that_is_quoted_exists(path: Path) -> None:
    asked = {match[1] for each in quoted(path) if (match := re.match(r"make ([a-z]+)", each))}
    assert asked <= TARGETS


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_a_namehouse_command_that_is_quoted_exists(path: Path) -> None:
    for each in quoted(path):
        for match in re.finditer(r"(?:^|[\s(])namehouse ([^|;)&#]*)", each):
            demand_command(match[1].split())


def demand_command(words: list[str]) -> None:
    """Follow the words down the tree of commands; what comes after a command are its arguments and options."""
    command: click.Command = cli.main
    context = click.Context(command)
    while isinstance(command, click.Group):
        if not words or not WORD.match(words[0]):
            break
        below = command.get_command(context, words[0])
        assert below is not None, f"namehouse … {words[0]}"
        command, words = below, words[1:]
    known = {name for parameter in command.params for name in [*parameter.opts, *parameter.secondary_opts]}
    options = {word.partition("=")[0] for word in words if word.startswith("--")}
    assert options <= known | {"--help"}, f"{command.name}: {options - known}"


SQL = [
    (path, match[3])
    for path in WRITTEN
    for match in FENCE.finditer(path.read_text(encoding="utf-8"))
    if match[2] == "sql"
]


@pytest.mark.parametrize(("path", "text"), SQL, ids=lambda value: value.stem if isinstance(value, Path) else "")
async def test_sql_that_a_document_shows_runs_on_our_schema(path: Path, text: str, clone: Clone) -> None:
    db = await asyncpg.connect(clone.url)
    try:
        await db.execute(text.replace(":'handle'", "'alpha'"))
    finally:
        await db.close()


@pytest.mark.parametrize(
    ("page", "entries"),
    [
        ("settings.md", [f"`{one.key}`" for one in declared()]),
        ("commands.md", [f"`namehouse {name}`" for name in cli.COMMANDS]),
        ("commands.md", [f":{verb}`" if namespace else f"`{verb}`" for verb, namespace in EPP_COMMANDS]),
        ("rules.md", [f"registry/policy/{rule.__name__}.py" for rules in RULES.values() for rule in rules]),
        ("timetable.md", [f"`{line.name}`" for line in TIMETABLE]),
        ("rules.md", [f"## {command}" for command in RULES]),
        ("findings.md", [f"`{code}`" for code in CODES]),
        ("result-codes.md", [f"`{refusal.__name__}`" for refusal in Refusal.__subclasses__()]),
    ],
    ids=["settings", "commands", "EPP commands", "rules", "jobs", "rows of rules", "findings", "refusals"],
)
def test_everything_that_can_be_looked_up_has_its_entry(page: str, entries: list[str]) -> None:
    text = (REFERENCE / page).read_text(encoding="utf-8")
    assert [entry for entry in entries if entry not in text] == []


def test_every_table_says_what_it_is() -> None:
    dump = database_page.DUMP.read_text(encoding="utf-8")
    assert [name for name in database_page.read(dump.split("\n\n")) if f"COMMENT ON TABLE {name} IS" not in dump] == []


@pytest.mark.parametrize("kind", dependencies.FILES)
def test_every_dependency_gives_its_reason(kind: str) -> None:
    assert [each.name for each in dependencies.requirements(kind) if not each.reason] == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "how-to").glob("*.md")), ids=name_of)
def test_a_how_to_is_short_enough_to_be_followed(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 20


def test_no_two_decisions_share_a_number() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers)) > 10


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=name_of)
def test_a_decision_opens_with_its_number_and_a_title(path: Path) -> None:
    assert re.match(rf"# {int(path.name[:4])}\. \S", path.read_text(encoding="utf-8"))
