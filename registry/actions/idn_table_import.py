"""Importing an IDN table: a new version of it is in force from now on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from registry.actions.transaction import transacted
from registry.actions.variant_sets import group_variants
from registry.context import Context
from registry.errors import ParameterRange, ParameterSyntax
from registry.model.idn_sound import flaws
from registry.model.idn_table import Repertoire
from registry.store import idn_tables, tlds
from registry.store.sql import Connection

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
_URL: Final = re.compile(r"https?://[!-~]{1,1000}")


@dataclass(frozen=True, slots=True)
class TableImport:
    """A table with its name here (which registrars and escrow call it by), where it and its policy are published, what it says
    of itself, and the file that it was read from."""

    name: str
    url: str
    policy_url: str
    repertoire: Repertoire
    version: str | None
    languages: Sequence[str]
    source: str


@transacted
async def idn_table_import(cx: Context, db: Connection, table: TableImport) -> int:
    """A new version of the table, or its first; its id. TLDs that name the table judge by it from now on; names that are
    registered stay. Raises refusals of a table that is not sound."""
    if not _NAME.fullmatch(table.name):
        raise ParameterSyntax(
            "A table is named by letters, digits, dots, hyphens and underscores, at most 63.", "table", table.name
        )
    for url in (table.url, table.policy_url):
        if not _URL.fullmatch(url):
            raise ParameterSyntax("A table is published at a URL of http or https.", "url", url)
    if found := flaws(table.repertoire):
        raise ParameterRange("This table makes no sense: " + "; ".join(found) + ".", "table", table.name)
    number = await idn_tables.add(
        db,
        name=table.name,
        valid_from=cx.now,
        version=table.version,
        languages=list(table.languages),
        url=table.url,
        policy_url=table.policy_url,
        document=table.repertoire.document(),
        source=table.source,
    )
    await _group(cx, db, table.name)
    await tlds.announce(db)
    return number


async def _group(cx: Context, db: Connection, table: str) -> None:
    """Names of the TLDs that name the table belong to the sets of variants that it now makes."""
    tables, book = await idn_tables.book(db, cx.tables), await tlds.book(db)
    for policy in book.current(cx.now):
        names = book.idn_tables(policy.tld)
        if table in names:
            await tlds.lock(db, name=policy.tld)
            await group_variants(cx, db, policy.tld, policy.tld_id, names, tables, policy.rules.variants)
