"""What may be done about a mail: send it once more, or not at all."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import url_for

from mail import queries as outbox
from panel.kit.deeds import Declined, Deed, Deeds, Values
from panel.kit.fields import Reason
from panel.kit.lists import as_number
from panel.kit.situation import Situation
from panel.mails import queries
from panel.mails.lists import MAILS
from panel.mails.queries import Written
from registry.context import Context

MAY: Final = "mailing.send"
GONE: Final = "What opened something in it was taken out: ask for a new one where it comes from."


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Written]:
    """Of the numbers those of mails that the scope has."""
    seen, numbers = situation.scope, [int(as_number(key)) for key in keys]
    rows = await situation.registry.store.reading(
        lambda db: queries.written(db, ids=numbers, everything=seen.everything, root=seen.root)
    )
    return {str(row.id): row for row in rows}


async def _resend(cx: Context, mail: Written, values: Values) -> str:
    if await cx.registry.store.transaction(lambda db: outbox.resend(db, id=mail.id, now=cx.now)) is None:
        raise Declined("It cannot be sent again: it is being sent, or what it said is kept no more.")
    return "It is queued: the same mail, with the same Message-ID."


async def _cancel(cx: Context, mail: Written, values: Values) -> str:
    if await cx.registry.store.transaction(lambda db: outbox.cancel(db, id=mail.id, now=cx.now)) is None:
        raise Declined("It does not wait any more.")
    return "It is not sent." + (" A server may have had it before." if mail.doubtful else "")


def _cannot_be_resent(mail: Written, situation: Situation) -> str | None:
    if mail.spent:
        return GONE
    if mail.until is not None and mail.until <= situation.now:
        return "It would help nobody any more."
    return "It is being sent." if mail.state == "sending" else None


def _does_not_wait(mail: Written, situation: Situation) -> str | None:
    return None if mail.state == "queued" else "It does not wait."


DEEDS: Final[Deeds[Written]] = Deeds(
    list=MAILS,
    object="mail",
    noun="mail",
    nouns="mails",
    key=lambda row: str(row["number"]),
    find=find,
    show=lambda key: url_for("mails.show", number=key),
    deeds=(
        Deed(
            "resend",
            "Send it again",
            "send",
            MAY,
            _resend,
            (Reason(),),
            _cannot_be_resent,
            lead="It is the same mail; one that waits for another try is tried now.",
        ),
        Deed(
            "cancel",
            "Do not send it",
            "mail-off",
            MAY,
            _cancel,
            (Reason(),),
            _does_not_wait,
            lead="What opens something in it is taken out; then it cannot be sent again.",
            danger=True,
        ),
    ),
)
