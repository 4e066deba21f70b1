"""A copy of all that the panel keeps of whoever asks, for programs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from panel.exports.actions import ExportRefused, copy_later, make
from panel.identity.personal.queries import own_copies
from panel.kit.answers import Answer, Asked, Errand, declining
from panel.kit.deeds import Pending
from panel.kit.web import house
from panel.personal_data.views import address_of
from wire import loop


@dataclass(frozen=True, slots=True)
class CopyOfData:
    """`address` holds for some minutes, for whoever has it; none: it is not ready, or not theirs alone."""

    copy: int
    state: str
    octets: int | None
    asked: datetime
    kept_until: datetime
    problem: str | None
    address: str | None


async def _copies(asked: Asked) -> list[CopyOfData]:
    mine, now = asked.viewer.account_id, asked.situation.now
    return [
        CopyOfData(
            each.id,
            each.state,
            each.octets,
            each.asked_at,
            each.expires_at,
            each.problem,
            # a copy is for the person alone: for no program that was let do less, and not for whoever acts as them
            address_of(each.id) if each.state == "ready" and asked.viewer.may("account.secure") else None,
        )
        for each in await asked.registry.store.reading(lambda db: own_copies(db, id=mine, now=now))
    ]


async def _ask(asked: Asked) -> str:
    with declining(ExportRefused):
        number = await copy_later(asked.registry, asked.viewer, asked.viewer.account_id, "my-data")
    loop.spawn(make(asked.registry, house().lists, number))  # when this process ends before, the worker makes up for it
    return Pending("The copy is being made, and will be there in a moment.")


ANSWERS: Final = (
    Answer(
        "account/copies-of-data",
        "Copies of my data",
        "account.read",
        _copies,
        list[CopyOfData],
        pages=("personal_data.show",),
    ),
)
ERRANDS: Final = (
    Errand("account/copy-data", "Ask for a copy of my data", "account.secure", _ask, pages=("personal_data.ask",)),
)
