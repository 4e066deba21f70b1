"""Ways of life on a test's stage: TLDs that live by other rules than a gTLD."""

from collections.abc import Mapping
from typing import Any

from registry.actions.tld_create import tld_change
from registry.model.sound_rules import read_rules
from registry.store import tlds
from tests.world import World


async def change_rules(world: World, tld: str, changes: Mapping[str, Any]) -> None:
    """These keys of the TLD's policy document are other than before from the next second on."""
    world.clock.advance(seconds=1)
    document = world.registry.book.at(tld, world.clock.now()).rules.document() | changes
    await tld_change(world.operator, tld, read_rules(document), world.clock.now())
    world.registry.book = await world.store.reading(tlds.book)


# The ladder of a registry whose names are renewed by their registrars or end: a month of warning, a month of patience, a
# month out of the DNS. The texts are the operator's.
LADDER = [
    {"days": -30, "transition": "notify", "text": "The domain expires in 30 days."},
    {"days": 0, "transition": "expire"},
    {"days": 25, "transition": "notify", "text": "The domain leaves the DNS in five days."},
    {"days": 30, "transition": "hold"},
    {"days": 34, "transition": "notify", "text": "A letter about the domain goes to its registrant."},
    {"days": 61, "transition": "delete"},
]
