"""Path and query string of a search become a question (RFC 9082, section 3.2; RFC 8977; RFC 8982), or why they are none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, cast, get_args
from urllib.parse import parse_qsl, urlencode

from registry.model.host import Address, parsed
from registry.model.names import canonical, is_fqdn
from whois.queries import Pattern, ReverseKind, ReverseProperty, ReverseQuery, SearchBy, SearchQuery, Sort
from whois.rdap.field_sets import DEFAULT, FIELD_SETS, FieldSet
from whois.rdap.sorts import sorts

MOST: Final = 1024  # octets of a query string
LEAST: Final = 3  # characters before the star
_PARAMETERS: Final = 16

# What can be searched for, and by which property.
PROPERTIES: Final[Mapping[str, Mapping[str, SearchBy]]] = {
    "domains": {"name": "domains name", "nsLdhName": "domains nsLdhName", "nsIp": "domains nsIp"},
    "nameservers": {"name": "nameservers name", "ip": "nameservers ip"},
    "entities": {"fn": "entities fn", "handle": "entities handle"},
}
# What can be searched for by whom it belongs to, and by which of the properties that IANA registers.
REVERSE: Final[Mapping[str, tuple[ReverseProperty, ...]]] = {
    "domains": ("fn", "handle", "email", "role"),
    "nameservers": ("fn", "handle", "role"),
    "entities": ("email", "role"),
}
# Where an answer tells what is searched for, as IANA registers that.
MAPPING: Final[Mapping[str, str]] = {
    "fn": "$.entities[*].vcardArray[1][?(@[0]=='fn')][3]",
    "handle": "$.entities[*].handle",
    "email": "$.entities[*].vcardArray[1][?(@[0]=='email')][3]",
    "role": "$.entities[*].roles",
}
_BEGINS: Final = re.compile(r"[a-z0-9_]([a-z0-9_-]|\.(?=[a-z0-9_]|$))*")
_TRUTHS: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class NotSearched(Exception):
    """Why a search is none: `status` is HTTP's, `reason` a sentence for whoever typed it."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True, slots=True)
class SearchQuestion:
    """A search, whether all that fit are counted, how much of each is told, and the cursor as it came, which nobody has
    believed yet.
    """

    query: SearchQuery | ReverseQuery
    counted: bool = False
    cursor: str | None = None
    field_set: FieldSet = DEFAULT

    def path(self, field_set: FieldSet, cursor: str | None) -> str:
        """The same search in another field set or on another page, as a URL below the base."""
        given = self.query.parameters
        if self.counted:
            given["count"] = "true"
        if field_set is not DEFAULT:
            given["fieldSet"] = field_set.name
        if cursor is not None:
            given["cursor"] = cursor
        return f"{self.query.resource}?{urlencode(given)}"

    def told_in(self, field_set: FieldSet) -> str:
        """This page in another field set, as a URL below the base; all from the start where that cannot be sorted like this."""
        query = self.query
        if isinstance(query, SearchQuery) and query.sort and query.sort.property not in sorts(query.kind, field_set):
            return replace(self, query=replace(query, sort=None)).path(field_set, None)
        return self.path(field_set, self.cursor)

    def sorted_by(self, sort: Sort) -> str:
        """The same search in another order, from its start, as a URL below the base."""
        assert isinstance(self.query, SearchQuery)
        return replace(self, query=replace(self.query, sort=sort)).path(self.field_set, None)


def search_question(kind: str, query: str) -> SearchQuestion:
    """What is searched for. Raises NotSearched: 400 for what makes no sense, 422 for what this server does not match by."""
    given = _parameters(query)
    known = PROPERTIES[kind]
    named = [name for name in given if name in known]
    if len(named) != 1:
        raise NotSearched(400, f"Search {kind} by one of {', '.join(known)}.")
    (name,) = named
    text = given[name].strip()
    counted = _TRUTHS.get(given.get("count", "false"))
    if counted is None:
        raise NotSearched(400, "The parameter count is true or false.")
    field_set = FIELD_SETS.get(given.get("fieldSet", DEFAULT.name))
    if field_set is None:
        raise NotSearched(400, f"The field sets of this server are {', '.join(FIELD_SETS)}.")
    sort = _sort(kind, given["sort"], field_set) if "sort" in given else None
    query_asked = SearchQuery(known[name], text, _wanted(known[name], text), sort)
    return SearchQuestion(query_asked, counted, given.get("cursor"), field_set)


