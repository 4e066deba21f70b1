"""What strangers send (tests/whois/fuzz_queries.py), against the real process of the public's door on real sockets.

    python -m tests.whois.fuzz --seconds 600

Whatever they send, nothing is logged with a traceback; every line is answered in text or refused in a sentence; every octet that
comes back from the port of RDAP is a whole answer of HTTP of a kind that this server gives, never one of a fault of ours, and the
JSON in it satisfies its schema; nothing is answered that stood inside another request; and no connection hangs.
What breaks this is printed with the octets that led to it.
"""

import argparse
import asyncio
import itertools
import json
import re
import secrets
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from registry.clock import SystemClock
from tests.whois.fuzz_queries import SMUGGLED, Visit, conversations, lines
from tests.whois.rdap.schemas import violations
from tests.whois.test_server import Server, serving
from tests.whois.village import register, register_with_everything
from tests.world import Clone, cluster, open_world

ANSWER_WITHIN = 10.0  # seconds; more is a connection that hangs
PATIENCE = 0.1  # seconds without a word after which somebody who has not said all says that this is all
STATUSES = {100, 200, 204, 400, 401, 403, 404, 405, 413, 414, 417, 422, 431, 501, 505}
LAST_ANSWER = b"last.example: "


class Finding(AssertionError):
    """Something that no stranger may bring about."""


@dataclass(frozen=True)
class Response:
    status: int
    headers: dict[bytes, bytes]
    body: bytes


