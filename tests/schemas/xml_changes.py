"""Changes that break a document, or leave it sound: each is a context in which the document is changed and then restored."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from copy import deepcopy
from pathlib import Path

from lxml import etree

from schemas.xml_schemas import IETF

XSI = "http://www.w3.org/2001/XMLSchema-instance"
XSD = "http://www.w3.org/2001/XMLSchema"

# Lengths on both sides of every limit in the schemas: 1 2 3 6 13 16 17 32 45 64 80 255.
LENGTHS = (0, 1, 2, 3, 4, 5, 6, 7, 13, 14, 16, 17, 18, 32, 33, 45, 46, 64, 65, 80, 81, 255, 256)
VALUES = [
    value
    for line in Path(__file__).with_name("xml_values.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for value in line.split()
]
# White space counts in some types, collapses in others, and is only now and then left to the pattern.
SPACED = [
    f" {value}\n" for value in (*VALUES[::9], "D1-X", "1000", "1.0", "y", "v6", "int", "req", "query", "FULL", "ok")
]
SPACED += ["", " ", "\t\n", "a b", " abc ", "a\tb\nc", "a  b", "D 1-X", "a " * 64 + "a"]
SIZED = [letter * length for letter in "aé\U0001f600" for length in LENGTHS]
SIZED += ["D" * 80 + "-X", "D" * 81 + "-X"]
VALUES += SPACED + SIZED

# Types that both sides know by the same name, built-in ones and nonsense.
TYPES = ["xs:anyType", "xs:anySimpleType", "xs:string", "xs:token", "xs:date", "xs:dateTime", "xs:int", "xs:boolean"]
TYPES += ["xs:anyURI", "xs:NMTOKEN", "com:labelType", "com:clIDType", "com:minTokenType", "com:roidType"]
TYPES += ["com:trStatusType", "com:reasonType"]
TYPES += ["com:pwAuthInfoType", "com:extAuthInfoType", "e:trIDType", "e:trIDStringType", "e:extAnyType"]
TYPES += [
    "d:authInfoType",
    "d:periodType",
    "s:keyDataType",
    "g:statusType",
    "c:e164Type",
    "rde:contentType",
    "rde:deleteType",
]
TYPES += ["nonsense", "no:prefix", "", "xs:nothing", "com:"]
PREFIXES = {"xs": XSD, "com": IETF + "eppcom-1.0", "rde": IETF + "rde-1.0"}
PREFIXES |= {"e": IETF + "epp-1.0", "d": IETF + "domain-1.0", "c": IETF + "contact-1.0"}
PREFIXES |= {"s": IETF + "secDNS-1.1", "g": IETF + "rgp-1.0", "f": IETF + "epp:fee-1.0"}
PREFIXES |= {"ch": IETF + "changePoll-1.0", "a": IETF + "allocationToken-1.0", "i": IETF + "idn-1.0"}
PREFIXES |= {"ls": IETF + "epp:loginSec-1.0"}
PREFIXES |= {"l": IETF + "launch-1.0", "m": IETF + "mark-1.0", "sm": IETF + "signedMark-1.0"}
# Extensions with elements of their own: each has documents in xml_documents.xml.
EXTENSIONS = (
    IETF + "secDNS-1.1",
    IETF + "rgp-1.0",
    IETF + "epp:fee-1.0",
    IETF + "allocationToken-1.0",
    IETF + "changePoll-1.0",
    IETF + "idn-1.0",
    IETF + "launch-1.0",
    IETF + "epp:loginSec-1.0",
)

Change = Callable[[], AbstractContextManager[None]]


@contextmanager
def text(element: etree._Element, value: str) -> Iterator[None]:
    before, element.text = element.text, value
    yield
    element.text = before


@contextmanager
def attribute(element: etree._Element, name: str, value: str | None) -> Iterator[None]:
    before = element.get(name)
    _set(element, name, value)
    yield
    _set(element, name, before)


def _set(element: etree._Element, name: str, value: str | None) -> None:
    if value is None:
        element.attrib.pop(name, None)
    else:
        element.set(name, value)


@contextmanager
def children(element: etree._Element, new: list[etree._Element]) -> Iterator[None]:
    before = list(element)
    element[:] = new
    yield
    element[:] = before


@contextmanager
def name(element: etree._Element, tag: str) -> Iterator[None]:
    before, element.tag = element.tag, tag
    yield
    element.tag = before


def value_changes(element: etree._Element) -> Iterator[tuple[str, Change]]:
    """Every value of the pool in place of the element's text and of each of its attributes."""
    if not len(element):
        for value in VALUES:
            yield f"text {value!r}", lambda value=value: text(element, value)
    for key in element.attrib:
        for value in VALUES:
            yield f"{key}={value!r}", lambda key=key, value=value: attribute(element, key, value)


