"""An account in OT&E for a test, made as the command line makes it, but for its certificates."""

import json
from datetime import timedelta
from pathlib import Path

from registry.actions.ote_create import ote_create
from registry.actions.ote_view import ote_view
from registry.context import Context
from registry.model.ote import registrars_of
from registry.model.sound_rules import read_rules
from registry.requests.ote import ClientCertificate, OteAccount, OteCreate
from registry.store import registrars, tlds
from tests.epp.talk import CERTIFICATE
from tests.world import OPERATOR, PASSWORD, World

POLICIES = Path(__file__).parents[1] / "docs" / "policies"
BASES = {name: read_rules(json.loads((POLICIES / f"{name}.json").read_text())) for name in ("gtld", "cctld")}


def operator(world: World) -> Context:
    return world.registry.context("cli", OPERATOR, reason="contract signed")


def asked(world: World, name: str = "acme", **rest: object) -> OteCreate:
    """What is asked for; all registrars show the certificate of the tests."""
    now, handles = world.clock.now(), registrars_of(name)
    certificate = ClientCertificate(CERTIFICATE, now - timedelta(days=1), now + timedelta(days=3650))
    passwords = dict.fromkeys(handles, PASSWORD)
    return OteCreate(name, "Acme Names", BASES, dict.fromkeys(handles, certificate), passwords, **rest)


async def known(world: World) -> None:
    """What running processes do when they hear of a change is done here by hand."""
    world.registry.book = await world.store.reading(tlds.book)
    world.registry.standings = dict(await world.store.reading(registrars.not_active))
    rows = await world.fetch("SELECT handle, id FROM registry.registrar")
    world.numbers.update({row["handle"]: row["id"] for row in rows})


async def made(world: World, name: str = "acme") -> OteAccount:
    assert await ote_create(operator(world), asked(world, name)) == "made"
    await known(world)
    return await ote_view(world.operator, name)
