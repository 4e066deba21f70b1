"""The shape that deposits are commonly made in: a query for each name, and one more for each kind of what belongs to it."""

import time
from typing import Final
from xml.sax.saxutils import escape

import asyncpg

NAMES: Final = 3_000

_DOMAINS: Final = """
    SELECT d.id, d.roid, d.name, d.statuses, d.registrar_id, d.registrant_id, d.created_by, d.created_at, d.expires_at,
           d.updated_by, d.updated_at, d.transferred_at
      FROM registry.domain d JOIN registry.tld t ON t.id = d.tld_id
     WHERE t.name = $1
     ORDER BY d.id
     LIMIT $2"""
_EACH: Final = (
    "SELECT handle FROM registry.registrar WHERE id = $1",
    "SELECT handle FROM registry.contact WHERE id = $1",
    "SELECT l.role, c.handle FROM registry.domain_contact l JOIN registry.contact c ON c.id = l.contact_id"
    " WHERE l.domain_id = $1",
    "SELECT h.name FROM registry.domain_host l JOIN registry.host h ON h.id = l.host_id WHERE l.domain_id = $1 ORDER BY 1",
    "SELECT key_tag, algorithm, digest_type, digest FROM registry.domain_dnssec WHERE domain_id = $1 ORDER BY number",
    "SELECT kind FROM registry.grace WHERE domain_id = $1",
    "SELECT status, requested_at, act_by FROM registry.transfer WHERE domain_id = $1 AND status = 'pending'",
)


async def rate(url: str, tld: str) -> float:
    """Names a second; what is written of them is thrown away."""
    db = await asyncpg.connect(url)
    try:
        found = await db.fetch(_DOMAINS, tld, NAMES)
        queries = [await db.prepare(text) for text in _EACH]
        started, octets = time.perf_counter(), 0
        for domain in found:
            keys = (domain["registrar_id"], domain["registrant_id"], *[domain["id"]] * 5)
            parts = [await query.fetch(key) for query, key in zip(queries, keys, strict=True)]
            octets += len(_written(domain, parts))
        return len(found) / (time.perf_counter() - started)
    finally:
        await db.close()


def _written(domain: asyncpg.Record, parts: list[list[asyncpg.Record]]) -> bytes:
    inner = "".join(
        f"<rdeDomain:{key}>{escape(str(value))}</rdeDomain:{key}>" for key, value in domain.items() if value
    )
    below = "".join(
        f"<rdeDomain:of>{escape(' '.join(map(str, row.values())))}</rdeDomain:of>" for rows in parts for row in rows
    )
    return f"<rdeDomain:domain>{inner}{below}</rdeDomain:domain>\n".encode()
