"""A TLD of the tests in phases of a launch."""

from dataclasses import replace

from registry.actions.tld_create import tld_change
from registry.model.phases import Phase
from registry.store import tlds
from tests.world import TLDS, World


async def launch(world: World, *phases: Phase, tld: str = "example") -> None:
    """These phases from the next second on."""
    world.clock.advance(seconds=1)
    await tld_change(world.operator, tld, replace(TLDS[tld], phases=phases), world.clock.now())
    world.registry.book = await world.store.reading(tlds.book)
