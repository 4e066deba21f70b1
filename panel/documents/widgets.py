"""What a dashboard can show of documents."""

from typing import Final

from panel.documents.lists import DOCUMENTS
from panel.kit.widgets import Rows, Widget

WIDGETS: Final[tuple[Widget, ...]] = (
    Rows(
        name="documents.ending",
        title="Documents that run out soon",
        icon="file-text",
        permission="document.read",
        of=DOCUMENTS,
        columns=("title", "type", "until"),
        filter={"validity": "ending"},
        empty="No document runs out within 30 days.",
    ),
)
