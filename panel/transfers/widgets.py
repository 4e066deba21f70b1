"""What a dashboard can show of transfers."""

from typing import Final

from panel.kit.widgets import Rows, Widget, of_the_registry
from panel.transfers.lists import TRANSFERS

_COLUMNS: Final = ("name", "losing", "gaining", "act_by")

WIDGETS: Final[tuple[Widget, ...]] = (
    Rows(
        name="transfers.waiting",
        title="Transfers in flight",
        icon="transfer",
        permission="transfer.read",
        whose=of_the_registry,
        of=TRANSFERS,
        columns=_COLUMNS,
    ),
    Rows(
        name="transfers.latest",
        title="Last transfers",
        icon="transfer",
        permission="transfer.read",
        whose=of_the_registry,
        of=TRANSFERS,
        columns=("name", "losing", "gaining", "status"),
        filter={"state": "all"},
        empty="Nothing went from one registrar to another yet.",
    ),
)
