"""What a dashboard can show of notifications."""

from typing import Final

from panel.kit.widgets import Rows, Widget
from panel.notifications.lists import NOTIFICATIONS

WIDGETS: Final[tuple[Widget, ...]] = (
    Rows(
        name="notifications.latest",
        title="What you were told last",
        icon="inbox",
        permission="account.read",
        of=NOTIFICATIONS,
        columns=("subject", "state", "at"),
    ),
)
