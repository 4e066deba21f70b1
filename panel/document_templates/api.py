"""Templates of documents for programs: what one says, and the PDF that comes of it with its sample."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Response

from panel.document_templates.deeds import DEEDS, Draft
from panel.document_templates.typesetting import TemplateBroken, typeset
from panel.kit.answers import Answer, Asked, NotThere, handed
from panel.kit.deeds import Declined


@dataclass(frozen=True, slots=True)
class Source:
    """`sample` is the data that it is tried with, as JSON; `by`: who changed it, none: it is as it came."""

    title: str
    source: str
    sample: str
    by: str | None
    at: datetime | None


async def _found(asked: Asked) -> Draft:
    found = (await DEEDS.find(asked.situation, (asked.key,))).get(asked.key)
    if found is None:
        raise NotThere
    return found


async def _source(asked: Asked) -> Source:
    draft = await _found(asked)
    return Source(draft.of.title, draft.source, json.dumps(draft.of.sample, ensure_ascii=False), draft.by, draft.at)


async def _sample(asked: Asked) -> Response:
    draft = await _found(asked)
    try:
        made = await typeset(draft.source, draft.of.sample, asked.situation.now)
    except TemplateBroken as broken:
        raise Declined(str(broken)) from None
    return handed(made, "application/pdf", "sample.pdf")


ANSWERS: Final = (
    Answer(
        "document_templates/<path:key>/source",
        "What it says",
        "document-template.read",
        _source,
        Source,
        pages=("document_templates.show",),
    ),
    Answer(
        "document_templates/<path:key>/sample",
        "What comes of it with its sample",
        "document-template.read",
        _sample,
        media="application/pdf",
        pages=("document_templates.sample", "document_templates.picture"),
    ),
)
