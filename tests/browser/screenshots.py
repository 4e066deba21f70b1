"""Pictures of every page, on a desk and on a phone, light and dark: `python -m tests.browser.screenshots [folder] [word …]`.

The scenes below come first, each by its name: pages with something done to them, and what several roles see. After them come all
other pages that the panel's own map of addresses has, by the names of their endpoints, as the first of the roles sees them that
may open them, a master where one may, and those that are public as a stranger does. With words only
those pictures are taken whose names hold one of them.
"""

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from panel.kit.access import permissions_of
from panel.kit.roles import ASSIGNABLE
from tests.browser.browser import CHROMIUM, FLAGS, serving
from tests.browser.serve import fill
from tests.panel.addresses import ASKED, addresses, bare, found
from tests.panel.house import PASSWORD
from tests.world import cluster

Scene = tuple[str | None, str]

# As whom a page is seen; a role further behind where those before it may not.
SEEN_BY = ("master", "registrar", "reseller", "client", *ASSIGNABLE)

# Files and answers that are no pages.
NO_PAGES = (".find", ".file", ".paper", ".picture", ".preview", ".prove", ".sample", ".sent", "home")
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
# What is clicked before the picture is taken.
CLICKED = {
    "command": ".nh-row-link",
    "application": ".nh-row-link",
    "deposit": ".nh-row-link",
    "domains-views": ".nh-drop:has([name=shared]) summary",
    "russian": ".nh-languages [value=ru]",
    "domains-colours": ".nh-drop:has(.nh-legend) summary",
    "domains-export": ".nh-drop:has([name=format]) summary",
    "second-factor-app": "main form button",
    "deed-dialog": ".nh-offer:has-text('Set statuses')",
    "deed-batch": ".nh-tick [data-all]",
    "deed-rows": ".nh-tick [data-all]",
    "tld-foreseen": ".nh-go",
    "domain-renewal": ".nh-go",
    "name-list-foreseen": ".nh-go",
    "token-once": ".nh-go",
    "acting": ".nh-take .btn",
    **dict.fromkeys(("import-columns", "import-tried"), "main form .btn-primary"),
}
# What is typed before that, by selector.
FILLED = {
    "tld-foreseen": {"[name='prices.create']": "12.50", "[name=reason]": "Costs rise."},
    "name-list-foreseen": {"[name=names]": "car,platinum\nplane,gold", "[name=reason]": "The board decided."},
    "acting": {"#acting-reason": "They cannot find their bill."},
    "token-once": {"[name=reason]": "A gift."},
}
# What file is sent before, by the input that takes it.
_CLIENTS = (
    b"Login,Name,E-mail,Notes\nbakery,The bakery,ada@bakery.example,old\nclient,Taken,,\nmill,The mill,no address,\n"
)
HANDED_IN = {
    each: ("#import-file", {"name": "clients.csv", "mimeType": "text/csv", "buffer": _CLIENTS})
    for each in ("import-columns", "import-tried")
}
# And what then.
CLICKED_THEN = {
    "import-tried": "[value=try]",
    "deed-rows": "button[value=set-credit-limit]",
}
PAGES = {
    "sign-in": (None, "/sign-in"),
    "sign-up": (None, "/sign-up/"),
    "restore": (None, "/restore/"),
    "name-defaults": ("registrar", "/registrars/alpha/set-name-defaults"),
    "dashboard": ("master", "/dashboard/"),
    "search": ("master", "/search/?q=alpha"),
    "domain-own": ("registrar", "/domains/welcome.example"),
    "domain-renewal": ("registrar", "/domains/welcome.example/renew"),
    "domain-keys": ("registrar", "/domains/welcome.test/set-dnssec"),
    "contact-own": ("registrar", "/contacts/ALPHA-1"),
    "contact-change": ("registrar", "/contacts/ALPHA-1/update"),
    "host-own": ("registrar", "/hosts/ns1.welcome.example"),
    "name-wanted": ("registrar", "/transfers/-/request"),
    "domains": ("master", "/domains/"),
    "domains-filtered": ("master", "/domains/?state=registered&registrar=alpha&q=*e*"),
    "domains-views": ("master", "/domains/?columns=delegation"),
    "domains-colours": ("master", "/domains/?state=redemptionPeriod"),
    "domains-export": ("master", "/domains/?columns=identity"),
    "exports": ("master", "/exports/"),
    "acting": ("manager", "/clients/reseller"),
    "domains-notes": ("master", "/domains/?columns=notes&tags=vip"),
    "domain-note": ("master", "/domains/welcome.test/set-note"),
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
    "tld-prices-form": ("master", "/tlds/launching/change-prices"),
    "tld-exceptions-form": ("master", "/tlds/launching/change-exceptions"),
    "tld-foreseen": ("master", "/tlds/launching/change-prices"),
    "name-list-foreseen": ("master", "/name-lists/gold/import"),
    "token-once": ("master", "/tokens/-/issue"),
    "prices": ("master", "/prices/?registrar=alpha"),
    "quote": ("master", "/prices/quote?name=new.launching&operation=create&registrar=alpha"),
    "registrar-prices": ("registrar", "/prices/"),
    "deposits": ("master", "/deposits/"),
    "deposit": ("master", "/deposits/?state=people"),
    "deposit-calendar": ("master", "/deposits/calendar"),
    "messages": ("master", "/messages/"),
    "commands": ("master", "/commands/"),
    "command": ("master", "/commands/?q=newborn"),
    "clients": ("manager", "/clients/"),
    "clients-states": ("manager", "/clients/?columns=states&state=any"),
    "reseller-dashboard": ("reseller", "/dashboard/"),
    "client-dashboard": ("client", "/dashboard/"),
    "openid-consent": ("client", ASKED),
    "register": ("registrar", "/domains/-/register"),
    "commands-week": ("master", "/commands/-/statistics?span=week"),
    "client-page": ("manager", "/clients/client"),
    "client-new": ("manager", "/clients/-/create"),
    "reseller-clients": ("reseller", "/clients/"),
    "reseller-client": ("reseller", "/clients/client"),
    "import-columns": ("manager", "/clients/-/create/import"),
    "import-tried": ("manager", "/clients/-/create/import"),
    "people": ("master", "/people/"),
    "person": ("master", "/people/looked-after"),
    "rights": ("master", "/rights/looked-after"),
    "activity": ("master", "/activity/"),
    "account": ("master", "/account/"),
    "second-factor": ("master", "/account/second-factor/"),
    "second-factor-app": ("master", "/account/second-factor/"),
    "second-factor-passkey": ("master", "/account/second-factor/passkeys/new"),
    "russian": ("registrar-support", "/domains/"),
    "registrar-money": ("registrar-finance", "/dashboard/"),
    "registrar-dashboard": ("registrar", "/dashboard/"),
    "registrar-applications": ("registrar", "/applications/"),
    "client": ("client", "/account/"),
    "forbidden": ("client", "/domains/"),
    "missing": ("master", "/nowhere"),
}


