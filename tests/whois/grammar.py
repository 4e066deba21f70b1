"""The layout that ICANN's checker of WHOIS (version 1.4.4) demands of answers, written down as a grammar of our own.

A line is checked for its form, an object for its keys and their order, a value for its type, all of them for what they have in
common; `violations` returns sentences, and none for an answer that conforms. Where the checker is lenient this is not: an instant
has a time, an address its shortest form, a country capital letters, an object's answer its line of the last update.
"""

import re
from collections.abc import Iterator, Sequence

from tests.whois.grammar_layouts import PEOPLE, Block, Element, Field, domain, name_server, registrar
from tests.whois.grammar_values import is_address, is_host, is_roid

UPDATE = re.compile(r">>> Last update of (WHOIS|Whois) database: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z) <<<")
CODES = (
    "For more information on Whois status codes, please visit https://icann.org/epp",
    "For more information on Whois status codes, please visit "
    "https://www.icann.org/resources/pages/epp-status-codes-2014-06-16-en",
)
FIELD = re.compile(r"(?!>>|For more information on Whois status codes)([^:]+):(?: (.*))?")
SEVERAL = "Query matched more than one name server:"


class Reading:
    """Lines that are taken one after the other, and what was found wrong with them."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.rest = list(lines)
        self.found: list[str] = []
        self._manners: set[str] = set()

    def key(self) -> str | None:
        field = FIELD.fullmatch(self.rest[0]) if self.rest else None
        return field[1] if field else None

    def value(self) -> str:
        """That of the field that comes; empty, where it has none."""
        field = FIELD.fullmatch(self.rest[0])
        return (field[2] or "") if field else ""

    def take_empty_lines(self) -> int:
        taken = next((number for number, line in enumerate(self.rest) if line), len(self.rest))
        del self.rest[:taken]
        return taken

    def elements(self, elements: Sequence[Element]) -> None:
        for element in elements:
            if isinstance(element, Field):
                self._field(element)
            elif isinstance(element, Block):
                self._block(element)
            else:
                while (key := self.key()) and key not in element.known:
                    self.rest.pop(0)

    def _field(self, field: Field) -> None:
        taken = 0
        while self.key() == field.key and taken < field.most:
            value = self.value()
            self.rest.pop(0)
            taken += 1
            if value:
                if not field.check(value):
                    self.found.append(f"{field.key}: not of its type: {value}")
            elif field.empty == "never":
                self.found.append(f"{field.key} is empty")
            elif field.empty == "alike":
                self._alike(field.key, "empty")
        if not taken and field.empty == "alike":
            self._alike(field.key, "left out")
        if taken < field.least:
            self.found.append(f"{field.key} is missing before: {self.rest[0] if self.rest else 'the end'}")

    def _block(self, block: Block) -> None:
        first, taken = block.fields[0], 0
        if block.alike and self.key() != first.key:
            self._alike(first.key, "left out")
        elif block.alike and not self.value():
            self._alike(first.key, "empty")
            self.rest.pop(0)
            self.elements([each for each in block.fields[1:] if each.empty == "freely"])
            return
        while self.key() == first.key and taken < block.most:
            self.elements(block.fields)
            taken += 1
        if taken < block.least:
            self.found.append(f"{first.key} is missing before: {self.rest[0] if self.rest else 'the end'}")

    def _alike(self, key: str, manner: str) -> None:
        if self._manners and manner not in self._manners:
            self.found.append(f"{key} is {manner}, others are not")
        self._manners.add(manner)


def violations(answer: bytes, kind: str, asked: str = "") -> list[str]:
    """`kind`: domain, domain without contacts, registrar, name server, name servers, or none (a footer alone). `asked` is the
    name or the address that was asked for, or a part of the registrar's name."""
    lines = [line.lstrip(" ") for line in answer.decode().split("\r\n")]
    found = list(_of_form(answer))
    reading = Reading(lines[:-1])
    match kind:
        case "domain" | "domain without contacts":
            late = not any(
                line.startswith("Registrar Abuse Contact Email:") for line in _until(lines, "Domain Status:")
            )
            reading.elements(domain(asked, kind == "domain", late))
        case "registrar":
            reading.elements(
                registrar(asked, sorted(key for line in lines if (key := line.partition(":")[0]) in PEOPLE))
            )
        case "name server":
            reading.elements(name_server(asked))
            if is_address(asked) and f"IP Address: {asked}" not in lines:
                reading.found.append(f"IP Address: none is {asked}")
        case "name servers":
            reading.found += _of_choices(reading)
        case _:
            reading.rest = reading.rest[len(_until(lines, ">>>")) :]
    return [*found, *reading.found, *_of_ending(reading, codes=kind.startswith(("domain", "none")))]


def _until(lines: Sequence[str], start: str) -> Sequence[str]:
    return lines[: next((number for number, line in enumerate(lines) if line.startswith(start)), len(lines))]


def _of_choices(reading: Reading) -> Iterator[str]:
    choices = _until(reading.rest, ">>>")
    del reading.rest[: len(choices)]
    if len(choices) < 3 or choices[0] != SEVERAL:
        yield "not a list of two or more name servers"
    for line in choices[1:]:
        found = re.fullmatch(r"(\S+) \((\S+)\)", line)
        if line and not (found and is_roid(found[1]) and is_host(found[2])):
            yield f"not a ROID with a host name: {line}"


def _of_form(answer: bytes) -> Iterator[str]:
    text = answer.decode()
    if text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}"):
        yield "a byte order mark"
    if not text.endswith("\r\n") or text.replace("\r\n", "").count("\n") or text.replace("\r\n", "").count("\r"):
        yield "a line that does not end in CRLF"
    for number, line in enumerate(text.split("\r\n"), 1):
        # an empty field may have the blank that others have
        if line.strip(" ") != line.lstrip(" ") and not re.fullmatch(r"[^:]+: ", line):
            yield f"line {number}: trailing blank"
        if len(line) - len(line.lstrip(" ")) > 9:
            yield f"line {number}: too many leading blanks"
        if any(letter.isspace() and letter != " " for letter in line):
            yield f"line {number}: white space that is no blank"


def _of_ending(reading: Reading, codes: bool) -> Iterator[str]:
    """The line of status codes may be left out where no statuses are shown."""
    if reading.rest and (reading.rest[0] and not reading.rest[0].startswith(">>>")):
        yield f"out of place: {reading.rest[0]}"
        return
    if reading.take_empty_lines() > 3 or not reading.rest or not UPDATE.fullmatch(reading.rest.pop(0)):
        yield "no line of the last update"
        return
    if not 1 <= reading.take_empty_lines() <= 3:
        yield "not one to three empty lines after the last update"
    if reading.rest and reading.rest[0] in CODES:
        reading.rest.pop(0)
        if not 1 <= reading.take_empty_lines() <= 3 and codes:
            yield "not one to three empty lines after the status codes"
    elif codes or any(line.startswith(CODES[0][:50]) for line in reading.rest[:1]):
        yield "no line of the status codes"
    if not reading.rest:
        yield "no legal notice"
