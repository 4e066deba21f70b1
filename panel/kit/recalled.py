"""What people did with lists is not forgotten: what they asked for in one, and how they left each.

What was asked for in one list, as a registrar, a name, a TLD or a state, is offered in others that ask for the same. It stands
in the cookie that forms remember by, so it is of one browser and ends with the sign-in; a value for each subject, the last one.
Taken away where it was asked for, it is forgotten. How a list is shown stands with the account.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from flask import request, session

from panel.kit.access import Viewer
from panel.kit.filters import Filter
from panel.kit.lists import ListPage, Wish
from panel.kit.queries import keep_ways
from registry.context import Registry

# Longer ones, as pasted lists are, would fill the cookie.
_LONGEST: Final = 120
_COOKIE: Final = "asked"


@dataclass(frozen=True, slots=True)
class Recalled:
    """A value for a filter that has none, and what it says."""

    filter: Filter
    value: str
    said: str


def recall(account_id: int, declared: ListPage, filters: Sequence[Filter], wish: Wish) -> list[Recalled]:
    """Remember what the list is asked for, and give what it could be asked for besides."""
    known: dict[str, Any] = session.get(_COOKIE, {})
    if known.get("of") != account_id:
        known = {"of": account_id}
    now = dict(known)
    offered = []
    for each in filters:
        if not each.subject:
            continue
        value = each.text(wish.values)
        asked_in, asked = known.get(each.subject, ("", ""))
        if value and each.said(wish.values) and len(value) <= _LONGEST:
            now[each.subject] = (declared.name, value)
        elif not value and asked_in == declared.name and came_from_itself():
            now.pop(each.subject, None)
        elif not value and asked and (said := each.said({each.name: asked})):
            offered.append(Recalled(each, asked, said))
    if now != known:
        session[_COOKIE] = now
    return offered


async def leave_as_shown(registry: Registry, viewer: Viewer, declared: ListPage, wish: Wish) -> None:
    """Show the account the list in this order, with these columns and as many rows from now on, where that was changed on it.
    Who acts as somebody leaves nothing of theirs otherwise."""
    if viewer.behind is None and came_from_itself() and wish.ways != {**declared.ways, **wish.usual}:
        of, ways = declared.name, wish.ways
        await registry.store.transaction(lambda db: keep_ways(db, account_id=viewer.account_id, of=of, ways=ways))


def came_from_itself() -> bool:
    """Whether the page that is asked for was on the screen already: something was changed on it."""
    return urlsplit(request.referrer or "").path == request.path
