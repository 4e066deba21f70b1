"""Who wanted to sign up and did not is forgotten."""

from datetime import timedelta
from typing import Final

from panel.sign_up import queries
from panel.sign_up.challenge import DAY
from registry.context import Registry

KEPT: Final = timedelta(days=7)
DECLINED_KEPT: Final = timedelta(days=30)


async def forget_newcomers(registry: Registry) -> None:
    """Those who were written to and never came, those who were declined, and forms that are too old to come back."""
    now = registry.clock.now()
    await registry.store.transaction(lambda db: queries.forget_spent(db, before=now - DAY))
    await registry.store.transaction(
        lambda db: queries.forget(db, asked_before=now - KEPT, declined_before=now - DECLINED_KEPT)
    )
