"""The page of the database, from the golden dump of its schema."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from docs.generate.words import code, document, link, table

DUMP = Path(__file__).parents[2] / "schemas" / "schema.sql"
INTRODUCTION = """
The schema after all migrations. Instants are `timestamptz` in UTC, cut to milliseconds; amounts are minor units of their
currency. The tables hold what lives; what ended stays in `registry.history` in full versions. A partitioned table is shown
once.
"""
_NAME = r"([a-z_]+\.[a-z_0-9]+)"
_COLUMN = re.compile(r'^    "?([a-z_0-9]+)"? (.+?),?$')
_COMMENT = re.compile(r"COMMENT ON (TABLE|COLUMN) ([a-z_0-9.]+) IS '(.*)';", re.DOTALL)
_PARTITION = re.compile(rf"ALTER TABLE ONLY {_NAME} ATTACH PARTITION {_NAME} ")
_CONSTRAINT = re.compile(rf"ALTER TABLE (?:ONLY )?{_NAME}\n    ADD CONSTRAINT ([a-z_0-9]+) (.+?)(?: NOT VALID)?;")
_INDEX = re.compile(rf"CREATE (UNIQUE )?INDEX ([a-z_0-9]+) ON (?:ONLY )?{_NAME} USING (.+);")
_REFERENCE = re.compile(r"FOREIGN KEY \((.+?)\) REFERENCES ([a-z_.]+)")


@dataclass(slots=True)
class Table:
    """One table as the dump has it; `references` are by column."""

    name: str
    columns: dict[str, str] = field(default_factory=dict)
    checks: list[tuple[str, str]] = field(default_factory=list)
    indexes: list[tuple[str, str]] = field(default_factory=list)
    references: dict[str, str] = field(default_factory=dict)


def page() -> str:
    blocks = DUMP.read_text(encoding="utf-8").strip().split("\n\n")
    comments = {match[2]: match[3].replace("''", "'") for block in blocks if (match := _COMMENT.fullmatch(block))}
    tables = read(blocks)
    return document(
        "Database",
        link("schemas/schema.sql"),
        INTRODUCTION.strip(),
        *[_section(each, comments) for _, each in sorted(tables.items())],
    )


def read(blocks: list[str]) -> dict[str, Table]:
    """The tables that a dump creates, without partitions."""
    tables: dict[str, Table] = {}
    for block in blocks:
        if match := re.match(rf"CREATE (?:UNLOGGED )?TABLE {_NAME} \(\n", block):
            tables[match[1]] = _columns(Table(match[1]), block)
    for block in blocks:
        if match := _PARTITION.match(block):
            tables.pop(match[2], None)
    for block in blocks:
        if (match := _CONSTRAINT.fullmatch(block)) and match[1] in tables:
            _constraint(tables[match[1]], match[2], match[3])
        elif (match := _INDEX.fullmatch(block)) and match[3] in tables:
            method, _, columns = match[4].partition(" ")
            kind = f"{'unique ' if match[1] else ''}{'' if method == 'btree' else method + ' '}index"
            tables[match[3]].indexes.append((match[2], f"{kind} {columns}"))
    return tables


def _columns(made: Table, block: str) -> Table:
    for line in block.splitlines()[1:]:
        if match := re.match(r"^    CONSTRAINT ([a-z_0-9]+) (CHECK .+?),?$", line):
            made.checks.append((match[1], match[2]))
        elif match := _COLUMN.match(line):
            made.columns[match[1]] = re.sub(r"CONSTRAINT \S+ (?=NOT NULL)", "", match[2])
    return made


def _constraint(made: Table, name: str, text: str) -> None:
    if match := _REFERENCE.match(text):
        for column in match[1].split(", "):
            made.references[column] = match[2]
        if not name.endswith("_fkey"):
            made.checks.append((name, text))
    else:
        made.checks.append((name, text))


def _section(made: Table, comments: dict[str, str]) -> str:
    said = comments.get(made.name, "")
    columns = table(("column", "type", "meaning"), _rows(made, comments))
    parts = [f"## {made.name}", said and said[0].upper() + said[1:] + ".", columns]
    held = [f"- {code(name)}: {_plain(text)}" for name, text in [*made.checks, *made.indexes]]
    return "\n\n".join(filter(None, [*parts, "\n".join(held)]))


def _rows(made: Table, comments: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    for name, kind in made.columns.items():
        bare, _, default = kind.removesuffix(" NOT NULL").partition(" DEFAULT ")
        notes = [comments.get(f"{made.name}.{name}", "")]
        notes.append(f"default {code(_plain(default))}" if default else "")
        notes.append(f"→ {made.references[name]}" if name in made.references else "")
        shown = bare.replace("timestamp with time zone", "timestamptz")
        yield code(name), shown if kind.endswith("NOT NULL") else f"{shown}, optional", "; ".join(filter(None, notes))


def _plain(text: str) -> str:
    """Without the casts and double brackets that only the dump needs."""
    return re.sub(r"::(text|inet|character varying)(\[\])?", "", text)
