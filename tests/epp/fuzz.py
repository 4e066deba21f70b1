"""Frames that were right and are not any more (tests/epp/fuzz_frames.py), against the real session on a real database.

    python -m tests.epp.fuzz --seconds 600

Two registrars and a stranger send them. Whatever they send, nothing is logged as an error, no answer is 2400 or not valid, and
every whole frame is answered or the connection closed. What breaks this is printed with the frames that led to it.
"""

import argparse
import asyncio
import itertools
import logging
import secrets
import sys
import time
from dataclasses import replace

import structlog
from hypothesis import HealthCheck, Phase, given, seed, settings

from epp.asking import frame_of
from epp.frames import framed
from epp.session import Service, Session
from registry.actions.registrar_certificates import registrar_pin_certificate
from registry.actions.registrar_top_up import registrar_top_up
from registry.actions.worker import start_worker
from registry.clock import FakeClock
from registry.model import phases
from registry.requests.registrar import RegistrarTopUp
from registry.store.pool import Store
from tests.epp.fuzz_frames import LOGIN, Step, conversations
from tests.epp.talk import CERTIFICATE, read_frame, service_of
from tests.tmch.launching import launch
from tests.wire.lines import Transport
from tests.world import BEGINNING, World, cluster, open_world
from wire.shell import Bounds, Peer, Shell

ANSWER_WITHIN = 20.0  # seconds; more is a connection that hangs


class Finding(AssertionError):
    """Something that no frame may bring about."""


