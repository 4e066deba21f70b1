"""Making a deposit in a process of its own: `python -m namehouse.making`, started by the worker.

What makes a deposit holds what it holds, whatever else the worker has loaded, and its minutes of rendering and verifying keep no
other job waiting. It is told what to make by a line on its standard input, says what became of it on its standard output, and
ends when that input ends: with the worker, however that ended, so that nobody writes a deposit that another has begun anew.
"""

import asyncio
import json
import os
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from registry.depository import DepositoryDeclines, DepositorySilent, Made
from registry.model.deposit import Deposit, SealedFile
from registry.settings import CONFIG_VARIABLE, Settings, load

# How a making that did not come to its end is told from others, and what is raised of it.
_FAILURES: Final[Mapping[str, type[Exception]]] = {"declines": DepositoryDeclines, "silent": DepositorySilent}


class Apart:
    """Makes deposits, each in a process of its own. `environment` is what its settings are read from."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    async def __call__(self, deposit: Deposit, greeting: bytes) -> Made:
        """Raises DepositorySilent and DepositoryDeclines, and RuntimeError where the process ended without a word."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "namehouse.making"),
            env=self._environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdin and process.stdout
        try:
            wish = {"number": deposit.id, "greeting": greeting.decode()}
            process.stdin.write(json.dumps(wish).encode() + b"\n")
            said = await process.stdout.read()
            code = await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
        if code:
            raise RuntimeError(f"the process that makes the deposit ended with {code}")
        return _made(json.loads(said))


def apart(settings: Settings, config: Path | None) -> Apart:
    """As this process is set up: by its environment, its database, and the file that its command line named."""
    environment = {**os.environ, "DATABASE_URL": settings.database.url}
    environment.pop("NAMEHOUSE_DATABASE_URL", None)
    if config:
        environment[CONFIG_VARIABLE] = str(config)
    return Apart(environment)


def _made(said: Mapping[str, Any]) -> Made:
    for word, failure in _FAILURES.items():
        if word in said:
            raise failure(said[word])
    files = tuple(SealedFile(**each) for each in said["files"])
    return Made(said["deposit_id"], datetime.fromisoformat(said["watermark"]), said["counts"], files)


# --- the process itself -----------------------------------------------------------------------------------------------


async def make(number: int, greeting: bytes) -> Mapping[str, Any]:
    """Make the deposit of that number, and say what came of it."""
    from rde.depository import AgentDepository
    from rde.registrar.configuration import read_depositors
    from registry.actions.deposit_plan import held
    from registry.start import open_registry
    from schemas import migrate

    settings = load(os.environ)
    opened = await open_registry(settings.database.url, settings, "job", check=migrate.check)
    try:
        registry, escrow = opened.registry, settings.escrow
        house = AgentDepository(registry, escrow, lambda cx: greeting, None, read_depositors(escrow))
        deposit = await registry.store.reading(lambda db: held(db, number))
        made = await house.make(deposit)
    except tuple(_FAILURES.values()) as failure:
        return {next(word for word, kind in _FAILURES.items() if isinstance(failure, kind)): str(failure)}
    finally:
        await opened.close()
    return {**asdict(made), "watermark": made.watermark.isoformat()}


def main() -> None:
    wish = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_watch, daemon=True).start()
    print(json.dumps(asyncio.run(make(wish["number"], wish["greeting"].encode()))), flush=True)


def _watch() -> None:
    """Whoever wanted the deposit holds the other end of the standard input as long as it lives."""
    while os.read(0, 1024):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
