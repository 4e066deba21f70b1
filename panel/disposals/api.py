"""How long the log of activity keeps what, for programs."""

from typing import Final

from panel.disposals.views import Rule, read_rules
from panel.kit.answers import Answer, Asked


async def _rules(asked: Asked) -> list[Rule]:
    return await read_rules()


ANSWERS: Final = (
    Answer("disposals/-/rules", "How long it is kept", "system.watch", _rules, list[Rule], pages=("disposals.rules",)),
)
