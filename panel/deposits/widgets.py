"""What a dashboard can show of escrow deposits."""

from typing import Final

from panel.deposits.lists import DEPOSITS
from panel.kit.widgets import Rows, Widget, of_the_registry

WIDGETS: Final[tuple[Widget, ...]] = (
    Rows(
        name="deposits.latest",
        title="Last deposits",
        icon="archive",
        permission="deposit.read",
        whose=of_the_registry,
        of=DEPOSITS,
        columns=("name", "state", "objects"),
        empty="There is no deposit yet.",
    ),
)