def attribute_changes(element: etree._Element) -> Iterator[tuple[str, Change]]:
    """Attributes gone, foreign, qualified, and the tricks of the schema instance namespace."""
    for key in element.attrib:
        yield f"without {key}", lambda key=key: attribute(element, key, None)
    own = etree.QName(element).namespace
    for key in (
        "unknown",
        "lang",
        "s",
        "op",
        "type",
        f"{{{own}}}type",
        "{urn:x}type",
        "{http://www.w3.org/XML/1998/namespace}lang",
    ):
        if key not in element.attrib:
            yield f"with {key}", lambda key=key: attribute(element, key, "en")
    for value in TYPES:
        yield f"xsi:type={value!r}", lambda value=value: attribute(element, f"{{{XSI}}}type", value)
    for key, value in (("nil", "true"), ("nil", "false"), ("schemaLocation", "urn:x x.xsd"), ("schemaLocation", "odd")):
        yield f"xsi:{key}={value}", lambda key=key, value=value: attribute(element, f"{{{XSI}}}{key}", value)
    yield "xsi:noNamespaceSchemaLocation", lambda: attribute(element, f"{{{XSI}}}noNamespaceSchemaLocation", "x.xsd")
    yield "xsi:unknown", lambda: attribute(element, f"{{{XSI}}}unknown", "x")


def structure_changes(element: etree._Element, strangers: list[etree._Element]) -> Iterator[tuple[str, Change]]:
    """Children dropped, repeated, reordered, replaced and joined by strangers."""
    have = list(element)
    own = etree.QName(element)
    for tag in (f"{{{own.namespace}}}unknown", own.localname, f"{{urn:x}}{own.localname}"):
        yield f"named {tag}", lambda tag=tag: name(element, tag)
    for namespace in PREFIXES.values():
        tag = f"{{{namespace}}}{own.localname}"
        yield f"named {tag}", lambda tag=tag: name(element, tag)
    yield "emptied", lambda: children(element, [])
    yield "comment first", lambda: children(element, [etree.Comment("x"), *have])
    yield "instruction last", lambda: children(element, [*have, etree.ProcessingInstruction("x", "y")])
    if have:
        yield "with text", lambda: text(element, "text")
        yield "reversed", lambda: children(element, have[::-1])
    for index, child in enumerate(have):
        rest = have[:index] + have[index + 1 :]
        yield f"without child {index}", lambda rest=rest: children(element, rest)
        yield f"up to child {index}", lambda index=index: children(element, have[:index])
        for place in range(len(have)):
            moved = [*rest[:place], child, *rest[place:]]
            yield f"child {index} to {place}", lambda moved=moved: children(element, moved)
    for kind in {child.tag: child for child in reversed(have)}.values():
        before = have[: have.index(kind)]
        after = [child for child in have[have.index(kind) :] if child.tag != kind.tag]
        for times in (0, 1, 2, 3, 4, 7, 8, 11, 12):
            several = [*before, *(deepcopy(kind) for _ in range(times)), *after]
            yield f"{kind.tag} {times} times", lambda several=several: children(element, several)
    for stranger in strangers:
        place = len(have) // 2
        joined = [*have[:place], deepcopy(stranger), *have[place:]]
        yield f"joined by {stranger.tag}", lambda joined=joined: children(element, joined)
        replaced = [*have[:place], deepcopy(stranger), *have[place + 1 :]]
        yield f"a child replaced by {stranger.tag}", lambda replaced=replaced: children(element, replaced)
