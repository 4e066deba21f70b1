"""Deeds in a browser: a dialog, a batch seen as it happens, a value changed where it stands; and all of it without scripts."""

import re

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

WHY = "Asked for by a court."


def tick(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_label(f"Choose {name}", exact=True).check()


def serious(page: Page) -> list[tuple[str, str]]:
    found = Axe().run(page)["violations"]
    return [(each["id"], each["nodes"][0]["html"][:200]) for each in found if each["impact"] in ("serious", "critical")]


@pytest.mark.feature("UX-03")
@pytest.mark.parametrize(("width", "height", "scheme"), [(1440, 900, "light"), (390, 844, "dark")])
def test_a_batch_is_chosen_asked_about_and_seen_as_it_happens(desk, width: int, height: int, scheme: str) -> None:
    page = desk.signed_in(width=width, height=height, color_scheme=scheme, bypass_csp=True)
    page.goto("/domains/?state=registered&per_page=100")
    expect(page.locator(".nh-batch")).to_be_hidden()
    tick(page, "amber.example")
    expect(page.locator(".nh-batch-count")).to_contain_text("1")
    if width > 1000:
        page.locator("[data-all]").check()
        expect(page.locator("[data-chosen]")).not_to_have_text("1")
    else:
        tick(page, "cedar.example", "birch.example")
    status = "Server hold" if width > 1000 else "Server renew prohibited"
    page.locator(".nh-batch").get_by_role("button", name="Set statuses").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert serious(page) == []
    dialog.get_by_label(status).check()
    dialog.get_by_role("button", name="Set statuses").click()
    expect(dialog.get_by_role("alert")).to_contain_text("This is needed.")
    expect(dialog.get_by_label(status)).to_be_checked()
    dialog.get_by_label("Why").fill(WHY)
    dialog.get_by_role("button", name="Set statuses").click()
    expect(dialog.get_by_role("status")).to_contain_text(re.compile(r"^(\d+) of \1 · \1 done"))
    expect(dialog.locator(".nh-result").first).to_contain_text("amber.example")
    if width > 1000:
        assert dialog.locator(".nh-result.is-done").count() > 40, "it came in one part"
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("Escape")
    expect(page.locator("tr", has_text="amber.example")).to_contain_text(status.lower())
    desk.complaints = [each for each in desk.complaints if "422" not in each]  # Chromium notes the refusal itself


@pytest.mark.feature("UX-02")
def test_rows_go_to_the_clipboard_between_tabs_and_the_way_to_the_api_has_the_same(desk) -> None:
    page = desk.signed_in()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=desk.panel)
    page.goto("/registrars/?sort=-handle")
    page.locator("[data-copy]").click()
    expect(page.locator("[data-copy] span")).to_have_text("Copied")
    heads, *rows = (line.split("\t") for line in page.evaluate("navigator.clipboard.readText()").split("\n"))
    address = page.get_by_role("link", name="API", exact=True).get_attribute("href")
    told = page.request.get(address).json()["data"]
    assert len(heads) == len(told[0]) - 1, "a column for each but the key"
    assert [row[heads.index("Handle")] for row in rows] == [each["handle"] for each in told] != []


def test_rows_are_ticked_by_the_keyboard_and_from_one_to_another(desk) -> None:
    page = desk.signed_in()
    page.goto("/domains/")
    boxes = page.locator(".nh-tick input[name=keys]")
    boxes.nth(1).click()
    boxes.nth(4).click(modifiers=["Shift"])
    expect(page.locator("[data-chosen]")).to_have_text("4")
    page.locator(".nh-row-link").nth(6).focus()
    page.keyboard.press("x")
    expect(boxes.nth(6)).to_be_checked()
    page.keyboard.press("x")
    expect(boxes.nth(6)).not_to_be_checked()
    page.locator(".nh-search-field").focus()
    page.keyboard.press("x")
    expect(page.locator(".nh-search-field")).to_have_value("x")


def test_what_is_wrong_is_said_when_an_input_is_left(desk) -> None:
    page = desk.signed_in()
    page.goto("/registrars/gamma")
    page.get_by_role("link", name="Limit how often it asks").click()
    dialog = page.get_by_role("dialog")
    burst = dialog.get_by_label("At once, at most")
    burst.fill("0")
    burst.blur()
    expect(dialog.locator("#burst-problem")).to_contain_text("between 1")
    expect(burst).to_have_attribute("aria-invalid", "true")
    burst.fill("5")
    burst.blur()
    expect(dialog.locator("#burst-problem")).to_be_empty()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_an_object_is_found_while_it_is_typed_and_the_deed_leads_back_with_a_word(desk) -> None:
    page = desk.signed_in()
    page.goto("/registrars/delta")
    page.get_by_role("link", name="Accredit for a TLD").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("TLD").fill("launch")
    expect(dialog.locator("datalist option")).to_have_attribute("value", "launching")
    dialog.get_by_label("TLD").fill("launching")
    dialog.get_by_label("Why").fill("Their contract says so.")
    dialog.get_by_role("button", name="Accredit").click()
    expect(page.locator(".nh-flash")).to_contain_text("It may sell .launching")
    expect(page.locator("main")).to_contain_text(".launching")


def test_a_value_is_changed_where_it_stands(desk) -> None:
    page = desk.signed_in()
    page.goto("/registrars/beta")
    page.get_by_role("link", name="Limit its sessions").click()
    page.get_by_label("EPP sessions at once").fill("12")
    page.keyboard.press("Enter")
    expect(page.locator("#inline-limit-sessions")).to_have_text(re.compile("^12 *$"))
    assert page.url.endswith("/registrars/beta")


@pytest.mark.feature("UX-03")
def test_without_scripts_a_batch_and_a_deed_are_pages(desk) -> None:
    page = desk.signed_in(java_script_enabled=False)
    page.goto("/domains/?state=registered")
    tick(page, "field.example", "flint.example")
    page.locator(".nh-batch").get_by_role("button", name="Set statuses").click()
    page.get_by_label("Server update prohibited").check()
    page.get_by_label("Why").fill(WHY)
    page.locator("main").get_by_role("button", name="Set statuses").click()
    assert page.locator(".nh-result.is-done").count() == 2
    page.get_by_role("link", name="Back to the list").click()
    assert "state=registered" in page.url
    page.goto("/registrars/gamma/set-credit-limit")
    page.get_by_label("It may owe", exact=True).fill("a lot")
    page.get_by_role("button", name="Change what it may owe").click()
    assert "That is no amount" in page.inner_text("[role=alert]")
    assert page.get_by_label("It may owe", exact=True).input_value() == "a lot"
    page.get_by_label("It may owe", exact=True).fill("50.00")
    page.get_by_label("Why").fill(WHY)
    page.get_by_role("button", name="Change what it may owe").click()
    assert "It may owe 50.00 USD." in page.inner_text(".nh-flash")
    desk.complaints = [each for each in desk.complaints if "422" not in each]
