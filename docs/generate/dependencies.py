"""The page of what we build on; the reason of each stands beside it in requirements/*.in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docs.generate.words import code, document, link, table

ROOT = Path(__file__).parents[2]
_LINE = re.compile(r"^(?P<name>[A-Za-z0-9_.-]+)(?P<rest>[^#\s]*)\s*(?:#\s*(?P<reason>.*))?$")

FILES = {
    "run": "What runs the product",
    "test": "What tests it",
    "build": "What installs it",
}


@dataclass(frozen=True, slots=True)
class Requirement:
    name: str
    reason: str


def requirements(kind: str) -> Iterator[Requirement]:
    """The lines of requirements/<kind>.in that name a distribution."""
    for line in (ROOT / "requirements" / f"{kind}.in").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith(("-", "#")):
            match = _LINE.match(line.strip())
            assert match, f"requirements/{kind}.in: {line}"
            yield Requirement(match["name"], (match["reason"] or "").strip())


def page() -> str:
    introduction = (
        "A library is here because its field is its own; versions are pinned with hashes in the lock files beside these "
        "lists (`make lock` resolves them again)."
    )
    blocks = [
        f"## {title}\n\n"
        + table(("distribution", "for"), [(code(each.name), each.reason) for each in requirements(kind)])
        for kind, title in FILES.items()
    ]
    return document("Dependencies", ", ".join(link(f"requirements/{k}.in") for k in FILES), introduction, *blocks)
