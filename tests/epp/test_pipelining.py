"""Frames sent without waiting for answers: what a registrar may send counts from the answer to its login on."""

from dataclasses import replace

from epp.asking import frame_of
from epp.commands.login import Login
from epp.frames import Frames, framed
from epp.session import Service, Session
from registry.requests.domain import DomainCheck, DomainCreate
from tests.epp.talk import CERTIFICATE, OBJECTS, Answer, read_frame
from tests.wire.lines import Transport
from tests.world import PASSWORD
from wire.shell import Bounds, Shell

CHECK = frame_of(DomainCheck(("name.test",)))
LOGIN = frame_of(Login("alpha", PASSWORD, None, OBJECTS))
WRONG = frame_of(Login("alpha", "wrong-horse", None, OBJECTS))


def padded(octets: int) -> bytes:
    """A check in a frame of that many octets."""
    return CHECK + b" " * (octets - len(CHECK))


class Pipe:
    """A real session in a real shell, on a transport in memory."""

    def __init__(self, service: Service) -> None:
        self.transport = Transport()
        self.shell = Shell(
            lambda peer: Session(service, replace(peer, certificate=CERTIFICATE)), Bounds(), lambda shell: None
        )
        self.transport.protocol = self.shell
        self.shell.makeConnection(self.transport)

    @property
    def paused(self) -> bool:
        return self.transport.producerState == "paused"

    def send(self, octets: bytes) -> None:
        self.shell.dataReceived(octets)

    async def codes(self) -> list[int]:
        return [answer.code for answer in await self.answers()]

    async def answers(self) -> list[Answer]:
        """Those behind the greeting, once the peer has said that it asks no more."""
        self.shell.readConnectionLost()
        await self.shell.worker
        _, *answers = Frames(1_000_000).feed(self.transport.value())
        return [read_frame(framed(each)) for each in answers]


async def test_a_hundred_commands_at_once_are_answered_in_their_order(service: Service) -> None:
    """Creates and refusals among them: what a command did is what the next one finds."""
    pipe = Pipe(service)
    wishes = [DomainCreate(f"name-{number // 2}.example") for number in range(100)]
    frames = [frame_of(wish, f"ORDER-{number:03d}") for number, wish in enumerate(wishes)]
    pipe.send(framed(LOGIN) + b"".join(map(framed, frames)))
    _, *answers = await pipe.answers()
    assert [answer.text("epp:clTRID") for answer in answers] == [f"ORDER-{number:03d}" for number in range(100)]
    assert [answer.code for answer in answers] == [1000, 2302] * 50
    assert len({answer.text("epp:svTRID") for answer in answers}) == 100


async def test_long_frames_may_follow_a_login_at_once(service: Service) -> None:
    pipe = Pipe(service)
    pipe.send(framed(LOGIN) + framed(padded(60_000)) + framed(CHECK) + framed(padded(65_536)))
    assert await pipe.codes() == [1000, 1000, 1000, 1000]


async def test_a_long_frame_behind_a_login_that_fails_closes_the_connection_after_its_answer(service: Service) -> None:
    pipe = Pipe(service)
    pipe.send(framed(WRONG) + framed(padded(60_000)) + framed(CHECK))
    assert await pipe.codes() == [2200]
    assert pipe.transport.disconnecting


async def test_what_is_too_long_for_registrars_is_not_waited_for(service: Service) -> None:
    pipe = Pipe(service)
    pipe.send(framed(LOGIN) + framed(padded(65_537)))
    assert await pipe.codes() == [1000]
    assert pipe.transport.disconnecting


async def test_nothing_more_is_read_while_a_long_frame_waits_for_the_login(service: Service) -> None:
    """So that no more is kept for a stranger than what one reading of the socket brings."""
    pipe = Pipe(service)
    long = framed(padded(60_000))
    pipe.send(framed(LOGIN) + long[:4])
    assert pipe.paused
    pipe.send(long[4:])
    assert pipe.paused
    assert await pipe.codes() == [1000, 1000]
