"""Which template a document is set from, and which number it has: by the seller, the house, or what comes with the product."""

from panel.document_templates import queries
from panel.document_templates.kinds import KINDS, builtin
from registry.store.sql import Connection


async def source_for(db: Connection, kind: str, seller_id: int | None) -> str:
    """In Typst; `seller_id` None: for clients of the house."""
    found = await queries.sources(db, kind=kind, seller_id=seller_id)
    return found[0] if found else builtin(kind)


async def take_number(db: Connection, kind: str, seller_id: int | None, year: int) -> str:
    """The next one of the seller's series of the year: taken for good when the transaction of `db` is committed."""
    last = await queries.take_number(db, kind=kind, seller_id=seller_id, year=year)
    return f"{await prefix_for(db, kind, seller_id)}{year}-{last:05}"


async def prefix_for(db: Connection, kind: str, seller_id: int | None) -> str:
    kept = {each.seller_id: each.prefix for each in await queries.prefixes(db, kinds=[kind])}
    return kept.get(seller_id, KINDS[kind].prefix or "")
