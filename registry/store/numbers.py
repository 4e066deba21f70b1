"""The counters that numbers come from which others are told: in ROIDs, in svTRIDs, in messages."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from registry.store.sql import Connection, one

# What a counter's numbers are for, and its name.
COUNTERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ROIDs of domains, hosts and contacts": "registry.object_number",
        "ROIDs of registrars": "registry.registrar_id_seq",
        "ROIDs of TLDs": "registry.tld_id_seq",
        "workers, with which svTRIDs begin": "registry.worker_id_seq",
        "messages in poll queues": "registry.poll_message_id_seq",
    }
)


@dataclass(frozen=True, slots=True)
class Jump:
    """A counter's next number before, and its next number now."""

    before: int
    now: int


@one("""
    WITH taken AS MATERIALIZED (
        SELECT nextval(:counter::text::regclass) AS number
    )
    SELECT number, setval(:counter::text::regclass, number + :by, false)
      FROM taken
""")
async def jump(db: Connection, *, counter: str, by: int) -> Jump:
    """Leave out the next `by` numbers; a counter never goes back, whatever becomes of the transaction."""
