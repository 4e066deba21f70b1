"""Applications that whoever asks has let know something, for programs."""

from typing import Final

from panel.identity.openid import queries
from panel.identity.openid.queries import Connected
from panel.kit.answers import Answer, Asked, Errand
from panel.kit.web import house


async def _connected(asked: Asked) -> list[Connected]:
    mine, now = asked.viewer.account_id, asked.situation.now
    return await asked.registry.store.reading(lambda db: queries.connected(db, account_id=mine, now=now))


async def _withdraw(asked: Asked) -> str:
    await house().openid.withdraw(asked.viewer, asked.key[:64], asked.browser)
    return "It is taken back."


CONNECTED: Final = Answer(
    "connected-applications",
    "Connected applications",
    "account.read",
    _connected,
    list[Connected],
    pages=("openid.connected",),
)
ANSWERS: Final = (CONNECTED,)
ERRANDS: Final = (
    Errand(
        "connected-applications/<key>/withdraw",
        "Take back what an application was let know",
        "account.update",
        _withdraw,
        lead="The application, by its client_id, is forgotten, and what it was handed is good for nothing.",
        changes=CONNECTED,
        pages=("openid.withdraw",),
    ),
)
