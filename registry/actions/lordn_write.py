"""Writing the names that wait into a file for the Trademark Clearinghouse (RFC 9361, section 6.3)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import ObjectMissing
from registry.model.lordn import Tray, file_of
from registry.store import lordn
from registry.store.sql import Connection

# The clearinghouse tells files apart by their instants, in the precision that ours are written in.
_NEXT: Final = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class LordnWritten:
    """A file that is under way now; `held` lines stayed behind: they read as they did when they were called wrong."""

    lines: int
    content: str
    held: int


async def lordn_write(cx: Context, tld: str, tray: Tray, *, by_hand: bool = False) -> LordnWritten | None:
    """Put all lines of a tray that wait into one file, which from then on never changes; None where none may leave.

    The next one is written when this one is judged. One that people carry (`by_hand`) counts as handed in. Raises
    ObjectMissing for a strange TLD.
    """
    if not cx.book.serves(tld):
        raise ObjectMissing("There is no such TLD.", "tld", tld)
    return await _write(cx, cx.book.at(tld, cx.now).tld_id, tray, by_hand)


@transacted
async def _write(cx: Context, db: Connection, tld_id: int, tray: Tray, by_hand: bool) -> LordnWritten | None:
    waiting = await lordn.hold_waiting(db, tld_id=tld_id, kind=tray.kind, qlp=tray.qlp)
    lines = {each.roid: each.registered.line(tray.kind) for each in waiting}
    right = {each.roid: lines[each.roid] for each in waiting if each.wrong != lines[each.roid]}
    if not right:
        return None
    last = await lordn.last_created(db)
    created_at = cx.now if last is None else max(cx.now, last + _NEXT)
    content = file_of(tray.kind, created_at, right.values())
    file_id = await lordn.add(
        db,
        tld_id=tld_id,
        kind=tray.kind,
        qlp=tray.qlp,
        created_at=created_at,
        lines=len(right),
        content=content,
        sent_at=cx.now if by_hand else None,
    )
    await lordn.put(db, file_id=file_id, roids=list(right))
    return LordnWritten(len(right), content, len(lines) - len(right))
