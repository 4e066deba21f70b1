"""What the stories of whole days have in common: pages that are looked at as they are passed, and what the database says then."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_walk import AXE, FORBIDDEN, serious


class Records:
    """Asks the panel's database from beside it, in a thread: this one is playwright's."""

    def __init__(self, url: str) -> None:
        self._url = url

    def all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        async def ask() -> list[tuple[Any, ...]]:
            db = await asyncpg.connect(self._url)
            try:
                return [tuple(row) for row in await db.fetch(sql, *values)]
            finally:
                await db.close()

        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, ask()).result()

    def one(self, sql: str, *values: object) -> Any:
        ((value,),) = self.all(sql, *values)
        return value


def watched(page: Page) -> Page:
    """A page whose faults can be told at any moment."""
    page.context.add_init_script(AXE)
    page.context.add_init_script(FORBIDDEN)
    return page


def passes(page: Page) -> None:
    """Nothing on the page as it is now keeps somebody from reading or using it, and nothing was tried that its policy forbids."""
    assert serious(page) == [], page.url
    assert page.evaluate("window.forbidden") == [], page.url


def asked(page: Page, title: str, within: Locator | None = None) -> Locator:
    """The dialog of what somebody is about to do."""
    (within or page).get_by_role("link", name=title, exact=True).first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name=title, exact=True)).to_be_visible()
    return dialog


def done(page: Page, dialog: Locator, title: str, said: str) -> None:
    """The dialog is answered, and the page says what came of it."""
    dialog.get_by_role("button", name=title).click()
    expect(page.locator(".nh-flash").first).to_contain_text(said)


def tick(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_label(f"Choose {name}", exact=True).check()
