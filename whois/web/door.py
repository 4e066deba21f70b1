"""The pages of the public on the ports of RDAP: `/`, `/lookup?name=`, `/das/NAME`; every other path is RDAP's.

The rules of this file:

* Nothing here needs a script, and the content security policy lets none run.
* The address's bucket is the one of port 43 and RDAP; what belongs to the page, style and icon, is free.
"""

import logging
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, unquote_to_bytes

from registry.clock import stopwatch
from registry.context import Context, Registry
from registry.settings import Whois
from whois import lookup
from whois.availability import standing_of, standing_of_unregistered
from whois.limits import RateLimit
from whois.metrics import Result, count
from whois.port43.query import Malformed, parse
from whois.port43.reply import answered, written
from whois.queries import DomainQuery, NameServerQuery
from whois.web import das, page
from wire.web import HttpAnswer, HttpRequest, HttpResponse

log = logging.getLogger(__name__)

MOST: Final = 1024  # octets of a query or of a path after /das/: a name has 253, each written with three
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = (
    ("Content-Security-Policy", _POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
)
_HERE: Final = Path(__file__).parent
_ICON: Final = ("image/svg+xml", (_HERE / "icon.svg").read_bytes())
# What belongs to the page, with its type; a browser that shows an answer of RDAP asks for the icon where it always was.
_PARTS: Final = {
    "/style.css": ("text/css; charset=utf-8", (_HERE / "style.css").read_bytes()),
    "/icon.svg": _ICON,
    "/favicon.ico": _ICON,
}
_SLOW_DOWN: Final = ("Retry-After", "60")
_LATER: Final = "The query cannot be answered now. Please ask again later."
_TOO_OFTEN: Final = "You ask too often. Please wait a minute and ask again."
_TOO_LONG: Final = f"A query has {MOST} octets at most."

# A page's status, itself, and what metrics call the question and how it went.
_Page = tuple[int, page.Page, str, Result]


class Web:
    """What all requests of a process share; `rdap` answers what is not ours."""

    def __init__(self, registry: Registry, settings: Whois, limit: RateLimit, rdap: HttpAnswer) -> None:
        self._registry = registry
        self._profile = settings.profile
        self._limit = limit
        self._rdap = rdap

    async def answer(self, request: HttpRequest) -> HttpResponse:
        path = request.path
        if path not in ("/", "/lookup", *_PARTS) and not path.startswith("/das/"):
            return await self._rdap(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(405, (("Allow", "GET, HEAD"), *_HEADERS))
        if path in _PARTS:
            content_type, part = _PARTS[path]
            return HttpResponse(
                200, (("Content-Type", content_type), ("Cache-Control", "max-age=3600"), *_HEADERS), part
            )
        return await (self._das(request) if path.startswith("/das/") else self._page(request))

    async def _page(self, request: HttpRequest) -> HttpResponse:
        began = stopwatch()
        cx = self._registry.context("whois", address=request.address)
        try:
            if not self._limit.grant(request.address):
                typed = _name_in(request.query[:MOST]).decode(errors="replace")
                status, shown, kind, result = _no(429, typed, _TOO_OFTEN, "limited")
            elif len(request.query) > MOST:
                status, shown, kind, result = _no(414, "", _TOO_LONG, "malformed")
            else:
                status, shown, kind, result = await _looked_up(cx, _name_in(request.query), self._profile)
        except Exception:
            log.exception("a page could not be made")
            status, shown, kind, result = _no(500, "", _LATER, "failed")
        count(self._registry, "web", kind, result, stopwatch() - began, shown.asked)
        extra = (_SLOW_DOWN,) if status == 429 else ()
        headers = ("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store"), *_HEADERS, *extra
        return HttpResponse(status, headers, page.written(shown))

    async def _das(self, request: HttpRequest) -> HttpResponse:
        began = stopwatch()
        cx = self._registry.context("whois", address=request.address)
        result: Result
        try:
            if not self._limit.grant(request.address):
                status, said, result = 429, das.Said(error=_TOO_OFTEN), "limited"
            else:
                status, said, result = await _stands(cx, request.path.removeprefix("/das/"))
        except Exception:
            log.exception("an availability could not be told")
            status, said, result = 500, das.Said(error=_LATER), "failed"
        kind, name = ("domain", said.stands.name) if said.stands else ("none", "")
        count(self._registry, "das", kind, result, stopwatch() - began, name)
        content_type, body = das.written(said, as_json=das.wants_json(request))
        extra = (_SLOW_DOWN,) if status == 429 else ()
        shared = ("Access-Control-Allow-Origin", "*"), ("Cache-Control", "no-store"), ("Vary", "Accept")
        return HttpResponse(status, (("Content-Type", content_type), *shared, *_HEADERS, *extra), body)


def _name_in(query: str) -> bytes:
    """The octets of the first `name` of a query string; none is an empty one."""
    return parse_qs(query, encoding="latin-1").get("name", [""])[0].encode("latin-1").strip()


async def _looked_up(cx: Context, asked: bytes, profile: str) -> _Page:
    if not asked:
        return 200, page.Page(), "none", "found"
    typed = asked.decode(errors="replace")
    match parse(asked):
        case Malformed(reason):
            return _no(400, typed, reason, "malformed")
        case DomainQuery(name):
            found = await lookup.domain(cx, name)
            if found:
                raw = (await written(cx, (found,), profile)).decode()
                return 200, page.of_domain(typed, found, cx.now, raw), "domain", "found"
            stands = await standing_of_unregistered(cx, name)
            return 200, page.of_unregistered(typed, stands), "domain", "missing"
        case query:
            whole, result = await answered(cx, query, profile)
            rdap = f"/nameserver/{query.name}" if isinstance(query, NameServerQuery) and result == "found" else None
            kind = "nameserver" if isinstance(query, NameServerQuery) else "other"
            asked_for = query.name if isinstance(query, NameServerQuery) else ""
            return 200, page.Page(typed, raw=whole.decode(), rdap=rdap, asked=asked_for), kind, result


async def _stands(cx: Context, path: str) -> tuple[int, das.Said, Result]:
    raw = unquote_to_bytes(path.encode("latin-1"))
    query = parse(b"domain " + raw) if raw.strip() and len(path) <= MOST else None
    if not isinstance(query, DomainQuery):
        return 400, das.Said(error="Ask for das/NAME, in any form that a name can have."), "malformed"
    stands = await standing_of(cx, query.name)
    return 200, das.Said(stands), "found" if stands.standing == "registered" else "missing"


def _no(status: int, typed: str, sentence: str, result: Result) -> _Page:
    return status, page.Page(typed, sentence=sentence, tone="no"), "none", result
