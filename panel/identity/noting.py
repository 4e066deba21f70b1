"""What is done to accounts from where no account sits: by applications, by keys, by links, by whoever tries them.

What anybody can try as often as they wish is written down once an hour of each that is tried, for each reason and from each
address, so that the log is not filled by a program that was set up wrongly.
"""

from datetime import datetime, timedelta
from typing import Final

from panel.identity import queries
from panel.identity.activity import ACTIONS
from panel.identity.browser import Browser
from panel.kit.access import Viewer
from panel.kit.request_id import request_id
from registry.store.sql import Connection

ONCE_IN: Final = timedelta(hours=1)
UNKNOWN: Final = "unknown"  # nobody's login: one begins with a letter and is looked for first


async def note(
    db: Connection,
    now: datetime,
    action: str,
    browser: Browser | None,
    *,
    actor: str = UNKNOWN,
    by: int | None = None,
    about: int | None = None,
    detail: str | None = None,
    refused: bool = False,
    hourly: bool = False,
) -> None:
    """Add a row; `by` is the number of the account that did it, `about` of the one it is about. `hourly`: at most one of that
    actor with that `detail`, from that address, in an hour. `detail` is for people and holds no secret."""
    assert action in ACTIONS, action
    await queries.note(
        db,
        now=now,
        action=action,
        result="refused" if refused else "done",
        actor=actor,
        actor_id=by,
        about=about,
        address=browser.address if browser else None,
        user_agent=browser.agent if browser else None,
        detail=detail,
        request=request_id(),
        since=now - ONCE_IN if hourly else None,
    )


async def note_own(db: Connection, now: datetime, action: str, viewer: Viewer, browser: Browser, detail: str) -> None:
    """Somebody did something to their own account."""
    number = viewer.account_id
    await note(db, now, action, browser, actor=viewer.login, by=number, about=number, detail=detail)
