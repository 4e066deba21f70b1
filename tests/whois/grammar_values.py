"""What a value of WHOIS is, by its type, as ICANN's checker reads it; stricter where `tests/whois/grammar.py` says so."""

import ipaddress
import re
from collections.abc import Callable

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
