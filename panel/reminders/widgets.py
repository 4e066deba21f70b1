"""What a dashboard can show of reminders."""

from typing import Final

from panel.kit.widgets import Rows, Widget
from panel.reminders.lists import REMINDERS

WIDGETS: Final[tuple[Widget, ...]] = (
    Rows(
        name="reminders.next",
        title="My next reminders",
        icon="bell",
        permission="account.read",
        of=REMINDERS,
        columns=("message", "object", "rings"),
    ),
)
