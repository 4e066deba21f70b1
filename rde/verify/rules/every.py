"""Rules for objects of several kinds."""

import ipaddress
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from lxml import etree

from rde.verify.findings import Finding
from rde.verify.frame import Frame, instant
from rde.verify.kinds import Record
from registry.model.countries import CODES
from registry.model.names import A_LABEL, canonical, is_fqdn

_ROID: Final = re.compile(r"\w{1,80}-\w{1,8}")
_REPOSITORY: Final = re.compile(r"[A-Za-z0-9_]{1,8}")
_LOCAL_PART: Final = re.compile(r"[^\s@<>(),;:\"\[\]]+|\"[^\"]+\"")
_HAPPENED: Final = ("crDate", "upDate", "trDate")
_FOLLOWING: Final = ("upDate", "trDate", "exDate")
_PENDING: Final = frozenset({"pendingCreate", "pendingDelete", "pendingRenew", "pendingTransfer", "pendingUpdate"})


def roid_ends_in_the_id_of_a_repository(each: Record, frame: Frame) -> Iterator[Finding]:
    """RFC 5730, section 2.8; of what the schema lets pass, only the id may be anything else."""
    roid = each.text("roid") or ""
    if _ROID.fullmatch(roid) and not _REPOSITORY.fullmatch(roid.rpartition("-")[2]):
        yield Finding(f"RDE_{each.kind.code}_HAS_INVALID_ROID", each.about, f"{roid} ends in no id of a repository")


def the_repository_is_registered(each: Record, frame: Frame) -> Iterator[Finding]:
    """IANA keeps the ids of repositories (RFC 5730, section 2.8; ICANN's tests, rde-07 to rde-09)."""
    known, roid = frame.expected.repositories, each.text("roid")
    if known is not None and roid and (repository := roid.rpartition("-")[2]) not in known:
        yield Finding(f"RDE_{each.kind.code}_HAS_UNREGISTERED_ROID", each.about, f"{repository} is not registered")


def statuses_may_stand_together(each: Record, frame: Frame) -> Iterator[Finding]:
    """RFC 5731 section 2.3, RFC 5732 section 2.3, RFC 5733 section 2.2."""
    statuses = each.statuses
    if len(statuses) < 2:
        return
    shown = set(statuses)
    if len(shown) < len(statuses):
        yield Finding("RDE_STATUS_COMBINATION", each.about, "a status stands twice")
    elif "ok" in shown and shown - {"ok", "linked"}:
        yield Finding("RDE_STATUS_COMBINATION", each.about, f"ok stands beside {min(shown - {'ok', 'linked'})}")
    pending = sorted(shown & _PENDING)
    against = [status for status in pending for by in ("client", "server")
               if by + status.removeprefix("pending") + "Prohibited" in shown]  # fmt: skip
    if len(pending) > 1:
        yield Finding("RDE_STATUS_CONTRADICTION", each.about, f"{' and '.join(pending)} stand together")
    elif against:
        yield Finding("RDE_STATUS_CONTRADICTION", each.about, f"{against[0]} stands beside its prohibition")


def dates_are_in_utc(each: Record, frame: Frame) -> Iterator[Finding]:
    """RFC 8909, section 4.1, asks for it of all dates."""
    for name in (*_HAPPENED, "exDate"):
        text = each.text(name)
        if text and text[0].isdigit() and not text.endswith("Z"):
            yield Finding("RDE_DATE_NOT_UTC", each.about, f"{name} is {text}")


def nothing_happened_after_the_watermark(each: Record, frame: Frame) -> Iterator[Finding]:
    """The deposit shows what was at the watermark, and nothing later (RFC 8909, section 3)."""
    for name in _HAPPENED:
        at = instant(each.text(name))
        if at and frame.watermark and at > frame.watermark:
            yield Finding("RDE_DATE_AFTER_WATERMARK", each.about, f"{name} is {each.text(name)}")


