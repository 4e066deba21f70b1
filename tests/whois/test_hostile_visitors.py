"""Whatever others do to the public's door, who asks it properly is answered as if he were alone."""

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.stories.test_hostile_clients import P99, ROUNDS, Hostile, percentile
from tests.whois.fuzz import build
from tests.whois.test_server import ROOT, Server, serving
from tests.world import Clone

pytestmark = [pytest.mark.story, pytest.mark.alone, pytest.mark.timeout(300)]


class Visitor:
    """Asks WHOIS and RDAP in turn, one question after the other."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.kept = http.client.HTTPConnection("127.0.0.1", server.rdap, timeout=15)

    def asks(self, seconds: float, crowd: Hostile) -> list[float]:
        """How long each answer took, sorted; for so long, and while the crowd is still beginning."""
        until = time.monotonic() + seconds
        took = []
        while time.monotonic() < until or crowd.beginning:
            began = time.perf_counter()
            assert self.server.ask(b"everything.test\r\n").startswith(b"Domain Name: everything.test")
            took.append(time.perf_counter() - began)
            began = time.perf_counter()
            self.kept.request("GET", "/domain/everything.test")
            assert b'"ldhName":"everything.test"' in self.kept.getresponse().read()
            took.append(time.perf_counter() - began)
            time.sleep(0.005)
        return sorted(took)


@contextmanager
def hostile(server: Server, tmp_path: Path, kind: str, count: int) -> Iterator[Hostile]:
    output = tmp_path / f"{kind}-{time.monotonic_ns()}.txt"
    command = [sys.executable, "-m", "tests.whois.hostile", kind, "--count", str(count)]
    ports = ["--whois", str(server.port), "--rdap", str(server.rdap)]
    with (
        output.open("w") as written,
        subprocess.Popen(
            [*command, *ports], cwd=ROOT, stdin=subprocess.PIPE, stdout=written, stderr=written, text=True
        ) as process,
    ):
        try:
            yield Hostile(process, output)
        finally:
            process.kill()


@pytest.mark.feature("REG-02", "REG-03")
@pytest.mark.parametrize(
    ("kind", "count"), [("half-open", 1000), ("slow", 1000), ("flooding", 4), ("searching", 4), ("deaf", 4)]
)
def test_another_visitor_hardly_notices(loop, clone: Clone, tmp_path: Path, kind: str, count: int) -> None:
    loop.run_until_complete(build(clone))
    found = []
    with serving(clone, tmp_path, unlimited="127.0.0.1/32") as server:
        memory = psutil.Process(server.process.pid).memory_info
        visitor, before = Visitor(server), memory().rss
        for _ in range(ROUNDS):
            with hostile(server, tmp_path, kind, count) as crowd:
                took = visitor.asks(4, crowd)
                grown = memory().rss - before
                told = crowd.end()
            assert told["began"] == count and not told["failed"], told
            found.append(percentile(took, 0.99))
            if found[-1] < P99:
                break
        visitor.kept.close()
        assert "HTTP/1.1 500" not in json.dumps(told)
    assert min(found) < P99, f"p99 of each round: {found}"
    assert grown < 60 * 2**20, f"{grown / 2**20:.0f} MB more"
