"""Tags that are in use, for programs."""

from typing import Final

from panel.kit.answers import Answer, Asked
from panel.kit.attached.queries import tags_that_begin
from panel.kit.attached.tags import LONGEST_TAG
from panel.kit.fields import Text

MOST: Final = 100


async def _tags(asked: Asked) -> list[str]:
    begun = (asked["begins"] or "").lower()
    return await asked.registry.store.reading(lambda db: tags_that_begin(db, begins=begun, most=MOST))


ANSWERS: Final = (
    Answer(
        "tags",
        "Tags in use",
        "tag.read",
        _tags,
        list[str],
        (Text("begins", "Begins with", required=False, longest=LONGEST_TAG),),
        f"The first {MOST} of them.",
        pages=("tags.find",),
    ),
)
