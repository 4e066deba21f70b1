"""Enums that the house words, orders and leaves out: one table for all of them (`panel.reference`).

A class is here because something reads it. Of a closed one the code knows the names, and none can be added.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from panel.kit.queries import references_known, references_used
from registry.context import Registry
from registry.store.sql import Connection


@dataclass(frozen=True, slots=True)
class Class:
    title: str
    closed: bool


CLASSES: Final[dict[str, Class]] = {
    "block-reason": Class("Why accounts are blocked", closed=False),
    "file-type": Class("Kinds of files that are kept", closed=True),
}


async def offered(registry: Registry, of: str) -> Mapping[str, str]:
    """The names of a class that are used, each with its label, in their order."""
    assert of in CLASSES, f"nothing reads the class {of}"
    return dict(await registry.store.reading(lambda db: references_used(db, of=of)))


async def worded(db: Connection, of: str) -> Mapping[str, str]:
    """All names of a class with their labels, those too that are offered no more: what once was chosen is still told."""
    assert of in CLASSES, f"nothing reads the class {of}"
    return dict(await references_known(db, of=of))
