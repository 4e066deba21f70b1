"""What a query is answered, and in which layout: the one of its TLD, or of the server where it is of none; RIPE's where it is
asked in RIPE's language.

An answer is whole before it leaves, but one: the domains that a name server serves go out page by page, the next one read when
the client has taken the last. Neither a slow reader nor a popular name server makes this process remember more than a page.
"""

import logging
from collections.abc import AsyncIterator, Sequence
from importlib.metadata import version
from typing import Final

from registry.context import Context
from whois import lookup
from whois.limits import RateLimit
from whois.lookup import Found, FoundDomain
from whois.metrics import Result
from whois.port43 import answer, ripe
from whois.port43.options import Asked, ServerQuery, Wanted
from whois.port43.query import Malformed, Query
from whois.queries import (
    AddressQuery,
    ContactQuery,
    DomainQuery,
    NameServerQuery,
    RegistrarQuery,
    RoidQuery,
    SearchQuery,
)
from whois.search import Page, search

log = logging.getLogger(__name__)

# Of the domains of a name server, no answer shows more.
STREAMED: Final = 1000
# So many of them leave together: who reads slowly shows by small pieces that he reads.
AT_ONCE: Final = 10

Whole = tuple[bytes, Result]


async def answered(cx: Context, query: Query, profile: str) -> Whole:
    """What a query without options is answered and how it went: port 43 sends it, the web shows it."""
    if isinstance(query, Malformed):
        return _malformed(cx, query, profile), "malformed"
    found = await _found(cx, query)
    if not found:
        text = _text(query)
        return _nothing(cx, text, _profile_of_name(cx, text, profile)), "missing"
    return await written(cx, found, profile), "found" if len(found) == 1 else "several"


async def written(cx: Context, found: Sequence[Found], profile: str) -> bytes:
    """What was found, in the layout of its TLD."""
    match _profile_of(cx, found[0], profile):
        case "ripe":
            return ripe.head(cx.registry.repository, cx.now) + await _objects(cx, found, related=True)
        case of_icann:
            return answer.of_found(found, cx.now, contacts=of_icann == "icann")


async def answered_in_ripe(
    cx: Context, asked: Asked, searches: RateLimit
) -> tuple[bytes | AsyncIterator[bytes], Result]:
    """What a query with options is answered: all objects of the kinds that it names."""
    head = ripe.head(cx.registry.repository, cx.now)
    found: list[Found] = []
    for wanted in asked.wanted:
        match wanted:
            case Malformed(reason, code):
                return head + ripe.of_malformed(reason, code), "malformed"
            case ServerQuery(about):
                return ripe.of_server(about, version("namehouse")), "found"
            case SearchQuery():
                return await _served(cx, wanted, head, searches)
            case query:
                found += await _found(cx, query)
    if not found:
        return head + ripe.of_nothing(_text(asked.wanted[0])), "missing"
    return head + await _objects(cx, found, related=asked.related), "found" if len(found) == 1 else "several"


async def _found(cx: Context, query: Wanted) -> Sequence[Found]:
    match query:
        case DomainQuery(name):
            domain = await lookup.domain(cx, name)
            return (domain,) if domain else ()
        case NameServerQuery(name):
            server = await lookup.name_server(cx, name)
            return (server,) if server else ()
        case AddressQuery(address):
            return await lookup.name_servers_at(cx, address)
        case RegistrarQuery(text):
            return await lookup.registrars_like(cx, text)
        case RoidQuery(roid):
            named = await lookup.by_roid(cx, roid)
            return (named,) if named else ()
    return ()


def _text(query: Wanted) -> str:
    """What was asked for, for who is told that there is none."""
    match query:
        case DomainQuery(text) | NameServerQuery(text) | RegistrarQuery(text) | RoidQuery(text) | ContactQuery(text):
            return text
        case AddressQuery(address):
            return str(address)
    return ""


async def _objects(cx: Context, found: Sequence[Found], *, related: bool) -> bytes:
    """One domain comes with all that it refers to; of several objects there is only themselves."""
    match found:
        case [FoundDomain() as domain] if related:
            servers = await lookup.name_servers(cx, domain.domain.hosts)
            return ripe.of_domain_whole(domain, servers, cx.now)
    return ripe.of_objects(found, cx.now)


async def _served(
    cx: Context, query: SearchQuery, head: bytes, searches: RateLimit
) -> tuple[bytes | AsyncIterator[bytes], Result]:
    """The first page is there before anything is said: what follows may be little, but it is no refusal."""
    if not searches.grant(cx.address or ""):
        return head + ripe.of_error(
            201, "access denied", "Too many searches. Please search again in a minute."
        ), "limited"
    try:
        page = await search(cx, query, None, counted=False)
    except TimeoutError:
        return head + ripe.of_error(201, "access denied", "That takes too long to be searched for."), "limited"
    if not page.found and page.after is None:
        return head + ripe.of_nothing(query.text), "missing"
    return _pages(cx, query, head, page), "several"


async def _pages(cx: Context, query: SearchQuery, head: bytes, page: Page) -> AsyncIterator[bytes]:
    yield head
    shown = 0
    while True:
        shown += len(page.found)
        for start in range(0, len(page.found), AT_ONCE):
            yield ripe.of_objects(page.found[start : start + AT_ONCE], cx.now)
        if page.after is None:
            return
        if shown >= STREAMED:
            yield ripe.shortened(STREAMED)
            return
        try:
            page = await search(cx, query, page.after, counted=False)
        except Exception:
            log.exception("a search could not be finished")
            yield ripe.of_error(
                500, "the answer ends here", "The query cannot be answered now. Please ask again later."
            )
            return


def _nothing(cx: Context, text: str, profile: str) -> bytes:
    if profile == "ripe":
        return ripe.head(cx.registry.repository, cx.now) + ripe.of_nothing(text)
    return answer.of_nothing(text, cx.now)


def _malformed(cx: Context, query: Malformed, profile: str) -> bytes:
    if profile == "ripe":
        return ripe.head(cx.registry.repository, cx.now) + ripe.of_malformed(query.reason, query.code)
    return answer.of_malformed(query.reason, cx.now)


def _profile_of(cx: Context, found: Found, otherwise: str) -> str:
    match found:
        case FoundDomain(policy=policy):
            return policy.rules.whois or otherwise
        case lookup.FoundNameServer(name=name):
            return _profile_of_name(cx, name, otherwise)
    return otherwise


def _profile_of_name(cx: Context, name: str, otherwise: str) -> str:
    """That of the TLD the name would be of, if it is one of ours."""
    tld = cx.book.tld_of(name)
    return (cx.book.at(tld, cx.now).rules.whois if tld else None) or otherwise
