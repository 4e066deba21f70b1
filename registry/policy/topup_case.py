"""What a rule about proposed top-ups may look at."""

from dataclasses import dataclass

from registry.context import Actor
from registry.model.topup import TopUp, TopUpStep


@dataclass(frozen=True, slots=True)
class TopUpCase:
    """Who makes which step on what was proposed."""

    actor: Actor
    step: TopUpStep
    topup: TopUp
