"""Pictures of every page, on a desk and on a phone, light and dark: `python -m tests.browser.screenshots [folder] [word …]`."""

import asyncio
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.browser import CHROMIUM, FLAGS, serving
from tests.panel.house import PASSWORD
from tests.world import cluster

SIZES = {"desk": (1440, 900), "phone": (390, 844)}
# What is clicked before the picture is taken.
CLICKED = {
    "command": ".nh-row-link",
    "application": ".nh-row-link",
    "deposit": ".nh-row-link",
    "domains-views": ".nh-drop:nth-of-type(1) summary",
    "domains-export": ".nh-drop:nth-of-type(2) summary",
    "second-factor-app": "main form button",
    "deed-dialog": ".nh-offer:has-text('Set statuses')",
    "deed-batch": ".nh-tick [data-all]",
    "deed-rows": ".nh-tick [data-all]",
}
# And what then.
CLICKED_THEN = {"deed-rows": "button[value=set-credit-limit]"}
PAGES = {
    "sign-in": (None, "/sign-in"),
    "dashboard": ("master", "/dashboard/"),
    "domains": ("master", "/domains/"),
    "domains-filtered": ("master", "/domains/?state=registered&registrar=alpha&q=e"),
    "domains-views": ("master", "/domains/?columns=delegation"),
    "domains-export": ("master", "/domains/?columns=identity"),
    "exports": ("master", "/exports/"),
    "domains-none": ("master", "/domains/?q=nothing-like-this"),
    "domain": ("master", "/domains/welcome.test"),
    "domain-transfer": ("master", "/domains/wren.example"),
    "domain-redemption": ("master", "/domains/basil.example"),
    "applications": ("master", "/applications/"),
    "application": ("master", "/applications/?state=contested"),
    "hosts": ("master", "/hosts/"),
    "host": ("master", "/hosts/ns1.welcome.example"),
    "contacts": ("master", "/contacts/"),
    "contact": ("master", "/contacts/ALPHA-1"),
    "registrars": ("master", "/registrars/"),
    "registrar": ("master", "/registrars/alpha"),
    "deed-form": ("master", "/registrars/alpha/accredit"),
    "deed-dialog": ("master", "/domains/amber.example"),
    "deed-batch": ("master", "/domains/"),
    "deed-rows": ("master", "/registrars/"),
    "top-ups": ("master", "/top-ups/"),
    "tlds": ("master", "/tlds/"),
    "tld": ("master", "/tlds/launching"),
    "deposits": ("master", "/deposits/"),
    "deposit": ("master", "/deposits/?state=people"),
    "deposit-calendar": ("master", "/deposits/calendar"),
    "messages": ("master", "/messages/"),
    "commands": ("master", "/commands/"),
    "command": ("master", "/commands/?q=newborn"),
    "people": ("master", "/people/"),
    "person": ("master", "/people/looked-after"),
    "rights": ("master", "/rights/looked-after"),
    "activity": ("master", "/activity/"),
    "account": ("master", "/account/"),
    "second-factor": ("master", "/account/second-factor/"),
    "second-factor-app": ("master", "/account/second-factor/"),
    "second-factor-passkey": ("master", "/account/second-factor/passkeys/new"),
    "registrar-dashboard": ("registrar", "/dashboard/"),
    "registrar-applications": ("registrar", "/applications/"),
    "client": ("client", "/account/"),
    "forbidden": ("client", "/domains/"),
    "missing": ("master", "/nowhere"),
}


def main(folder: Path, words: list[str]) -> None:
    loop = asyncio.new_event_loop()
    folder.mkdir(parents=True, exist_ok=True)
    with (
        cluster(loop) as url,
        serving(url, folder / "panel.log") as address,
        sync_playwright() as play,
        play.chromium.launch(executable_path=CHROMIUM, args=FLAGS) as browser,
    ):
        for size, (width, height) in SIZES.items():
            for theme in ("light", "dark"):
                _shoot(browser, address, folder, words, size, theme, width, height)


def _shoot(
    browser: Browser, address: str, folder: Path, words: list[str], size: str, theme: str, width: int, height: int
) -> None:
    for login in (None, "master", "registrar", "client"):
        pages = {
            name: path
            for name, (who, path) in PAGES.items()
            if who == login and (not words or any(word in name for word in words))
        }
        if not pages:
            continue
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
        page = context.new_page()
        if login:
            page.goto(f"{address}/sign-in")
            page.fill("#login", login)
            page.fill("#password", PASSWORD)
            page.click("button:has-text('Sign in')")
        for name, path in pages.items():
            page.goto(address + path)
            if name in CLICKED:
                page.click(
                    CLICKED[name] if size == "desk" or name not in ("deed-batch", "deed-rows") else ".nh-tick >> nth=1"
                )
            if name in CLICKED_THEN:
                page.click(CLICKED_THEN[name])
            page.wait_for_load_state("networkidle")
            page.evaluate("document.fonts.ready")
            page.screenshot(path=folder / f"{name}-{size}-{theme}.png", full_page=True)
        context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/screenshots"), sys.argv[2:])
