"""Every page opens for those who may see it, and says what is true."""

import pytest

from tests.panel.house import House


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
