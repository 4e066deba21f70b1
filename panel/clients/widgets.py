"""What a dashboard can show of clients."""

from typing import Final

from panel.clients.lists import CLIENTS
from panel.kit.widgets import Rows, Widget

WIDGETS: Final[tuple[Widget, ...]] = (
    Rows(
        name="clients.latest",
        title="Newest clients",
        icon="users",
        permission="client.read",
        of=CLIENTS,
        columns=("login", "name", "state", "created"),
        filter={"sort": "-created"},
        empty="Nobody is sold to yet.",
    ),
)
