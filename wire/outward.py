"""Asking where somebody else says: https alone, and only at addresses that are anybody's on the Internet.

An address that a user or another house gives may point inwards: at this machine, at its neighbours, at a cloud's own service of
secrets. Judging the name is not enough, since it may mean another address a moment later; so names are resolved here, and the
connection goes to the very address that was judged.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path

import httpx

from wire.addresses import Networks
from wire.https import trust

Resolve = Callable[[str, int], Awaitable[list[str]]]

_PATIENCE = 3.0  # seconds


class ToJudgedAddresses(httpx.AsyncBaseTransport):
    """A way out for an HTTP client; `inside` are the networks that it may reach although they are nobody's on the Internet.

    Whoever uses it follows no redirects. `resolve` gives the addresses of a host and port. Raises httpx.UnsupportedProtocol and
    httpx.ConnectError.
    """

    def __init__(self, inside: Networks, below: httpx.AsyncBaseTransport, resolve: Resolve | None = None) -> None:
        self._inside = inside
        self._below = below
        self._resolve = resolve or _resolved

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.scheme != "https":
            raise httpx.UnsupportedProtocol("others are asked by https alone")
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
        allowed = [each for each in await self._resolve(host, port) if is_public(each) or each in self._inside]
        if not allowed:
            raise httpx.ConnectError("it has no address of the Internet, nor of a network that the settings allow")
        return allowed


def outward_client(
    networks: tuple[str, ...], authorities: Path, timeout: float, resolve: Resolve | None = None
) -> httpx.AsyncClient:
    """A client for addresses that people give. It follows no redirects, keeps no cookies, and opens a connection for each
    question: names that share an address would share a connection otherwise, and the certificate of one of them."""
    below = httpx.AsyncHTTPTransport(
        verify=trust(authorities), trust_env=False, limits=httpx.Limits(max_keepalive_connections=0)
    )
    return httpx.AsyncClient(
        transport=ToJudgedAddresses(Networks(networks), below, resolve),
        timeout=timeout,
        follow_redirects=False,
        trust_env=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )


async def leads_inside(host: str, port: int, inside: Networks) -> bool:
    """Whether a name is known here to mean nothing but addresses that are not asked. One that means nothing yet does not: it is
    judged again with every connection."""
    try:
        async with asyncio.timeout(_PATIENCE):
            found = await _resolved(host, port)
    except (OSError, UnicodeError, TimeoutError):
        return False
    return not any(is_public(each) or each in inside for each in found)


async def _resolved(host: str, port: int) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def is_public(text: str) -> bool:
    """Whether an address is anybody's on the Internet, and leads to one place there."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_global and not address.is_multicast


def _at(request: httpx.Request, address: str) -> httpx.Request:
    request.url = request.url.copy_with(host=address)
    return request
