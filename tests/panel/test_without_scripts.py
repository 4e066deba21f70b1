"""Where no script runs, every page still says what it is, and every form has its address and its button."""

import pytest
from lxml import html

from tests.panel.addresses import Address, addresses, found
from tests.panel.house import House
from tests.panel.test_matrix import held

# What a combo offers while somebody types, files, and what stands in a frame of a page.
NO_PAGES = (".find", ".file", ".framed", ".paper", ".picture", ".preview", ".prove", ".sample", ".sent")


@pytest.fixture(scope="module")
def every(house: House) -> list[Address]:
    """Every page that there is something at."""
    asked = addresses(house.app, house.run(found(house.url)))
    pages = [each for each in asked if each.method == "GET" and each.real and each.permission and not each.api]
    return [each for each in pages if not each.endpoint.endswith(NO_PAGES)]


@pytest.mark.slow
@pytest.mark.feature("UX-01")
@pytest.mark.parametrize("role", ["master", "registrar", "client"])
def test_every_page_says_what_it_is_and_every_form_has_its_address_and_button(
    house: House, every: list[Address], role: str
) -> None:
    visitor, looked = house.signed_in(role), 0
    for each in (each for each in every if each.permission in held(role)):
        answer = visitor.get(each.path)
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue  # what leads elsewhere, or is for those alone who see the object
        looked += 1
        main = html.fromstring(answer.text).find(".//main")
        assert main is not None and main.find(".//h1").text_content().strip(), str(each)
        for form in main.iterfind(".//form"):
            assert _usable(form), (str(each), form.attrib)
    assert looked > {"master": 200, "registrar": 50, "client": 20}[role]


def _usable(form: html.HtmlElement) -> bool:
    """There is a button to send it, in it or naming it, and a form that is posted says where to."""
    button = form.find(".//button") is not None or form.getroottree().xpath(f"//button[@form='{form.get('id')}']")
    return bool(button) and (form.get("method", "get") != "post" or "action" in form.attrib)
