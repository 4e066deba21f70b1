"""What a dashboard can show of service levels."""

from datetime import timedelta
from typing import Final

from panel.kit.situation import Situation
from panel.kit.widgets import Drawn, Widget, of_staff
from panel.service_levels import queries
from registry.store.sql import Connection


async def _doors(now: Situation, db: Connection) -> list[queries.Last]:
    return await queries.last_looks(db, since=now.now - timedelta(days=1))


WIDGETS: Final[tuple[Widget, ...]] = (
    Drawn(
        name="service_levels.doors",
        title="Service levels",
        icon="gauge",
        permission="service-level.read",
        place="narrow",
        whose=of_staff,
        read=_doors,
        template="service_levels/_doors.html",
        good_for=timedelta(minutes=1),
    ),
)
