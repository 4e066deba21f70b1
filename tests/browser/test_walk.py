"""Every page of every module, as a master and as a registrar meet it: on a desk and at 360 pixels, light and dark.

The pages are those of the panel's own map of addresses, with things that exist in them. Nothing serious for axe-core, nothing
wider than the screen, nothing that the policy of the page forbids, no complaint of the browser.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from zlib import crc32

import axe_core_python
import pytest
from playwright.sync_api import Page

from panel.kit.access import permissions_of
from panel.modules import MODULES
from tests.browser.conftest import Served
from tests.panel.addresses import ASKED, Address, addresses, bare

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# What a combo offers while somebody types, files, what stands in a frame of a page, and what only leads to another page.
NO_PAGES = (".find", ".file", ".framed", ".paper", ".picture", ".preview", ".prove", ".sample", ".sent", "home")
WIDTHS = (1440, 992, 768, 360)
# Each theme once, at the widest and at the narrowest: colours hang on the theme, and what has room on the size.
THEMES = {1440: "light", 360: "dark"}
# Pages are of few templates: each is given to axe in one of the themes, and shown in one of the sizes between, by turns, and in
# the other one as the other role.
TURNS = (((1440, 992, 360), {1440: "light"}), ((1440, 768, 360), {360: "dark"}))
ROLES = ("master", "registrar")
FORMS = {f"{module.name}.{deed.name}" for module in MODULES for deeds in module.deeds for deed in deeds.every}
# The rules whose worst is moderate, by the list of axe-core itself.
SLIGHT = (
    "aria-allowed-role",
    "empty-heading",
    "heading-order",
    "identical-links-same-purpose",
    "image-redundant-alt",
    "landmark-banner-is-top-level",
    "landmark-complementary-is-top-level",
    "landmark-contentinfo-is-top-level",
    "landmark-main-is-top-level",
    "landmark-no-duplicate-banner",
    "landmark-no-duplicate-contentinfo",
    "landmark-no-duplicate-main",
    "landmark-one-main",
    "landmark-unique",
    "page-has-heading-one",
    "presentation-role-conflict",
    "region",
    "skip-link",
    "table-duplicate-name",
)
# What a page must not have, by the rules of axe-core.
SERIOUS = """async ([part, rules]) => (await axe.run(document.querySelector(part),
        {resultTypes: ['violations'], preload: false, rules})).violations
    .filter(each => ['serious', 'critical'].includes(each.impact))
    .map(each => `${each.id}: ${each.nodes.map(node => node.html.slice(0, 160)).slice(0, 3).join(' | ')}`)"""
UNUSABLE = """[...document.querySelectorAll('main form')]
    .filter(form => !form.querySelector('button') || (form.method === 'post' && !form.hasAttribute('action'))).length"""
FORBIDDEN = """window.forbidden = [];
document.addEventListener('securitypolicyviolation',
    event => window.forbidden.push(event.violatedDirective + ' ' + event.blockedURI));"""


@pytest.fixture(scope="module")
def every(served: Served) -> list[Address]:
    """Every page that there is something at."""
    asked = addresses(bare(), served.samples)
    return [each for each in asked if each.method == "GET" and each.real and not each.api]


def pages_of(every: list[Address], role: str) -> Iterator[Address]:
    granted = permissions_of(frozenset({role}))
    # what hangs on the rows of a list is there for those alone who see them
    lists = {each.drawer: each.permission for each in every if each.endpoint.endswith(".index")}
    for each in every:
        if {each.permission, lists.get(each.drawer, each.permission)} <= granted and not each.endpoint.endswith(
            NO_PAGES
        ):
            yield each


def serious(page: Page, part: str = "html") -> list[str]:
    """What axe finds in a part of the page as it is now that keeps somebody from reading or using it."""
    found: list[str] = page.evaluate(SERIOUS, [part, {rule: {"enabled": False} for rule in SLIGHT}])
    return found


def faults(
    page: Page,
    widths: Sequence[int] = WIDTHS,
    themes: Mapping[int, str] = MappingProxyType(THEMES),
    part: str = "html",
) -> list[str]:
    """What is wrong with the page as it is, in these sizes, and to axe in these themes with that part of it."""
    told = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        widest = page.evaluate("document.documentElement.scrollWidth")
        if widest > width:
            told.append(f"{widest} wide on a screen of {width}")
        if width in themes:
            page.emulate_media(color_scheme=themes[width], reduced_motion="reduce")
            told += [f"{width} {THEMES[width]}: {each}" for each in serious(page, part)]
    told += page.evaluate("window.forbidden")
    told += page.evaluate(
        "[...document.querySelectorAll('main use')].filter(each => each.checkVisibility() && !each.getBBox().width)"
        ".map(each => 'no icon ' + each.getAttribute('href'))"
    )
    return told


@pytest.mark.feature("UX-01")
@pytest.mark.timeout(600)
@pytest.mark.parametrize("role", ROLES)
def test_no_page_of_a_role_has_a_serious_fault(desk, every: list[Address], role: str) -> None:
    page = desk.signed_in(role)
    page.context.add_init_script(AXE)
    page.context.add_init_script(FORBIDDEN)
    wrong, met = {}, set()
    for each in pages_of(every, role):
        # what can be done to things of many kinds, such as tagging them, is one form everywhere: seen once, then each eighth time
        name = each.endpoint.rpartition(".")[2]
        if each.endpoint in FORMS and name in met and crc32(each.path.encode()) % 8:
            continue
        met.add(name)
        answer = page.goto(each.path)
        assert answer and answer.status == 200, str(each)
        assert page.locator("main h1").count() == 1, str(each)
        place = crc32(each.path.encode())
        turn = TURNS[(place + ROLES.index(role)) % len(TURNS)]
        if each.endpoint in FORMS:
            # forms are of one template, and of fields that many have: axe sees each sixth of them
            turn = ((1440, 360), turn[1] if place % 6 == 0 else {})
        # what stands around a page is what stands around the list it belongs to
        if found_here := faults(page, *turn, "html" if each.endpoint.endswith(".index") else "main"):
            wrong[each.path] = found_here
    assert wrong == {}, "\n".join(f"{path}: {each}" for path, told in wrong.items() for each in told)


def test_before_the_door_and_where_nothing_is_no_page_has_a_serious_fault(desk) -> None:
    page = desk.open()
    page.context.add_init_script(AXE)
    page.context.add_init_script(FORBIDDEN)
    for path in ("/sign-in", "/no/such/page"):
        page.goto(path)
        assert faults(page) == [], path
    desk.complaints = [each for each in desk.complaints if "404" not in each]  # Chromium notes the answer itself


def test_what_resellers_and_clients_see_first_and_what_applications_ask_them_has_no_serious_fault(desk) -> None:
    for role in ("reseller", "client"):
        page = desk.signed_in(role)
        page.context.add_init_script(AXE)
        page.context.add_init_script(FORBIDDEN)
        for path, heading in (("/dashboard/", "Dashboard"), (ASKED, "A shop of names")):
            page.goto(path)
            assert heading in page.locator("main h1").inner_text(), path
            assert faults(page) == [], (role, path)


@pytest.mark.feature("UX-01")
@pytest.mark.timeout(300)
def test_without_scripts_every_page_says_what_it_is_and_every_form_has_its_address_and_button(
    desk, every: list[Address]
) -> None:
    page = desk.signed_in("master", java_script_enabled=False)
    for each in (found for found in pages_of(every, "master") if found.endpoint not in FORMS):
        page.goto(each.path)
        assert page.locator("main h1").inner_text().strip(), str(each)
        assert page.evaluate(UNUSABLE) == 0, str(each)
