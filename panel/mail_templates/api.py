"""What a template of mails says, for programs: as it is, and with the samples of its event."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from panel.kit.answers import Answer, Asked, NotThere
from panel.mail_templates.deeds import DEEDS


@dataclass(frozen=True, slots=True)
class Says:
    """`sample_subject` and `sample_text` are what comes of it; `by`: who changed it, none: it is as it came."""

    event: str
    language: str
    subject: str
    text: str
    sample_subject: str
    sample_text: str
    by: str | None
    at: datetime | None


async def _text(asked: Asked) -> Says:
    draft = (await DEEDS.find(asked.situation, (asked.key,))).get(asked.key)
    if draft is None:
        raise NotThere
    sample = draft.preview()
    return Says(
        draft.event,
        draft.language,
        draft.template.subject,
        draft.template.text,
        sample.subject,
        sample.text,
        draft.by,
        draft.at,
    )


ANSWERS: Final = (
    Answer(
        "mail_templates/<path:key>/text",
        "What it says",
        "mail-template.read",
        _text,
        Says,
        pages=("mail_templates.show", "mail_templates.framed"),
    ),
)
