"""What the handshake grants and what it only notes, with Python's own TLS as the client, in memory."""

import asyncio
import logging
import os
import ssl
from pathlib import Path

import pytest
from twisted.internet.testing import StringTransport
from twisted.protocols.tls import TLSMemoryBIOFactory, TLSMemoryBIOProtocol

from tests.wire.lines import Lines
from tests.wire.material import Pair, self_signed
from wire.shell import Bounds, Peer, Shell
from wire.tls import TLS12_SUITES, ServerContext, server_context


@pytest.fixture
def server(tmp_path: Path) -> Pair:
    return self_signed(tmp_path, "server")


class Meeting:
    """A client of Python's ssl module and our shell behind Twisted's TLS, joined in memory."""

    def __init__(
        self,
        context: ServerContext,
        client: ssl.SSLContext,
        bounds: Bounds | None = None,
        resume: ssl.SSLSession | None = None,
    ) -> None:
        self.sessions: list[Lines] = []
        self.shell: Shell[bytes] = Shell(self._new_session, bounds or Bounds(), lambda shell: None)
        factory = TLSMemoryBIOFactory(context, False, None, clock=object())
        self.server = TLSMemoryBIOProtocol(factory, self.shell)
        self.transport = StringTransport()
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.client = client.wrap_bio(self._in, self._out, server_hostname="localhost", session=resume)
        self.server.makeConnection(self.transport)

    def _new_session(self, peer: Peer) -> Lines:
        self.sessions.append(Lines(peer))
        return self.sessions[-1]

    def exchange(self) -> None:
        for _ in range(4):
            if sent := self._out.read():
                self.server.dataReceived(sent)
            self._in.write(self.transport.value())
            self.transport.clear()
            try:
                self.client.do_handshake()
            except ssl.SSLWantReadError:
                continue

    async def say(self, words: bytes) -> bytes:
        self.client.write(words)
        self.exchange()
        for _ in range(20):
            await asyncio.sleep(0)
        self.exchange()
        return self.client.read()


def trusting() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def meet(server: Pair, client: ssl.SSLContext) -> Meeting:
    meeting = Meeting(server_context(*server), client)
    meeting.exchange()
    return meeting


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_1_2_and_1_3_greet_after_the_handshake_and_answer(server: Pair, version: ssl.TLSVersion) -> None:
    client = trusting()
    client.minimum_version = client.maximum_version = version

    async def story() -> None:
        meeting = meet(server, client)
        assert meeting.client.version() == version.name.replace("_", ".")
        assert meeting.client.compression() is None
        assert meeting.sessions[0].peer.protocol == meeting.client.version()
        assert meeting.sessions[0].peer.cipher == meeting.client.cipher()[0]
        assert meeting.client.read() == b"hello "
        assert await meeting.say(b"one\ntwo\n") == b"<one>"
        assert meeting.client.read() == b"<two>"

    asyncio.run(story())


@pytest.fixture
def server_by_rsa(tmp_path: Path) -> Pair:
    """The key that a suite with RSA needs: it is then the suite that is refused, and not the key."""
    return self_signed(tmp_path, "server-by-rsa", by_rsa=True)


@pytest.mark.parametrize(
    "suite",
    [
        pytest.param("AES128-GCM-SHA256", id="static RSA"),
        pytest.param("AES256-GCM-SHA384", id="static RSA, longer key"),
        pytest.param("AES128-SHA", id="static RSA, CBC"),
        pytest.param("DHE-RSA-AES128-GCM-SHA256", id="DHE"),
        pytest.param("DHE-RSA-CHACHA20-POLY1305", id="DHE, ChaCha20"),
        pytest.param("DHE-RSA-AES256-SHA256", id="DHE, CBC"),
        pytest.param("ECDHE-RSA-AES128-SHA256", id="RSA, CBC"),
        pytest.param("ECDHE-RSA-AES256-SHA", id="RSA, CBC with SHA-1"),
        pytest.param("ECDHE-ECDSA-AES128-SHA256", id="ECDSA, CBC"),
        pytest.param("ECDHE-ECDSA-AES256-SHA", id="ECDSA, CBC with SHA-1"),
        pytest.param("ECDHE-ECDSA-AES128-CCM", id="ECDSA, CCM"),
    ],
)
def test_suites_without_forward_secrecy_or_authentication_are_refused(
    server: Pair, server_by_rsa: Pair, suite: str
) -> None:
    client = trusting()
    client.maximum_version = ssl.TLSVersion.TLSv1_2
    client.set_ciphers(f"{suite}:@SECLEVEL=0")
    server = server if "ECDSA" in suite else server_by_rsa

    async def story() -> None:
        with pytest.raises(ssl.SSLError, match="HANDSHAKE_FAILURE"):
            meet(server, client)

    asyncio.run(story())


