"""Second factors in a browser: a passkey of Chromium's own authenticator, an app without scripts."""

import re

import pyotp
import pytest
from playwright.sync_api import Page, expect

PASSWORD = "four plain words here"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Key:
    """Chromium's virtual authenticator (DevTools protocol, domain WebAuthn), in one browser."""

    def __init__(self, page: Page) -> None:
        self._cdp = page.context.new_cdp_session(page)
        self._cdp.send("WebAuthn.enable")
        made = self._cdp.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        self._id = {"authenticatorId": made["authenticatorId"]}

    def recognises(self, owner: bool) -> None:
        self._cdp.send("WebAuthn.setUserVerified", {**self._id, "isUserVerified": owner})

    def count(self) -> int:
        """How often it has signed, as it says."""
        (credential,) = self._cdp.send("WebAuthn.getCredentials", self._id)["credentials"]
        return credential["signCount"]


def sign_in(page: Page, login: str) -> None:
    page.goto("/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("main button")


@pytest.mark.feature("IAM-07")
def test_a_passkey_is_made_and_signs_in_and_is_taken_away_again(desk) -> None:
    desk.panel = desk.panel.replace("127.0.0.1", "localhost")  # browsers make no passkeys for addresses
    page = desk.signed_in("support")
    key = Key(page)
    page.goto("/account/second-factor/")
    page.get_by_role("link", name="Add a passkey").click()
    page.fill("#name", "Chromium")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.locator(".nh-paper li")).to_have_count(10)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.locator("main")).to_contain_text("Chromium")
    before = key.count()
    page.get_by_role("button", name="Sign out").first.click()
    sign_in(page, "support")
    expect(page.locator("h1")).to_have_text("Second factor")
    key.recognises(False)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was signed")
    key.recognises(True)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(re.compile("/dashboard/$"))
    assert key.count() > before
    page.goto("/account/second-factor/")
    page.get_by_role("button", name="Remove Chromium").click()
    expect(page.locator("main")).to_contain_text("The passkey opens nothing any more.")


def test_by_an_address_the_page_of_a_new_passkey_leads_to_the_name(desk) -> None:
    page = desk.signed_in("manager")
    page.goto("/account/second-factor/passkeys/new")
    link = page.locator("main a[href^='http://localhost:']")
    link.click()
    sign_in_there = page.locator("#login")
    expect(sign_in_there).to_be_visible()
    assert page.url.startswith("http://localhost:")


@pytest.mark.feature("IAM-07")
def test_an_app_is_set_up_and_signs_in_without_scripts(desk) -> None:
    page = desk.signed_in("admin", java_script_enabled=False)
    page.goto("/account/second-factor/")
    page.get_by_role("button", name="Set up an app").click()
    assert page.locator("svg.nh-qr path").count()
    page.click("summary")
    app = pyotp.TOTP("".join(page.locator(".nh-secret span").all_inner_texts()))
    page.fill("#code", app.now())
    page.get_by_role("button", name="Confirm").click()
    paper = page.locator(".nh-paper li").all_inner_texts()
    assert len(paper) == 10
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Sign out").first.click()
    sign_in(page, "admin")
    page.fill("#proof-code", paper[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    assert page.locator("h1").inner_text() == "Dashboard"
