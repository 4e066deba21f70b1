"""Whom the demo sells to."""

from namehouse.demo.clients import TREE, sell
from panel.accounts import ensure_account
from panel.clients.queries import clients
from tests.panel.house import PASSWORD
from tests.world import World


async def test_the_demos_tree_is_made_once_below_the_house_and_below_its_reseller(world: World) -> None:
    root = await ensure_account(world.registry, "reseller", PASSWORD, "reseller")
    for _ in range(2):
        await sell(world.registry, "reseller")
    every = [login for login, *_ in TREE]
    found = await world.store.reading(lambda db: clients(db, logins=every, everything=True, root=None))
    assert {each.login for each in found} == set(every)
    assert max(len(each.sellers) for each in found) == 3
    assert {each.state for each in found} == {"active", "blocked", "deleted"}
    below = await world.store.reading(lambda db: clients(db, logins=every, everything=False, root=root))
    assert "bakery-hansen" in {each.login for each in below} and "fjord-ferries" not in {each.login for each in below}
