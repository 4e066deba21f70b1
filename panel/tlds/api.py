"""The policy of a TLD for programs: every version of it, in force, planned and past."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from panel.kit.answers import Answer, Asked, NotThere
from panel.kit.api.typed import told
from panel.tlds.deeds import DEEDS
from panel.tlds.views import versions_of


@dataclass(frozen=True, slots=True)
class Version:
    """`rules` as the policy has them, amounts in minor units; `changes` in words, against the version before."""

    policy: int
    valid_from: datetime
    planned: bool
    in_force: bool
    changes: list[str]
    rules: object


async def _versions(asked: Asked) -> list[Version]:
    ruled = (await DEEDS.find(asked.situation, (asked.key,))).get(asked.key)
    if ruled is None:
        raise NotThere
    return [
        Version(
            each.policy.id,
            each.policy.valid_from,
            each.is_planned,
            each.is_in_force,
            list(each.changes),
            told(each.policy.rules),
        )
        for each in versions_of(ruled)
    ]


ANSWERS: Final = (
    Answer(
        "tlds/<key>/policy",
        "Its policy",
        "tld.read",
        _versions,
        list[Version],
        lead="The newest version first.",
        pages=("tlds.show",),
    ),
)
