"""What time has overtaken: work that meets it stops, and starts again when the due events are written.

registry/actions/transaction.py catches `Overdue` and has registry/actions/settle.py write the events first.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

from registry.store import overdue
from registry.store.sql import Connection

# The most names that one look for overdue ones brings back.
BATCH: Final = 100


class Overdue(Exception):
    """Objects whose due events must be written before this work can go on: names of domains, or handles of contacts."""

    def __init__(self, names: Sequence[str], kind: Literal["domain", "contact"] = "domain") -> None:
        super().__init__(", ".join(names))
        self.names = names
        self.kind = kind


async def demand_known_balance(db: Connection, registrar: str, now: datetime) -> None:
    """Raise Overdue while renewals by time are not yet charged to the registrar: its balance is not what it seems."""
    registrar_id = await overdue.overdue_registrar(db, registrar=registrar, now=now)
    if registrar_id is not None:
        raise Overdue(await overdue.due_of(db, registrar_id=registrar_id, now=now, most=BATCH))
