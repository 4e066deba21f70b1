"""The layout that ICANN's checker demands of answers, written down as a grammar of our own.

A line is checked for its form, a section for its keys and their order, a value for its type; `violations` returns
sentences, and none for an answer that conforms.
"""

import ipaddress
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

HOST = re.compile(r"(?=.{1,254}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]", re.I)
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
COMPLAINTS = "URL of the ICANN Whois Inaccuracy Complaint Form: https://www.icann.org/wicf/"
UPDATE = re.compile(r">>> Last update of (WHOIS|Whois) database: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z) <<<")
CODES = (
    "For more information on Whois status codes, please visit https://icann.org/epp",
    "For more information on Whois status codes, please visit "
    "https://www.icann.org/resources/pages/epp-status-codes-2014-06-16-en",
)
FIELD = re.compile(r"([^:>][^:]*):(?: (.*))?")


def matches(pattern: str) -> Callable[[str], bool]:
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


def is_idn(value: str) -> bool:
    return not value.isascii()


is_time = matches(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
is_phone = matches(r"(?=.{1,17}$)\+\d{1,3}\.\d{1,14}")
is_url = matches(r"https?://\S+")
is_roid = matches(r"\w{1,80}-NAMEHSE")
is_number = matches(r"[1-9]\d*")
is_token = matches(r"\S+( \S+)*")
is_text = matches(r".{1,255}")
is_country = matches(r"[A-Z]{2}")
is_postal_code = matches(r"(?=.{1,16}$)\S+( \S+)*")


def is_email(value: str) -> bool:
    local, _, domain = value.partition("@")
    return bool(local) and is_host(domain)


def private(check: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda value: check(value) or value.lower() == REDACTED


def reachable(value: str) -> bool:
    return is_email(value) or is_url(value) or value.lower() in (REDACTED, POINTER)


@dataclass(frozen=True)
class Key:
    """`least` and `most` say how often; a key that may be absent may not be empty."""

    name: str
    check: Callable[[str], bool]
    least: int = 1
    most: int = 1


def optional(name: str, check: Callable[[str], bool], most: int = 1) -> Key:
    return Key(name, check, 0, most)


def contact(role: str) -> list[Key]:
    return [
        Key(f"Registry {role} ID", private(is_roid)),
        Key(f"{role} Name", is_text),
        optional(f"{role} Organization", is_text),
        Key(f"{role} Street", is_text, 1, 3),
        Key(f"{role} City", is_text),
        optional(f"{role} State/Province", is_text),
        optional(f"{role} Postal Code", private(is_postal_code)),
        Key(f"{role} Country", private(is_country)),
        Key(f"{role} Phone", private(is_phone)),
        optional(f"{role} Phone Ext", is_token),
        optional(f"{role} Fax", private(is_phone)),
        optional(f"{role} Fax Ext", is_token),
        Key(f"{role} Email", reachable),
    ]


CONTACTS = [*contact("Registrant"), *contact("Admin"), *contact("Tech")]


def domain_keys(contacts: bool) -> list[Key]:
    return [
        Key("Domain Name", is_host),
        optional("Internationalized Domain Name", is_idn),
        Key("Registry Domain ID", is_roid),
        optional("Registrar WHOIS Server", is_host),
        Key("Registrar URL", is_url),
        optional("Updated Date", is_time),
        Key("Creation Date", is_time),
        Key("Registry Expiry Date", is_time),
        optional("Registrar Registration Expiration Date", is_time),
        Key("Registrar", is_token),
        Key("Registrar IANA ID", is_number),
        Key("Registrar Abuse Contact Email", is_email),
        Key("Registrar Abuse Contact Phone", is_phone),
        optional("Reseller", is_text),
        Key("Domain Status", is_status, 1, 12),
        *(CONTACTS if contacts else []),
        optional("Name Server", is_host, 13),
        Key("DNSSEC", matches("signedDelegation|unsigned")),
    ]


REGISTRAR = [
    Key("Registrar", is_text),
    Key("Street", is_text, 1, 3),
    Key("City", is_text),
    optional("State/Province", is_text),
    optional("Postal Code", is_postal_code),
    Key("Country", is_country),
    Key("Phone Number", is_phone, 1, 9),
    optional("Fax Number", is_phone, 9),
    Key("Email", is_email, 1, 9),
    optional("Registrar WHOIS Server", is_host),
    Key("Registrar URL", is_url),
]
NAME_SERVER = [
    Key("Server Name", is_host),
    optional("IP Address", is_address, 99),
    Key("Registrar", is_text),
    optional("Registrar WHOIS Server", is_host),
    optional("Registrar URL", is_url),
]


def violations(answer: bytes, kind: str) -> list[str]:
    """`kind`: domain, domain without contacts, registrar, name server, name servers, or none (a footer alone)."""
    found = list(_of_form(answer))
    lines = answer.decode().split("\r\n")
    found += _of_ending(lines)
    body = lines[: next((n for n, line in enumerate(lines) if line.startswith(">>>")), len(lines))]
    match kind:
        case "domain" | "domain without contacts":
            if body.pop() != COMPLAINTS:
                found.append("the complaint line does not stand before the footer")
            found += _of_keys(body, domain_keys(kind == "domain"))
        case "registrar":
            found += _of_keys(body, REGISTRAR)
        case "name server":
            found += _of_keys(body, NAME_SERVER)
        case "name servers":
            if body[0] != "Query matched more than one name server:" or len(body) < 3:
                found.append("not a list of two or more name servers")
            found += [f"not a ROID with a host name: {line}" for line in body[1:] if not _is_choice(line)]
    return found


def _is_choice(line: str) -> bool:
    found = re.fullmatch(r"(\S+) \((\S+)\)", line)
    return bool(found) and is_roid(found[1]) and is_host(found[2])


def _of_form(answer: bytes) -> Iterator[str]:
    text = answer.decode()
    if text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}"):
        yield "a byte order mark"
    if not text.endswith("\r\n") or text.replace("\r\n", "").count("\n") or text.replace("\r\n", "").count("\r"):
        yield "a line that does not end in CRLF"
    for number, line in enumerate(text.split("\r\n"), 1):
        if line != line.rstrip():
            yield f"line {number}: trailing blank"
        if len(line) - len(line.lstrip(" ")) > 9:
            yield f"line {number}: too many leading blanks"
        if any(letter.isspace() and letter != " " for letter in line):
            yield f"line {number}: white space that is no blank"


def _of_ending(lines: list[str]) -> Iterator[str]:
    rest = list(lines[next((n for n, line in enumerate(lines) if line.startswith(">>>")), len(lines)) :])
    if not rest or not UPDATE.fullmatch(rest.pop(0)):
        yield "no line of the last update"
        return
    if not 1 <= _take_empty(rest) <= 3 or rest.pop(0) not in CODES:
        yield "no line of the status codes"
    if not 1 <= _take_empty(rest) <= 3 or not rest[0]:
        yield "no legal notice"


def _take_empty(lines: list[str]) -> int:
    taken = 0
    while lines and not lines[0]:
        lines.pop(0)
        taken += 1
    return taken


def _of_keys(lines: list[str], keys: list[Key]) -> Iterator[str]:
    rest = list(lines)
    for key in keys:
        taken = 0
        while rest and (field := FIELD.fullmatch(rest[0])) and field[1] == key.name and taken < key.most:
            rest.pop(0)
            taken += 1
            if not field[2]:
                yield f"{key.name} is empty"
            elif not key.check(field[2]):
                yield f"{key.name}: not of its type: {field[2]}"
        if taken < key.least:
            yield f"{key.name} is missing before: {rest[0] if rest else 'the end'}"
    yield from (f"out of place: {line}" for line in rest)
