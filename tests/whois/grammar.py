"""The layout that ICANN's checker of WHOIS (version 1.4.4) demands of answers, written down as a grammar of our own.

A line is checked for its form, an object for its keys and their order, a value for its type, all of them for what they have in
common; `violations` returns sentences, and none for an answer that conforms. Where the checker is lenient this is not: an instant
has a time, an address its shortest form, a country capital letters, an object's answer its line of the last update.
"""

import ipaddress
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Check = Callable[[str], bool]

HOST = re.compile(r"(?=.{1,254}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]", re.I)
LOCAL_PART = re.compile(r"[a-z0-9!#$%&'*+\-/=?^_`{}|~]+(\.[a-z0-9!#$%&'*+\-/=?^_`{}|~]+)*", re.I)
VERBS = ("Delete", "Renew", "Transfer", "Update")
STATUSES = frozenset(
    ["ok", "inactive", "clientHold", "serverHold", "addPeriod", "autoRenewPeriod", "renewPeriod", "transferPeriod"]
    + ["pendingCreate", "pendingRestore", "redemptionPeriod"]
    + [f"pending{verb}" for verb in VERBS]
    + [f"{side}{verb}Prohibited" for side in ("client", "server") for verb in VERBS]
)
REDACTED = "redacted for privacy"
POINTER = (
    "please query the rdds service of the registrar of record identified in this output for information on how to "
    "contact the registrant, admin, or tech contact of the queried domain name."
)
UPDATE = re.compile(r">>> Last update of (WHOIS|Whois) database: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z) <<<")
CODES = (
    "For more information on Whois status codes, please visit https://icann.org/epp",
    "For more information on Whois status codes, please visit "
    "https://www.icann.org/resources/pages/epp-status-codes-2014-06-16-en",
)
FIELD = re.compile(r"(?!>>|For more information on Whois status codes)([^:]+):(?: (.*))?")
SEVERAL = "Query matched more than one name server:"
COMPLAINTS = "URL of the ICANN Whois Inaccuracy Complaint Form"


def matches(pattern: str) -> Check:
    whole = re.compile(pattern)
    return lambda value: whole.fullmatch(value) is not None


def is_host(value: str) -> bool:
    return HOST.fullmatch(value) is not None


def is_address(value: str) -> bool:
    try:
        return str(ipaddress.ip_address(value)) == value
    except ValueError:
        return False


def is_status(value: str) -> bool:
    found = re.fullmatch(r"(\S+) {1,9}https://icann\.org/epp#(\S+)", value)
    return bool(found) and found[1] in STATUSES and (found[2] == found[1] or found.groups() == ("ok", "OK"))


