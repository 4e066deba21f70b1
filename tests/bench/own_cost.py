"""What the database itself takes for the SQL behind a command, a query or a deposit, with nobody else's work around it."""

import asyncio
import re
import tempfile
from datetime import timedelta
from typing import Final

from namehouse.database import PROGRAMS
from rde.plan import plan_full
from rde.render import sql
from registry.clock import SystemClock
from registry.store import directory, directory_search, domains, tlds  # noqa: F401  queries are declared by being imported
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

# The queries of a search, each with what its parameters are; `:n` is any number of those before the last digit of a name.
_SEVEN: Final = "'seed' || lpad((:n)::text, 5, '0')"
SEARCHES: Final[dict[str, dict[str, dict[str, str]]]] = {
    "domains": {
        "registry.store.directory_search.domains_named": {
            **{"low": _SEVEN, "high": f"{_SEVEN} || '~'", "shape": f"'^' || {_SEVEN} || '.*$'"},
            **{"after": "''", "now": "now()", "most": "101"},
        },
        QUERIES["whois"]: {"names": f"ARRAY(SELECT {_SEVEN} || i || '.test' FROM generate_series(0, 9) AS i)"},
    },
    "nameservers": {
        "registry.store.directory_search.name_servers_at": {
            **{"address": "'{address}'::inet", "after": "''", "now": "now()", "most": "101"}
        }
    },
    "entities": {
        "registry.store.directory_search.registrars_with": {
            **{"by": "'fn'", "text": "'Alpha'", "partial": "true", "after": "0", "most": "101"}
        }
    },
}


def of_query(which: str, url: str, postmaster: int, seeded: int) -> float:
    """CPU seconds of the database for one run of the query, about one name of those that are seeded."""
    names = "ARRAY['seed' || lpad((:n)::text, 6, '0') || '.test']"
    return _of_script([_with(QUERIES[which], {"names": names})], url, postmaster, seeded)


def of_search(which: str, url: str, postmaster: int, seeded: int, address: str) -> float:
    """CPU seconds of the database for the queries of one search that RDAP lets the public make."""
    queries = [
        _with(where, {name: value.replace("{address}", address) for name, value in values.items()})
        for where, values in SEARCHES[which].items()
    ]
    return _of_script(queries, url, postmaster, seeded // 10 - 1)


def _with(where: str, values: dict[str, str]) -> str:
    """A declared query with SQL in the place of its parameters."""
    (declared,) = (each for each in DECLARED if each.where == where)
    places = {str(number): f"({values[name]})" for number, name in enumerate(declared.parameters, 1)}
    return " ".join(re.sub(r"\$(\d+)", lambda place: places[place[1]], declared.text).split())


def _of_script(queries: list[str], url: str, postmaster: int, most: int) -> float:
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(f"\\set n random(1, {most})\n" + "".join(f"{each};\n" for each in queries))
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
