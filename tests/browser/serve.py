"""The panel as a process of its own over a house with a past: what the browser tests and `screenshots.py` open."""

import base64
import io
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from panel import server
from panel.domains.lists import DOMAINS
from panel.kit.access import Viewer
from panel.kit.attached.deeds import attached_to
from panel.kit.attached.files import Place, keep
from panel.kit.situation import Situation
from registry.clock import FakeClock, SystemClock
from registry.context import Actor
from registry.settings import Settings
from registry.store.pool import Store
from tests.panel.house import DAYS, live, welcome
from tests.world import World, open_world

# A dot.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


async def fill(url: str) -> None:
    """Give a migrated database that past, which ends today."""
    store = await Store.connect(url)
    world = await open_world(store, FakeClock(SystemClock().now() - timedelta(days=DAYS)))
    await live(world)
    await welcome(world)
    await attach(world)
    await store.close()


async def attach(world: World) -> None:
    """Something of everything that can be attached, to one name."""
    deeds = attached_to(DOMAINS)
    now = Situation(world.registry, Viewer(1, 1, "master", "", "", frozenset({"master"})), world.clock.now())
    for name, values in (
        (
            "set-note",
            {"note": "The transfer to the new holder is agreed.\nAsk Ada Example before anything else is done."},
        ),
        (
            "remind",
            {"message": "Ask the court", "at": world.clock.now(), "every": "week", "until": None, "by_mail": False},
        ),
        ("set-label", {"label": "Pays late, but always"}),
        ("add-tags", {"tags": ("vip", "court-case", "campaign-2026")}),
        ("set-attribute", {"name": "account-manager", "value": "Grace Sample"}),
        ("set-attribute", {"name": "insured", "value": "true"}),
        ("set-attribute", {"name": "languages", "value": '["German", "English"]'}),
    ):
        deed = next(each for each in deeds.deeds if each.name == name)
        cx = world.registry.context("panel", Actor(operator="master"))
        await deed.act(cx, (await deeds.found(deed, now, ("welcome.test",)))["welcome.test"], values)
    mark = Path(__file__).parents[2] / "docs" / "why.md"
    place = Place("domain", (await deeds.found(deed, now, ("welcome.test",)))["welcome.test"].identity)
    await keep(
        world.registry, place, io.BytesIO(mark.read_bytes()), "The order of the court.md", shown=True, by="master"
    )
    await keep(world.registry, place, io.BytesIO(PICTURE), "passport.png", shown=False, by="support")


def serve(url: str, port: int, log: Path, providers: Sequence[str], authority: Path) -> None:
    """The panel of a filled database, until it is ended; `log` gets all it says.

    Each provider is a line of `panel.social`, at an address on this machine for which the authority, a file, vouches.
    """
    with log.open("wb") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    settings = Settings()
    settings = replace(
        settings,
        database=replace(settings.database, url=url, pool=4),
        panel=replace(
            settings.panel,
            port=port,
            url=f"http://127.0.0.1:{port}/",
            secret_key="only for tests",
            seal_key="only for tests",
            sign_up="open",
            social=tuple(providers),
            outward_ca=authority,
            outward_networks=("127.0.0.0/8", "::1/128") if providers else (),
        ),
        metrics=replace(settings.metrics, panel=port + 1),
    )
    server.run(settings)