def reverse_question(kind: str, related: str, query: str) -> SearchQuestion:
    """What is searched for by whom it belongs to (RFC 9536). Raises NotSearched: 501 for reverse searches that there are not."""
    known = REVERSE.get(kind, ()) if related == "entity" else ()
    if not known:
        raise NotSearched(501, f"Reverse searches are by entity, of {', '.join(REVERSE)}.")
    given = _parameters(query)
    foreign = [name for name in get_args(ReverseProperty) if name in given and name not in known]
    if foreign:
        raise NotSearched(501, f"A reverse search of {kind} is by {', '.join(known)}.")
    predicates = {name: _of_somebody(name, given[name].strip()) for name in known if name in given}
    if not set(predicates) - {"role"}:
        raise NotSearched(400, f"Say who it belongs to by one of {', '.join(known)}; a role alone is nobody.")
    if "sort" in given:
        raise NotSearched(400, "No sorting property is supported: results come in the order of their names.")
    if _TRUTHS.get(given.get("count", "false")) is not False:
        raise NotSearched(400, "What a reverse search finds is not counted: a count would tell of what is withheld.")
    field_set = FIELD_SETS.get(given.get("fieldSet", DEFAULT.name))
    if field_set is None:
        raise NotSearched(400, f"The field sets of this server are {', '.join(FIELD_SETS)}.")
    found = ReverseQuery(cast(ReverseKind, kind), predicates)
    return SearchQuestion(found, False, given.get("cursor"), field_set)


def _sort(kind: str, text: str, field_set: FieldSet) -> Sort:
    known = sorts(kind, field_set)
    for name in known:
        if text in (name, f"{name}:a", f"{name}:d"):
            return Sort(name, text.endswith(":d"), text)
    if not known:
        raise NotSearched(400, f"With the field set {field_set.name}, nothing sorts {kind}.")
    raise NotSearched(
        400,
        f"With the field set {field_set.name}, {kind} are sorted by one of {', '.join(known)}, with :a or :d behind it.",
    )


def _of_somebody(name: ReverseProperty, text: str) -> Pattern:
    """A role is whole; of the others, a beginning and an asterisk will do."""
    if not text or not text.isprintable():
        raise NotSearched(400, "A search needs something to look for, in characters that can be printed.")
    start, star, end = text.partition("*")
    if star and (end or name == "role"):
        raise NotSearched(422, "An asterisk stands at the end, once, and not in a role.")
    if star and len(start) < LEAST:
        raise NotSearched(422, f"An asterisk has at least {LEAST} characters before it.")
    return Pattern(start, bool(star))


def _parameters(query: str) -> dict[str, str]:
    if len(query) > MOST:
        raise NotSearched(414, f"A query string has {MOST} octets at most.")
    try:
        text = query.encode("latin-1").decode()
        found = parse_qsl(
            text, keep_blank_values=True, strict_parsing=bool(text), errors="strict", max_num_fields=_PARAMETERS
        )
    except ValueError:  # UnicodeError is one
        raise NotSearched(400, "The query string is no list of parameters in UTF-8.") from None
    given = dict(found)
    if len(given) < len(found):
        raise NotSearched(400, "Each parameter is given once.")
    return given


def _wanted(by: SearchBy, text: str) -> Pattern | Address:
    if not text or not text.isprintable():
        raise NotSearched(400, "A search needs something to look for, in characters that can be printed.")
    if by in ("domains nsIp", "nameservers ip"):
        address = parsed(text)
        if address is None:
            raise NotSearched(400, "An address is IPv4 or IPv6, whole and without a zone.")
        return address
    if text.count("*") > 1:
        raise NotSearched(400, "A pattern has one asterisk at most.")
    start, star, end = text.partition("*")
    if star and len(start) < LEAST:
        raise NotSearched(422, f"An asterisk has at least {LEAST} characters before it.")
    if by in ("entities fn", "entities handle"):
        if end:
            raise NotSearched(422, "An asterisk stands at the end.")
        return Pattern(start, bool(star))
    return _name(start, bool(star), end)


def _name(start: str, partial: bool, end: str) -> Pattern:
    if not partial:
        name = canonical(start).removesuffix(".")
        if not is_fqdn(name):
            raise NotSearched(400, "That is no name, nor the beginning of names.")
        return Pattern(name)
    if not start.isascii():
        raise NotSearched(
            422, "Before an asterisk stand letters, digits and hyphens: characters of Unicode may combine."
        )
    if end and not end.startswith("."):
        raise NotSearched(422, "After an asterisk stand whole labels, if anything.")
    start, end = start.lower(), canonical(end.removesuffix(".")[1:]) if end else ""
    if len(start) > 253 or not _BEGINS.fullmatch(start) or (end and not is_fqdn(end)):
        raise NotSearched(400, "That is no name, nor the beginning of names.")
    return Pattern(start, True, f".{end}" if end else "")
