"""The documents of the interface: our report of a deposit, the agent's notification of a day, and the answer to a report."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, cast

from lxml import etree

from rde.objects import names
from rde.objects.header import header
from registry.store.copying import instant
from schemas.xml_schemas import IETF, rri_schema

_REPORT: Final = IETF + "rdeReport-1.0"
_NOTIFICATION: Final = f"{{{IETF}rdeNotification-1.0}}"
_ANSWER: Final = f"{{{IETF}iirdea-1.0}}"

# Which edition of which specification a deposit is written by.
_SPECIFICATIONS: Final = ("RFC8909", "RFC9022")
_VERSION: Final = 1

DepositType = Literal["FULL", "DIFF", "INCR"]
# The deposit passed, it failed, or none was received.
Status = Literal["DVPN", "DVFN", "DRFN"]


class NotUnderstood(Exception):
    """What came is none of the interface's documents."""


@dataclass(frozen=True, slots=True)
class DepositReport:
    """What is told of a delivered deposit; `counts` are those of its header."""

    id: str
    tld: str
    type: DepositType
    watermark: datetime
    made_at: datetime
    resend: int
    counts: Mapping[str, int]

    def xml(self) -> bytes:
        escrow, mapping = _SPECIFICATIONS
        parts = (
            ("id", self.id),
            ("version", _VERSION),
            ("rydeSpecEscrow", escrow),
            ("rydeSpecMapping", mapping),
            ("resend", self.resend),
            ("crDate", f"{instant(self.made_at)}Z"),
            ("kind", self.type),
            ("watermark", f"{instant(self.watermark)}Z"),
        )
        inner = "".join(f"<rdeReport:{name}>{value}</rdeReport:{name}>" for name, value in parts)
        declared = f'xmlns:rdeReport="{_REPORT}" xmlns:rdeHeader="{names.HEADER}"'
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<rdeReport:report {declared}>{inner}'
            f"{header(self.tld, self.counts)}</rdeReport:report>\n"
        ).encode()


@dataclass(frozen=True, slots=True)
class Notification:
    """The agent's word on a day; `deposit_id` is that of the deposit it is about, where it names one, and `digest` the SHA-256 of
    the document."""

    agent: str
    day: date
    status: Status
    deposit_id: str | None
    digest: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a report; only code 1000 accepts it, whatever HTTP says."""

    code: int
    message: str
    description: str | None


def read_answer(body: bytes) -> Answer:
    """Raises NotUnderstood."""
    result = _read(body, f"{_ANSWER}response").find(f"{_ANSWER}result")
    assert result is not None  # it satisfies the schema
    return Answer(
        int(result.get("code", "")),
        " ".join((result.findtext(f"{_ANSWER}msg") or "").split()),
        result.findtext(f"{_ANSWER}description"),
    )


def read_notification(body: bytes) -> Notification:
    """Raises NotUnderstood."""
    root = _read(body, f"{_NOTIFICATION}notification")
    return Notification(
        agent=root.findtext(f"{_NOTIFICATION}deaName") or "",
        day=date.fromisoformat((root.findtext(f"{_NOTIFICATION}repDate") or "").strip()[:10]),
        status=cast(Status, (root.findtext(f"{_NOTIFICATION}status") or "").strip()),
        deposit_id=root.findtext(f"{{{_REPORT}}}report/{{{_REPORT}}}id"),
        digest=hashlib.sha256(body).hexdigest(),
    )


def _read(body: bytes, tag: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise NotUnderstood(f"it is not XML: {error}") from None
    if root.tag != tag or not rri_schema().validate(root):
        raise NotUnderstood(f"it is not a {etree.QName(tag).localname} of the interface")
    return root
