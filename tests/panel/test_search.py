"""One box finds names, hosts, contacts and registrars by whatever they are called, and nothing of anybody else's."""

import html
import re

import pytest

from tests.panel.house import House

pytestmark = pytest.mark.slow


def found(house: House, role: str, text: str) -> dict[str, list[str]]:
    """The addresses of what is found, by the list that it is in."""
    page = house.signed_in(role).get("/search/", query_string={"q": text}).text
    sections = re.findall(r'aria-labelledby="found-(\w+)">(.*?)</section>', page, re.DOTALL)
    return {name: re.findall(r'class="nh-row-link" href="([^"]+)"', said) for name, said in sections}


@pytest.mark.feature("REG-13")
def test_staff_find_whatever_is_called_so_in_all_registrars_by_name_handle_and_roid(house: House) -> None:
    welcome = found(house, "support", "WELCOME.example")
    assert welcome["domains"] == ["/domains/welcome.example"] and "hosts" not in welcome
    assert found(house, "support", "ns1.welcome")["hosts"] == ["/hosts/ns1.welcome.example"]
    assert found(house, "support", "BETA-1") == {"contacts": ["/contacts/BETA-1"]}
    assert found(house, "support", "grace sample")["contacts"] == ["/contacts/ALPHA-2"]
    assert "/registrars/gamma" in found(house, "support", "gamma")["registrars"]
    for kind, name in (("domain", "welcome.example"), ("host", "ns1.welcome.example"), ("contact", "ALPHA-1")):
        column = "handle" if kind == "contact" else "name"
        sql = f"SELECT roid FROM registry.{kind} WHERE {column} = $1"
        roid = house.run(house.world.fetch(sql, name))[0]["roid"]
        assert found(house, "support", roid) == {f"{kind}s": [f"/{kind}s/{name}"]}


@pytest.mark.feature("REG-13")
def test_a_name_is_found_in_its_own_letters_and_a_part_of_it_anywhere(house: House) -> None:
    assert found(house, "support", "m\u00fcnchen")["domains"] == ["/domains/xn--mnchen-3ya.example"]
    assert "domains" not in found(house, "support", "nchen-3ya")
    assert found(house, "support", "*nchen-3ya*")["domains"] == ["/domains/xn--mnchen-3ya.example"]
    page = house.signed_in("support").get("/search/?q=nchen-3ya").text
    assert 'href="/search/?q=*nchen-3ya*"' in html.unescape(page).replace("%2A", "*")


def test_a_registrars_people_find_their_own_and_clients_what_is_theirs(house: House) -> None:
    assert found(house, "registrar-support", "BETA-1") == {} == found(house, "registrar-support", "gamma")
    assert found(house, "registrar-support", "welcome.example")["domains"] == ["/domains/welcome.example"]
    assert "contacts" not in found(house, "registrar-finance", "ALPHA-1"), (
        "who may not read the list finds nothing there"
    )
    assert set(found(house, "reseller", "client")) == {"clients"}
    assert found(house, "client", "welcome.example") == {}


def test_the_box_is_on_every_page_of_those_who_may_search_and_takes_anything(house: House) -> None:
    assert 'action="/search/"' in house.signed_in("registrar-read").get("/domains/").text
    assert 'class="nh-find"' not in house.signed_in("client").get("/account/").text
    for text in ("", "\0", "%_\\", "<script>", "'; DROP TABLE x; --", "x" * 5000, "*", "\u202e"):
        answer = house.signed_in("master").get("/search/", query_string={"q": text})
        assert answer.status_code == 200 and "<script>" not in answer.text
    assert "Nothing is called so." in house.signed_in("master").get("/search/?q=no-such-thing-at-all").text
    many = house.signed_in("master").get("/search/?q=*e*").text
    assert re.search(r'href="/domains/\?q=[^"]+">All \d+', many)


def test_whoever_is_not_signed_in_searches_nothing(house: House) -> None:
    answer = house.visitor().get("/search/?q=welcome")
    assert answer.status_code == 302 and "/sign-in" in answer.location
