"""Every page of every module, as a master and as a registrar meet it: on a desk and at 360 pixels, light and dark.

The pages are those of the panel's own map of addresses, with things that exist in them. Nothing serious for axe-core, nothing
wider than the screen, nothing that the policy of the page forbids, no complaint of the browser.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from zlib import crc32

import axe_core_python
import pytest
from playwright.sync_api import Page

from panel.kit.access import permissions_of
from panel.kit.deeds import Deed
from panel.kit.lists import ListPage
from panel.modules import MODULES
from tests.browser.conftest import Served
from tests.panel.addresses import ASKED, Address, addresses, bare
from tests.thorough import thorough

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# What a combo offers while somebody types, files, what stands in a frame of a page, and what only leads to another page.
NO_PAGES = (".find", ".file", ".framed", ".paper", ".picture", ".preview", ".prove", ".sample", ".sent", "home")
WIDTHS = (1440, 992, 768, 360)
# Each theme once, at the widest and at the narrowest: colours hang on the theme, and what has room on the size.
THEMES = {1440: "light", 360: "dark"}
# What both may open the one or the other meets, by turns.
ROLES = ("master", "registrar")
# A page is shown in three sizes and given to axe in one theme, by turns.
SIZES = (((1440, 992, 360), "light"), ((1440, 768, 360), "dark"))
HEIGHT = 800
FORMS = {f"{module.name}.{deed.name}": deed for module in MODULES for deeds in module.deeds for deed in deeds.every}
# Pages that the kit makes for all, which are no forms of deeds.
OF_ALL = (".history", "-import")
LISTS = {f"{module.name}.index": each for module in MODULES for each in module.lists}
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
FORBIDDEN = """window.forbidden = [];
document.addEventListener('securitypolicyviolation',
    event => window.forbidden.push(event.violatedDirective + ' ' + event.blockedURI));"""


@pytest.fixture(scope="module")
def every(served: Served) -> list[Address]:
    """Every page that there is something at."""
    asked = addresses(bare(), served.samples)
    return [each for each in asked if each.method == "GET" and each.real and not each.api]


@pytest.fixture(scope="module")
def met() -> set[str]:
    """What the forms and lists so far were made of, whoever met them."""
    return set()


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


def faults(page: Page, widths: Sequence[int] = WIDTHS, themes: str = "light dark", part: str = "html") -> list[str]:
    """What is wrong with the page as it is in these sizes, and to axe with that part of it in these themes."""
    told = []
    # from the size in which the page was opened: whatever changes it lays everything out again
    for width in widths if page.viewport_size == {"width": widths[0], "height": HEIGHT} else reversed(widths):
        if page.viewport_size != {"width": width, "height": HEIGHT}:
            page.set_viewport_size({"width": width, "height": HEIGHT})
        widest = page.evaluate("document.documentElement.scrollWidth")
        if widest > width:
            told.append(f"{widest} wide on a screen of {width}")
        if THEMES.get(width, "no theme") in themes:
            page.emulate_media(color_scheme=THEMES[width], reduced_motion="reduce")
            told += [f"{width} {THEMES[width]}: {each}" for each in serious(page, part)]
    told += page.evaluate("window.forbidden")
    told += page.evaluate(
        "[...document.querySelectorAll('main use')].filter(each => each.checkVisibility() && !each.getBBox().width)"
        ".map(each => 'no icon ' + each.getAttribute('href'))"
    )
    return told


def parts(page: Deed | ListPage) -> set[str]:
    """What a form or a list is made of: the kinds of its fields or cells, and what else the template that all have asks."""
    if isinstance(page, ListPage):
        return {f"cell {each.cell}" for each in page.columns} | {
            f"filter {type(each).__name__}" for each in page.filters
        }
    said = {"headings": page.sections, "a danger": page.danger, "a lead": page.lead, "to be foreseen": page.foresee}
    return {"a form"} | {each.kind for each in page.fields} | {name for name, there in said.items() if there}


def made_of(page: Address) -> set[str]:
    """What many pages have in common with it; nothing where it has a template of its own."""
    declared = FORMS.get(page.endpoint) or LISTS.get(page.endpoint)
    if declared:
        return parts(declared)
    return {each for each in OF_ALL if page.endpoint.endswith(each)}


@pytest.mark.feature("UX-01")
@pytest.mark.timeout(600)
@pytest.mark.parametrize("role", ROLES)
def test_no_page_of_a_role_has_a_serious_fault(desk, every: list[Address], met: set[str], role: str) -> None:
    page = desk.signed_in(role, height=HEIGHT)
    page.context.add_init_script(AXE)
    page.context.add_init_script(FORBIDDEN)
    shared = set.intersection(*({each.path for each in pages_of(every, other)} for other in ROLES))
    wrong: dict[str, list[str]] = {}
    for each in pages_of(every, role):
        turn = crc32(each.path.encode())
        if each.path in shared and ROLES[turn // 2 % 2] != role and not thorough():
            continue
        # all forms are of one template, as are all lists, and of parts that many have: once each was met, forms are left out,
        # and lists are seen on the narrowest screen alone, and not given to axe any more
        like = made_of(each)
        known = bool(like) and like <= met and not thorough()
        if known and each.endpoint not in LISTS:
            continue
        met |= like
        answer = page.goto(each.path)
        assert answer and answer.status == 200, str(each)
        assert page.locator("main h1").count() == 1, str(each)
        # what stands around a page is what stands around the list it belongs to
        part = "html" if each.endpoint.endswith(".index") else "main"
        widths, themes = SIZES[turn % 2]
        told = faults(page, widths[-1:], "", part) if known else faults(page, widths, themes, part)
        if told:
            wrong[each.path] = told
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
