"""What the panel takes: pages over all names and 100,000 clients, the door, and a deed done to a thousand names."""

import asyncio
import statistics
from collections.abc import Iterator
from typing import Final

import asyncpg

from tests.bench.line import Line
from tests.bench.measure import client

CLIENTS: Final = 100_000
# Far from the numbers of people who sign up, and the same each time: a second run finds them there.
_FIRST: Final = 10_000_000
_RESELLERS: Final = 100
_PAGES_EACH: Final = 110
_BATCH: Final = 1_000
_SERVICE: Final = "bench"
_SECRET: Final = "a secret of the bench"
_PARTY: Final = """
    INSERT INTO iam.relying_party (client_id, name, secret_digest, redirect_uris, scopes, service, by, at)
    VALUES ($1, 'The bench', sha256(convert_to($2, 'UTF8')), '{}', '{roles}', true, 'bench', now())
        ON CONFLICT DO NOTHING"""
_SEED: Final = """
    INSERT INTO iam.account (id, login, name, email, password_hash, state, created_at, password_at, kind, seller_id, sellers)
    OVERRIDING SYSTEM VALUE
    SELECT $1::bigint + n, CASE WHEN n < $2 THEN 'reseller-' ELSE 'client-' END || lpad(n::text, 6, '0'),
           'Number ' || n, 'number-' || n || '@clients.example', '!', 'active', now() - n * interval '1 minute', now(),
           CASE WHEN n < $2 THEN 'reseller' ELSE 'client' END,
           CASE WHEN n >= $2 THEN $1 + n % $2 END,
           CASE WHEN n >= $2 THEN ARRAY[$1 + n % $2] ELSE '{}' END
      FROM generate_series($3::bigint, $4::bigint - 1) AS n
        ON CONFLICT DO NOTHING"""


def panel(facts: dict, url: str, seeded: int) -> Iterator[Line]:
    """Pages opened by eight people without a pause; sign-ins; a batch, with what became of each of its names."""
    asyncio.run(_seed_clients(url))
    processes, demo = facts["processes"], ("--demo", str(facts["toml"]))
    client("panel_load", *demo, "--seeded", str(seeded), "--count", "25")
    told, cost = client(
        *("panel_load", *demo, "--seeded", str(seeded), "--count", str(_PAGES_EACH)),
        measured=(processes["panel"], processes["database"]),
    )
    took = {page: _p95(each) for page, each in told["took"].items()}
    every = [each for page in told["took"].values() for each in page]
    slowest = max(took, key=lambda page: took[page])
    pages = len(every)
    note = (
        f"p50 {statistics.median(every):.0f} ms, {pages / told['seconds']:.0f} pages a second; server "
        f"{1000 * cost.servers / pages:.1f} + database {1000 * cost.database / pages:.1f} ms CPU"
    )
    yield Line("pages of the panel, 8 people, p95", _p95(every), "ms", 150, note=note)
    yield Line("the slowest of them, p95", took[slowest], "ms", 300, note=slowest)
    yield Line("pages of the panel, wrong answers", told["wrong"], "", 0)
    told, _ = client("panel_load", *demo, "--sign-in", "--count", "80")
    yield Line("sign-ins at the panel", told["sign_ins"] / told["seconds"], "a second", 15, at_most=False)
    yield Line("sign-ins at the panel, wrong answers", told["wrong"], "", 0)
    told, _ = client("panel_load", *demo, "--programs", "--count", "60")
    parts = [each for order in told["took"].values() for each in order]
    note = f"p50 {statistics.median(parts):.0f} ms, {len(parts) / told['seconds']:.0f} answers a second"
    yield Line("API list of 100 rows, 8 programs, p95", _p95(parts), "ms", 80, note=note)
    yield Line("API list of 100 rows, wrong answers", told["wrong"], "", 0)
    told, _ = client("panel_load", *demo, "--tokens", f"{_SERVICE}:{_SECRET}", "--count", "800")
    yield Line("tokens of the OpenID provider", told["tokens"] / told["seconds"], "a second", 150, at_most=False)
    yield Line("tokens of the OpenID provider, wrong answers", told["wrong"], "", 0)
    told, _ = client("panel_load", *demo, "--batch", str(_BATCH))
    yield Line("a deed done to 1,000 names", told["seconds"], "s", 5)
    yield Line("a deed done to 1,000 names, not told of", _BATCH - told["done"], "", 0)


def _p95(latencies: list[float]) -> float:
    return statistics.quantiles(latencies, n=20)[-1]


async def _seed_clients(url: str) -> None:
    """Resellers first: whom a client points to must be there; and a service that asks for tokens."""
    db = await asyncpg.connect(url)
    try:
        for since, until in ((0, _RESELLERS), (_RESELLERS, CLIENTS)):
            await db.execute(_SEED, _FIRST, _RESELLERS, since, until)
        await db.execute("ANALYZE iam.account")
        await db.execute(_PARTY, _SERVICE, _SECRET)
    finally:
        await db.close()
