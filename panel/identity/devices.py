"""Whether somebody signs in with what they never did before: by the name of browser and system, which updates do not change."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from mail.notices import tell
from panel.database import below
from panel.identity.activity import happened
from panel.identity.browser import Browser
from panel.identity.models import Activity
from panel.kit.formats import browser_name

REMEMBERED: Final = timedelta(days=365)
_LOOKED_AT: Final = 100  # sign-ins before this one


async def tell_of_new_device(db: AsyncSession, now: datetime, account_id: int, login: str, browser: Browser) -> None:
    """Asked before the sign-in is written down; the first one ever is by no new device."""
    past = (
        select(Activity.user_agent)
        .where(
            Activity.account_id == account_id,
            Activity.at > now - REMEMBERED,
            Activity.action == "sign-in",
            Activity.result == "done",
        )
        .order_by(Activity.at.desc())
        .limit(_LOOKED_AT)
    )
    known = {browser_name(agent or "") for agent in (await db.execute(past)).scalars()}
    if known and browser_name(browser.agent) not in known:
        name = browser_name(browser.agent)
        await tell(await below(db), account_id, happened("account.new-device", login, now, browser, name))
