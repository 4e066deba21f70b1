"""Deletes in the add grace period are counted by who held the name, and a registrar sees its own."""

import re

import pytest

from registry.actions.domain_delete import domain_delete
from registry.requests.domain import DomainDelete
from tests.panel.deed_samples import domain
from tests.panel.house import House


@pytest.fixture(scope="module")
def house(untouched: House) -> House:
    return untouched


def line(text: str, registrar: str) -> list[str]:
    """The numbers beside a registrar's .example."""
    found = re.search(
        rf'>{registrar}</a></td><td class="nh-name text-nowrap">\.example</td>(.*?)</tr>', text, re.DOTALL
    )
    return re.findall(r">([\d,.]+)(?: %)?<", found[1]) if found else []


@pytest.mark.slow
def test_names_that_were_given_back_are_told_with_their_share(yard: House) -> None:
    before = line(yard.signed_in("master").get("/deletes/").text, "gamma")
    names = [yard.run(domain(yard.world, "gamma")) for _ in range(4)]
    yard.world.clock.advance(hours=1)
    yard.run(domain_delete(yard.world.as_("gamma"), DomainDelete(names[0])))
    after = line(yard.signed_in("master").get("/deletes/").text, "gamma")
    created, in_grace = (int(each) for each in (before or ["0", "0"])[:2])
    assert after[:2] == [str(created + 4), str(in_grace + 1)]
    assert after[2] == f"{(in_grace + 1) / (created + 4) * 100:.1f}" and after[3] == "50"


def test_a_registrar_sees_its_own_and_a_month_that_is_none_is_this_one(house: House) -> None:
    month = "/deletes/?month=2025-10"
    assert "beta" in house.signed_in("master").get(month).text
    theirs = house.signed_in("registrar").get(month).text
    assert "beta" not in theirs and ".example" in theirs and "October 2025" in theirs
    assert f"{house.world.clock.now():%B %Y}" in house.signed_in("registrar").get("/deletes/?month=2027-99").text
    assert house.signed_in("client").get("/deletes/").status_code == 403


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("welcome.example", "it is renewed"),
        ("wren.example", "the transfer is approved"),
        ("basil.example", "it is purged <strong>"),
        ("bramble.example", "the restore lapses, for want of a report"),
    ],
)
def test_the_page_of_a_domain_tells_what_time_will_do(house: House, name: str, words: str) -> None:
    page = house.signed_in("master").get(f"/domains/{name}").text
    told = re.search(r"If nobody does anything: (.*?)</p>", page, re.DOTALL)[1]
    assert words in told
