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
        "/top-ups/",
        "/tlds/",
        "/tlds/test",
        "/tlds/example",
        "/name-lists/",
        "/name-lists/gold",
        "/listed-names/",
        "/tokens/",
        "/tokens/1",
        "/urs/",
        "/urs/1",
        "/requesters/",
        "/requesters/police",
        "/deletes/",
        "/deletes/?month=2026-02",
        "/deletes/?month=never",
        "/transfers/",
        "/transfers/?state=all",
        "/ledger/",
        "/ledger/?month=2026-08&kind=create",
        "/ledger/alpha/USD/2026-08",
        "/ledger/alpha/USD/2026-08.csv",
        "/epp-sessions/",
        "/prices/",
        "/prices/?registrar=beta",
        "/prices/quote",
        "/prices/quote?name=new.example&operation=create&registrar=alpha&at=2027-01-01T00:00",
        "/deposits/",
        "/deposits/calendar",
        "/reports/",
        "/messages/",
        "/clients/",
        "/clients/client",
        "/commands/",
        "/account/",
    ],
)
def test_a_page_opens_for_the_master(house: House, path: str) -> None:
    answer = house.signed_in("master").get(path)
    assert answer.status_code == 200, answer.text


def test_the_policy_of_a_tld_is_shown_with_its_prices_and_every_version_in_words(house: House) -> None:
    page = house.signed_in("support").get("/tlds/example").text
    assert "40.00 USD" in page
    assert "in force" in page
    assert "IDN tables: " in page, "the version that gave it tables, in words"
    assert house.signed_in("support").get("/tlds/nowhere").status_code == 404


def test_a_launch_is_shown_with_its_phases_exceptions_and_what_is_planned(house: House) -> None:
    page = house.signed_in("master").get("/tlds/launching").text
    for words in (
        "900.00 USD",
        "group large",
        "in claims",
        "1,000.00 USD",
        "2 labels",
        "not imported yet",
        "planned",
        "Renewal, a year: 12.50 USD instead of 10.00 USD",
    ):
        assert words in page, words


@pytest.mark.parametrize("role", ["registrar", "reseller", "client"])
def test_what_is_planned_for_a_tld_is_for_the_house_alone(house: House, role: str) -> None:
    assert house.signed_in(role).get("/tlds/example").status_code == 403
    assert house.signed_in(role).get("/tlds/").status_code == 403
