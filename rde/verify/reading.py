"""From octets to elements: a document of any size, in bounded memory, whatever it is made to do.

A parser that is fed holds one object at a time, and each is held against the schemas by itself: a validator that follows the
whole document remembers something of every element. What would make the parser hold more is a finding that ends the reading: a
document type, an object without end, texts and nestings beyond its own limits, more breaches of the schemas than anybody reads.
"""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final, cast

from lxml import etree

from rde.csv.models import OF_CSV
from rde.file import Content, content_of
from rde.objects import names
from rde.verify.findings import Findings
from rde.verify.kinds import BY_TAG
from rde.verify.secrets import SecretHunt, tells_of_secret
from schemas.xml_schemas import rde_schema

_CHUNK: Final = 1 << 16
_PROLOG: Final = 1 << 16
MOST_OF_OBJECT: Final = 8 << 20  # octets; an eleven-status name with a thousand name servers takes a hundredth of it
MOST_BREACHES: Final = 200
_LONGEST_TEXT: Final = 300

_DEPOSIT: Final = f"{{{names.RDE}}}deposit"
_CONTENTS: Final = f"{{{names.RDE}}}contents"
WATERMARK: Final = f"{{{names.RDE}}}watermark"
MENU: Final = f"{{{names.RDE}}}rdeMenu"
DELETES: Final = f"{{{names.RDE}}}deletes"
_FRAME: Final = frozenset({WATERMARK, MENU, DELETES})
# Lists of CSV files with objects, and with what is gone.
CSV_CONTENTS: Final = frozenset(f"{{{uri}}}contents" for uri in OF_CSV)
CSV_DELETES: Final = frozenset(f"{{{uri}}}deletes" for uri in OF_CSV)

_START: Final = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)")
_ENCODING: Final = re.compile(rb"""encoding\s*=\s*["']([^"']*)["']""")
_NAMESPACE: Final = re.compile(r"\{urn:ietf:params:xml:ns:([\w.-]+)\}")
_PREFIX: Final = r"\1:"

_IN_CONTENTS: Final = frozenset(BY_TAG) | CSV_CONTENTS
_TAKEN: Final = _IN_CONTENTS | CSV_DELETES


class _Stop(Exception):
    """There is nothing to be gained from reading on; what is wrong is among the findings."""


class Reading:
    """The elements of a deposit one after the other: of its frame, lists of deletions, objects; none is kept, so each is to be
    done with before the next is asked for.

    `complete` once they came to an end without a finding that ended the reading. Where it is `judged` already, only what cannot
    be read is found. `progress` is told how many octets are read. Raises OSError.
    """

    def __init__(
        self, given: Path | Content, found: Findings, progress: Callable[[int], None], *, judged: bool = False
    ) -> None:
        self._content = content_of(given)
        self._progress = progress
        self._reader = _Reader(self._content.name, found, judged=judged)
        self.complete = False

    def __iter__(self) -> Iterator[etree._Element]:
        reader, content, done = self._reader, self._content, 0
        try:
            with content.open() as file:
                data = file.read(_PROLOG)
                reader.judge_prolog(data, whole=content.size <= _PROLOG)
                while data:
                    reader.feed(data)
                    yield from reader.events()
                    done += len(data)
                    self._progress(done)
                    data = file.read(_CHUNK)
            reader.close()
            yield from reader.events()
            reader.judge_end()
        except _Stop:
            return
        self.complete = True


