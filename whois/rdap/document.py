"""How an answer of RDAP becomes JSON: its shapes are written out, and what extensions it uses is announced (RFC 9083, 4.1)."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from enum import Enum
from functools import cache, lru_cache
from typing import Any, Final

from whois.rdap.farv1_shapes import OpenIdConfiguration, SessionAnswer
from whois.rdap.field_sets import FIELD_SETS
from whois.rdap.shapes import Answer, Domain, Entity, NameServer, Property, Redaction, Results, Top

CONFORMANCE: Final = (
    "rdap_level_0",
    "icann_rdap_response_profile_1",
    "icann_rdap_technical_implementation_guide_1",
)


def document(answer: Answer, top: Top) -> dict[str, Any]:
    """The JSON of an answer, ready to be written."""
    told = _results(answer) if isinstance(answer, Results) else _plain(answer)
    objects = told.get("domainSearchResults", (told,))
    used = {
        "redacted": any("redacted" in each for each in objects),
        "paging": "paging_metadata" in told,
        "sorting": "sorting_metadata" in told,
        "subsetting": "subsetting_metadata" in told,
        "reverse_search": "reverse_search_properties" in told or "reverse_search_properties_mapping" in told,
        "farv1": isinstance(answer, SessionAnswer) or "farv1_openidcConfiguration" in told,
    }
    conformance = [*CONFORMANCE, *(extension for extension, is_used in used.items() if is_used)]
    return {"rdapConformance": conformance, "lang": top.lang, **_plain(top), **told}


def _results(answer: Results) -> dict[str, Any]:
    """A page, its objects with the fields of its field set."""
    kept = FIELD_SETS[answer.subsetting.current_field_set].kept if answer.subsetting else None
    pages: dict[str, tuple[Domain | NameServer | Entity, ...] | None] = {
        "domainSearchResults": answer.domain_search_results,
        "nameserverSearchResults": answer.nameserver_search_results,
        "entitySearchResults": answer.entity_search_results,
    }
    found = {
        key: [_plain(each, kept[each.object_class_name] if kept else None) for each in page]
        for key, page in pages.items()
        if page is not None
    }
    about = replace(answer, domain_search_results=None, nameserver_search_results=None, entity_search_results=None)
    return {**_plain(about), **found}


def _plain(shape: Any, kept: frozenset[str] | None = None) -> dict[str, Any]:
    """The members of an object, or those of them that are kept."""
    found = {}
    for name, key, always, write in _members(shape.__class__):
        value = getattr(shape, name)
        if (value or always) and (kept is None or key in kept):
            # most of an answer is text, which is written as it is: no call for it
            found[key] = value if value.__class__ is str else write(value)
    return found


def _written(value: Any) -> Any:
    kind = value.__class__
    if kind is tuple:
        return [each if each.__class__ is str else _written(each) for each in value]
    return _writer(kind)(value)


@cache
def _writer(kind: type[Any]) -> Callable[[Any], Any]:
    """How what is no tuple is written, asked once for each type: an answer has hundreds of values."""
    if issubclass(kind, Enum):
        return _value
    return _plain if is_dataclass(kind) else _itself


def _value(value: Enum) -> Any:
    return value.value


def _itself(value: Any) -> Any:
    return value


@lru_cache(1000)
def _withheld(value: tuple[Redaction, ...]) -> list[Any]:
    """The longest part of an answer to the public, and the same for very many names."""
    return [_plain(each) for each in value]


def _instant(value: datetime) -> str:
    return f"{value.isoformat(timespec='milliseconds')[:23]}Z"


def _told_whole(value: OpenIdConfiguration) -> dict[str, Any]:
    """With what is not so as well."""
    return {_joined(each.name): _written(getattr(value, each.name)) for each in fields(value)}


def _as_vcard(properties: tuple[Property, ...]) -> list[Any]:
    return ["vcard", properties]


_SPECIAL: Final[dict[str, tuple[str, Callable[[Any], Any]]]] = {
    "vcard": ("vcardArray", _as_vcard),
    "paging": ("paging_metadata", _written),
    "sorting": ("sorting_metadata", _written),
    "subsetting": ("subsetting_metadata", _written),
    "secure_dns": ("secureDNS", _plain),
    "event_date": ("eventDate", _instant),
    "redacted": ("redacted", _withheld),
    "user_id": ("userID", _written),
    "reverse_search_properties": ("reverse_search_properties", _written),
    "reverse_search_properties_mapping": ("reverse_search_properties_mapping", _written),
    "farv1_session": ("farv1_session", _plain),
    "farv1_device_info": ("farv1_deviceInfo", _written),
    "farv1_configuration": ("farv1_openidcConfiguration", _told_whole),
}
# What is told although it is empty: that something is not signed, or that there is no status, is an answer too.
_ALWAYS: Final = frozenset({"delegation_signed", "vcard", "default", "token_expiration", "token_refresh"})


@cache
def _members(shape: type[Any]) -> tuple[tuple[str, str, bool, Callable[[Any], Any]], ...]:
    members = []
    for each in fields(shape):
        key, write = _SPECIAL.get(each.name, (_joined(each.name), _written))
        members.append((each.name, key, each.name in _ALWAYS, write))
    return tuple(members)


def _joined(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
