"""What becomes of documents: made, changed, given a file, deleted and restored, told something of; each in one transaction.

Whoever does it is judged on the row as it is then, locked: a client has its own, a reseller those of all who stand below too.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import IO, Final

from mail.notices import Happened, tell
from panel.client_contacts.queries import owner
from panel.clients.actions import By
from panel.documents import queries
from panel.documents.queries import FILE, Document
from panel.documents.states import BY_OTHERS, STATUSES, TRANSITIONS, Step, why_no_step
from panel.identity.passwords import canonical_login
from panel.kit.attached.files import Handed, Place, judged, keep_judged
from panel.kit.attached.media import FileRefused
from panel.kit.deeds import Declined
from registry.context import Context
from registry.store.sql import Connection

MISSING: Final = "There is no such document."
REPLACED: Final = "Its file was replaced."

# How long the link of a mail leads to a document.
LINK_HOLDS: Final = timedelta(days=14)

Work = Callable[[Connection, Document], Awaitable[None]]
# The address of a file (by its number) for a mail to somebody whom this seller sells to; None: the house.
LinkOf = Callable[[int, int | None], str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a document says of itself; without `valid_until` it holds for good. Who sends it to whom are contacts of clients."""

    type: str
    title: str
    number: str = ""
    description: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    sender_id: int | None = None
    receiver_id: int | None = None

    @property
    def why_not(self) -> str | None:
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            return "It would end before it begins."
        return None


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it came: its content, which is read several times, and its name."""

    stream: IO[bytes]
    name: str


async def document_create(cx: Context, who: By, client: str | None, facts: Facts, file: Sent | None = None) -> int:
    """Give a client a document, with its file where there is one; its number. Without a client it is who asks.

    Raises Declined."""
    if facts.why_not:
        raise Declined(facts.why_not, at="valid_until")
    handed = None if file is None else await judged_file(cx, file)

    async def work(db: Connection) -> int:
        own = who.root if client is None else None
        login = None if client is None else canonical_login(client)
        holder = await owner(db, login=login, id=own) if login or own else None
        if holder is None or who.root not in (None, holder.id, *holder.sellers):
            raise Declined(
                "Whose document is it? There is no such client." if who.root is None else "No such client.", at="client"
            )
        if holder.state in ("deleted", "wiped"):
            raise Declined(f"The client is {holder.state}.", at="client")
        number = await queries.add(db, account_id=holder.id, by=who.login, now=cx.now, **asdict(facts))
        if handed is not None:
            await keep_file(db, cx, who, number, handed)
        await write_version(db, cx, who, number, "create")
        return number

    return await cx.registry.store.transaction(work)


async def document_update(cx: Context, who: By, number: int, facts: Facts) -> None:
    """Let it say something else of itself. Raises Declined."""
    if facts.why_not:
        raise Declined(facts.why_not, at="valid_until")
    await _changed(cx, who, number, "update", lambda db, found: queries.write(db, id=found.id, **asdict(facts)))


async def document_file(cx: Context, who: By, number: int, file: Sent) -> str:
    """Give it its file, or another: those before stay as its history, and what was said of it is taken back, since that was
    said of another file. What the file is called. Raises Declined."""
    handed = await judged_file(cx, file)

    async def work(db: Connection, found: Document) -> None:
        _demand_kept(found)
        await keep_file(db, cx, who, found.id, handed)
        if found.statuses:
            await _say(db, cx, who, found, found.statuses, given=False, reason=REPLACED)

    await _changed(cx, who, number, "file", work)
    return handed.name


async def document_step(cx: Context, who: By, number: int, step: Step) -> None:
    """Delete or restore it; nothing of it is lost. Raises Declined."""

    async def work(db: Connection, found: Document) -> None:
        if problem := why_no_step(step, found.state):
            raise Declined(problem)
        await queries.set_state(db, id=found.id, state=TRANSITIONS[step][1])

    await _changed(cx, who, number, step, work)


async def document_say(cx: Context, who: By, number: int, statuses: Sequence[str], *, given: bool) -> None:
    """Set statuses of it, or take them back; who said it when is kept for good. Raises Declined."""

    async def work(db: Connection, found: Document) -> None:
        _demand_kept(found)
        if problem := why_not_said(who, found, statuses):
            raise Declined(problem)
        new = [each for each in statuses if (each in found.statuses) is not given]
        if not new:
            raise Declined("It is said of it already." if given else "It is not said of it.", at="statuses")
        await _say(db, cx, who, found, new, given=given, reason=cx.reason)

    await _changed(cx, who, number, "set-statuses" if given else "clear-statuses", work)


async def document_send(cx: Context, who: By, number: int, link_of: LinkOf) -> str:
    """Tell its client that it is there, at the bell and by mail, which leads to its file; say of it that it was sent. To whom.

    Raises Declined."""
    told = []

    async def work(db: Connection, found: Document) -> None:
        _demand_kept(found)
        file = await queries.last_file(db, id=found.id)
        if file is None:
            raise Declined("It has no file yet.")
        if who.root == found.account_id:
            raise Declined("It is your own: nobody is told of it.")
        what = f"{found.title} ({found.number})" if found.number else found.title
        event = "document.invoice-sent" if found.type == "invoice" else "document.sent"
        values = {"link": link_of(file, found.sellers[-1] if found.sellers else None), "days": str(LINK_HOLDS.days)}
        await tell(db, found.account_id, Happened(event, found.client, cx.now, what=what, more=values))
        if "sent" not in found.statuses:
            await _say(db, cx, who, found, ("sent",), given=True, reason=cx.reason)
        told.append(found.client)

    await _changed(cx, who, number, "send", work)
    return told[0]


def why_not_said(who: By, document: Document, statuses: Sequence[str]) -> str | None:
    """What keeps somebody from saying that of the document; None: nothing."""
    own = document.account_id == who.root
    if own and (others := [STATUSES[each].lower() for each in statuses if each in BY_OTHERS]):
        return f"Nobody says of their own documents that they are {', '.join(others)}."
    return None


async def held(db: Connection, who: By, number: int) -> Document:
    """The document, locked, where whoever asks may have it. Raises Declined."""
    found = await queries.locked(db, id=number)
    if found is None or who.root not in (None, found.account_id, *found.sellers):
        raise Declined(MISSING)
    if found.client_state in ("deleted", "wiped"):
        raise Declined(f"Its client is {found.client_state}.")
    return found


async def judged_file(cx: Context, file: Sent) -> Handed:
    try:
        return await judged(cx.registry, file.stream, file.name)
    except FileRefused as refused:
        raise Declined(str(refused)) from None


async def keep_file(db: Connection, cx: Context, who: By, number: int, handed: Handed) -> None:
    try:
        await keep_judged(db, Place(FILE, str(number)), handed, shown=True, by=who.login, now=cx.now)
    except FileRefused as refused:
        raise Declined(str(refused)) from None


def _demand_kept(document: Document) -> None:
    if document.state != "kept":
        raise Declined(f"It is {document.state}: restore it first.")


async def _say(
    db: Connection, cx: Context, who: By, found: Document, statuses: Sequence[str], *, given: bool, reason: str | None
) -> None:
    await queries.say(db, id=found.id, statuses=list(statuses), given=given, now=cx.now, by=who.login, reason=reason)


async def _changed(cx: Context, who: By, number: int, event: str, work: Work) -> None:
    async def whole(db: Connection) -> None:
        found = await held(db, who, number)
        await work(db, found)
        await write_version(db, cx, who, number, event)

    await cx.registry.store.transaction(whole)


async def write_version(db: Connection, cx: Context, who: By, number: int, event: str) -> None:
    await queries.write_version(db, id=number, now=cx.now, by=who.login, event=event, reason=cx.reason)
