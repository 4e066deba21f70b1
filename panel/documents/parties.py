"""Who sends a document, and to whom it is written: contacts of clients, called by their names or numbers."""

from typing import Final

from panel.clients.actions import By
from panel.documents.queries import Called, contacts_called
from panel.kit.deeds import Declined
from panel.kit.lists import as_number
from registry.context import Context

_NOBODY: Final = "There is no such contact."
_SEVERAL: Final = "Several contacts are called so: give the number of the one that is meant."


async def contact_called(cx: Context, who: By, called: str | None, at: str) -> Called | None:
    """The one contact that is called so, of those that whoever asks may see; None: nobody was named. Raises Declined."""
    if not called:
        return None
    root, number = who.root, int(as_number(called))
    found = await cx.registry.store.reading(
        lambda db: contacts_called(db, called=called, number=number, everything=root is None, root=root)
    )
    if len(found) != 1:
        raise Declined(_SEVERAL if found else _NOBODY, at=at)
    return found[0]
