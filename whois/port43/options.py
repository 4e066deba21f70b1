"""RIPE's language: options before the query, as `-r -T domain one.example`; those that registries of countries serve.

    -T KIND[,KIND]      look for objects of these kinds alone: domain, nserver, registrar, contact
    -r                  what the object refers to is not shown with it
    -i nserver NAME     the domains that are served by a name server, by its name or address
    -q version, types   what this server is, and the kinds of objects it has
    -V CLIENT           which client asks; nobody listens

A query with an option is answered in RIPE's manner, whatever the profile of its TLD.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from whois.port43.query import FORMS, Malformed, Query, domain, name_server, readable, registrar, understood
from whois.queries import AddressQuery, ContactQuery, NameServerQuery, Pattern, SearchQuery

About = Literal["version", "types"]
KINDS: Final = ("domain", "nserver", "registrar", "contact")
# What refers to a contact would tell who it is: the handles of contacts are withheld, so nobody may come in by them.
_INVERSE: Final = ("nserver",)
_WITHHELD: Final = ("registrant", "admin-c", "tech-c", "registrar")
_TAKES_A_VALUE: Final = "TiqV"


@dataclass(frozen=True, slots=True)
class ServerQuery:
    """About the server itself."""

    about: About


Wanted = Query | ContactQuery | SearchQuery | ServerQuery


@dataclass(frozen=True, slots=True)
class Asked:
    """What a line asks for, the first kind first; `ripe`: with options, and `related` what an object refers to as well."""

    wanted: tuple[Wanted, ...]
    ripe: bool = False
    related: bool = True


@dataclass(frozen=True, slots=True)
class _Options:
    kinds: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    about: str = ""
    related: bool = True


def asked(line: bytes) -> Asked:
    """A line without its end; whatever it is, there is something to answer."""
    text = readable(line)
    if isinstance(text, Malformed):
        return Asked((text,))
    if not text.startswith("-"):
        return Asked((understood(text),))
    words = text.split()
    options = _options(words)
    if isinstance(options, Malformed):
        return Asked((options,), ripe=True)
    return Asked(tuple(_wanted(options, " ".join(words))), True, options.related)


def _options(words: list[str]) -> _Options | Malformed:
    """What stands before the query, taken from `words`."""
    read = _Options()
    while words and words[0].startswith("-"):
        letters = words.pop(0)[1:]
        if not letters:
            return Malformed("A dash is no option.", 111)
        while letters:
            letter, letters = letters[0], letters[1:]
            value = ""
            if letter in _TAKES_A_VALUE:
                value, letters = letters or (words.pop(0) if words else ""), ""
            taken = _with(read, letter, value)
            if isinstance(taken, Malformed):
                return taken
            read = taken
    return read


def _with(read: _Options, letter: str, value: str) -> _Options | Malformed:
    parts = tuple(value.lower().split(","))
    match letter:
        case "r":
            return replace(read, related=False)
        case "V":
            return read
        case "T" if strange := set(parts) - set(KINDS):
            return Malformed(f"There is no kind of objects that is called {min(strange) or 'nothing'}.", 103)
        case "T":
            return replace(read, kinds=parts)
        case "i" if withheld := set(parts) & set(_WITHHELD):
            return Malformed(f"{min(withheld)} is not searchable: the public is not told of it.", 105)
        case "i" if strange := set(parts) - set(_INVERSE):
            return Malformed(f"There is no attribute {min(strange) or 'without a name'} to look for.", 104)
        case "i":
            return replace(read, attributes=parts)
        case "q" if value in ("version", "types"):
            return replace(read, about=value)
        case "q":
            return Malformed("Ask -q version or -q types.", 111)
    return Malformed(f"There is no option -{letter}.", 111)


def _wanted(options: _Options, text: str) -> Iterator[Wanted]:
    if options.about and (text or options.kinds or options.attributes):
        yield Malformed("-q stands alone.", 109)
    elif options.about:
        yield ServerQuery("version" if options.about == "version" else "types")
    elif not text:
        yield Malformed(FORMS, 106)
    elif options.attributes:
        yield _served(text) if options.kinds in ((), ("domain",)) else Malformed("-i finds domains alone.", 109)
    elif not options.kinds:
        yield understood(text)
    else:
        yield from (_of_kind(kind, text) for kind in dict.fromkeys(options.kinds))


def _of_kind(kind: str, text: str) -> Wanted:
    match kind:
        case "domain":
            return domain(text)
        case "nserver":
            return name_server(text)
        case "registrar":
            return registrar(text)
    return ContactQuery(text)


def _served(text: str) -> SearchQuery | Malformed:
    match name_server(text):
        case NameServerQuery(name):
            return SearchQuery("domains nsLdhName", name, Pattern(name))
        case AddressQuery(address):
            return SearchQuery("domains nsIp", str(address), address)
        case malformed:
            return malformed
