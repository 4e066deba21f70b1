"""The kinds of objects that a deposit consists of, and one object of it as the rules see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from rde.objects import names


@dataclass(frozen=True, slots=True)
class Kind:
    """`key` is the element that tells objects of the kind apart (`@` for an attribute, empty where there is one at most).

    `number` stands for the kind in the spool, `code` in the codes of findings.
    """

    number: int
    label: str
    code: str
    namespace: str
    element: str
    key: str

    @property
    def tag(self) -> str:
        return f"{{{self.namespace}}}{self.element}"


DOMAIN: Final = Kind(1, "domain", "DOMAIN", names.DOMAIN, "domain", "name")
HOST: Final = Kind(2, "host", "HOST", names.HOST, "host", "name")
CONTACT: Final = Kind(3, "contact", "CONTACT", names.CONTACT, "contact", "id")
REGISTRAR: Final = Kind(4, "registrar", "REGISTRAR", names.REGISTRAR, "registrar", "id")
IDN_TABLE: Final = Kind(5, "IDN table", "IDN", names.IDN, "idnTableRef", "@id")
NNDN: Final = Kind(6, "kept name", "NNDN", names.NNDN, "NNDN", "aName")
EPP_PARAMS: Final = Kind(7, "EPP parameters", "EPP_PARAMS", names.EPP_PARAMS, "eppParams", "")
POLICY: Final = Kind(8, "policy", "POLICY", names.POLICY, "policy", "")
HEADER: Final = Kind(9, "header", "HEADER", names.HEADER, "header", "")

KINDS: Final = (DOMAIN, HOST, CONTACT, REGISTRAR, IDN_TABLE, NNDN, EPP_PARAMS, POLICY, HEADER)
BY_TAG: Final[Mapping[str, Kind]] = {kind.tag: kind for kind in KINDS}
BY_NUMBER: Final[Mapping[int, Kind]] = {kind.number: kind for kind in KINDS}

# Names are compared as the DNS does.
_FOLDED: Final = frozenset({DOMAIN, HOST, NNDN})


def folded(kind: Kind, key: str) -> str:
    return key.lower() if kind in _FOLDED else key


@dataclass(frozen=True, slots=True)
class Record:
    """An object: its children by their local names, in their order."""

    kind: Kind
    key: str
    element: etree._Element
    children: Mapping[str, list[etree._Element]]

    def text(self, name: str) -> str | None:
        """What stands in the first child of the name; None where there is none, or it is empty."""
        found = self.children.get(name)
        return _text(found[0]) if found else None

    def all(self, name: str) -> list[etree._Element]:
        return self.children.get(name, [])

    def texts(self, name: str) -> list[str]:
        return [text for each in self.all(name) if (text := _text(each))]

    @property
    def about(self) -> str:
        return f"{self.kind.label} {self.key}".rstrip()

    @property
    def statuses(self) -> list[str]:
        return [each.get("s", "") for each in self.all("status")]


def record(kind: Kind, element: etree._Element) -> Record:
    children: dict[str, list[etree._Element]] = {}
    for child in element.iterchildren("{*}*"):
        children.setdefault(child.tag.rpartition("}")[2], []).append(child)
    return Record(kind, _key(kind, element, children), element, children)


def _key(kind: Kind, element: etree._Element, children: Mapping[str, list[etree._Element]]) -> str:
    if kind.key.startswith("@"):
        return (element.get(kind.key[1:]) or "").strip()
    found = children.get(kind.key)
    return folded(kind, _text(found[0]) or "") if found else ""


def _text(element: etree._Element) -> str | None:
    return (element.text or "").strip() or None
