"""The clearinghouse over HTTPS: lists with their signatures, files of names and their logs (RFC 9361, sections 5 and 6)."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx
from pysequoia import Cert

from registry.clearinghouse import ClearinghouseDeclines, ClearinghouseSilent, FileRefused, Published, Receipt
from registry.logins import Login
from registry.model.lordn import Tray
from registry.model.tmch import TmchKind
from registry.settings import Settings, SettingsError, Tmch
from registry.trademarks import NotTrusted
from tmch.logins import Logins, read_logins
from tmch.openpgp import demand_signature, read_keys
from wire import https
from wire.https import Answer, Asking, Unanswered

_PATHS: Final[Mapping[TmchKind, str]] = {
    "dnl": "dnl/dnl-latest",
    "surl": "dnl/surl-latest",
    "smdrl": "smdrl/smdrl-latest",
}
# Every list of today is a tenth of this; whoever sends more is not who we think.
_LONGEST: Final = 64 * 1024 * 1024


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator["HttpsClearinghouse | None"]:
    """The way to the clearinghouse that the settings name, None where they name none. Raises SettingsError."""
    tmch = settings.tmch
    if not (tmch.url or tmch.crl_url):
        yield None
        return
    demand_addresses(tmch)
    house = HttpsClearinghouse(tmch, read_logins(tmch), read_keys(tmch.pgp_key), trust(tmch))
    try:
        yield house
    finally:
        await house.close()


def demand_addresses(tmch: Tmch) -> None:
    """Raise SettingsError for addresses of another kind; a password goes only where it cannot be read on the way."""
    problems = []
    if tmch.url and (urlsplit(tmch.url).scheme != "https" or not urlsplit(tmch.url).hostname):
        problems.append(f"tmch.url: {tmch.url} is no address that begins with https://")
    if tmch.crl_url and (urlsplit(tmch.crl_url).scheme not in ("http", "https") or not urlsplit(tmch.crl_url).hostname):
        problems.append(f"tmch.crl_url: {tmch.crl_url} is no address that begins with http:// or https://")
    if problems:
        raise SettingsError(tuple(problems))


def trust(tmch: Tmch) -> ssl.SSLContext:
    """Whom we believe that a server is the clearinghouse's. Raises SettingsError."""
    try:
        return https.trust(tmch.ca)
    except ValueError as error:
        raise SettingsError((f"tmch.ca: {error}",)) from None


class HttpsClearinghouse:
    """A `registry.clearinghouse.Clearinghouse` at an address; one connection at a time is all it needs."""

    def __init__(self, settings: Tmch, logins: Logins, keys: tuple[Cert, ...], context: ssl.SSLContext) -> None:
        self._base = settings.url.rstrip("/") + "/"
        self._crl_url = settings.crl_url
        self._logins = logins
        self._keys = keys
        self._asking = Asking(context, settings.timeout, _LONGEST)
        self.takes_files = bool(settings.url)
        self.kinds: tuple[TmchKind, ...] = (*(_PATHS if settings.url else ()), *(("crl",) if settings.crl_url else ()))

    async def close(self) -> None:
        await self._asking.close()

    async def published(self, kind: TmchKind, known: str | None) -> Published | None:
        """As the protocol of the registry says. When a list and its signature do not fit, the clearinghouse may have exchanged
        them between our two questions: both are asked for once more."""
        if kind == "crl":
            answer = await self._list(self._crl_url, known, None)
            return None if answer is None else Published(answer.body, _validator(answer))
        for last in (False, True):
            answer = await self._list(f"{self._base}{_PATHS[kind]}.csv", known, self._logins.of_list(kind))
            if answer is None:
                return None
            signature = await self._list(f"{self._base}{_PATHS[kind]}.sig", None, self._logins.of_list(kind))
            assert signature is not None
            try:
                await asyncio.to_thread(demand_signature, answer.body, signature.body, self._keys)
            except NotTrusted:
                if last:
                    raise
                continue
            return Published(answer.body, _validator(answer))
        raise AssertionError("unreachable")

    async def _list(self, url: str, known: str | None, login: Login | None) -> Answer | None:
        condition = {} if known is None else {_condition(known): known}
        answer = await self._ask("GET", url, login, headers=condition)
        if answer.status == HTTPStatus.NOT_MODIFIED and known is not None:
            return None
        _demand(answer, url, HTTPStatus.OK)
        return answer

    async def take(self, tld: str, tray: Tray, content: str) -> Receipt:
        url = f"{self._base}LORDN/{tld}/{tray}"
        answer = await self._ask("POST", url, self._logins.of(tld), content=content.encode())
        if answer.status == HTTPStatus.BAD_REQUEST:
            raise FileRefused(" ".join(answer.text.split())[:500] or "no reason given")
        _demand(answer, url, HTTPStatus.ACCEPTED)
        location = urljoin(url, answer.headers.get("location", ""))
        if location == url:
            raise ClearinghouseSilent(f"{url} took the file, and did not say where its log will be")
        self._demand_ours(location)
        return Receipt(answer.text.strip()[:40], location)

    async def log(self, tld: str, location: str) -> str | None:
        self._demand_ours(location)
        answer = await self._ask("GET", location, self._logins.of(tld))
        if answer.status == HTTPStatus.NO_CONTENT:
            return None
        _demand(answer, location, HTTPStatus.OK)
        return answer.text

    def _demand_ours(self, location: str) -> None:
        """A password goes to the clearinghouse, and to nobody it may point at."""
        theirs, ours = httpx.URL(location), httpx.URL(self._base)
        if (theirs.scheme, theirs.host, theirs.port) != (ours.scheme, ours.host, ours.port):
            raise ClearinghouseDeclines(f"the log would be at {location}, which is another server")

    async def _ask(
        self,
        method: str,
        url: str,
        login: Login | None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Answer:
        kind = {"Content-Type": "text/csv; charset=utf-8"} if content is not None else {}
        try:
            return await self._asking.ask(
                method, url, (login.name, login.password) if login else None, {**(headers or {}), **kind}, content
            )
        except Unanswered as silence:
            raise ClearinghouseSilent(str(silence)) from None


def _validator(answer: Answer) -> str | None:
    """What tells this list from another: its entity tag, or else when it was changed."""
    validator: str | None = answer.headers.get("etag") or answer.headers.get("last-modified")
    return validator


def _condition(validator: str) -> str:
    return "If-None-Match" if validator.startswith(('"', "W/")) else "If-Modified-Since"


def _demand(answer: Answer, url: str, wanted: HTTPStatus) -> None:
    """Where the clearinghouse says that it failed, another try may help; where it says that we did, people must."""
    if answer.status == wanted:
        return
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise ClearinghouseSilent(f"{url} answers {answer.status}")
    if answer.status == HTTPStatus.UNAUTHORIZED:
        raise ClearinghouseDeclines(f"{url} answers 401: the login or the password is not the right one")
    raise ClearinghouseDeclines(f"{url} answers {answer.status} in place of {wanted.value}")