class Stage:
    """A server, what it was asked and how it answered."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.visits = 0
        self.answers: Counter[str] = Counter()
        self._read = 0
        self._looked_at: set[int] = set()

    def ask_port_43(self, visit: Visit) -> None:
        said, _ = self._visit(self.server.port, visit)
        whole = b"\n" in visit.octets[:513] or len(visit.octets) > 512
        if not said:
            # a flood may be closed in its sender's face, before he reads the answer
            if whole and len(visit.octets) < 10_000:
                raise Finding("a line without an answer")
            self.answers["closed"] += 1
            return
        text = said.decode()
        if not text.endswith("\r\n") or "\n" in text.replace("\r\n", "") or "cannot be answered now" in text:
            raise Finding(f"an answer that is none: {text[:300]!r}")
        self.answers[text.partition("\r\n")[0].partition(":")[0].partition(" for ")[0][:20]] += 1

    def ask_rdap(self, visit: Visit) -> None:
        said, reset = self._visit(self.server.rdap, visit)
        responses = list(responses_in(said, heads=b"HEAD" in visit.octets))
        for response in responses:
            self.answers[str(response.status)] += 1
            if response.status not in STATUSES:
                raise Finding(f"an answer with status {response.status}")
            if SMUGGLED in response.body:
                raise Finding("what stood inside another request was answered")
            if response.headers.get(b"content-type") == b"application/rdap+json" and response.body:
                self._look_at(response.body)
        if not responses and not reset and visit.octets.startswith((b"GET /", b"HEAD /")) and visit.whole:
            raise Finding("no answer at all")

    def _look_at(self, body: bytes) -> None:
        """An answer that differs from another in its instants alone has been looked at."""
        timeless = hash(re.sub(rb'"eventDate":"[^"]*"', b"", body))
        if timeless not in self._looked_at:
            wrong = violations(json.loads(body))
            if wrong:
                raise Finding(f"an answer that is not of its schema: {wrong}")
            self._looked_at.add(timeless)

    def _visit(self, port: int, visit: Visit) -> tuple[bytes, bool]:
        """What a connection hears in the end, and whether it was reset; who is not answered says at last that it was all."""
        self.visits += 1
        heard = b""
        places = [0, *visit.cuts, len(visit.octets)]
        with socket.create_connection(("127.0.0.1", port), timeout=ANSWER_WITHIN) as peer:
            try:
                with suppress(
                    ConnectionError
                ):  # an answer that came before the end of the question is read nevertheless
                    for start, end in itertools.pairwise(places):
                        peer.sendall(visit.octets[start:end])
                peer.settimeout(PATIENCE)
                over = time.monotonic() + ANSWER_WITHIN
                while True:
                    try:
                        piece = peer.recv(65536)
                    except TimeoutError:
                        if time.monotonic() > over:
                            raise Finding("a connection hangs") from None
                        if not visit.whole or LAST_ANSWER in heard or time.monotonic() > over - ANSWER_WITHIN + 1:
                            peer.shutdown(socket.SHUT_WR)
                        continue
                    if not piece:
                        return heard, False
                    heard += piece
            except ConnectionError:
                return heard, True

    def look_at_the_log(self) -> None:
        with self.server.log.open() as log:
            log.seek(self._read)
            said = log.read()
            self._read = log.tell()
        if "Traceback" in said or "Unhandled" in said or "Failure" in said:
            raise Finding(said[-3000:])
        if self.server.process.poll() is not None:
            raise Finding("the server is gone")


def responses_in(octets: bytes, *, heads: bool = False) -> Iterator[Response]:
    """The answers that were heard, each whole; where `heads` were among the questions, an answer may be without its body."""
    while octets:
        head, end, rest = octets.partition(b"\r\n\r\n")
        first, *fields = head.split(b"\r\n")
        match = re.fullmatch(rb"HTTP/1\.[01] (\d{3}) [ -~]*", first)
        if not end or not match or not all(re.match(rb"[A-Za-z-]+: ?[ -~]*$", each) for each in fields):
            raise Finding(f"no answer of HTTP: {octets[:300]!r}")
        headers = {name.lower(): value.strip() for name, _, value in (each.partition(b":") for each in fields)}
        status = int(match[1])
        without = status == 100 or (heads and (not rest or rest.startswith(b"HTTP/1.")))
        length = 0 if without else int(headers.get(b"content-length", b"0"))
        if length > len(rest):
            raise Finding(f"an answer of {length} octets with {len(rest)}: {octets[:300]!r}")
        yield Response(status, headers, rest[:length])
        octets = rest[length:]


async def build(clone: Clone) -> None:
    world = await open_world(await clone.store(1), SystemClock())
    await register_with_everything(world)
    await register(world, "xn--bcher-kva.example")


def fuzz(stage: Stage, seconds: float, beginning: int | None = None) -> Stage:
    """Visit both ports in turn for so long; raises the first Finding, made small."""
    until = time.monotonic() + seconds
    number = secrets.randbits(32) if beginning is None else beginning
    while time.monotonic() < until:
        _attempt(stage, conversations, stage.ask_rdap, number, until)
        _attempt(stage, lines, stage.ask_port_43, number, until)
        number += 1
    return stage


def _attempt(
    stage: Stage, visits: SearchStrategy[Visit], ask: Callable[[Visit], None], number: int, until: float
) -> None:
    @seed(number)
    @settings(
        max_examples=300,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(visits)
    def attempt(visit: Visit) -> None:
        if time.monotonic() > until + 60:  # what was found is made small, for a while
            return
        try:
            ask(visit)
            stage.look_at_the_log()
        except Exception as found:
            raise Finding(f"{type(found).__name__}: {found}\nafter {visit}") from found

    try:
        attempt()
    except BaseException as found:
        found.add_note(f"begin with --seed {number} to see it again")
        raise


def main() -> int:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__.split("\n\n")[0])
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int)
    options = parser.parse_args()
    loop = asyncio.new_event_loop()
    with cluster(loop) as url, tempfile.TemporaryDirectory() as folder:
        clone = loop.run_until_complete(Clone.of(url))
        loop.run_until_complete(build(clone))
        with serving(clone, Path(folder)) as server:
            stage = fuzz(Stage(server), options.seconds, options.seed)
        loop.run_until_complete(clone.drop())
    print(f"{stage.visits} visits; answers: {dict(sorted(stage.answers.items()))}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
