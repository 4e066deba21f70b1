"""What it costs to restore a TLD: its deposit rises in an empty database beside, which is gone afterwards."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from registry.clock import stopwatch
from tests.bench.beside import NAMEHOUSE, beside, said
from tests.bench.line import Line
from tests.bench.measure import ROOT
from tests.bench.resident import most_held

DATABASE = "namehouse_risen"


def restored(environment: dict[str, str], folder: Path, url: str, count: int) -> Iterator[Line]:
    """The deposit of .test that lies in the folder; scaled to 200,000 names."""
    (deposit,) = folder.glob("test_*.xml")
    rules = folder / "rules.json"
    rules.write_text(said(environment, "tld", "show", "test", "--json"))
    with beside(environment, url, DATABASE) as there:
        began = stopwatch()
        command = [NAMEHOUSE, "rde", "restore", deposit, "--rules", rules, "--json"]
        process = subprocess.Popen(command, cwd=ROOT, env=there, stdout=subprocess.PIPE, text=True)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = stopwatch() - began
        told = json.loads(process.stdout.read())
        assert status == 0 and told["restored"], told
    assert told["domains"] >= count, told
    yield Line("restore, scaled to 200,000 names", seconds * 200_000 / told["domains"], "s", 300)
    yield Line("restore, resident", most_held(usage), "MB", 200)