is_time = matches(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
is_phone = matches(r"(?=.{1,17}$)\+\d{1,3}\.\d{1,14}")
is_url = matches(r"https?://\S+")
is_roid = matches(r"\w{1,80}-NAMEHSE")
is_number = matches(r"[1-9]\d*")
is_token = matches(r"(?!0$)\S+( \S+)*")
is_text = matches(r".{1,255}")
is_country = matches(r"[A-Z]{2}")
is_postal_code = matches(r"(?=.{1,16}$)(?!0$)\S+( \S+)*")


def is_email(value: str) -> bool:
    local, _, domain = value.partition("@")
    return LOCAL_PART.fullmatch(local) is not None and is_host(domain)


def private(check: Check) -> Check:
    return lambda value: check(value) or value.lower() == REDACTED


def reachable(value: str) -> bool:
    return is_email(value) or is_url(value) or value.lower() == POINTER


def is_label_of(name: str) -> Check:
    """A name in letters of its language, no other than the one that was asked for."""
    return lambda value: not value.isascii() and (not name or value.encode("idna").decode() == name)


def is_(what: str, check: Check) -> Check:
    return lambda value: check(value) and (not what or value.lower() == what.lower())


@dataclass(frozen=True)
class Field:
    """`empty`: it may never be; or be freely, or be alike with all others of its kind, which are empty or left out together."""

    key: str
    check: Check
    least: int = 1
    most: float = 1
    empty: Literal["never", "freely", "alike"] = "never"


def repeated(key: str, check: Check, least: int = 1) -> Field:
    return Field(key, check, least, float("inf"))


def optional(key: str, check: Check) -> Field:
    return Field(key, check, 0, 1, "alike")


def free(key: str, check: Check) -> Field:
    return Field(key, check, 0, 1, "freely")


@dataclass(frozen=True)
class Block:
    """Fields together, as often as the first of them is there; `alike`: with values, once empty, or left out with others."""

    fields: Sequence[Field]
    least: int = 0
    most: float = float("inf")
    alike: bool = False


@dataclass(frozen=True)
class Others:
    """Fields that nobody knows; these keys are known."""

    known: frozenset[str]


Element = Field | Block | Others


def contact(role: str, alike: Callable[[str, Check], Field] = optional) -> list[Field]:
    return [
        Field(f"Registry {role} ID", private(is_roid)),
        Field(f"{role} Name", is_text),
        alike(f"{role} Organization", is_text),
        repeated(f"{role} Street", is_text),
        Field(f"{role} City", is_text),
        alike(f"{role} State/Province", is_text),
        alike(f"{role} Postal Code", private(is_postal_code)),
        Field(f"{role} Country", private(is_country)),
        Field(f"{role} Phone", private(is_phone)),
        alike(f"{role} Phone Ext", is_token),
        alike(f"{role} Fax", private(is_phone)),
        alike(f"{role} Fax Ext", is_token),
        Field(f"{role} Email", reachable),
    ]


ABUSE = [Field("Registrar Abuse Contact Email", is_email), Field("Registrar Abuse Contact Phone", is_phone)]
FAX = Block([Field("Fax Number", is_phone), free("Fax Ext", is_token)], alike=True)
PHONE = Block([Field("Phone Number", is_phone), free("Phone Ext", is_token)], 1)
PEOPLE = ("Admin Contact", "Technical Contact")
OF_OLD = (
    "Domain ID",
    "WHOIS Server",
    "Referral URL",
    "Sponsoring Registrar",
    "Sponsoring Registrar IANA ID",
    "Registrar Name",
)


def keys(elements: Sequence[Element]) -> frozenset[str]:
    found = (each.fields if isinstance(each, Block) else [each] for each in elements if not isinstance(each, Others))
    return frozenset(field.key for fields in found for field in fields) | {*OF_OLD, "IP Address"}


def domain(asked: str, contacts: bool, abuse_comes_late: bool) -> list[Element]:
    people = [each for role in ("Registrant", "Admin", "Tech") for each in contact(role)] if contacts else []
    elements = [
        Field("Domain Name", is_(asked, is_host)),
        free("Internationalized Domain Name", is_label_of(asked)),
        Field("Registry Domain ID", is_roid),
        optional("Registrar WHOIS Server", is_host),
        Field("Registrar URL", is_url),
        optional("Updated Date", is_time),
        Field("Creation Date", is_time),
        Field("Registry Expiry Date", is_time),
        optional("Registrar Registration Expiration Date", is_time),
        Field("Registrar", is_token),
        Field("Registrar IANA ID", is_number),
        *([] if abuse_comes_late else ABUSE),
        optional("Reseller", is_token),
        repeated("Domain Status", is_status),
        *people,
        Block(contact("Billing", free), 0, 1),
        Block([Field("Name Server", is_host), repeated("IP Address", is_address, 0)], alike=True),
        Field("DNSSEC", matches("signedDelegation|unsigned")),
    ]
    may_come_late = {each.key for each in contact("Billing")} | {"Internationalized Domain Name"}
    others = Others(keys([*elements, *ABUSE]) - may_come_late | {COMPLAINTS})
    complaints = Field(COMPLAINTS, matches(r"https://www\.icann\.org/wicf/"))
    return [*elements, others, *(ABUSE if abuse_comes_late else []), complaints]


def registrar(asked: str, people: Sequence[str]) -> list[Element]:
    """`people` are the keys that begin the blocks of those who can be reached, as they come."""
    elements = [
        Field("Registrar", lambda value: is_text(value) and asked.lower() in value.lower()),
        repeated("Street", is_text),
        Field("City", is_text),
        optional("State/Province", is_text),
        optional("Postal Code", is_postal_code),
        Field("Country", is_country),
        PHONE,
        FAX,
        repeated("Email", is_email),
        optional("Registrar WHOIS Server", is_host),
        Field("Registrar URL", is_url),
    ]
    blocks = [each for key in people for each in (Field(key, is_text), PHONE, FAX, repeated("Email", is_email))]
    return [*elements, *blocks, Others((keys(elements) | {*PEOPLE}) - {"Phone Ext", "Fax Ext"})]


def name_server(asked: str) -> list[Element]:
    elements = [
        Field("Server Name", is_("" if is_address(asked) else asked, is_host)),
        repeated("IP Address", is_address, 0),
        optional("Registrar", is_text),
        optional("Registrar WHOIS Server", is_host),
        optional("Registrar URL", is_url),
    ]
    return [*elements, Others(keys(elements))]


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
