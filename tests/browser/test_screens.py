"""The registry's screens in a browser: what would be done is seen before it is done, files included; what is shown once."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_deeds import serious


@pytest.mark.feature("REG-12")
def test_a_price_is_changed_after_it_was_seen_what_that_would_do(desk) -> None:
    page = desk.signed_in(bypass_csp=True)
    page.goto("/tlds/test")
    page.get_by_role("link", name="Change its prices").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Restore").first.fill("45.00")
    dialog.get_by_label("Why").fill("Restores cost us more.")
    dialog.get_by_role("button", name="See what it would do").click()
    expect(dialog.get_by_role("heading", name="What it would do")).to_be_visible()
    expect(dialog).to_contain_text("Restore: 45.00 USD instead of 40.00 USD")
    assert serious(page) == []
    dialog.get_by_text("Change what you typed").click()
    dialog.get_by_label("Restore").first.fill("46.00")
    dialog.get_by_role("button", name="Change its prices").click()
    expect(dialog).to_contain_text("Restore: 46.00 USD instead of 40.00 USD")
    dialog.get_by_role("button", name="Change its prices").click()
    expect(page.locator(".nh-flash")).to_contain_text(re.compile(r"Version \d+ is in force"))
    expect(page.locator("main")).to_contain_text("46.00 USD")


@pytest.mark.feature("REG-12")
def test_a_list_is_begun_from_a_file_in_the_dialog(desk) -> None:
    page = desk.signed_in(width=390, height=844)
    page.goto("/name-lists/")
    page.get_by_role("link", name="New list").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name of the list").fill("stones")
    dialog.get_by_label("Kind").select_option("premium")
    dialog.locator("input[type=file]").set_input_files(
        {"name": "stones.csv", "mimeType": "text/csv", "buffer": "ruby,red\nsapphire,blue\nopäl,white\n".encode()}
    )
    dialog.get_by_label("Why").fill("They are rare.")
    dialog.get_by_role("button", name="See what it would do").click()
    expect(dialog).to_contain_text("opäl")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    dialog.get_by_role("button", name="New list").click()
    expect(page.locator("main")).to_contain_text("stones")


def test_a_registrars_technical_person_draws_a_password_that_is_shown_once(desk) -> None:
    page = desk.signed_in("registrar-technical")
    page.goto("/registrars/alpha")
    page.get_by_role("link", name="Draw a new password").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Why").fill("Somebody left.")
    dialog.get_by_role("button", name="Draw a new password").click()
    shown = dialog.locator(".nh-once li")
    expect(shown).to_have_text(re.compile(r"^[\w-]{16}$"))
    secret = shown.inner_text()
    dialog.get_by_role("link", name="I have it").click()
    expect(page.get_by_role("heading", name="Alpha Registrar")).to_be_visible()
    assert secret not in page.content()
