"""The list of registered domain names (LORDN) by which the Trademark Clearinghouse is told of names, and the log of what it made
of it (RFC 9361, sections 5.4 and 6.3)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from registry.model.tmch import NoSuchList, instant_of, lines_of

LordnKind = Literal["sunrise", "claims"]

# The clearinghouse is to know of a name when it has been registered for so long (RFC 9361, section 5.2.3.3).
DEADLINE: Final = timedelta(hours=26)

# In place of a mark's id: a name of the sunrise list that went to somebody without a mark, while a launch programme qualified
# for that (RFC 9361, section 5.4.1).
WITHOUT_MARK: Final = "99999-99999"
# In place of a notice's id: the claims on the name were listed too lately for one.
RECENT_CLAIMS: Final = "recent-dnl-insertion"
# The number of a registrar that IANA has given none: the registry itself.
NO_NUMBER: Final = 9999

_TAIL: Final = ("registrar-id", "registration-datetime")
HEADERS: Final[dict[LordnKind, tuple[str, ...]]] = {
    "sunrise": ("roid", "domain-name", "SMD-id", *_TAIL, "application-datetime"),
    "claims": ("roid", "domain-name", "notice-id", *_TAIL, "ack-datetime", "application-datetime"),
}
_LOG: Final = ("roid", "result-code")
_CODE: Final = re.compile(r"[2-4][0-9]{3}", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Tray:
    """Which of the four files of a TLD: of which kind, and whether of a qualified launch programme (QLP)."""

    kind: LordnKind
    qlp: bool = False

    def __str__(self) -> str:
        return f"{self.kind}/qlp" if self.qlp else self.kind


def tray_of(*, qlp: bool, has_mark: bool, has_claims: bool, in_sunrise_list: bool) -> Tray | None:
    """Where a name is reported, None where it is not; outside of a launch programme the sunrise list does not matter.

    Claims are those that mattered when the name was registered.
    """
    kind: LordnKind | None
    if not qlp:
        kind = "sunrise" if has_mark else "claims" if has_claims else None
    elif in_sunrise_list and has_mark:
        kind = "sunrise"
    elif has_claims:
        kind = "claims"
    else:
        kind = "sunrise" if in_sunrise_list else None
    return Tray(kind, qlp) if kind else None


@dataclass(frozen=True, slots=True)
class Registered:
    """A name to be told of; `iana_id` is its registrar's, `applied_at` when it was applied for where it was."""

    roid: str
    name: str
    iana_id: int | None
    registered_at: datetime
    smd_id: str | None
    notice_id: str | None
    notice_accepted_at: datetime | None
    applied_at: datetime | None = None

    def line(self, kind: LordnKind) -> str:
        """As a line of a file of that kind, without its end."""
        what = self.smd_id or WITHOUT_MARK if kind == "sunrise" else self.notice_id or RECENT_CLAIMS
        number = NO_NUMBER if self.iana_id is None else self.iana_id
        values = [self.roid, self.name, what, str(number), written(self.registered_at)]
        if kind == "claims":
            values.append(written(self.notice_accepted_at) if self.notice_accepted_at else RECENT_CLAIMS)
        if self.applied_at:
            values.append(written(self.applied_at))
        return ",".join(values)


def file_of(kind: LordnKind, created_at: datetime, lines: Iterable[str]) -> str:
    """The whole file; the clearinghouse knows it by the instant of its creation."""
    listed = list(lines)
    head = f"1,{written(created_at)},{len(listed)}"
    return "\n".join([head, ",".join(HEADERS[kind]), *listed, ""])


def written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


@dataclass(frozen=True, slots=True)
class Log:
    """What the clearinghouse made of the file that was created then: whether it took it at all, and the result of each line."""

    file_created_at: datetime
    accepted: bool
    results: dict[str, int]


def is_accepted(code: int) -> bool:
    """Whether the clearinghouse has noted the line: well, or with a warning; 2001 says that it read it and noted nothing."""
    return (2000 <= code < 3000 and code != UNNOTED) or 3000 <= code < 4000


def is_wrong(code: int) -> bool:
    """Whether the line must be put right before it is sent again; one such line keeps its whole file from being taken."""
    return code >= 4000


UNNOTED: Final = 2001


def read_log(text: str) -> Log:
    """Raises NoSuchList for what is no log, or only a part of one."""
    lines = lines_of(text)
    if len(lines) < 2 or len(lines[0]) != 7 or lines[0][0] != "1":
        raise NoSuchList("line 1 is not that of a log of registered names")
    if tuple(lines[1]) != _LOG:
        raise NoSuchList(f"line 2 is not the header {','.join(_LOG)}")
    _, _, created, _, status, _, count = lines[0]
    if status not in ("accepted", "rejected"):
        raise NoSuchList(f"line 1: {status[:40]} says not what became of the file")
    rows = [line for line in lines[2:] if line]
    if str(len(rows)) != count:
        raise NoSuchList(f"there are {len(rows)} lines in place of {count[:40]}")
    results: dict[str, int] = {}
    for number, row in enumerate(rows, 3):
        if len(row) != 2 or not _CODE.fullmatch(row[1]):
            raise NoSuchList(f"line {number} is not the result of a name")
        # What is wrong once is wrong: a name that stands twice has the worse of its results.
        results[row[0]] = max(int(row[1]), results.get(row[0], 0))
    return Log(instant_of(created, 1), status == "accepted", results)
