"""What a dashboard can show of names."""

from typing import Final

from panel.domains.lists import DOMAINS
from panel.kit.widgets import Rows, Widget, of_the_registry

WIDGETS: Final[tuple[Widget, ...]] = (
    Rows(
        name="domains.expiring",
        title="Names that come up for renewal",
        icon="calendar",
        permission="domain.read",
        whose=of_the_registry,
        of=DOMAINS,
        columns=("name", "expires", "statuses"),
        filter={"state": "expiring", "sort": "expires"},
        empty="No period ends within 30 days.",
    ),
    Rows(
        name="domains.latest",
        title="Names registered last",
        icon="world",
        permission="domain.read",
        whose=of_the_registry,
        of=DOMAINS,
        columns=("name", "registrar", "created"),
        filter={"sort": "-created"},
        empty="No name is registered yet.",
    ),
)
