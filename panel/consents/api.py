"""What whoever asks is asked to agree to, for programs; agreeing is for whoever is signed in."""

from datetime import datetime
from typing import Final

from panel.kit.answers import Answer, Asked, Errand, NotThere
from panel.terms import queries
from panel.terms.queries import Asked as Terms


async def _asked_of(asked: Asked, at: datetime) -> list[Terms]:
    mine = asked.viewer.account_id
    return await asked.registry.store.reading(lambda db: queries.asked_of(db, account_id=mine, now=at))


async def _consents(asked: Asked) -> list[Terms]:
    return await _asked_of(asked, asked.situation.now)


async def _say(asked: Asked, *, given: bool) -> None:
    mine, number, now = asked.viewer.account_id, int(asked.key), asked.situation.now
    if number not in {each.id for each in await _asked_of(asked, now)}:
        raise NotThere
    address = asked.browser.address
    await asked.registry.store.transaction(
        lambda db: queries.say(db, account_id=mine, ids=[number], given=given, now=now, address=address)
    )


async def _agree(asked: Asked) -> str:
    await _say(asked, given=True)
    return "It is written down, and stands in your data."


async def _withdraw(asked: Asked) -> str:
    await _say(asked, given=False)
    return "It is taken back. Until you agree again, little else is open to you."


CONSENTS: Final = Answer("consents", "My consents", "consent.read", _consents, list[Terms], pages=("consents.show",))
ANSWERS: Final = (CONSENTS,)
ERRANDS: Final = (
    Errand("consents/<int:key>/agree", "Agree", "consent.give", _agree, changes=CONSENTS, pages=("consents.agree",)),
    Errand(
        "consents/<int:key>/withdraw",
        "Take a consent back",
        "consent.give",
        _withdraw,
        changes=CONSENTS,
        pages=("consents.withdraw",),
    ),
)
