"""RDAP over HTTP (RFC 7480): a request is answered by one document, whatever became of it."""

import logging
import re
import secrets
from collections.abc import Sequence
from typing import Final

import orjson

from registry.actions.disclosed import Unrecorded
from registry.clock import stopwatch
from registry.context import Context, Registry
from registry.model.disclosure import ANYBODY, Asker
from registry.settings import Whois
from whois import lookup
from whois.limits import RateLimit
from whois.metrics import Result, count
from whois.queries import DomainQuery, NameServerQuery, ReverseQuery, SearchQuery
from whois.rdap import answers, notices, pages
from whois.rdap.askers import NotAdmitted, Way, recognised
from whois.rdap.credentials import CHALLENGES
from whois.rdap.cursors import Cursors
from whois.rdap.document import document
from whois.rdap.paths import EntityQuestion, HelpQuestion, LookUp, NoQuestion, question
from whois.rdap.searches import SearchQuestion
from whois.rdap.shapes import RDAP, Answer, Error, Help
from whois.search import search
from wire.web import HttpRequest, HttpResponse

log = logging.getLogger(__name__)

# What a client may call us: anything else in a Host header is not repeated.
_HOST: Final = re.compile(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?")
_ALWAYS: Final = (
    ("Content-Type", RDAP),
    ("Access-Control-Allow-Origin", "*"),
    ("Vary", "Authorization, Cookie"),
    ("X-Content-Type-Options", "nosniff"),
)
_HEADERS: Final = (*_ALWAYS, ("Cache-Control", "max-age=60"))
# of answers to somebody who is known, or claims to be
PRIVATE: Final = (*_ALWAYS, ("Cache-Control", "private, no-store"))
_LATER: Final = (("Retry-After", "60"),)
TITLES: Final = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    414: "URI Too Long",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
    501: "Not Implemented",
    503: "Service Unavailable",
}
_METHODS: Final = ("GET", "HEAD", "OPTIONS")
# What a browser hears that asks before it lets a script of another site show a token (the Fetch standard, CORS preflight). An
# asterisk would not let it show one, and cookies are not for scripts: nothing allows them.
_PREFLIGHT: Final = (
    ("Allow", ", ".join(_METHODS)),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Methods", "GET, HEAD"),
    ("Access-Control-Allow-Headers", "Authorization"),
    ("Access-Control-Max-Age", "86400"),
)
# What metrics call a question.
_KINDS: Final[dict[type, str]] = {
    DomainQuery: "domain",
    NameServerQuery: "nameserver",
    EntityQuestion: "entity",
    SearchQuestion: "search",
    HelpQuestion: "help",
    NoQuestion: "none",
}


_NOTHING_MORE: Final = answers.of_help()


