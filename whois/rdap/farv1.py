"""The paths below farv1_session (RFC 9560, section 5): people log in at a provider, and have a session here.

The rule of this file: all of it goes over HTTPS alone, and what it says is its asker's; no cache keeps it.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final

import orjson

from registry.clock import stopwatch
from registry.context import Context, Registry
from whois.metrics import Result, count
from whois.openid.exchange import ProviderSilent
from whois.rdap import notices
from whois.rdap.askers import NotAdmitted
from whois.rdap.document import document
from whois.rdap.door import PRIVATE, TITLES, base_of
from whois.rdap.farv1_logins import LATER, Logins
from whois.rdap.farv1_sessions import Failed, Said, Sessions
from whois.rdap.farv1_shapes import Session, SessionAnswer
from whois.rdap.federation import CALLBACK, PATHS, Federation, Parameters, demand_secure, parameters
from whois.rdap.shapes import Notice
from wire.web import HttpAnswer, HttpRequest, HttpResponse

log = logging.getLogger(__name__)

_MOST_PATH: Final = 1024

_Do = Callable[[Context, HttpRequest, Parameters], Awaitable[Said | HttpResponse]]


class Farv1:
    """What all requests of a process share; `rdap` answers every other path."""

    def __init__(self, registry: Registry, federation: Federation, host: str, port: int, rdap: HttpAnswer) -> None:
        self._registry = registry
        self._federation = federation
        self._itself = f"{host}:{port}"
        self._rdap = rdap
        logins, sessions = Logins(registry.clock, federation), Sessions(federation)
        self._doings: Mapping[str, _Do] = {
            "login": logins.login,
            CALLBACK: logins.back,
            "device": logins.device,
            "devicepoll": logins.poll,
            "status": sessions.status,
            "refresh": sessions.refresh,
            "logout": sessions.logout,
        }

    async def answer(self, request: HttpRequest) -> HttpResponse:
        if request.method == "OPTIONS" or not request.path.startswith(PATHS):
            return await self._rdap(request)
        began = stopwatch()
        base = base_of(request, self._itself)
        # the parameters of these paths are secrets of people: they are not repeated
        asked = base.removesuffix("/") + request.path[:_MOST_PATH]
        cx = self._registry.context("whois", address=request.address)
        result: Result = "found"
        said: Said | HttpResponse
        try:
            said = await self._done(cx, request)
        except NotAdmitted as why:
            said, result = _error(why.status, str(why), None, *why.headers), "refused"
        except Failed as why:
            said, result = _error(why.status, str(why), why.session, *why.headers), "refused"
        except ProviderSilent as why:
            log.warning("a provider failed: %s", why)
            said, result = _error(503, "Your provider gives no answer. Please try again later.", None, LATER), "failed"
        except Exception:
            log.exception("a request about a session failed")
            said, result = _error(500, "Please try again later.", None), "failed"
        count(self._registry, "rdap", "session", result, stopwatch() - began)
        if isinstance(said, HttpResponse):
            return said
        top = notices.top(said.answer, asked, base)
        if said.sentences:
            top = replace(top, notices=(*top.notices, Notice(said.title, said.sentences)))
        body = orjson.dumps(document(said.answer, top))
        return HttpResponse(said.answer.error_code or 200, (*PRIVATE, *said.headers), body)

    async def _done(self, cx: Context, request: HttpRequest) -> Said | HttpResponse:
        doing = self._doings.get(request.path.removeprefix(PATHS))
        if doing is None:
            raise NotAdmitted(404, f"Below farv1_session are {', '.join(each for each in self._doings)}.")
        if request.method != "GET":
            raise NotAdmitted(405, "Sessions are asked for by GET.", ("Allow", "GET"))
        demand_secure(request)
        if not self._federation.limit.grant(request.address):
            raise NotAdmitted(429, "Please try again in a minute.", LATER)
        return await doing(cx, request, parameters(request.query))


def _error(status: int, reason: str, session: Session | None, *headers: tuple[str, str]) -> Said:
    return Said("", (), SessionAnswer(session, {}, status, TITLES[status], (reason,)), headers)
