"""Verifying a deposit that lies open as one XML file: read once, in memory that does not grow with it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from lxml import etree

from rde.csv.fields import CSV_DOMAIN
from rde.csv.models import OF_XML
from rde.csv.objects import gathering
from rde.csv.reading import Definition, definitions
from rde.expected import Expected
from rde.file import Content, OnDisk, content_of
from rde.objects import names
from rde.verify import kinds
from rde.verify.files import take_files
from rde.verify.findings import Findings
from rde.verify.frame import FileName, Frame, Policy, instant, name_of
from rde.verify.kinds import (
    BY_TAG,
    CONTACT,
    DOMAIN,
    HOST,
    IDN_TABLE,
    KINDS,
    NNDN,
    REGISTRAR,
    Kind,
    Record,
    folded,
    record,
)
from rde.verify.reading import CSV_CONTENTS, CSV_DELETES, DELETES, MENU, WATERMARK, Reading, breaches
from rde.verify.rules.order import FRAME_RULES, OBJECT_RULES, WHOLE_RULES
from rde.verify.spool import Spool, spool
from schemas.xml_schemas import rde_schema

# Told how many octets, or objects, are done.
Progress = Callable[[int], None]

_SCOPE: Final = re.compile(r"(?:.*/)?(?:([\w.-]+):)?([\w.-]+)")
_NOTED: Final = frozenset({DOMAIN, HOST, CONTACT, REGISTRAR, IDN_TABLE, NNDN})
_MOST_POLICIES: Final = 1_000  # the schemas have fewer elements that could be made mandatory
_BY_REGISTRAR: Final = ("clID", "crRr", "upRr")
_REGISTRANT: Final = "registrant"
_REGISTRANT_FIELD: Final = "rdeCsv:fRegistrant"


# How many errors of a deposit that must not leave the house are told, and how much of each.
_TOLD: Final = 10
_LONGEST_WORDS: Final = 150


class DepositInvalid(Exception):
    """The deposit has findings that are errors; the message names the first of them."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read: what the deposit says of itself, how many objects of the bulk kinds it holds, and what was found."""

    frame: Frame
    objects: int
    findings: Findings


def validate(
    given: Path | Content,
    progress: Progress = lambda done: None,
    now: datetime | None = None,
    files: Sequence[Content] = (),
    expected: Expected | None = None,
) -> int:
    """How many objects of the bulk kinds a valid deposit holds; raises DepositInvalid, or OSError if it is unreadable.

    `progress` is told how many objects are read. Without `now` nobody asks whether the watermark lies in the future. `files` are
    those that a document lists that is no file itself; those of one that is lie beside it.
    """
    findings = Findings(most=_TOLD)
    content = content_of(given)
    frame = Frame(name_of(Path(content.name), findings), now, expected=expected or Expected())
    beside = _beside(given) if isinstance(given, Path) else {each.name: each for each in files}
    seen = _Verification(frame, findings, progress, beside).run(content, lambda octets: None)
    if findings.errors:
        raise DepositInvalid(_words(findings))
    return seen.objects


def _words(findings: Findings) -> str:
    """The first errors, a line each."""
    lines = [
        f"{each.code} {each.about}: {each.text[:_LONGEST_WORDS]}" for each in findings.kept if each.severity == "error"
    ]
    more = findings.errors - len(lines)
    return "\n".join([*lines, f"and {more:,} more"] if more else lines)


def verify_xml(
    path: Path,
    findings: Findings,
    now: datetime | None,
    name: FileName | None,
    progress: Progress = lambda octets: None,
    *,
    alone: bool = False,
    expected: Expected | None = None,
) -> Seen:
    """Hold an open deposit against every rule; `name` is that of the files it came in, None where that was found wrong.

    CSV files that it lists lie beside it; where its folder is its `alone`, there are no others. `progress` is told how many
    octets are read. Raises OSError.
    """
    frame = Frame(name, now, expected=expected or Expected())
    return _Verification(frame, findings, lambda objects: None, _beside(path), alone=alone).run(path, progress)


def _beside(path: Path) -> dict[str, Content]:
    """The CSV files in the folder of a deposit."""
    return {each.name: OnDisk(each) for each in sorted(path.parent.glob("*.csv")) if each.is_file()}


