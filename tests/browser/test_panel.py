"""The panel as people meet it: in a browser, on a desk and on a phone, with scripts and without."""

import re

import pytest
from playwright.sync_api import Page, expect


def names(page: Page) -> list[str]:
    return page.locator(".nh-row-link").all_inner_texts()


def test_a_wrong_password_is_said_and_the_right_one_opens(desk) -> None:
    page = desk.open()
    page.goto("/domains/?q=welcome")
    page.fill("#login", "nobody")
    page.fill("#password", "wrong password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("The login or the password is wrong.")
    page.fill("#login", "master")
    page.fill("#password", "four plain words here")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/domains/\?q=welcome$"))
    expect(page.locator("h1")).to_have_text("Domains")
    desk.complaints = [each for each in desk.complaints if "401" not in each]  # Chromium notes the refusal itself


@pytest.mark.feature("UX-02")
def test_the_list_follows_typing_sorting_and_paging_without_a_new_page(desk) -> None:
    page = desk.signed_in()
    page.goto("/domains/")
    page.evaluate("window.stillHere = true")
    page.locator(".nh-search-field").press_sequentially("welcome", delay=20)
    expect(page.locator(".nh-row-link")).to_have_text(["welcome.example", "welcome.test"])
    expect(page).to_have_url(re.compile("q=welcome"))
    page.locator(".nh-search-field").fill("")
    expect(page.locator(".nh-row-link")).to_have_count(25)
    first = names(page)
    page.click("#sort-name")
    expect(page.locator(".nh-row-link").first).not_to_have_text(first[0])
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Name")
    page.click("#page-after")
    expect(page.locator(".nh-total")).to_contain_text("26–50")
    page.click("summary")
    page.select_option("select[name=state]", "redemptionPeriod")
    expect(page.locator(".nh-row-link")).to_have_text(["basil.example"])
    assert "sort=-name" in page.url, "the filter forgot the order"
    assert page.evaluate("window.stillHere"), "the page was loaded anew"
    page.go_back()
    expect(page.locator(".nh-total")).to_contain_text("26–50")


def test_a_row_opens_what_it_is_about(desk) -> None:
    page = desk.signed_in()
    page.goto("/domains/?q=welcome.test")
    page.locator("tbody tr td").nth(3).click()
    expect(page.locator("h1")).to_have_text("welcome.test")
    expect(page.get_by_role("navigation", name="Breadcrumbs")).to_contain_text("Domains")
    page.get_by_role("link", name="ALPHA-2").first.click()
    expect(page.locator("h1")).to_have_text("Grace Sample")


def test_the_keyboard_reaches_the_search_and_the_content(desk) -> None:
    page = desk.signed_in()
    page.goto("/domains/")
    page.keyboard.press("/")
    expect(page.locator(".nh-search-field")).to_be_focused()
    page.goto("/domains/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def background(page: Page) -> int:
    """How bright the page is, 0 to 765."""
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(int(part) for part in re.findall(r"\d+", colour)[:3])


def test_the_theme_follows_the_system_until_it_is_chosen(desk) -> None:
    assert background(desk.signed_in(color_scheme="light")) > 600
    page = desk.signed_in(color_scheme="dark")
    assert background(page) < 150
    page.get_by_role("button", name="Theme").click()  # to dark
    page.get_by_role("button", name="Theme: dark").click()  # to light
    assert background(page) > 600
    page.goto("/domains/")
    assert background(page) > 600


def test_the_menu_of_a_phone_opens_and_leads_on(desk) -> None:
    page = desk.signed_in(width=390, height=844)
    link = page.get_by_role("link", name="Hosts", exact=True).first
    expect(page.locator(".nh-nav")).to_be_hidden()
    page.locator(".nh-menu-button").click()
    expect(page.locator(".nh-nav")).to_be_visible()
    link = page.locator(".nh-nav").get_by_role("link", name="Hosts")
    link.click()
    expect(page.locator("h1")).to_have_text("Hosts")


@pytest.mark.feature("UX-01")
def test_everything_works_without_scripts(desk) -> None:
    page = desk.signed_in(java_script_enabled=False)
    page.goto("/domains/?sort=name")  # whatever order somebody left it in
    page.fill(".nh-search-field", "welcome")
    page.click(".nh-search-button")
    assert names(page) == ["welcome.example", "welcome.test"]
    page.click("#sort-name")
    assert names(page) == ["welcome.test", "welcome.example"]
    page.click("summary")
    page.select_option("select[name=tld]", "test")
    page.click(".nh-search-button")
    assert names(page) == ["welcome.test"]
    page.get_by_text("Clear all").click()
    page.click("#page-after")
    assert "26–50" in page.inner_text(".nh-total")
    page.locator(".nh-row-link").first.click()
    expect(page.locator("h2:has-text('History')")).to_have_count(1)
    before = page.locator("html").get_attribute("data-bs-theme")
    page.get_by_role("button", name="Theme").click()
    assert page.locator("html").get_attribute("data-bs-theme") != before
    page.get_by_role("button", name="Sign out").click()
    assert page.locator("h1").inner_text() == "Sign in"


@pytest.mark.parametrize("login", ["master", "registrar", "client"])
def test_the_menu_of_a_role_has_its_pages_with_their_icons(desk, login: str) -> None:
    page = desk.signed_in(login)
    addresses = [link.get_attribute("href") for link in page.locator(".nh-nav a").all()]
    assert ("/domains/" in addresses) is (login != "client")
    page.goto(addresses[-1])
    assert page.locator("main h1").is_visible()
    page.wait_for_function("[...document.querySelectorAll('.nh-nav use')].every(each => each.getBBox().width > 0)")
