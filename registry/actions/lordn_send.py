"""Handing files of names in at the Trademark Clearinghouse, and asking what became of them (RFC 9361, section 6.3).

A file is written before it is sent, and sent until there is a receipt: the clearinghouse knows it by the instant of its
creation and takes it once, however often it comes. So whoever dies on the way loses no line and sends none twice.
"""

from registry.actions.lordn_judge import LordnJudged, lordn_judge, lordn_refused
from registry.actions.tmch_fetch import way_to
from registry.actions.transaction import transacted
from registry.clearinghouse import ClearinghouseSilent, FileRefused
from registry.context import Context
from registry.errors import ObjectMissing, ParameterSyntax, PolicyForbids
from registry.store import lordn
from registry.store.lordn import LordnFile
from registry.store.sql import Connection


async def lordn_send(cx: Context, file: LordnFile) -> None:
    """Hand a file in. Raises what the clearinghouse raises; after FileRefused its lines wait for another file."""
    try:
        receipt = await way_to(cx).take(file.tld, file.tray, file.content)
    except FileRefused as refusal:
        await lordn_refused(cx, file.id, str(refusal))
        raise
    await cx.registry.store.transaction(
        lambda db: lordn.mark_sent(db, file_id=file.id, number=receipt.number, location=receipt.location, at=cx.now)
    )


async def lordn_ask(cx: Context, file: LordnFile) -> LordnJudged | None:
    """Ask for the log of a file and judge it; None while there is none. Raises what the clearinghouse raises."""
    assert file.location
    await cx.registry.store.transaction(lambda db: lordn.mark_asked(db, file_id=file.id, at=cx.now))
    text = await way_to(cx).log(file.tld, file.location)
    if text is None:
        return None
    try:
        return await lordn_judge(cx, text)
    except (ParameterSyntax, ObjectMissing) as refusal:
        raise ClearinghouseSilent(f"{file.location}: {refusal.reason} {refusal.value or ''}".rstrip()) from None


@transacted
async def lordn_again(cx: Context, db: Connection, file_id: int) -> None:
    """A file that is under way is handed in once more. Raises ObjectMissing, and PolicyForbids for one that is judged."""
    file = await lordn.lock(db, file_id=file_id)
    if file is None:
        raise ObjectMissing("There is no such file.", "file", str(file_id))
    if file.judged_at is not None:
        raise PolicyForbids("The file is judged; its lines are accepted or wait for another one.", "file", str(file_id))
    await lordn.mark_unsent(db, file_id=file_id)


@transacted
async def lordn_believe(cx: Context, db: Connection, roids: tuple[str, ...]) -> None:
    """Lines that were called wrong are sent as they are. Raises ObjectMissing for one that does not wait."""
    known = await lordn.believe(db, roids=list(roids))
    if missing := sorted(set(roids) - set(known)):
        raise ObjectMissing("No such line waits.", "roid", missing[0])
