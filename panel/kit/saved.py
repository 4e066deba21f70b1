"""Views of lists that people keep under a name: filters, order and columns, for themselves or for their colleagues too."""

from typing import Final
from urllib.parse import parse_qsl, urlencode

from panel.kit.access import Scope, Viewer
from panel.kit.lists import ListPage
from panel.kit.queries import SavedView, drop_saved_view, keep_saved_view, saved_views_of
from registry.context import Registry

# Views that an account may keep of one list.
MOST: Final = 50
LONGEST_NAME: Final = 60


class ViewRefused(Exception):
    """It cannot be kept; the message is for people."""


async def saved_views(registry: Registry, viewer: Viewer, scope: Scope, declared: ListPage) -> list[SavedView]:
    """The viewer's own, then those that colleagues share. What they show is judged by the viewer's rights, not the keeper's."""
    return await registry.store.reading(
        lambda db: saved_views_of(
            db,
            of=declared.name,
            viewer=viewer.account_id,
            staff=scope.everything,
            own=scope.registrar_id,
            root=scope.root,
        )
    )


async def save_view(
    registry: Registry, viewer: Viewer, declared: ListPage, name: str, query: str, *, shared: bool
) -> None:
    """Keep what the list shows now under the name; the viewer's view of that name is replaced. Raises ViewRefused."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise ViewRefused(f"Give the view a name of up to {LONGEST_NAME} characters.")
    known = {"columns", "sort", "per_page", *(field for each in declared.filters for field in each.fields)}
    kept = [(field, value) for field, value in parse_qsl(query.removeprefix("?")) if field in known]
    number = await registry.store.transaction(
        lambda db: keep_saved_view(
            db,
            viewer=viewer.account_id,
            list=declared.name,
            name=name,
            query=urlencode(kept),
            shared=shared,
            now=registry.clock.now(),
            most=MOST,
        )
    )
    if number is None:
        raise ViewRefused(f"You keep {MOST} views of this list already; remove one first.")


async def drop_view(registry: Registry, viewer: Viewer, number: int) -> None:
    """Forget one of the viewer's own; another's stays."""
    await registry.store.transaction(lambda db: drop_saved_view(db, id=number, viewer=viewer.account_id))
