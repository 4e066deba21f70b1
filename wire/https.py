"""Asking a server of the outside world over HTTPS: with an end to waiting and to reading, and no answer leads on to another."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import httpx

_USER_AGENT: Final = "Namehouse"


class Unanswered(Exception):
    """No answer, or none that can be used: another try may have more luck. Says what came instead."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


def trust(authorities: Path) -> ssl.SSLContext:
    """Whom we believe that a server is who it says: the authorities of a file, PEM, or without one those that the system trusts.

    Raises ValueError for a file that holds none.
    """
    if not authorities.is_file():
        context = ssl.create_default_context()
    else:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        try:
            context.load_verify_locations(authorities)
        except (ssl.SSLError, OSError):
            raise ValueError(f"{authorities} holds no certificates in PEM") from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class Asking:
    """One server, asked one thing at a time; `longest` bounds the octets of an answer, `timeout` its seconds as a whole."""

    def __init__(self, context: ssl.SSLContext, timeout: float, longest: int) -> None:
        import httpx  # imported here: many know whom they might ask, and few do

        self._timeout = timeout
        self._longest = longest
        self._client = httpx.AsyncClient(
            verify=context, timeout=timeout, headers={"User-Agent": _USER_AGENT}, trust_env=False
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def ask(
        self,
        method: str,
        url: str,
        login: tuple[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Answer:
        """Raises Unanswered."""
        import httpx

        try:
            async with (
                asyncio.timeout(self._timeout),
                self._client.stream(
                    method,
                    url,
                    auth=httpx.BasicAuth(*login) if login else None,
                    headers=dict(headers or {}),
                    content=content,
                ) as response,
            ):
                return Answer(response.status_code, response.headers, await self._body(response, url))
        except TimeoutError:
            raise Unanswered(f"{url} gave no whole answer in {self._timeout:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as error:
            raise Unanswered(f"{url}: {type(error).__name__} {error}".rstrip()) from None

    async def _body(self, response: httpx.Response, url: str) -> bytes:
        body = bytearray()
        async for piece in response.aiter_bytes():
            body += piece
            if len(body) > self._longest:
                raise Unanswered(f"{url} sends more than {self._longest} octets")
        return bytes(body)
