"""Objects that filters ask for are looked for while one types, within the scope; what one list was asked for others offer."""

import re

import pytest

from tests.panel.house import House


def names(house: House, query: str, role: str = "master", of: str = "domains") -> list[str]:
    text = house.signed_in(role).get(f"/{of}/{query}").text
    return re.findall(rf'class="nh-row-link" href="/{of}/([^"]+)"', text)


def test_several_objects_may_be_picked_and_each_is_looked_for_by_what_its_list_calls_it(house: House) -> None:
    newborn, alphas = names(house, "?registrar=delta"), names(house, "?registrar=alpha&per_page=200")
    assert newborn == ["newborn.example"] and "welcome.example" in alphas
    assert names(house, "?registrar=delta,+alpha&per_page=200") == sorted(newborn + alphas)
    assert names(house, "?registrar=nobody") == []


@pytest.mark.parametrize(
    ("query", "found"),
    [("?host=NS1.welcome.example", True), ("?host=ns9.welcome.example", False), ("?contact=ALPHA-2", True)],
)
def test_names_are_found_by_what_they_are_linked_to(house: House, query: str, found: bool) -> None:
    for role in ("master", "registrar"):
        assert bool(names(house, query, role)) is found
    assert names(house, "?contact=ALPHA-2") == ["welcome.test"]


def test_a_combo_offers_what_the_scope_has_after_what_was_picked_before(house: House) -> None:
    master, alpha = house.signed_in("master"), house.signed_in("registrar")
    offered = re.findall('value="([^"]+)"', master.get("/registrars/-/find?registrar=beta,+ga").text)
    assert offered == ["beta, gamma"]
    assert re.findall('value="([^"]+)"', alpha.get("/registrars/-/find?registrar=").text) == ["alpha"]
    assert "gamma" not in alpha.get("/registrars/-/find?registrar=ga").text
    hosts = re.findall('value="([^"]+)"', alpha.get("/hosts/-/find?host=ns").text)
    assert hosts and not any(each.endswith("dns-house.net") for each in hosts)


def test_a_combo_works_as_a_plain_field_and_looks_only_where_the_viewer_may(house: House) -> None:
    page = house.signed_in("master").get("/domains/").text
    assert re.search(r'<input class="form-control" id="filter-registrar" name="registrar"[^>]+/registrars/-/find', page)
    finance = house.signed_in("registrar-finance").get("/domains/").text
    assert 'name="host"' not in finance and 'name="registrar"' not in finance


def test_a_reseller_finds_its_own_by_one_click(house: House) -> None:
    reseller = house.signed_in("reseller")
    page = reseller.get("/clients/").text
    (address,) = re.findall(r'class="nh-mine" href="([^"]+)"', page)
    assert address == "/clients/?seller=reseller"
    assert reseller.get(address).status_code == 200
    first = re.findall('value="([^"]+)"', reseller.get("/clients/-/find?seller=").text)[0]
    assert first == "reseller"


def test_what_was_asked_for_in_one_list_is_offered_in_others_until_it_is_taken_away(house: House) -> None:
    visitor = house.visitor()
    visitor.sign_in("manager")

    def offered(address: str, **headers: str) -> list[str]:
        return re.findall(r'class="nh-chip is-recalled" href="([^"]+)"', visitor.get(address, headers=headers).text)

    assert offered("/domains/?registrar=alpha&tld=example&state=hold&q=wel") == []
    assert offered("/hosts/") == ["/hosts/?q=wel", "/hosts/?registrar=alpha"]
    assert "/applications/?tld=example" in offered("/applications/")
    assert offered("/transfers/") == ["/transfers/?losing=alpha", "/transfers/?gaining=alpha"]
    assert offered("/clients/") == []  # nobody is "hold" there
    assert len(offered("/domains/")) == 4  # who comes by another way finds it again
    assert offered("/domains/", Referer="http://localhost/domains/?registrar=alpha") == []
    assert offered("/hosts/") == []


def test_a_list_is_shown_as_it_was_left_and_every_address_says_what_it_shows(house: House) -> None:
    visitor = house.visitor()
    visitor.sign_in("support")
    itself = {"Referer": "http://localhost/tlds/"}

    def shown(address: str, **headers: str) -> tuple[str, str]:
        text = visitor.get(address, headers=headers).text
        (rows,) = re.findall(r'<strong aria-current="true">(\d+)</strong>', text)
        (api,) = re.findall(r'href="(/api/v1/tlds[^"]*)"', text)
        return rows, api

    assert shown("/tlds/?per_page=100&sort=-name") == (
        "100",
        "/api/v1/tlds?sort=-name&amp;per_page=100&amp;columns=overview",
    )
    assert shown("/tlds/") == ("25", "/api/v1/tlds?columns=overview")  # somebody sent it
    shown("/tlds/?per_page=100&sort=-name", **itself)
    assert shown("/tlds/") == ("100", "/api/v1/tlds?sort=-name&amp;per_page=100&amp;columns=overview")
    assert shown("/tlds/?per_page=25") == ("25", "/api/v1/tlds?sort=-name&amp;per_page=25&amp;columns=overview")
    assert house.signed_in("master").get("/tlds/").text.count('<strong aria-current="true">25</strong>') == 1
    shown("/tlds/?per_page=25&sort=name", **itself)
    assert shown("/tlds/") == ("25", "/api/v1/tlds?columns=overview")


def test_the_colours_of_a_page_are_explained(house: House) -> None:
    text = house.signed_in("master").get("/domains/?q=basil.example").text
    (legend,) = re.findall(r'<dl class="nh-drop-box nh-legend">(.*?)</dl>', text, re.DOTALL)
    said = " ".join(re.sub(r"<[^>]+>", " ", legend).split())
    assert said == "Refused, failed, or about to go pending delete redemption period"
    assert "nh-legend" not in house.signed_in("master").get("/tlds/").text
