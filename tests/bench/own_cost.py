"""What the database itself takes for the SQL behind a command, a query or a deposit, with nobody else's work around it."""

import asyncio
import tempfile
from datetime import timedelta

from namehouse.database import PROGRAMS
from rde.plan import plan_full
from rde.render import sql
from registry.clock import SystemClock
from registry.store import directory, domains, tlds  # noqa: F401  queries are declared by being imported
from registry.store.copying import copy, prepare_session
from registry.store.pool import Store
from registry.store.sql import DECLARED, Connection
from tests.bench.measure import cost_of, pgbench

# The query that answers, of which the names are the only parameter.
QUERIES = {
    "check": "registry.store.domains._dues",
    "info": "registry.store.domains._rows",
    "whois": "registry.store.directory._domains",
}
TIMES = 5000


def of_query(which: str, url: str, postmaster: int, seeded: int) -> float:
    """CPU seconds of the database for one run of the query, about one name of those that are seeded."""
    (text,) = (each.text for each in DECLARED if each.where == QUERIES[which])
    script = text.replace("$1", "ARRAY['seed' || lpad((:n)::text, 6, '0') || '.test']")
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(f"\\set n random(1, {seeded})\n{' '.join(script.split())};\n")
        file.flush()
        with cost_of([], postmaster) as cost:
            pgbench(PROGRAMS, url, "-n", "-M", "prepared", "-c", "10", "-t", str(TIMES // 10), "-f", file.name)
    return cost.database / TIMES


def of_deposit(tld: str, url: str, postmaster: int) -> float:
    """CPU seconds of the database for planning a full deposit and sending its rows, which nobody keeps."""
    with cost_of([], postmaster) as cost:
        asyncio.run(_send(tld, url))
    return cost.database


async def _send(tld: str, url: str) -> None:
    store = await Store.connect(url, 1)
    now = SystemClock().now() + timedelta(seconds=1)
    policy = (await store.reading(tlds.book)).at(tld, now)

    async def work(db: Connection) -> None:
        await prepare_session(db)
        for step in (await plan_full(db, policy, now)).steps:
            await copy(db, sql(step.table, mixed=step.mixed), lambda _: None, **step.values)

    await store.snapshot(work)
    await store.close()