class Rdap:
    """What all requests of a process share; `answer` is what the wire serves, `ways` are how askers make themselves known.

    `told` is the answer to a request for help.
    """

    def __init__(
        self,
        registry: Registry,
        settings: Whois,
        limit: RateLimit,
        ways: Sequence[Way] = (),
        *,
        searches: RateLimit | None = None,
        told: Help = _NOTHING_MORE,
    ) -> None:
        self._registry = registry
        self._itself = f"{settings.host}:{settings.rdap_port}"
        self._limit = limit
        self._ways = ways
        self._told = told
        self._searches = searches or RateLimit(settings.searches_per_minute, settings.unlimited)
        self._reverse = RateLimit(settings.reverse_searches_per_minute, settings.unlimited)
        self._cursors = Cursors(settings.cursor_key or secrets.token_urlsafe(32))

    async def answer(self, request: HttpRequest) -> HttpResponse:
        began = stopwatch()
        if request.method == "OPTIONS":  # tells of no object, and costs none of what an address may ask
            count(self._registry, "rdap", "preflight", "found", stopwatch() - began)
            return HttpResponse(204, _PREFLIGHT)
        base = base_of(request, self._itself)
        kind, name = "none", ""
        headers: tuple[tuple[str, str], ...] = _HEADERS
        cx = self._registry.context("whois", address=request.address)
        # the URL as the client sent it, which may hold anything that HTTP lets through
        asked = base.removesuffix("/") + request.path + (f"?{request.query}" if request.query else "")
        said: Answer
        result: Result
        try:
            if request.method not in _METHODS:
                said, result = answers.of_error(405, "Method Not Allowed", "Ask by GET or HEAD."), "malformed"
                headers = (*_HEADERS, ("Allow", ", ".join(_METHODS)))
            elif not self._limit.grant(request.address):
                said, result = _too_often("Please ask again in a minute.")
                headers = (*_HEADERS, *_LATER)
            else:
                asker = await recognised(cx, request, self._ways)
                headers = _HEADERS if asker is ANYBODY else PRIVATE
                wanted = question(request.path, request.query)
                kind = _KINDS[type(wanted)]
                name = wanted.name if isinstance(wanted, DomainQuery | NameServerQuery) else ""
                if not isinstance(wanted, SearchQuestion):
                    said, result = await _answer(cx, asker, wanted, asked, base, self._told)
                elif isinstance(wanted.query, ReverseQuery) and not self._may_reverse(request, asker, wanted.query):
                    said, result = _too_often("Please search for what is somebody's again in a minute.")
                    headers = (*headers, *_LATER)
                elif self._searches.grant(request.address):
                    said, result = await self._searched(cx, asker, wanted, asked, base)
                else:
                    said, result = _too_often("Please search again in a minute.")
                    headers = (*headers, *_LATER)
        except NotAdmitted as why:
            said, result = answers.of_error(why.status, TITLES[why.status], why.reason), "refused"
            headers = (*PRIVATE, *why.headers)
        except Unrecorded:
            log.exception("nobody was shown what could not be recorded")
            said, result = answers.of_error(503, TITLES[503], "Please ask again later, or as anybody."), "failed"
            headers = (*PRIVATE, *_LATER)
        except Exception:
            log.exception("a question of kind %s failed", kind)
            said, result = answers.of_error(500, "Internal Server Error", "Please ask again later."), "failed"
            headers = PRIVATE
        count(self._registry, "rdap", kind, result, stopwatch() - began, name)
        status = said.error_code if isinstance(said, Error) else 200
        body = orjson.dumps(document(said, notices.top(said, asked, base)))
        return HttpResponse(status, headers, body)

    def _may_reverse(self, request: HttpRequest, asker: Asker, query: ReverseQuery) -> bool:
        """Whether an asker has one more such search. Raises NotAdmitted for who may have none (RFC 9536, section 12)."""
        if not request.secure:
            raise NotAdmitted(403, "What is somebody's is searched for over HTTPS alone.")
        if asker is ANYBODY:
            raise NotAdmitted(401, "Say who you are: not everybody may search for what is somebody's.", *CHALLENGES)
        if asker.is_public:
            raise NotAdmitted(403, "You may not search for what is somebody's.")
        granted = self._reverse.grant(request.address)
        if granted:
            # by what, and never for whom: that would be a second register of people
            log.info("reverse search by %s (%s) for %s: %s", asker.name, asker.kind, asker.purpose, query.by)
        return granted

    async def _searched(
        self, cx: Context, asker: Asker, wanted: SearchQuestion, asked: str, base: str
    ) -> tuple[Answer, Result]:
        query, after, number = wanted.query, None, 1
        if wanted.cursor is not None:
            place = self._cursors.opened(query, wanted.cursor)
            if place is None:
                return answers.of_error(400, "Bad Request", "That is no cursor of this search."), "malformed"
            after, number = place
        try:
            if wanted.field_set.kept is not None and isinstance(query, SearchQuery):
                asker = ANYBODY  # where contacts are neither told nor looked for they need not be read
            page = await search(cx, query, after, counted=wanted.counted, asker=asker)
        except TimeoutError:
            return answers.of_error(422, TITLES[422], "That would take too long; please search for less."), "limited"
        following = None
        if page.after is not None:
            following = base + wanted.path(wanted.field_set, self._cursors.sealed(query, page.after, number + 1))
        if not page.found and following is None and number == 1:
            return _nothing()
        return await pages.of_page(page, wanted, asked, base, cx.now, number, following), "several"


def base_of(request: HttpRequest, itself: str) -> str:
    """What our URLs begin with, as the client sees us; a Host that is no name of a host is not believed: it is `itself` then."""
    host = request.headers.get("host", "")
    if _HOST.fullmatch(host) is None:
        host = itself
    return f"{'https' if request.secure else 'http'}://{host}/"


async def _answer(
    cx: Context, asker: Asker, wanted: LookUp, asked: str, base: str, told: Help
) -> tuple[Answer, Result]:
    match wanted:
        case DomainQuery(name):
            domain = await lookup.domain(cx, name, asker)
            return (answers.of_domain(domain, asked, base, cx.now), "found") if domain else _nothing()
        case NameServerQuery(name):
            server = await lookup.name_server(cx, name)
            return (answers.of_name_server(server, asked, base, cx.now), "found") if server else _nothing()
        case EntityQuestion(handle):
            if contact := await lookup.contact(cx, handle, asker):
                return answers.of_contact(contact, asked, base, cx.now), "found"
            registrar = await lookup.registrar(cx, handle)
            return (answers.of_registrar(registrar, asked, base, cx.now), "found") if registrar else _nothing()
        case HelpQuestion():
            return told, "found"
        case NoQuestion(status, reason):
            return answers.of_error(status, TITLES[status], reason), "missing" if status == 404 else "malformed"


def _too_often(again: str) -> tuple[Answer, Result]:
    return answers.of_error(429, "Too Many Requests", again), "limited"


def _nothing() -> tuple[Answer, Result]:
    return answers.of_error(404, "Not Found", "There is no such object here."), "missing"
