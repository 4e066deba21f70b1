"""`python -m tests.bench.past <url> <instant>`: a deposit as of that instant, and one of what changed since, timed as JSON."""

import asyncio
import json
import os
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from namehouse.greeting import greeting_of
from rde.deposit import write_full
from rde.diff import write_diff
from rde.objects import names
from rde.plan import deposit_id
from rde.spool import spool
from registry.clock import stopwatch
from registry.context import Actor
from registry.settings import load
from registry.start import open_registry
from schemas import migrate
from tests.bench.resident import held

TLD = "test"


async def main(url: str, since: datetime) -> None:
    settings = load(dict(os.environ))
    opened = await open_registry(url, settings, "cli", check=migrate.check)
    cx = opened.registry.context("cli", Actor(operator="bench"))
    greeting = greeting_of(settings)(cx)
    told: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="namehouse-bench-") as folder:
        with spool(Path(folder)) as place:
            started = stopwatch()
            past = await write_full(cx, TLD, place, greeting, at=since, workers=2)
            told["past"] = past.plan.objects / (stopwatch() - started)
        with spool(Path(folder)) as place:
            started = stopwatch()
            diff = await write_diff(cx, TLD, place, greeting, since=since, previous=deposit_id(since, 0), at=cx.now)
            told["diff"] = diff.plan.counts[names.DOMAIN] / (stopwatch() - started)
            told["changed"] = diff.plan.objects
    await opened.close()
    told["resident"] = held()
    print(json.dumps(told))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], datetime.fromisoformat(sys.argv[2])))
