"""A path becomes a question (RFC 9082, section 3), or the reason why it is none."""

from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from registry.model.names import canonical, is_fqdn
from whois.queries import DomainQuery, NameServerQuery
from whois.rdap.searches import PROPERTIES, NotSearched, SearchQuestion, reverse_question, search_question

MOST = 1024  # octets of a path; a name has 253, and each of its octets may be written with three


@dataclass(frozen=True, slots=True)
class EntityQuestion:
    """A handle: a registrar's IANA id, or its own handle where it has none; or a contact's ROID."""

    handle: str


@dataclass(frozen=True, slots=True)
class HelpQuestion:
    """What this server is, and on which terms."""


@dataclass(frozen=True, slots=True)
class NoQuestion:
    """Nothing that could be looked up; `status` is what HTTP calls it, `reason` a sentence for whoever typed it."""

    status: int
    reason: str


LookUp = DomainQuery | NameServerQuery | EntityQuestion | HelpQuestion | NoQuestion
Question = LookUp | SearchQuestion

FORMS = "Ask for domain/NAME, nameserver/NAME, entity/HANDLE or help, or search domains, nameservers or entities."


def question(path: str, query: str) -> Question:
    """What a path as sent asks for, percent-encoded or not.

    A name that cannot be one is not there (404, as ICANN's profile wants it); octets that are no text are a bad request.
    """
    if len(path) > MOST:
        return NoQuestion(414, f"A path has {MOST} octets at most.")
    kind, *rest = path.removeprefix("/").split("/")
    if kind in PROPERTIES and rest in ([], [""]):
        try:
            return search_question(kind, query)
        except NotSearched as why:
            return NoQuestion(why.status, why.reason)
    if kind in PROPERTIES and rest[0] == "reverse_search" and len(rest) == 2:
        try:
            return reverse_question(kind, rest[1], query)
        except NotSearched as why:
            return NoQuestion(why.status, why.reason)
    if kind == "help" and rest in ([], [""]):
        return HelpQuestion()
    if kind not in ("domain", "nameserver", "entity") or len(rest) != 1 or not rest[0]:
        return NoQuestion(400 if kind in ("domain", "nameserver", "entity") else 404, FORMS)
    try:
        # asked for by what stands in the URL, be it percent-encoded or plain octets of UTF-8
        text = unquote_to_bytes(rest[0].encode("latin-1")).decode()
    except UnicodeError:
        return NoQuestion(400, "The path is not UTF-8.")
    if not text.isprintable():
        return NoQuestion(400, "The path holds characters that cannot be printed.")
    if kind == "entity":
        return EntityQuestion(text)
    name = canonical(text).removesuffix(".")
    if not is_fqdn(name):
        return NoQuestion(404, "There is no such name, nor can there be.")
    return DomainQuery(name) if kind == "domain" else NameServerQuery(name)