class _Reader:
    def __init__(self, name: str, found: Findings, *, judged: bool) -> None:
        self._judged = judged
        self._name = name
        self._found = found
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._parser = etree.XMLPullParser(
            events=("end",),
            tag=(_DEPOSIT, *_FRAME, *BY_TAG, *CSV_CONTENTS, *CSV_DELETES, "{*}delete"),
            no_network=True,
            load_dtd=False,
            resolve_entities=False,
        )
        self._schema = rde_schema()
        self._secrets = SecretHunt()
        self._since = 0  # octets since something was seen whole
        self._breaches = 0
        self._last = ""
        self._root: etree._Element | None = None

    def judge_prolog(self, data: bytes, *, whole: bool) -> None:
        """What stands before the first element, which a parser would follow before it says anything."""
        data = data.removeprefix(codecs.BOM_UTF8)
        if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            self._stop("XML_NOT_UTF8", "it begins with the mark of UTF-16")
        declared = _ENCODING.search(data.partition(b"?>")[0]) if data.startswith(b"<?xml") else None
        if declared and declared[1].upper() not in (b"UTF-8", b"US-ASCII"):
            self._stop("XML_NOT_UTF8", f"it is declared to be in {declared[1].decode('ascii', 'replace')[:40]}")
        root = self._root_name(data, whole)
        if root != b"deposit":
            self._stop("XML_NOT_A_DEPOSIT", f"its root is {root.decode('utf-8', 'replace')[:40]}")

    def _root_name(self, data: bytes, whole: bool) -> bytes:
        at = 0
        while True:
            at += len(data[at:]) - len(data[at:].lstrip())
            if data.startswith(b"<!DOCTYPE", at):
                self._stop("XML_DOCTYPE", "a document type declaration stands before the deposit")
            closing = b"-->" if data.startswith(b"<!--", at) else b"?>" if data.startswith(b"<?", at) else None
            if closing is None:
                break
            end = data.find(closing, at + 2)
            if end < 0:
                break
            at = end + len(closing)
        if start := _START.match(data, at):
            return start[1]
        if not whole and at == len(data):
            self._stop("XML_TOO_LARGE", f"no element begins within {_PROLOG} octets")
        self._stop("XML_MALFORMED", "it does not begin with an element")
        raise AssertionError

    def feed(self, data: bytes) -> None:
        try:
            self._decoder.decode(data)
        except UnicodeDecodeError:
            self._stop("XML_NOT_UTF8", "there are octets that are not UTF-8")
        if not self._judged and (secret := self._secrets.hear(data)):
            self._found.add("RDE_SECRET_IN_DEPOSIT", self._last, f"{secret} was read near here")
        self._since += len(data)
        try:
            self._parser.feed(data)
        except etree.XMLSyntaxError as error:
            self._judge_break(error)
        if self._since > MOST_OF_OBJECT:
            self._stop("XML_TOO_LARGE", f"an object does not end within {MOST_OF_OBJECT} octets")

    def events(self) -> Iterator[etree._Element]:
        """What is whole, and stands where it belongs; whatever else there is stays in its place until the end."""
        for _, found in self._parser.read_events():
            element = cast(etree._Element, found)  # only the end of elements is asked for
            parent = element.getparent()
            if parent is None:
                self._root = element
            elif element.tag in _FRAME:
                if parent.tag == _DEPOSIT:
                    yield element
            elif parent.tag == (_CONTENTS if element.tag in _IN_CONTENTS else DELETES):
                self._judge_schema(element)
                yield element
                if element.tag in _TAKEN:
                    self._last = _words(element)
                self._since = 0
                self._forget(element, parent)

    def close(self) -> None:
        try:
            self._decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            self._stop("XML_NOT_UTF8", "it ends within a character")
        try:
            self._parser.close()
        except etree.XMLSyntaxError as error:
            self._judge_break(error)

    def judge_end(self) -> None:
        """What is left when all objects are taken out is a deposit too, or was none with them."""
        if self._root is None:
            self._breach("", "the root is not the deposit of RFC 8909")
            raise _Stop
        for parent in self._root.iterchildren(_CONTENTS, DELETES):
            for child in parent:
                if _is_taken(child, parent):
                    parent.remove(child)
        self._judge_schema(self._root)

    def _judge_schema(self, element: etree._Element) -> None:
        for text in () if self._judged else breaches(self._schema, element):
            self._breach(_words(element), text)

    def _breach(self, about: str, text: str) -> None:
        self._found.add("XML_SCHEMA_INVALID", about, text)
        self._breaches += 1
        if self._breaches > MOST_BREACHES:
            self._stop("XML_SCHEMA_INVALID", "there are too many breaches of the schemas to read on")

    def _forget(self, element: etree._Element, parent: etree._Element) -> None:
        """What was looked at is not needed again; nor is what stands before it, unless it should not."""
        element.clear()
        while (before := element.getprevious()) is not None:
            if isinstance(cast(object, before.tag), str) and not _is_taken(before, parent):  # and no comment
                self._breach("", f"the element {_NAMESPACE.sub(_PREFIX, before.tag)[:80]} is no object")
            del parent[0]

    def _judge_break(self, error: etree.XMLSyntaxError) -> None:
        text = str(error)[:_LONGEST_TEXT]
        self._stop("XML_TOO_LARGE" if "XML_PARSE_HUGE" in text else "XML_MALFORMED", text)

    def _stop(self, code: str, text: str) -> None:
        self._found.add(code, self._name, text)
        raise _Stop


def breaches(schema: etree.XMLSchema, element: etree._Element) -> Iterator[str]:
    """What a schema says against an element, in words."""
    if not schema.validate(element):
        for entry in cast(Iterable[etree._LogEntry], schema.error_log):
            text = _NAMESPACE.sub(_PREFIX, entry.message or "")[:_LONGEST_TEXT]
            if not tells_of_secret(text):  # which is found as what it is
                yield text


def _words(element: etree._Element) -> str:
    """An object by its kind and its first child's text: what it is called, for people."""
    kind = BY_TAG.get(element.tag)
    first = next(element.iterchildren("{*}*"), None)
    name = element.get("id") or (first.text if first is not None else "") or ""
    return f"{kind.label} {name.strip()[:80]}".rstrip() if kind else element.tag.rpartition("}")[2]


def _is_taken(element: etree._Element, parent: etree._Element) -> bool:
    """Whether an element has been looked at: an object in the contents, a list of deletions in the deletes."""
    if parent.tag == _CONTENTS:
        return element.tag in _IN_CONTENTS
    return element.tag in CSV_DELETES or str(element.tag).endswith("}delete")
