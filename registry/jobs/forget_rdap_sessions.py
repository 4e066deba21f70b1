"""Forgetting sessions at RDAP that are over, with the tokens in them."""

from registry.actions.rdap_session import forget_sessions
from registry.context import Registry


async def forget_rdap_sessions(registry: Registry) -> None:
    """Nobody is admitted by a session that is over, whether or not this ran; tokens are not kept longer than they are of use."""
    await forget_sessions(registry.store, registry.clock.now())
