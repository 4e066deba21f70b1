"""Which fields an object of WHOIS has, in which order and how often, as ICANN's checker demands them of each kind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from tests.whois.grammar_values import (
    Check,
    is_,
    is_address,
    is_country,
    is_email,
    is_host,
    is_label_of,
    is_number,
    is_phone,
    is_postal_code,
    is_roid,
    is_status,
    is_text,
    is_time,
    is_token,
    is_url,
    matches,
    private,
    reachable,
)

COMPLAINTS = "URL of the ICANN Whois Inaccuracy Complaint Form"


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
