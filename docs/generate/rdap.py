"""The page of RDAP's answers: which there are, which extensions they use, and of searches the field sets and orders."""

import json
from pathlib import Path
from typing import Any, Final

from docs.generate.words import code, document, link, table
from whois.rdap.document import CONFORMANCE
from whois.rdap.field_sets import DEFAULT, FIELD_SETS, FieldSet
from whois.rdap.sorts import SORTS, sorts

FOLDER: Final = Path(__file__).parents[2] / "schemas" / "json"


def page() -> str:
    files = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
    extensions = [name for name, contents in files.items() if "announced" in contents.get("$defs", {})]
    answers = [name for name, contents in files.items() if contents["title"].startswith("The answer")]
    rest = [name for name in files if name not in (*extensions, *answers)]
    return document(
        "RDAP",
        f"{link('schemas/json')}, {link('whois/rdap/field_sets.py')} and {link('whois/rdap/sorts.py')}",
        "Every answer of this server satisfies the JSON Schema (draft 2020-12) of its kind, and has nothing that the schema does "
        "not know: the tests hold each answer that they get to it. All of them begin with "
        f"{', '.join(map(code, CONFORMANCE))} in `rdapConformance`.",
        "## Answers",
        _files(files, answers),
        "## Extensions\n\nEach is announced in `rdapConformance` by an answer that uses it, and by no other.",
        _files(files, extensions),
        "## What they are made of",
        _files(files, rest),
        "## Field sets\n\n`fieldSet=NAME` in a search. A lookup tells all.",
        table(("field set", "what it tells", "members"), map(_field_set, FIELD_SETS.values())),
        "## Orders\n\n`sort=PROPERTY` or `sort=PROPERTY:a` in a search begins with the smallest, `sort=PROPERTY:d` with the "
        "greatest.",
        table(("search", "property", "where it is told", "field sets"), _orders()),
    )


def _orders() -> list[tuple[str, str, str, str]]:
    return [
        (
            code(kind),
            code(name),
            code(path),
            ", ".join(code(each.name) for each in FIELD_SETS.values() if name in sorts(kind, each)),
        )
        for kind, results in SORTS.items()
        for name, (_, path) in results.told.items()
    ]


def _files(files: dict[str, Any], names: list[str]) -> str:
    return table(("file", "what"), [(link(f"schemas/json/{name}.json"), files[name]["title"]) for name in names])


def _field_set(each: FieldSet) -> tuple[str, str, str]:
    kept = each.kept or {}
    members = (f"{kind}: {', '.join(code(name) for name in sorted(names))}" for kind, names in kept.items())
    name = f"{code(each.name)} (where none is asked for)" if each is DEFAULT else code(each.name)
    return name, each.description, "; ".join(members) or "all"
