"""Applications in the panel: staff see who wants what, a registrar its own wishes and nobody else's."""

import re

from tests.panel.house import House


def rows(house: House, role: str, query: str = "") -> list[str]:
    text = house.signed_in(role).get(f"/applications/{query}").text
    return re.findall(r'class="nh-row-link" href="/applications/([^"]+)"', text)


def test_staff_see_all_applications_and_a_registrar_those_it_made(house: House) -> None:
    assert len(rows(house, "master")) == 6
    own = rows(house, "registrar")
    assert len(own) == 3
    assert all("alpha" in house.signed_in("master").get(f"/applications/{each}").text for each in own)


def test_the_list_finds_what_several_want_and_what_is_not_decided(house: House) -> None:
    assert len(rows(house, "master", "?state=contested")) == 3
    assert len(rows(house, "master", "?state=open")) == 5
    assert len(rows(house, "master", "?state=allocated")) == 1
    assert len(rows(house, "master", "?registrar=beta")) == 2
    assert len(rows(house, "master", "?q=thistle")) == 1


def test_the_page_of_one_shows_how_it_stands_and_staff_its_rivals(house: House) -> None:
    (contested,) = rows(house, "registrar", "?state=open&q=harvest")
    seen = house.signed_in("master").get(f"/applications/{contested}").text
    assert "Rivals" in seen and "gamma" in seen
    own = house.signed_in("registrar").get(f"/applications/{contested}").text
    assert "harvest.invalid" in own and "Rivals" not in own and "gamma" not in own
    (invalid,) = rows(house, "registrar", "?state=invalid")
    assert "The registrant cannot be reached." in house.signed_in("registrar").get(f"/applications/{invalid}").text


def test_anothers_application_does_not_exist_for_a_registrar(house: House) -> None:
    (beta,) = rows(house, "master", "?registrar=beta&q=thistle")
    assert house.signed_in("registrar").get(f"/applications/{beta}").status_code == 404
    assert house.signed_in("registrar").get("/applications/A0-NAMEHSE").status_code == 404
    assert "Rivals" not in house.signed_in("registrar").get("/applications/").text
    assert house.signed_in("client").get("/applications/").status_code == 403
