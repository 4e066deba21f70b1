"""The public's page as people meet it: light and dark, on a phone, without scripts, whatever they type; and open to everybody."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_panel import background
from tests.whois.fuzz import build
from tests.whois.test_server import serving
from tests.world import Clone

# What is typed, and what the page says of it.
TYPED = {
    "everything.test": "everything.test is registered.",
    "free.example": "free.example is available. Any registrar of its TLD can register it.",
    "free.elsewhere": "free.elsewhere is not registered and not offered: Not in a TLD of this registry.",
    "every*.test": "Wildcards are not supported.",
    "-": "Ask for NAME",
    "a" * 512: "Ask for NAME",
    "BÜCHER.example": "bücher.example xn--bcher-kva.example is registered.",
}


@pytest.fixture(scope="module")
def town(loop: asyncio.AbstractEventLoop, database: str) -> Iterator[Clone]:
    clone = loop.run_until_complete(Clone.of(database))
    loop.run_until_complete(build(clone))
    yield clone
    loop.run_until_complete(clone.drop())


@pytest.fixture(scope="module")
def panel(town: Clone, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What the desk opens here: the page of the public."""
    with serving(town, tmp_path_factory.mktemp("lookup")) as server:
        yield f"http://127.0.0.1:{server.rdap}"


def look_up(page: Page, name: str) -> None:
    page.goto("/")
    page.get_by_label("Domain name").fill(name)
    page.keyboard.press("Enter")


def forgive(desk, *statuses: int) -> None:
    """Chromium writes a page's status to its console where that is a refusal."""
    desk.complaints = [each for each in desk.complaints if not any(str(status) in each for status in statuses)]


@pytest.mark.feature("DOM-03")
@pytest.mark.parametrize("typed", TYPED, ids=lambda typed: typed[:20])
def test_what_is_typed_is_answered_in_a_sentence(desk, typed: str) -> None:
    page = desk.open()
    look_up(page, typed)
    expect(page.get_by_role("status")).to_contain_text(TYPED[typed])
    expect(page.get_by_label("Domain name")).to_have_value(typed)
    forgive(desk, 400)


def test_a_registered_name_is_told_in_words_and_leads_to_its_registrar_and_to_rdap(desk) -> None:
    page = desk.open()
    look_up(page, "everything.test")
    for words in ("Alpha Registrar", "ns1.elsewhere.net", "signed", "withheld from the public"):
        expect(page.locator("dl")).to_contain_text(words)
    expect(page.get_by_role("link", name="Alpha Registrar")).to_have_attribute("href", "https://alpha.example")
    expect(page.locator("pre")).to_contain_text("Domain Name: everything.test")
    with page.expect_response("**/domain/everything.test") as told:
        page.locator("main").get_by_role("link", name="RDAP").click()
    assert told.value.json()["ldhName"] == "everything.test"


def test_without_scripts_it_is_the_same_page(desk) -> None:
    page = desk.open(java_script_enabled=False)
    look_up(page, "everything.test")
    assert "everything.test is registered." in page.inner_text("[role=status]")
    page.get_by_role("link", name="Domain lookup").click()
    assert page.get_by_label("Domain name").input_value() == ""
    assert page.locator("script").count() == 0


def test_who_comes_by_keyboard_types_at_once_and_asks_again_from_the_answer(desk) -> None:
    page = desk.open()
    page.goto("/")
    expect(page.get_by_label("Domain name")).to_be_focused()
    page.keyboard.type("free.example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("is available")
    for reached in (page.get_by_role("link", name="Domain lookup"), page.get_by_label("Domain name")):
        page.keyboard.press("Tab")
        expect(reached).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Look up")).to_be_focused()


@pytest.mark.feature("UX-01")
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (768, 1024), (390, 844), (320, 640)])
def test_no_answer_is_wider_than_the_screen(desk, width: int, height: int) -> None:
    page = desk.open(width=width, height=height)
    for typed in ("", *TYPED):
        page.goto(f"/lookup?name={typed}" if typed else "/")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, typed
        button = page.get_by_role("button", name="Look up").bounding_box()
        assert button and button["height"] >= 36, "a thumb finds it"
    forgive(desk, 400)


def test_it_is_as_dark_as_the_system(desk) -> None:
    for scheme, dark in (("light", False), ("dark", True)):
        page = desk.open(color_scheme=scheme)
        look_up(page, "everything.test")
        expect(page.get_by_role("status")).to_be_visible()
        assert (background(page) < 200) is dark


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_and_use_it(desk, scheme: str) -> None:
    """The rules of axe-core, contrast among them: no violation on any page."""
    page = desk.open(color_scheme=scheme, bypass_csp=True, width=390, height=844)
    for typed in ("", *TYPED):
        page.goto(f"/lookup?name={typed}" if typed else "/")
        found = Axe().run(page)["violations"]
        assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == [], typed
    forgive(desk, 400)


def test_who_asks_too_often_is_told_so_on_the_page(desk, town: Clone, tmp_path: Path) -> None:
    with serving(town, tmp_path, queries_per_minute="2", unlimited="192.0.2.0/24") as server:
        page = desk.open()
        for _ in range(3):
            page.goto(f"http://127.0.0.1:{server.rdap}/lookup?name=everything.test")
        expect(page.get_by_role("status")).to_have_text("You ask too often. Please wait a minute and ask again.")
        expect(page.get_by_label("Domain name")).to_have_value("everything.test")  # to be asked again
        expect(page.locator("body")).not_to_contain_text(re.compile("Registrar"))
    forgive(desk, 429)
