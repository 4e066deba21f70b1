"""One's own PIN for programs of whoever is signed in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from panel.identity.pin import PinRefused, Shown, Wish
from panel.kit.answers import Answer, Asked, Errand, declining
from panel.kit.fields import Text
from panel.kit.secret_field import Password
from panel.kit.web import house


@dataclass(frozen=True, slots=True)
class OwnPin:
    """`question` stands in for a PIN that is forgotten; `locked_until`: too many wrong ones were given."""

    set: bool
    question: str | None
    locked_until: datetime | None


async def _pin(asked: Asked) -> OwnPin:
    pin = await house().pins.of(asked.viewer.account_id)
    return OwnPin(pin is not None, pin.question if pin else None, pin.locked_until if pin else None)


def _shown(asked: Asked) -> Shown:
    return Shown(asked["present"], asked["secret-answer"])


async def _set(asked: Asked) -> str:
    wish = Wish(asked["pin"], asked["pin"], asked["question"] or "", asked["answer"])
    with declining(PinRefused):
        await house().pins.set(asked.viewer, _shown(asked), wish, asked.browser)
    return "Your PIN is set. It is asked for before names or their secrets are given away."


async def _remove(asked: Asked) -> str:
    with declining(PinRefused):
        await house().pins.remove(asked.viewer, _shown(asked), asked.browser)
    return "You have no PIN any more."


_PRESENT: Final = (
    Password("present", "Present PIN", "Where there is one.", longest=200, required=False),
    Password("secret-answer", "Answer to its question", "Instead of it.", longest=200, required=False),
)

ANSWERS: Final = (Answer("account/pin", "My PIN", "account.secure", _pin, OwnPin, pages=("pin.show",)),)

ERRANDS: Final = (
    Errand(
        "account/pin/set",
        "Set the PIN",
        "account.secure",
        _set,
        (
            Password("pin", "PIN", "Four digits.", longest=200),
            Text("question", "Question", "For when it is forgotten.", required=False, longest=200),
            Password("answer", "Its answer", longest=200, required=False),
            *_PRESENT,
        ),
        pages=("pin.keep",),
    ),
    Errand("account/pin/remove", "Remove the PIN", "account.secure", _remove, _PRESENT, pages=("pin.remove",)),
)
