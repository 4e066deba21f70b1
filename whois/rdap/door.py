"""RDAP over HTTP (RFC 7480): a request is answered by one document, whatever became of it."""

import logging
import re
from typing import Final

import orjson

from registry.clock import stopwatch
from registry.context import Context, Registry
from registry.settings import Whois
from whois import lookup
from whois.limits import RateLimit
from whois.metrics import Result, count
from whois.queries import DomainQuery, NameServerQuery
from whois.rdap import answers
from whois.rdap.paths import EntityQuestion, HelpQuestion, NoQuestion, Question, question
from whois.rdap.shapes import Answer, Error, document
from wire.web import HttpRequest, HttpResponse

log = logging.getLogger(__name__)

# What a client may call us: anything else in a Host header is not repeated.
_HOST: Final = re.compile(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?")
_HEADERS: Final = (
    ("Content-Type", answers.RDAP),
    ("Access-Control-Allow-Origin", "*"),
    ("Cache-Control", "max-age=60"),
    ("X-Content-Type-Options", "nosniff"),
)
_RETRY_SECONDS: Final = 60
_METHODS: Final = ("GET", "HEAD")
# What metrics call a question.
_KINDS: Final[dict[type, str]] = {
    DomainQuery: "domain",
    NameServerQuery: "nameserver",
    EntityQuestion: "entity",
    HelpQuestion: "help",
    NoQuestion: "none",
}


class Rdap:
    """What all requests of a process share; `answer` is what the wire serves."""

    def __init__(self, registry: Registry, settings: Whois, limit: RateLimit) -> None:
        self._registry = registry
        self._settings = settings
        self._limit = limit

    async def answer(self, request: HttpRequest) -> HttpResponse:
        began = stopwatch()
        base = self._base(request)
        kind = "none"
        extra: tuple[tuple[str, str], ...] = ()
        cx = self._registry.context("whois", address=request.address)
        # the URL as the client sent it, which may hold anything that HTTP lets through
        asked = base.removesuffix("/") + request.path + (f"?{request.query}" if request.query else "")
        said: Answer
        result: Result
        try:
            if request.method not in _METHODS:
                said, result = answers.of_error(405, "Method Not Allowed", "Ask by GET or HEAD."), "malformed"
                extra = (("Allow", ", ".join(_METHODS)),)
            elif not self._limit.grant(request.address):
                said, result = answers.of_error(429, "Too Many Requests", "Please ask again in a minute."), "limited"
                extra = (("Retry-After", str(_RETRY_SECONDS)),)
            else:
                wanted = question(request.path)
                kind = _KINDS[type(wanted)]
                said, result = await _answer(cx, wanted, asked, base)
        except Exception:
            log.exception("a question of kind %s failed", kind)
            said, result = answers.of_error(500, "Internal Server Error", "Please ask again later."), "failed"
        count("rdap", kind, result, stopwatch() - began)
        status = said.error_code if isinstance(said, Error) else 200
        body = orjson.dumps(document(said, answers.top(said, asked, base)))
        return HttpResponse(status, (*_HEADERS, *extra), body)

    def _base(self, request: HttpRequest) -> str:
        """What our URLs begin with, as the client sees us; a Host that is no name of a host is not believed."""
        host = request.headers.get("host", "")
        if _HOST.fullmatch(host) is None:
            host = f"{self._settings.host}:{self._settings.rdap_port}"
        return f"{'https' if request.secure else 'http'}://{host}/"


async def _answer(cx: Context, wanted: Question, asked: str, base: str) -> tuple[Answer, Result]:
    match wanted:
        case DomainQuery(name):
            domain = await lookup.domain(cx, name)
            return (answers.of_domain(domain, asked, base, cx.now), "found") if domain else _nothing()
        case NameServerQuery(name):
            server = await lookup.name_server(cx, name)
            return (answers.of_name_server(server, asked, base, cx.now), "found") if server else _nothing()
        case EntityQuestion(handle):
            registrar = await lookup.registrar(cx, handle)
            return (answers.of_registrar(registrar, asked, base, cx.now), "found") if registrar else _nothing()
        case HelpQuestion():
            return answers.of_help(), "found"
        case NoQuestion(status, reason):
            title = "Not Found" if status == 404 else "Bad Request" if status == 400 else "URI Too Long"
            return answers.of_error(status, title, reason), "missing" if status == 404 else "malformed"


def _nothing() -> tuple[Answer, Result]:
    return answers.of_error(404, "Not Found", "There is no such object here."), "missing"
