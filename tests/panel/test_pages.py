"""Every page opens for those who may see it, and says what is true."""

import pytest

from tests.panel.house import House


def test_an_internationalized_name_is_shown_in_both_forms_with_its_table_and_its_variants(house: House) -> None:
    page = house.signed_in("master").get("/domains/straße.example").text
    assert "straße.example (xn--strae-oqa.example)" in page
    assert '<span class="nh-code">de</span>' in page
    assert '<a class="nh-name" href="/domains/strasse.example">strasse.example</a>' in page
    assert "Variants" not in house.signed_in("master").get("/domains/xn--mnchen-3ya.example").text


@pytest.mark.parametrize(
    "path",
    [
        "/dashboard/",
        "/domains/",
        "/domains/welcome.example",
        "/domains/welcome.test",
        "/domains/basil.example",
        "/domains/wren.example",
        "/hosts/",
        "/hosts/ns1.welcome.example",
        "/contacts/",
        "/contacts/ALPHA-1",
        "/registrars/",
        "/registrars/alpha",
        "/messages/",
        "/commands/",
        "/account/",
    ],
)
def test_a_page_opens_for_the_master(house: House, path: str) -> None:
    answer = house.signed_in("master").get(path)
    assert answer.status_code == 200, answer.text
