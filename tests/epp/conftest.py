"""What tests of the EPP door may ask for: a service on the real core, and connections to it."""

from datetime import timedelta

import pytest

from epp.session import Service
from registry.actions.registrar_certificates import registrar_pin_certificate
from registry.actions.worker import start_worker
from tests.epp.talk import CERTIFICATE, Talk, service_of
from tests.world import World


@pytest.fixture
def service(world: World, loop) -> Service:
    """One EPP process's worth of sessions; every registrar has pinned the same certificate."""

    async def prepare() -> int:
        for handle in world.numbers:
            day = world.clock.now()
            await registrar_pin_certificate(
                world.operator, handle, CERTIFICATE, day - timedelta(days=1), day + timedelta(days=3650)
            )
        return await start_worker(world.store, world.clock, "epp")

    return service_of(world, loop.run_until_complete(prepare()))


@pytest.fixture
def talk(service: Service) -> Talk:
    """A connection with a good certificate, not logged in."""
    return Talk(service, CERTIFICATE)


@pytest.fixture
def alpha(service: Service, loop) -> Talk:
    """A session of registrar alpha."""
    talk = Talk(service, CERTIFICATE)
    assert loop.run_until_complete(talk.login("alpha")).code == 1000
    return talk
