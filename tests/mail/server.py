"""A mail server that is not ours (aiosmtpd), which keeps what it takes and misbehaves when it is told to."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from registry.settings import Mail

Say = str | None
USER, PASSWORD = "house", "a-secret-between-us"


@dataclass
class MailServer:
    """`recipient` and `content` may say something else than yes, or never come back; `cuts`: after the content the line breaks,
    without an answer.

    It has no properties: aiosmtpd asks the handler for each of its attributes whenever a line is opened.
    """

    recipient: Callable[[str], Say] = lambda address: None
    content: Callable[[EmailMessage], Say] | None = None
    cuts: Callable[[EmailMessage], bool] | None = None
    hangs: bool = False
    envelopes: list[Envelope] = field(default_factory=list)
    lines: int = 0
    most_at_once: int = 0
    port: int = 0
    _at_once: int = 0

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.lines += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if said := self.recipient(address):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        await asyncio.sleep(0)
        self._at_once -= 1
        if self.content and (said := self.content(_read(envelope))):
            return said
        self.envelopes.append(envelope)
        if self.cuts and self.cuts(_read(envelope)):
            server.transport.abort()
        if self.hangs:
            await asyncio.sleep(3600)
        return "250 OK, it is ours now"

    def taken(self) -> list[EmailMessage]:
        """What it took, in the order of taking."""
        return [_read(each) for each in self.envelopes]

    def ids(self) -> list[str]:
        return [each["Message-ID"] for each in self.taken()]

    def settings(self, **rest) -> Mail:
        return Mail(
            host="127.0.0.1", port=self.port, security="none", sender="noreply@house.example", timeout=5.0, **rest
        )


def _read(envelope: Envelope) -> EmailMessage:
    return message_from_bytes(envelope.content or b"", policy=default)


def _knows(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()))


@asynccontextmanager
async def mail_server(
    *, wide: bool = True, certificate: Path | None = None, key: Path | None = None, **behaviour
) -> AsyncIterator[MailServer]:
    """Listening on a port of its own; with a certificate it demands STARTTLS and a sign-in. `wide`: it offers SMTPUTF8."""
    house = MailServer(**behaviour)
    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)
    sessions: list[SMTP] = []

    def factory() -> SMTP:
        session = SMTP(
            house,
            hostname="mail.test.example",
            enable_SMTPUTF8=wide,
            tls_context=context,
            require_starttls=bool(context),
            auth_required=bool(context),
            authenticator=_knows if context else None,
        )
        sessions.append(session)
        return session

    server = await asyncio.get_running_loop().create_server(factory, "127.0.0.1", 0)
    house.port = server.sockets[0].getsockname()[1]
    try:
        yield house
    finally:
        server.close()
        for session in sessions:
            if session.transport:
                session.transport.abort()
        await asyncio.sleep(0)