@pytest.mark.parametrize("suite", TLS12_SUITES)
def test_every_suite_of_ours_is_taken_by_a_server_with_its_key(server: Pair, server_by_rsa: Pair, suite: str) -> None:
    async def story() -> None:
        client = trusting()
        client.maximum_version = ssl.TLSVersion.TLSv1_2
        client.set_ciphers(suite)
        assert meet(server if "ECDSA" in suite else server_by_rsa, client).client.cipher()[0] == suite

    asyncio.run(story())


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1:DeprecationWarning")
def test_tls_1_1_is_refused(server: Pair) -> None:
    client = trusting()
    client.set_ciphers("ALL:@SECLEVEL=0")
    client.minimum_version = ssl.TLSVersion.TLSv1
    client.maximum_version = ssl.TLSVersion.TLSv1_1

    async def story() -> None:
        with pytest.raises(ssl.SSLError, match="ALERT_PROTOCOL_VERSION"):
            meet(server, client)

    asyncio.run(story())


@pytest.mark.parametrize("expired", [False, True])
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_any_client_certificate_reaches_the_session_unjudged(
    server: Pair, tmp_path: Path, version: ssl.TLSVersion, expired: bool
) -> None:
    mine = self_signed(tmp_path, "registrar", expired=expired)
    client = trusting()
    client.minimum_version = client.maximum_version = version
    client.load_cert_chain(*mine)

    async def story() -> None:
        meeting = meet(server, client)
        assert meeting.sessions[0].peer.certificate == mine.der

    asyncio.run(story())


def test_no_client_certificate_is_no_reason_to_refuse_the_handshake(server: Pair) -> None:
    async def story() -> None:
        assert meet(server, trusting()).sessions[0].peer.certificate is None

    asyncio.run(story())


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_no_session_is_resumed(server: Pair, version: ssl.TLSVersion) -> None:
    client = trusting()
    client.minimum_version = client.maximum_version = version

    async def story() -> None:
        context = server_context(*server)
        first = Meeting(context, client)
        first.exchange()
        assert await first.say(b"one\n") == b"hello "
        second = Meeting(context, client, resume=first.client.session)
        second.exchange()
        assert second.client.read() == b"hello "
        assert not second.client.session_reused

    asyncio.run(story())


def test_a_handshake_that_takes_too_long_is_dropped_before_there_is_a_session(server: Pair) -> None:
    async def story() -> None:
        meeting = Meeting(server_context(*server), trusting(), Bounds(handshake=10.0))
        now = asyncio.get_running_loop().time()
        meeting.shell.inspect(now + 9.0)
        assert not meeting.transport.disconnected
        meeting.shell.inspect(now + 11.0)
        assert meeting.transport.disconnected
        assert not meeting.sessions

    asyncio.run(story())


def test_a_replaced_certificate_serves_the_next_handshake(server: Pair, tmp_path: Path) -> None:
    async def story() -> None:
        context = server_context(*server)
        before = _served(context)
        other = self_signed(tmp_path, "other")
        for new, old in zip(other, server, strict=True):
            old.write_bytes(new.read_bytes())
            os.utime(old, ns=(1, 1))
        assert _served(context) == other.der != before

    asyncio.run(story())


def test_a_certificate_that_cannot_be_used_leaves_the_old_one_serving(
    server: Pair, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        context = server_context(*server)
        before = _served(context)
        server.certificate.write_bytes(self_signed(tmp_path, "other").certificate.read_bytes())
        os.utime(server.certificate, ns=(1, 1))
        assert _served(context) == before
        assert _served(context) == before

    with caplog.at_level(logging.INFO):
        asyncio.run(story())
    assert caplog.text.count("kept the old certificate") == 1


def _served(context: ServerContext) -> bytes:
    meeting = Meeting(context, trusting())
    meeting.exchange()
    return meeting.client.getpeercert(binary_form=True)


def test_without_a_certificate_there_is_no_context_and_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"absent\.pem"):
        server_context(tmp_path / "absent.pem", tmp_path / "absent.key")
