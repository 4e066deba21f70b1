"""What a dashboard can show of poll messages."""

from typing import Final

from panel.kit.widgets import Rows, Widget, of_registrars
from panel.messages.lists import MESSAGES

WIDGETS: Final[tuple[Widget, ...]] = (
    Rows(
        name="messages.waiting",
        title="Messages that wait to be polled",
        icon="message-2",
        permission="message.read",
        whose=of_registrars,
        of=MESSAGES,
        columns=("text", "name", "at"),
        filter={"state": "waiting", "sort": "at"},
        empty="No message waits.",
    ),
)
