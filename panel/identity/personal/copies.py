"""Copies of personal data: asked for, and judged by the rights of whoever asked as they are when the copy is made."""

from typing import Final

from panel.identity.personal import queries
from panel.identity.personal.archive import Sink, write_archive
from panel.identity.personal.kept import Person
from panel.kit.access import Viewer, scope_of
from registry.context import Registry
from registry.store.sql import Connection

PERMISSION: Final = "client.export-data"


class NotTheirs(Exception):
    """Whoever asked may not have it, or not any more."""


async def write_copy(registry: Registry, db: Connection, viewer: Viewer, number: int, sink: Sink) -> int:
    """What is kept of an account, into the sink; how many rows that are. Raises NotTheirs."""
    scope, own = scope_of(viewer), viewer.account_id
    may = viewer.may("account.read") if number == own else viewer.may(PERMISSION)
    everything, root = scope.everything, scope.root
    login = await queries.login_of(db, id=number, own=own, everything=everything, root=root) if may else None
    if login is None:
        raise NotTheirs
    return await write_archive(db, Person(number, login), registry.clock.now(), sink)
