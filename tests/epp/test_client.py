"""Our client talks to our server: in order, several questions at once, and to the end of the connection."""

import asyncio

import pytest

from epp.client import Client, ConnectionEnded, read_reply
from epp.frames import framed
from epp.session import Session
from registry.requests.domain import DomainCheck, DomainCreate, DomainDelete, DomainInfo
from tests.epp.talk import CERTIFICATE
from wire.shell import Peer


class Line(asyncio.Transport):
    """A connection in memory: what the client writes, the session answers, one request after the other."""

    def __init__(self, session: Session, reader: asyncio.StreamReader) -> None:
        super().__init__()
        self._session = session
        self._reader = reader
        self._todo: asyncio.Queue[bytes] = asyncio.Queue()
        self._worker = asyncio.ensure_future(self._work())

    def write(self, data: bytes) -> None:
        for request in self._session.receive(bytes(data)):
            self._todo.put_nowait(request)

    def is_closing(self) -> bool:
        return self._worker.done()

    def close(self) -> None:
        self._worker.cancel()

    async def _work(self) -> None:
        while not self._session.closing:
            self._reader.feed_data(await self._session.answer(await self._todo.get()))
        self._reader.feed_eof()


async def connected(service) -> Client:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    session = Session(service, Peer("127.0.0.1", 49152, CERTIFICATE))
    line = Line(session, reader)
    protocol = asyncio.StreamReaderProtocol(reader)
    protocol.connection_made(line)
    line._worker.add_done_callback(lambda _: protocol.connection_lost(None))
    client = Client(reader, asyncio.StreamWriter(line, protocol, reader, loop))
    reader.feed_data(session.open())
    await client.begin()
    return client


async def test_a_registrar_says_everything_by_values(service):
    client = await connected(service)
    assert client.greeting.server == "Namehouse EPP"
    assert (await client.login("alpha", "correct-horse")).code == 1000
    free = await client.ask(DomainCheck(("mine.example",)))
    assert free.data is not None and free.data[0][0].get("avail") == "1"
    made = await client.ask(DomainCreate("mine.example"), "CLIENT-1")
    assert (made.code, made.cltrid, made.value("name")) == (1000, "CLIENT-1", "mine.example")
    refused = await client.ask(DomainCreate("mine.example"))
    assert not refused.succeeded and refused.reasons
    shown = await client.ask(DomainInfo("mine.example"))
    assert shown.value("clID") == "alpha" and shown.extensions[0].tag.endswith("}infData")
    assert (await client.ask(DomainDelete("mine.example"))).code == 1000
    await client.close()


async def test_questions_under_way_together_get_their_own_answers(service):
    client = await connected(service)
    await client.login("alpha", "correct-horse")
    names = [f"name-{number}.example" for number in range(20)]
    replies = await asyncio.gather(*[client.ask(DomainCheck((name,))) for name in names])
    assert [reply.value("name") for reply in replies] == names
    await client.close()


async def test_a_connection_that_ends_answers_nobody_twice(service):
    client = await connected(service)
    for _ in range(3):
        last = await client.login("alpha", "wrong-horse")
    assert last.code == 2501
    with pytest.raises(ConnectionEnded):
        await client.ask(DomainCheck(("name.example",)))
    await client.close()


def test_what_is_no_response_is_not_taken_for_one():
    with pytest.raises(ConnectionEnded):
        read_reply(b"<epp xmlns='urn:ietf:params:xml:ns:epp-1.0'><hello/></epp>")


async def test_an_impossible_length_ends_the_connection():
    reader = asyncio.StreamReader()
    reader.feed_data(b"\0\0\0\4")
    with pytest.raises(ConnectionEnded):
        await Client(reader, None).begin()
    reader = asyncio.StreamReader()
    reader.feed_data(framed(b"<epp/>")[:6])
    reader.feed_eof()
    with pytest.raises(ConnectionEnded):
        await Client(reader, None).begin()