class Errors(logging.Handler):
    """Whatever is logged as an error, with its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(logging.Formatter().format(record))


class Line:
    """A connection in memory: the session in its shell, and what it sent."""

    def __init__(self, service: Service) -> None:
        def new_session(peer: Peer) -> Session:
            return Session(service, replace(peer, address="192.0.2.1", certificate=CERTIFICATE))

        self.gone = False
        self.shell: Shell[bytes] = Shell(new_session, Bounds(), self._forget)
        self.transport = Transport()
        self.transport.protocol = self.shell
        self.shell.makeConnection(self.transport)
        self.answers()

    def _forget(self, shell: object) -> None:
        self.gone = True

    def answers(self) -> list[bytes]:
        """The frames that came since the last time."""
        octets, found = self.transport.value(), []
        self.transport.clear()
        while octets:
            length = int.from_bytes(octets[:4])
            if not 4 < length <= len(octets):
                raise Finding(f"an answer that is no frame: {octets!r}")
            found.append(octets[:length])
            octets = octets[length:]
        return found

    async def quiet(self) -> None:
        """Until it waits for more, or has ended."""
        until = time.monotonic() + ANSWER_WITHIN
        while not (self.shell._bell is not None or (self.shell.worker is not None and self.shell.worker.done())):
            if time.monotonic() > until:
                raise Finding("a connection hangs")
            await asyncio.sleep(0)


class Stage:
    """A world, and a line for each who speaks."""

    def __init__(self, world: World, worker_id: int, errors: Errors) -> None:
        self.world = world
        self.service = service_of(world, worker_id, login_timeout=1e6, idle_timeout=1e6)
        self.errors = errors
        self.lines: dict[str, Line] = {}
        self.steps = 0
        self.codes: dict[int, int] = {}
        self.password_hash = ""

    @classmethod
    async def of(cls, store: Store, errors: Errors) -> "Stage":
        world = await open_world(store, FakeClock(BEGINNING))
        day = world.clock.now()
        for handle in world.numbers:
            await registrar_pin_certificate(world.operator, handle, CERTIFICATE, day, day.replace(year=9000))
            await registrar_top_up(world.operator, RegistrarTopUp(handle, 10**11, "USD", "for a long time"))
        # Names are registered by whoever comes first, and applied for by who says so.
        for tld in ("example", "invalid"):
            await launch(world, phases.Phase("open"), phases.Phase("landrush", creates="application"), tld=tld)
        stage = cls(world, await start_worker(store, world.clock, "epp"), errors)
        (row,) = await world.fetch("SELECT password_hash FROM registry.registrar WHERE handle = 'alpha'")
        stage.password_hash = row["password_hash"]
        return stage

    async def play(self, conversation: list[Step]) -> None:
        try:
            for step in conversation:
                await self._take(step)
            await self.service.journal._command_log.flush()
            if self.errors.seen:
                raise Finding("\n".join(self.errors.seen))
        except Exception as found:
            self.errors.seen.clear()
            self.lines.clear()
            said = "\n".join(f"{each.who}: {each.octets!r}" for each in conversation)
            raise Finding(f"{type(found).__name__}: {found}\nafter\n{said}") from found

    async def _take(self, step: Step) -> None:
        self.steps += 1
        # time passes, but not beyond what certificates and calendars hold
        if step.days and self.world.clock.now().year < 2200:
            self.world.clock.advance(days=step.days)
        line = await self._line(step.who)
        places = [0, *step.cuts, len(step.octets)]
        for start, end in itertools.pairwise(places):
            line.shell.dataReceived(step.octets[start:end])
            if start % 2:
                await asyncio.sleep(0)
        await line.quiet()
        answers = [read_frame(each) for each in line.answers()]
        for answer in answers:
            if answer.has("epp:result"):
                self.codes[answer.code] = self.codes.get(answer.code, 0) + 1
                if 2400 in answer.codes:
                    raise Finding("an answer is 2400")
        ended = line.gone or line.transport.disconnecting
        if step.true and not ended and len(answers) != _frames_in(step.octets):
            raise Finding(f"{len(answers)} answers to {_frames_in(step.octets)} frames")
        if ended or not step.true:
            self.lines.pop(step.who)
            line.transport.stubborn or line.gone or line.transport.hang_up()
            await line.shell.worker

    async def _line(self, who: str) -> Line:
        line = self.lines.get(who)
        if line is None or who == "nobody":
            if line is not None:
                line.transport.hang_up()
                await line.shell.worker
            line = self.lines[who] = Line(self.service)
            await line.quiet()
            if who != "nobody":
                await self._log_in(who, line)
        return line

    async def _log_in(self, who: str, line: Line) -> None:
        # a stranger's frame may have been a login after all, with a new password
        await self.world.fetch("UPDATE registry.registrar SET password_hash = $1", self.password_hash)
        line.shell.dataReceived(framed(frame_of(replace(LOGIN, handle=who))))
        await line.quiet()
        (answer,) = line.answers()
        if read_frame(answer).code != 1000:
            raise Finding(f"{who} cannot log in: {answer!r}")


def _frames_in(octets: bytes) -> int:
    count = 0
    while octets:
        octets = octets[int.from_bytes(octets[:4]) :]
        count += 1
    return count


def fuzz(loop: asyncio.AbstractEventLoop, store: Store, seconds: float, beginning: int | None = None) -> Stage:
    """Play for so long; raises the first Finding, made small. The stage tells how much was said and answered."""
    errors = Errors()
    logging.getLogger().addHandler(errors)
    try:
        stage = loop.run_until_complete(Stage.of(store, errors))
        until = time.monotonic() + seconds
        number = secrets.randbits(32) if beginning is None else beginning
        while time.monotonic() < until:

            @seed(number)
            @settings(
                max_examples=1000,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
                phases=(Phase.generate, Phase.shrink),
            )
            @given(conversations)
            def attempt(conversation: list[Step]) -> None:
                if time.monotonic() < until:
                    loop.run_until_complete(stage.play(conversation))

            try:
                attempt()
            except BaseException as found:
                found.add_note(f"begin with --seed {number} to see it again")
                raise
            number += 1
        return stage
    finally:
        logging.getLogger().removeHandler(errors)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__.split("\n\n")[0])
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int)
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    loop = asyncio.new_event_loop()
    with cluster(loop) as url:
        store = loop.run_until_complete(Store.connect(url, 4))
        stage = fuzz(loop, store, options.seconds, options.seed)
        loop.run_until_complete(store.close())
    print(f"{stage.steps} steps; answers by code: {dict(sorted(stage.codes.items()))}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
