"""What the generated pages share: a head that says where they come from, tables, first sentences."""

import inspect
from collections.abc import Iterable, Sequence


def document(title: str, source: str, *blocks: str) -> str:
    """A whole page; `source` tells which table it is made from."""
    head = f"# {title}\n\n<!-- Made by `make golden`. Change the source, not this page. -->\n\nMade from {source}."
    return "\n\n".join([head, *filter(None, blocks)]) + "\n"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(columns)} |", f"|{'|'.join(' --- ' for _ in columns)}|"]
    lines += [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join(lines)


def code(text: object) -> str:
    return f"`{text}`"


def flowing(text: str | None) -> str:
    """A docstring as one paragraph."""
    return " ".join(inspect.cleandoc(text or "").split())


def link(path: str) -> str:
    """A file of the repository, from a page of docs/reference."""
    return f"[{path}](../../{path})"
