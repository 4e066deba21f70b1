"""Telling the Trademark Clearinghouse which names were registered with marks, or in spite of claims (RFC 9361, section 6.3)."""

import csv
import io
from datetime import UTC, datetime
from typing import Final, Literal

from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import ObjectMissing, ParameterSyntax
from registry.store import launches
from registry.store.launches import Registered
from registry.store.sql import Connection

LordnKind = Literal["sunrise", "claims"]

_TAIL: Final = ("registrar-id", "registration-datetime")
_HEADERS: Final[dict[LordnKind, tuple[str, ...]]] = {
    "sunrise": ("roid", "domain-name", "SMD-id", *_TAIL, "application-datetime"),
    "claims": ("roid", "domain-name", "notice-id", *_TAIL, "ack-datetime", "application-datetime"),
}
# Names that were registered without a notice, as the claims on them were fresh.
_RECENT: Final = "recent-dnl-insertion"
# The number of a registrar that IANA has given none: the registry itself.
_NO_NUMBER: Final = 9999


async def tmch_lordn(cx: Context, tld: str, kind: LordnKind) -> str:
    """The file for the clearinghouse: every name that it was not told of yet. Raises ObjectMissing for a strange TLD."""

    if not cx.book.serves(tld):
        raise ObjectMissing("There is no such TLD.", "tld", tld)
    tld_id = cx.book.at(tld, cx.now).tld_id

    async def look(db: Connection) -> list[Registered]:
        return await launches.unreported(db, tld_id=tld_id, sunrise=kind == "sunrise")

    rows = await cx.registry.store.reading(look)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("1", _written(cx.now), len(rows)))
    writer.writerow(_HEADERS[kind])
    writer.writerows(_line(row, kind) for row in rows)
    return text.getvalue()


def _line(row: Registered, kind: LordnKind) -> tuple[object, ...]:
    line: tuple[object, ...]
    head = (row.roid, row.name, row.smd_id if kind == "sunrise" else row.notice_id or _RECENT)
    line = (*head, row.iana_id if row.iana_id is not None else _NO_NUMBER, _written(row.registered_at))
    if kind == "claims":
        line = (*line, _written(row.notice_accepted_at) if row.notice_accepted_at else _RECENT)
    return (*line, _written(row.applied_at)) if row.applied_at else line


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


@transacted
async def tmch_reported(cx: Context, db: Connection, text: str) -> int:
    """Remember that the clearinghouse took a file that `tmch_lordn` made; how many names it has. Raises ParameterSyntax."""
    try:
        lines = list(csv.reader(text.splitlines()))
    except csv.Error:
        lines = []
    if (
        len(lines) < 2
        or tuple(lines[1]) not in _HEADERS.values()
        or lines[0][2:] != [str(len(lines) - 2)]
        or not all(lines[2:])
    ):
        raise ParameterSyntax("This is no list of registered names.", "list", "lordn")
    await launches.mark_reported(db, roids=[line[0] for line in lines[2:]], at=cx.now)
    return len(lines) - 2
