"""HTTP with a provider: https alone, to addresses that are somebody's on the Internet, with an end to waiting and reading.

Where a provider's documents point is not ours to choose: a connection goes only to an address that was looked at, and no
answer leads on to another place.
"""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx
import orjson

from wire.addresses import Networks
from wire.outward import ToJudgedAddresses

_LONGEST: Final = 256 * 1024  # of a key set or of claims, many times over
_USER_AGENT: Final = "Namehouse"
# Requests to one provider at once, and how many may wait: a provider that is slow does not fill this process.
_AT_ONCE: Final = 16
_WAITING: Final = 64


class ProviderSilent(Exception):
    """A provider gives no answer, or none that makes sense: another try may help."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a provider said; `document` is empty where it is no JSON object."""

    status: int
    document: Mapping[str, Any]

    @property
    def error(self) -> str:
        """The code by which OAuth names what is wrong (RFC 6749, section 5.2)."""
        found = self.document.get("error")
        return found if isinstance(found, str) else f"status {self.status}"


class Exchange:
    """The way to one provider. `networks` are those in which it may have addresses that are not of the Internet."""

    def __init__(self, networks: tuple[str, ...], timeout: float, trust: ssl.SSLContext) -> None:
        self._timeout = timeout
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0
        self._client = httpx.AsyncClient(
            transport=ToJudgedAddresses(Networks(networks), httpx.AsyncHTTPTransport(verify=trust, trust_env=False)),
            timeout=timeout,
            headers={"User-Agent": _USER_AGENT, "Accept": "application/json"},
            follow_redirects=False,
            trust_env=False,
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def get(self, url: str, token: str | None = None) -> Reply:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return await self._ask("GET", url, headers, None, None)

    async def post(self, url: str, form: Mapping[str, str], login: tuple[str, str] | None = None) -> Reply:
        """A form; `login` are a client's id and secret."""
        return await self._ask("POST", url, {}, form, login)

    async def _ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        form: Mapping[str, str] | None,
        login: tuple[str, str] | None,
    ) -> Reply:
        if self._waiting >= _WAITING:
            raise ProviderSilent(f"{_place(url)} has more questions before it than it answers")
        self._waiting += 1
        try:
            async with asyncio.timeout(self._timeout), self._turns:
                auth = httpx.BasicAuth(*login) if login else None
                async with self._client.stream(method, url, headers=headers, data=form, auth=auth) as response:
                    return Reply(response.status_code, _document(await _body(response, url)))
        except TimeoutError:
            raise ProviderSilent(f"{_place(url)} gave no whole answer in {self._timeout:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError, UnicodeError) as error:
            raise ProviderSilent(f"{_place(url)}: {type(error).__name__}") from None
        finally:
            self._waiting -= 1


async def _body(response: httpx.Response, url: str) -> bytes:
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > _LONGEST:
            raise ProviderSilent(f"{_place(url)} sends more than {_LONGEST} octets")
    return bytes(body)


def _document(body: bytes) -> Mapping[str, Any]:
    try:
        found = orjson.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _place(url: str) -> str:
    """An address for a log: a query may hold what no log shows."""
    return url.partition("?")[0]
