"""What a version of terms says, for programs."""

from typing import Final

from panel.kit.answers import Answer, Asked, NotThere
from panel.terms.deeds import DEEDS
from panel.terms.queries import Terms


async def _text(asked: Asked) -> Terms:
    found = (await DEEDS.find(asked.situation, (asked.key,))).get(asked.key)
    if found is None:
        raise NotThere
    return found


ANSWERS: Final = (Answer("terms/<int:key>/text", "What it says", "terms.read", _text, Terms, pages=("terms.show",)),)
