"""`python -m tests.bench.daily <url> <folder>`: a day's deposit as the worker makes it, from history to sealed files, as JSON.

It is of the midnight to come, on a clock that has seen it. The environment names the keys (tests/bench/deposits.py). The process
is as the one that makes deposits (namehouse/making.py), which is given the greeting and does without EPP's extensions.
"""

import asyncio
import json
import os
import sys
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

from epp.greeting import write_greeting
from epp.services import menu
from rde import depository
from registry.clock import FakeClock, stopwatch
from registry.context import Context
from registry.model.deposit import Deposit, midnight
from registry.settings import load
from registry.start import open_registry
from schemas import migrate
from tests.bench.resident import held

TLD = "test"


EXTENSIONS = ("urn:ietf:params:xml:ns:secDNS-1.1", "urn:ietf:params:xml:ns:rgp-1.0")


async def main(url: str, folder: Path) -> None:
    given = {
        "NAMEHOUSE_ESCROW_TLDS": TLD,
        "NAMEHOUSE_ESCROW_FOLDER": str(folder / "daily"),
        "NAMEHOUSE_ESCROW_SFTP_HOST": "localhost",
        "NAMEHOUSE_ESCROW_SFTP_USER": "registry",
        "NAMEHOUSE_ESCROW_WORKERS": "2",
    }
    settings = load({**os.environ, **given})
    opened = await open_registry(url, settings, "cli", check=migrate.check)
    registry = opened.registry
    day = registry.clock.now().date() + timedelta(days=1)
    registry.clock = FakeClock(midnight(day) + timedelta(hours=1))
    known = {"tld": TLD, "tld_id": registry.book.at(TLD, registry.clock.now()).tld_id, "kind": "full", "day": day}
    deposit = Deposit(**{**dict.fromkeys((each.name for each in fields(Deposit)), None), "revision": 0, **known})

    def greeting(cx: Context) -> bytes:
        return write_greeting("Namehouse", cx.now, menu(cx.book, cx.now, EXTENSIONS))

    async with depository.opened(registry, settings.escrow, greeting) as house:
        started = stopwatch()
        made = await house.make(deposit)
        seconds = stopwatch() - started
    await opened.close()
    told = {
        "objects": sum(made.counts.values()),
        "seconds": seconds,
        "bytes": sum(each.size for each in made.files),
        "resident": held(),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
