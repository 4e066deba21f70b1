"""The way by SMTP (RFC 5321), with STARTTLS (RFC 3207), sign-in (RFC 4954) and international addresses (RFC 6531)."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final

from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPServerDisconnected

from mail.addresses import is_international
from mail.way import Answer, WayBlocked
from registry.settings import Mail

# Codes by which a server refuses us, not the mail: it wants a sign-in or another one, or TLS, or closes (RFC 4954, 5321, 3207).
_OURS: Final = frozenset({421, 432, 454, 530, 534, 535, 538})
_MOST_WORDS: Final = 500
_PARTING: Final = 5.0  # seconds for a good-bye


@dataclass(frozen=True, slots=True)
class SmtpWay:
    """A server by settings; `greeting` is how we call ourselves there."""

    settings: Mail
    greeting: str

    @asynccontextmanager
    async def line(self) -> AsyncIterator["SmtpLine"]:
        """Connected, secured and signed in. Raises WayBlocked."""
        client = self._client()
        try:
            try:
                async with asyncio.timeout(self.settings.timeout):
                    await client.connect()
                    await client.ehlo()
            except (SMTPException, OSError, ssl.SSLError, ValueError, TimeoutError) as error:
                raise WayBlocked(_told(error)) from error
            yield SmtpLine(client, self.settings.timeout)
        finally:
            await _part(client)

    def _client(self) -> SMTP:
        settings = self.settings
        return SMTP(
            hostname=settings.host,
            port=settings.port,
            username=settings.user or None,
            password=settings.password or None,
            local_hostname=self.greeting,
            timeout=settings.timeout,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            tls_context=_trust(settings) if settings.security != "none" else None,
        )


class SmtpLine:
    """An open conversation."""

    def __init__(self, client: SMTP, timeout: float) -> None:
        self._client = client
        self._timeout = timeout

    async def send(self, envelope: str, to: str, message: EmailMessage) -> Answer:
        """One mail to one recipient. Raises WayBlocked where the server refuses us and not the mail; then it has not got it."""
        client, wide = self._client, is_international(to)
        if wide and not client.supports_extension("smtputf8"):
            return Answer("refused", "The mail server takes no international addresses (it does not offer SMTPUTF8).")
        options = ["SMTPUTF8", "BODY=8BITMIME"] if wide else []
        encoding = "utf-8" if wide else "ascii"
        told = False
        try:
            async with asyncio.timeout(self._timeout * 3):
                await client.mail(envelope, options=options, encoding=encoding)
                await client.rcpt(to, encoding=encoding)
                told = True
                answer = await client.data(bytes(message))
        except SMTPResponseException as error:
            return await self._judged(error)
        except (SMTPServerDisconnected, SMTPException, OSError, TimeoutError) as error:
            return Answer("put off", _told(error), doubtful=told, broken=True)
        return Answer("accepted", f"{answer.code} {answer.message}"[:_MOST_WORDS])

    async def _judged(self, error: SMTPResponseException) -> Answer:
        if error.code in _OURS:
            raise WayBlocked(_told(error)) from error
        try:
            await self._client.rset()
            broken = False
        except (SMTPException, OSError, TimeoutError):
            broken = True
        never = 500 <= error.code < 600
        return Answer("refused" if never else "put off", _told(error), broken=broken)


def _trust(settings: Mail) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(settings.ca) if settings.ca.exists() else None)


async def _part(client: SMTP) -> None:
    """A good-bye where the server has answered so far; then the line is closed."""
    try:
        async with asyncio.timeout(_PARTING):
            if client.is_connected and not client.is_ehlo_or_helo_needed:
                await client.quit()
    except (SMTPException, OSError, TimeoutError):
        pass
    finally:
        client.close()


def _told(error: Exception) -> str:
    """What happened, in a line; a server's answer with its code."""
    if isinstance(error, SMTPResponseException):
        return f"{error.code} {error.message}".replace("\n", " ")[:_MOST_WORDS]
    return (str(error) or type(error).__name__).replace("\n", " ")[:_MOST_WORDS]
