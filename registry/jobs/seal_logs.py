"""The activity log, the command log and the history are sealed a moment after they were written."""

from typing import Final
from weakref import WeakKeyDictionary

from registry.actions.seal_logs import seal_settled
from registry.context import Registry
from registry.store.pool import Store
from registry.store.sealed import LOGS
from registry.store.tailing import Tail

# How far each database was looked at: who was writing a minute ago may be done by now.
_TAILS: Final[WeakKeyDictionary[Store, dict[str, Tail]]] = WeakKeyDictionary()


async def seal_logs(registry: Registry) -> None:
    """Every row that is there for good hangs on the chain of its log."""
    tails = _TAILS.setdefault(registry.store, {log.name: Tail(log.growing) for log in LOGS})
    for log in LOGS:
        await seal_settled(registry, log, tails[log.name])
