"""The form of answers in RIPE's manner: comments, errors and objects, and the keys that each kind of object has, in order.

`violations` returns sentences, and none for an answer that conforms.
"""

import re
from collections.abc import Iterator

from tests.whois.grammar_values import (
    is_address,
    is_email,
    is_host,
    is_phone,
    is_roid,
    is_time,
    is_token,
    is_url,
    matches,
)

LINE = re.compile(r"([a-z][a-z-]*): +(\S.*)")
COLUMN = 15
ERROR = re.compile(r"%ERROR:(\d{3}): \S.*")


def is_nserver(value: str) -> bool:
    name, *glue = value.split(" ")
    return is_host(name) and all(map(is_address, glue))


is_ds = matches(r"\d+ \d+ \d+ [0-9A-F]+")
is_key = matches(r"\d+ \d+ \d+ \S+")
is_country = matches("[A-Z]{2}|REDACTED FOR PRIVACY")
REACHED = [
    ("url", is_url, 0, 1),
    ("whois", is_host, 0, 1),
    ("abuse-mailbox", is_email, 0, 1),
    ("abuse-phone", is_phone, 0, 1),
]
# Of each kind, by its first key: the keys in order, what their values are, how often at least and at most.
KINDS = {
    "domain": [
        ("domain", is_host, 1, 1),
        ("unicode", lambda value: not value.isascii(), 0, 1),
        ("roid", is_roid, 1, 1),
        ("status", is_token, 1, 12),
        ("registrant", is_token, 0, 1),
        ("admin-c", is_token, 0, 1),
        ("tech-c", is_token, 0, 1),
        ("nserver", is_nserver, 0, 13),
        ("ds-rdata", is_ds, 0, 9),
        ("dnskey", is_key, 0, 9),
        ("registrar", is_token, 1, 1),
        ("registered", is_time, 1, 1),
        ("changed", is_time, 0, 1),
        ("transferred", is_time, 0, 1),
        ("expire", is_time, 1, 1),
    ],
    "contact": [
        ("contact", is_token, 1, 1),
        ("name", is_token, 1, 1),
        ("org", is_token, 0, 1),
        ("address", is_token, 0, 9),
        ("country", is_country, 1, 1),
        ("phone", is_token, 0, 1),
        ("fax-no", is_token, 0, 1),
        ("e-mail", is_token, 1, 1),
        ("role", matches("registrant|admin|tech"), 1, 1),
    ],
    "nserver": [
        ("nserver", is_host, 1, 1),
        ("roid", is_roid, 1, 1),
        ("address", is_address, 0, 99),
        ("status", is_token, 1, 9),
        ("registrar", is_token, 1, 1),
    ],
    "registrar": [
        ("registrar", is_token, 1, 1),
        ("org", is_token, 1, 1),
        ("iana-id", matches(r"[1-9]\d*"), 0, 1),
        ("address", is_token, 0, 9),
        ("country", is_country, 0, 1),
        ("phone", is_phone, 0, 1),
        ("fax-no", is_phone, 0, 1),
        ("e-mail", is_email, 0, 1),
        *REACHED,
    ],
}


def objects(answer: bytes) -> list[list[str]]:
    """The lines of each object."""
    blocks = answer.decode().split("\r\n\r\n")
    return [lines for block in blocks if (lines := [line for line in block.split("\r\n") if line and line[0] != "%"])]


def kinds(answer: bytes) -> list[str]:
    """What kind each object is of, in their order."""
    return [lines[0].partition(":")[0] for lines in objects(answer)]


def violations(answer: bytes) -> list[str]:
    """A number of an error stands for objects: there is one or the others."""
    text = answer.decode()
    found = [] if text.endswith("\r\n\r\n") else ["the last line is not empty"]
    if text.replace("\r\n", "").count("\n") or text.replace("\r\n", "").count("\r"):
        found.append("a line that does not end in CRLF")
    lines = text.split("\r\n")
    found += [f"trailing blank: {line}" for line in lines if line != line.rstrip()]
    found += [
        f"not an error as RIPE has them: {line}"
        for line in lines
        if line.startswith("%E") and not ERROR.fullmatch(line)
    ]
    if not lines[0].startswith("% "):
        found.append("no comment before the objects")
    if bool(objects(answer)) == ("%ERROR:" in text):
        found.append("neither objects nor an error, or both")
    for block in objects(answer):
        found += _of_object(block)
    return found


def _of_object(lines: list[str]) -> Iterator[str]:
    pairs = []
    for line in lines:
        if not (found := LINE.fullmatch(line)) or found.start(2) != COLUMN:
            yield f"not a key with its value in column {COLUMN}: {line}"
            return
        pairs.append((found[1], found[2]))
    kind = pairs[0][0]
    if kind not in KINDS:
        yield f"no kind of object: {kind}"
        return
    for key, check, least, most in KINDS[kind]:
        taken = 0
        while pairs and pairs[0][0] == key and taken < most:
            value = pairs.pop(0)[1]
            taken += 1
            if not check(value):
                yield f"{kind}: {key} is not of its type: {value}"
        if taken < least:
            yield f"{kind}: {key} is missing"
    yield from (f"{kind}: out of place: {key}" for key, _ in pairs)
