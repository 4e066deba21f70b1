"""What a mail says and how often it was tried to be sent, for programs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from panel.kit.answers import Answer, Asked, NotThere
from panel.mails import queries
from panel.mails.deeds import DEEDS
from panel.mails.queries import Attempt
from panel.mails.views import ATTEMPTS


@dataclass(frozen=True, slots=True)
class Said:
    """The text has what opens something hidden; `spent`: that is gone, and it cannot be sent again."""

    event: str
    address: str
    name: str
    language: str
    subject: str
    text: str
    spent: bool
    state: str
    sender: str | None
    message_id: str | None
    queued: datetime
    ended: datetime | None
    attempts: list[Attempt]


async def _text(asked: Asked) -> Said:
    mail = (await DEEDS.find(asked.situation, (asked.key,))).get(asked.key)
    if mail is None:
        raise NotThere
    attempts = await asked.registry.store.reading(lambda db: queries.attempts(db, id=mail.id, most=ATTEMPTS))
    return Said(
        mail.event,
        mail.address,
        mail.name,
        mail.language,
        mail.subject,
        mail.text,
        mail.spent,
        mail.state,
        mail.sender,
        mail.message_id,
        mail.queued_at,
        mail.ended_at,
        attempts,
    )


ANSWERS: Final = (
    Answer("mails/<int:key>/text", "What it says", "mailing.read", _text, Said, pages=("mails.show", "mails.framed")),
)
