"""The system's Chromium and a panel in a process of its own; without Chromium these tests are skipped."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.browser import CHROMIUM, FLAGS, serving
from tests.browser.serve import fill
from tests.panel.addresses import found
from tests.panel.house import PASSWORD
from tests.world import Clone


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


@dataclass(frozen=True)
class Served:
    """A panel with a past: where it answers, over which database, and what it has for addresses that vary."""

    address: str
    database: str
    samples: dict[tuple[str, str], str]


@pytest.fixture(scope="session")
def filled(loop: asyncio.AbstractEventLoop, database: str) -> Iterator[Clone]:
    """What the panels of all modules are copies of."""
    clone = loop.run_until_complete(Clone.of(database))
    loop.run_until_complete(fill(clone.url))
    yield clone
    loop.run_until_complete(clone.drop())


@pytest.fixture(scope="module")
def served(
    loop: asyncio.AbstractEventLoop, filled: Clone, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    clone = loop.run_until_complete(Clone.of(filled.template, filled.name))
    with serving(clone.url, tmp_path_factory.mktemp("panel") / "log") as address:
        yield Served(address, clone.url, loop.run_until_complete(found(clone.url)))
    loop.run_until_complete(clone.drop())


@pytest.fixture(scope="module")
def panel(served: Served) -> str:
    """The address of a panel with a past."""
    return served.address


@pytest.fixture(scope="module")
def chromium(panel: str) -> Iterator[Browser]:
    """After the panel, and no longer than a module: while playwright lives, the run's own loop cannot run in this thread."""
    with sync_playwright() as play, play.chromium.launch(executable_path=CHROMIUM, args=FLAGS) as browser:
        yield browser


class Desk:
    """One person's browser; at the end nothing may have been written to its console as an error."""

    def __init__(self, chromium: Browser, panel: str) -> None:
        self._chromium = chromium
        self._contexts: list[BrowserContext] = []
        self.panel = panel
        self.complaints: list[str] = []

    def open(self, width: int = 1440, height: int = 900, **rest: object) -> Page:
        context = self._chromium.new_context(viewport={"width": width, "height": height}, base_url=self.panel, **rest)
        context.set_default_timeout(15_000)
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", lambda asked: self._failed(asked.url, asked.failure))
        return page

    def _failed(self, url: str, failure: str | None) -> None:
        # a list that is overtaken by the next key press is given up on purpose
        if "ERR_ABORTED" not in (failure or ""):
            self.complaints.append(f"{url}: {failure}")

    def signed_in(self, login: str = "master", **rest: object) -> Page:
        page = self.open(**rest)
        page.goto("/sign-in")
        page.fill("#login", login)
        page.fill("#password", PASSWORD)
        page.click("main button")
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def desk(chromium: Browser, panel: str) -> Iterator[Desk]:
    desk = Desk(chromium, panel)
    yield desk
    desk.close()
    assert desk.complaints == []
