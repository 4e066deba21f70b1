"""Prices in the panel are what the calculator says that charges for them; a registrar's people see their own, as of now."""

import re

import pytest

from tests.panel.house import House


@pytest.fixture(scope="module")
def house(untouched: House) -> House:
    return untouched


TWO_YEARS = "/prices/quote?name=brand-new.example&operation=create&years=2"


def total(text: str) -> str:
    return re.search(r'<strong><span class="nh-money">([^<]+)', text)[1]


def test_a_quote_says_item_by_item_what_would_be_charged_and_by_which_version(house: House) -> None:
    page = house.signed_in("master").get(f"{TWO_YEARS}&registrar=alpha").text
    assert total(page) == "20.00 USD" and "by version" in page and "5 days" in page
    launching = house.signed_in("master").get("/prices/quote?name=car.launching&operation=create").text
    assert "Early Access" in launching or "Early access" in launching
    assert "gold" in launching and total(launching) == "1,900.00 USD"


def test_what_will_be_is_quoted_to_the_house_alone(house: House) -> None:
    renewal = "/prices/quote?name=new.launching&operation=renew&at=2029-01-01T00:00"
    assert total(house.signed_in("master").get(renewal).text) == "12.50 USD"
    theirs = house.signed_in("registrar").get(renewal).text
    assert total(theirs) == "10.00 USD" and 'name="at"' not in theirs and 'name="registrar"' not in theirs


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("name=new.nowhere", 'role="alert"'),
        ("name=new.example&years=42", "Periods here are 1 to 10 years."),
        ("name=new.example&years=x", "That is no whole number."),
        ("name=new.example&at=soon", "That is no instant"),
    ],
)
def test_a_question_that_has_no_answer_is_told_why(house: House, query: str, words: str) -> None:
    answer = house.signed_in("master").get(f"/prices/quote?operation=create&{query}")
    assert answer.status_code == 200 and words in answer.text


def test_a_registrar_sees_the_prices_of_where_it_is_accredited_and_nobody_elses(house: House) -> None:
    theirs = house.signed_in("registrar-finance").get("/prices/?registrar=beta").text
    assert "As alpha has them" in theirs and ">.example<" in theirs and ">.launching<" not in theirs
    every = house.signed_in("master").get("/prices/").text
    assert ">.launching<" in every and "in claims" in every and "gold" in every
    assert house.signed_in("client").get("/prices/").status_code == 403


def test_a_registrar_is_looked_for_while_one_types_and_none_of_that_name_is_told(house: House) -> None:
    page = house.signed_in("master").get(f"{TWO_YEARS}&registrar=alp").text
    assert "There is no such registrar." in page and 'hx-get="/registrars/-/find"' in page
    assert 'hx-get="/registrars/-/find"' in house.signed_in("master").get("/prices/?registrar=alpha").text
    assert "/registrars/-/find" not in house.signed_in("registrar").get(TWO_YEARS).text