def nothing_happened_before_the_creation(each: Record, frame: Frame) -> Iterator[Finding]:
    """Creation comes first."""
    created = instant(each.text("crDate"))
    for name in _FOLLOWING:
        at = instant(each.text(name))
        if created and at and at < created:
            yield Finding("RDE_DATES_OUT_OF_ORDER", each.about, f"{name} is before crDate")


def who_changed_it_did_so_at_a_time(each: Record, frame: Frame) -> Iterator[Finding]:
    """upRr goes with upDate, and both are absent where nobody changed anything."""
    changed: datetime | None = instant(each.text("upDate"))
    if each.text("upRr") and not each.text("upDate"):
        yield Finding("RDE_UPDATE_WITHOUT_DATE", each.about, f"{each.text('upRr')} changed it, it is not said when")
    if changed and changed == instant(each.text("crDate")):
        yield Finding("RDE_UPDATE_AT_CREATION", each.about, "upDate is crDate")


def a_pending_transfer_shows_in_the_statuses(each: Record, frame: Frame) -> Iterator[Finding]:
    """RFC 5731 and RFC 5733, section 3.2.4."""
    for transfer in each.all("trnData"):
        first = next(transfer.iterchildren("{*}trStatus"), None)
        if first is not None and first.text == "pending" and "pendingTransfer" not in each.statuses:
            yield Finding("RDE_TRANSFER_MISMATCH", each.about, "its transfer is pending, its statuses do not say so")


def addresses_are_of_different_types(each: Record, frame: Frame) -> Iterator[Finding]:
    """One internationalized and one localized form at most (RFC 5733, section 2.3)."""
    types = [postal.get("type") for postal in each.all("postalInfo")]
    if len(set(types)) < len(types):
        yield Finding(f"RDE_{each.kind.code}_HAS_POSTALINFO_TWICE", each.about, f"two addresses are {types[0]}")


def countries_exist(each: Record, frame: Frame) -> Iterator[Finding]:
    """ISO 3166-1, alpha-2, and what is in daily use beside it."""
    for postal in each.all("postalInfo"):
        for country in postal.iterfind("{*}addr/{*}cc"):
            if (country.text or "").strip() not in CODES:
                yield Finding(f"RDE_{each.kind.code}_HAS_INVALID_CC", each.about, f"{country.text} is no country")


def mail_reaches_them(each: Record, frame: Frame) -> Iterator[Finding]:
    """A local part and a domain (RFC 5322, section 3.4.1)."""
    email = each.text("email")
    if email is None:
        return
    local, _, domain = email.rpartition("@")
    if not _LOCAL_PART.fullmatch(local) or not is_fqdn(canonical(domain), 2):
        yield Finding(f"RDE_{each.kind.code}_HAS_INVALID_EMAIL", each.about, f"{email[:100]} is no address")


def the_unicode_form_says_the_same(each: Record, frame: Frame) -> Iterator[Finding]:
    """uName in A-labels is the name."""
    form = each.text("uName")
    if form and canonical(form) != each.key:
        yield Finding(f"RDE_{each.kind.code}_HAS_INVALID_UNAME", each.about, f"{form[:100]} is another name")


def an_internationalized_name_says_by_which_table(each: Record, frame: Frame) -> Iterator[Finding]:
    """idnTableId is there where the name is an IDN."""
    if A_LABEL in each.key.partition(".")[0] and not each.text("idnTableId") and not frame.is_thin:
        yield Finding(f"RDE_{each.kind.code}_HAS_NO_IDN_TABLE", each.about, "it is internationalized, by no table")


def is_address(element: etree._Element) -> bool:
    """Whether an element is an address of the IP version that its attribute says (v4 unless it says so)."""
    try:
        return f"v{ipaddress.ip_address((element.text or '').strip()).version}" == (element.get("ip") or "v4")
    except ValueError:
        return False