class _Verification:
    """One deposit on its way past the rules."""

    def __init__(
        self,
        frame: Frame,
        findings: Findings,
        progress: Progress,
        beside: Mapping[str, Content],
        *,
        alone: bool = False,
    ) -> None:
        self._frame = frame
        self._findings = findings
        self._progress = progress
        self._beside = beside
        self._alone = alone
        self._definitions: list[Definition] = []
        self._objects = 0

    def run(self, content: Path | Content, octets: Progress) -> Seen:
        with spool() as notes:
            reading = Reading(content, self._findings, octets)
            for element in reading:
                self._take(element, notes)
            self._frame.complete = reading.complete
            if self._frame.complete:
                self._take_files(content, notes, octets)
            if self._frame.complete:  # what a document lacks that is cut off is no news
                self._judge_whole(notes)
        return Seen(self._frame, self._objects, self._findings)

    def _judge_whole(self, notes: Spool) -> None:
        notes.settle()
        for of_frame in FRAME_RULES:
            self._findings.take(of_frame(self._frame))
        for of_all in WHOLE_RULES:
            self._findings.take(of_all(notes, self._frame))

    def _take_files(self, content: Path | Content, notes: Spool, octets: Progress) -> None:
        """CSV files once the document is read: what it says of itself is known then."""
        if not self._definitions and not self._alone:
            return
        done = content_of(content).size

        def more(read: int) -> None:
            nonlocal done
            done += read
            octets(done)

        with gathering() as gathered:
            take_files(self._definitions, self._beside, gathered, self._findings, more)
            gathered.settle()
            for name, key in gathered.orphans():
                self._findings.add("CSV_PARENT_MISSING", f"definition {name}", f"there is no {key[:100] or 'key'}")
            schema = rde_schema()
            for element in gathered.objects():
                kind = BY_TAG[element.tag]
                about = record(kind, element).about
                for text in breaches(schema, element):
                    self._findings.add("XML_SCHEMA_INVALID", about, text)
                self._take_object(kind, element, notes, OF_XML[kind.namespace])

    def _take(self, element: etree._Element, notes: Spool) -> None:
        if element.tag in CSV_CONTENTS or element.tag in CSV_DELETES:
            found = list(definitions(element))
            self._definitions.extend(found)
            self._frame.demands_registrants |= any(map(_demands_registrants, found))
        elif (kind := BY_TAG.get(element.tag)) is None:
            self._take_frame(element)
        else:
            self._take_object(kind, element, notes, kind.namespace)

    def _take_object(self, kind: Kind, element: etree._Element, notes: Spool, counted: str) -> None:
        self._frame.objects[counted] += 1
        each = record(kind, element)
        for rule in OBJECT_RULES[kind]:
            self._findings.take(rule(each, self._frame))
        if kind in _NOTED:
            self._objects += 1
            _note(notes, each, self._frame)
            self._progress(self._objects)
        elif kind is kinds.HEADER:
            _take_header(each, self._frame)
        elif kind is kinds.POLICY:
            _take_policy(element, self._frame)

    def _take_frame(self, element: etree._Element) -> None:
        frame = self._frame
        if element.tag == WATERMARK:
            frame.watermark_text = (element.text or "").strip()
            frame.watermark = instant(frame.watermark_text)
            parent = element.getparent()
            if parent is not None:
                frame.type, frame.id = parent.get("type", ""), parent.get("id", "")
                frame.previous, frame.resend = parent.get("prevId"), parent.get("resend", "0").strip()
        elif element.tag == MENU:
            frame.menu.extend((uri.text or "").strip() for uri in element.iterchildren(f"{{{names.RDE}}}objURI"))
        elif element.tag == DELETES:
            frame.deletes += 1


def _take_header(header: Record, frame: Frame) -> None:
    frame.headers += 1
    if frame.headers > 1:
        return
    frame.tld = (header.text("tld") or "").lower() or None
    frame.counts.extend((each.get("uri", ""), (each.text or "").strip()) for each in header.all("count"))


def _take_policy(element: etree._Element, frame: Frame) -> None:
    """The kind of object that a scope's last step names; predicates are beyond us."""
    if len(frame.policies) >= _MOST_POLICIES:
        return
    scope = element.get("scope", "").strip()
    found = _SCOPE.fullmatch(scope)
    prefix, local = (found[1], found[2]) if found else (None, "")
    namespace = element.nsmap.get(prefix)
    known = next((kind for kind in KINDS if kind.namespace == namespace and kind.element == local), None)
    required = element.get("element", "").strip().rpartition(":")[2]
    frame.policies.append(Policy(known.namespace if known else None, required, scope))
    frame.demands_registrants |= known is DOMAIN and required == _REGISTRANT


def _demands_registrants(definition: Definition) -> bool:
    """Whether every row must fill the field: what the XML model says by a policy."""
    of_names = definition.namespace == CSV_DOMAIN and not definition.deletes
    return of_names and any(field.key == _REGISTRANT_FIELD and field.required for field in definition.fields)


def _note(notes: Spool, each: Record, frame: Frame) -> None:
    notes.note(each.kind, each.key, each.text("roid"), frozenset(each.children), len(each.all("addr")))

    def refer(kind: Kind, keys: list[str]) -> None:
        for key in keys:
            notes.refer(kind, folded(kind, key), each.kind, each.key)

    if each.kind in (DOMAIN, HOST, CONTACT):
        for name in _BY_REGISTRAR:
            refer(REGISTRAR, each.texts(name))
    for transfer in each.all("trnData"):
        refer(
            REGISTRAR,
            [(who.text or "").strip() for name in ("reRr", "acRr") for who in transfer.iterfind(f"{{*}}{name}")],
        )
    if each.kind in (DOMAIN, NNDN):
        refer(IDN_TABLE, each.texts("idnTableId"))
    if each.kind is DOMAIN and not frame.is_thin:
        refer(CONTACT, each.texts("registrant") + each.texts("contact"))
        if frame.listed(names.HOST):  # if not, their form is what is wrong
            refer(HOST, [(host.text or "").strip() for part in each.all("ns") for host in part.iterfind("{*}hostObj")])