def main(folder: Path, words: list[str]) -> None:
    loop = asyncio.new_event_loop()
    folder.mkdir(parents=True, exist_ok=True)
    with cluster(loop) as url:
        loop.run_until_complete(fill(url))
        scenes = {
            name: scene
            for name, scene in loop.run_until_complete(_scenes(url)).items()
            if not words or any(word in name for word in words)
        }
        with (
            serving(url, folder / "panel.log") as address,
            sync_playwright() as play,
            play.chromium.launch(executable_path=CHROMIUM, args=FLAGS) as browser,
        ):
            for size in SIZES:
                for theme in ("light", "dark"):
                    _shoot(browser, address, folder, scenes, size, theme)
    print(f"{len(scenes) * 2 * len(SIZES)} pictures in {folder}/")  # noqa: T201  for a person who waits


async def _scenes(url: str) -> dict[str, Scene]:
    samples = await found(url)
    known = {path for _, path in PAGES.values()}
    return PAGES | {
        each.endpoint.removesuffix(".index").replace(".", "-"): (seen_by(each.permission), each.path)
        for each in addresses(bare(), samples)
        if each.method == "GET" and each.real and not each.api and each.permission is not None
        if each.path not in known and not each.endpoint.endswith(NO_PAGES)
    }


def seen_by(permission: str) -> str | None:
    """The login of whoever may open a page with that permission; None: a stranger."""
    return next(role for role in SEEN_BY if permission in permissions_of(frozenset({role}))) if permission else None


def _shoot(browser: Browser, address: str, folder: Path, scenes: Mapping[str, Scene], size: str, theme: str) -> None:
    width, height = SIZES[size]
    for login in dict.fromkeys(who for who, _ in scenes.values()):
        pages = {name: path for name, (who, path) in scenes.items() if who == login}
        if not pages:
            continue
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
        page = context.new_page()
        if login:
            page.goto(f"{address}/sign-in")
            page.fill("#login", login)
            page.fill("#password", PASSWORD)
            page.click("main button")
        for name, path in pages.items():
            page.goto(address + path)
            _set_up(page, name, size)
            page.screenshot(path=folder / f"{name}-{size}-{theme}.png", full_page=True)
        context.close()


def _set_up(page: Page, name: str, size: str) -> None:
    if name in HANDED_IN:
        page.set_input_files(*HANDED_IN[name])
    for selector, text in FILLED.get(name, {}).items():
        page.fill(selector, text)
    if name == "russian" and size == "phone":
        page.click(".nh-menu-button")
    if name in CLICKED:
        batch = name in ("deed-batch", "deed-rows")
        page.click(CLICKED[name] if size == "desk" or not batch else ".nh-tick >> nth=1")
    if name in CLICKED_THEN:
        page.click(CLICKED_THEN[name])
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/screenshots"), sys.argv[2:])
