"""HTTP with a provider: https alone, to addresses that are somebody's on the Internet, with an end to waiting and reading.

Where a provider's documents point is not ours to choose: a connection goes only to an address that was looked at, and no
answer leads on to another place.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx
import orjson

from wire.addresses import Networks

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
            transport=_ToKnownAddresses(Networks(networks), httpx.AsyncHTTPTransport(verify=trust, trust_env=False)),
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


class _ToKnownAddresses(httpx.AsyncBaseTransport):
    """Names are resolved here, and the connection goes to the very address that was judged."""

    def __init__(self, inside: Networks, below: httpx.AsyncBaseTransport) -> None:
        self._inside = inside
        self._below = below

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.scheme != "https":
            raise httpx.UnsupportedProtocol("a provider is asked by https alone")
        host = request.url.host
        *first, last = await self._addresses(host, request.url.port or 443)
        # the certificate has to be of the name, whatever the address
        request.extensions = {**request.extensions, "sni_hostname": host}
        for address in first:
            try:
                return await self._below.handle_async_request(_at(request, address))
            except httpx.ConnectError:
                continue
        return await self._below.handle_async_request(_at(request, last))

    async def aclose(self) -> None:
        await self._below.aclose()

    async def _addresses(self, host: str, port: int) -> list[str]:
        """At least one."""
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = dict.fromkeys(str(each[4][0]) for each in found)
        allowed = [each for each in addresses if _is_public(each) or each in self._inside]
        if not allowed:
            raise httpx.ConnectError(
                "a provider has addresses of the Internet, or of the networks that its table names"
            )
        return allowed


def _at(request: httpx.Request, address: str) -> httpx.Request:
    request.url = request.url.copy_with(host=address)
    return request


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_global and not address.is_multicast


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
