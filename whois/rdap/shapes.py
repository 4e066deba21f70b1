"""The objects of RDAP's answers (RFC 9083, sections 4 and 5; RFC 9537, section 4).

Fields are named as RFC 9083 names them once their words are joined; what is None or empty is left out, but for what a shape says
is always there. `whois/rdap/document.py` writes them.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar, Final

from whois.rdap.farv1_shapes import OpenIdConfiguration, SessionAnswer

# The type of every answer.
RDAP: Final = "application/rdap+json"
# A property of a jCard: name, parameters, type, value (RFC 7095, section 3.3).
Property = tuple[str, dict[str, str], str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """`value` is what was asked, `href` where it leads (RFC 8288)."""

    value: str
    rel: str
    href: str
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    title: str
    description: tuple[str, ...]
    links: tuple[Link, ...] = ()
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    event_action: str
    event_date: datetime


@dataclass(frozen=True, slots=True)
class PublicId:
    type: str
    identifier: str


@dataclass(frozen=True, slots=True)
class Entity:
    """`roles` are those in the object that it stands in; `redacted` is told of one that is asked for itself."""

    object_class_name: str = field(default="entity", init=False)
    roles: tuple[str, ...]
    vcard: tuple[Property, ...]
    handle: str | None = None
    public_ids: tuple[PublicId, ...] = ()
    status: tuple[str, ...] = ()
    entities: "tuple[Entity, ...]" = ()
    events: tuple[Event, ...] = ()
    links: tuple[Link, ...] = ()
    redacted: "tuple[Redaction, ...]" = ()


@dataclass(frozen=True, slots=True)
class IpAddresses:
    v4: tuple[str, ...] = ()
    v6: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameServer:
    object_class_name: str = field(default="nameserver", init=False)
    ldh_name: str
    unicode_name: str | None = None
    handle: str | None = None
    ip_addresses: IpAddresses | None = None
    status: tuple[str, ...] = ()
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class DsData:
    key_tag: int
    algorithm: int
    digest: str
    digest_type: int


@dataclass(frozen=True, slots=True)
class KeyData:
    flags: int
    protocol: int
    public_key: str
    algorithm: int


@dataclass(frozen=True, slots=True)
class SecureDns:
    """`delegation_signed` is always there."""

    delegation_signed: bool
    ds_data: tuple[DsData, ...] = ()
    key_data: tuple[KeyData, ...] = ()


class Method(Enum):
    """How something is withheld (RFC 9537, section 3)."""

    REMOVAL = "removal"
    EMPTY_VALUE = "emptyValue"


@dataclass(frozen=True, slots=True)
class RedactedName:
    """A registered name of what is withheld, or a description where none is registered."""

    type: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Redaction:
    """What is withheld: where it would stand (removal), or stands empty (emptyValue)."""

    name: RedactedName
    method: Method
    pre_path: str | None = None
    post_path: str | None = None
    path_lang: str = "jsonpath"

    def below(self, where: str) -> "Redaction":
        """The same in an answer that holds its object at `where`."""
        before, after = (path and path.replace("$", where, 1) for path in (self.pre_path, self.post_path))
        return replace(self, pre_path=before, post_path=after)


@dataclass(frozen=True, slots=True)
class Domain:
    object_class_name: str = field(default="domain", init=False)
    handle: str
    ldh_name: str
    unicode_name: str | None
    status: tuple[str, ...]
    events: tuple[Event, ...]
    secure_dns: SecureDns
    nameservers: tuple[NameServer, ...]
    entities: tuple[Entity, ...]
    links: tuple[Link, ...]
    redacted: tuple[Redaction, ...] = ()


@dataclass(frozen=True, slots=True)
class Help:
    """What this server does besides lookups and searches."""

    reverse_search_properties: "tuple[ReverseSearchProperty, ...]" = ()
    farv1_configuration: OpenIdConfiguration | None = None


@dataclass(frozen=True, slots=True)
class Error:
    """`error_code` is the status of HTTP (RFC 9083, section 6)."""

    error_code: int
    title: str
    description: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paging:
    """What is told of the pages of a search (RFC 8977, section 2.1); size and number only where there are several."""

    total_count: int | None = None
    page_size: int | None = None
    page_number: int | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class AvailableSort:
    """`default` is always there."""

    property: str
    default: bool
    json_path: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Sorting:
    """By what a search is sorted, as it was asked for, and by what it can be (RFC 8977, section 2.1)."""

    current_sort: str | None
    available_sorts: tuple[AvailableSort, ...]


@dataclass(frozen=True, slots=True)
class AvailableFieldSet:
    """`default` is always there."""

    name: str
    default: bool
    description: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Subsetting:
    """How much of each object a search tells (RFC 8982, section 2.1)."""

    current_field_set: str
    available_field_sets: tuple[AvailableFieldSet, ...]


@dataclass(frozen=True, slots=True)
class ReverseSearchProperty:
    """What can be searched for by whom it belongs to, and by which of his properties (RFC 9536, section 4)."""

    searchable_resource_type: str
    related_resource_type: str
    property: str


@dataclass(frozen=True, slots=True)
class PropertyMapping:
    """Where an answer tells what was searched for (RFC 9536, section 5)."""

    property: str
    property_path: str


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what a search found (RFC 9083, section 8); one of the three is there, be it empty."""

    domain_search_results: tuple[Domain, ...] | None = None
    nameserver_search_results: tuple[NameServer, ...] | None = None
    entity_search_results: tuple[Entity, ...] | None = None
    paging: Paging | None = None
    sorting: Sorting | None = None
    subsetting: Subsetting | None = None
    reverse_search_properties_mapping: tuple[PropertyMapping, ...] = ()


Answer = Domain | NameServer | Entity | Results | Help | SessionAnswer | Error


@dataclass(frozen=True, slots=True)
class Top:
    """What stands in the outermost object beside the answer itself."""

    notices: tuple[Notice, ...]
    lang: ClassVar[str] = "en"
