"""Views of lists are kept under a name, for oneself or for colleagues; what they show is what the looker may see."""

import re

import pytest

from panel.kit import saved
from tests.panel.house import House


@pytest.fixture
def clean(house: House):
    yield house
    house.run(house.world.fetch("DELETE FROM panel.saved_view"))


def keep(house: House, role: str, name: str, query: str = "?q=welcome", **more: str):
    visitor = house.signed_in(role)
    data = {
        "csrf_token": visitor.token("/account/"),
        "list": "domains",
        "query": query,
        "name": name,
        "next": f"/domains/{query}",
        **more,
    }
    return visitor, visitor.ask("POST", "/views/", data=data)


def offered(house: House, role: str, address: str = "/domains/") -> list[tuple[str, str]]:
    text = house.signed_in(role).get(address).text
    box = re.search(r'<ul class="nh-drop-list">(.*?)</ul>', text, re.S)
    links = re.findall(r'<a href="([^"]+)">([^<]+)', box[1]) if box else []
    return [(target.replace("&amp;", "&"), name.strip()) for target, name in links]


@pytest.mark.feature("UX-02")
def test_a_view_is_kept_under_its_name_and_leads_back_to_what_the_list_showed(clean: House) -> None:
    visitor, answer = keep(clean, "master", "Mine", "?q=welcome&columns=dates&sort=-name&page=3&evil=1")
    assert answer.status_code == 302 and answer.location.startswith("/domains/?q=welcome")
    assert offered(clean, "master") == [("/domains/?q=welcome&columns=dates&sort=-name", "Mine")]
    assert visitor.get("/domains/?q=welcome&columns=dates&sort=-name").status_code == 200
    keep(clean, "master", "Mine", "?tld=test")
    assert offered(clean, "master") == [("/domains/?tld=test", "Mine")], "the same name again is the same view"
    assert offered(clean, "master", "/hosts/") == []


def test_colleagues_see_what_is_shared_and_others_do_not(clean: House) -> None:
    keep(clean, "manager", "For staff", shared="yes")
    keep(clean, "manager", "My own")
    keep(clean, "registrar", "For alpha", shared="yes")
    assert [name for _, name in offered(clean, "support")] == ["For staff"]
    assert [name for _, name in offered(clean, "manager")] == ["For staff", "My own"]
    assert [name for _, name in offered(clean, "registrar-support")] == ["For alpha"]


def test_one_forgets_ones_own_views_and_no_others(clean: House) -> None:
    keep(clean, "manager", "For staff", shared="yes")
    ((number,),) = clean.run(clean.world.fetch("SELECT id FROM panel.saved_view"))
    for role, left in (("support", 1), ("manager", 0)):
        visitor = clean.signed_in(role)
        token = visitor.token("/account/")
        visitor.ask("POST", f"/views/{number}/forget", data={"csrf_token": token, "next": "/domains/"})
        assert len(offered(clean, "manager")) == left


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "two\x00", "\u202emirror"])
def test_a_name_that_is_none_is_refused_in_words(clean: House, name: str) -> None:
    visitor, _ = keep(clean, "master", name)
    assert "Give the view a name" in visitor.get("/domains/").text and offered(clean, "master") == []


def test_a_view_of_a_list_that_is_not_for_one_is_not_kept(clean: House) -> None:
    assert keep(clean, "registrar", "Tlds", list="tlds")[1].status_code == 403
    assert keep(clean, "registrar", "None", list="nothing")[1].status_code == 400


def test_an_account_keeps_a_bounded_number_of_views(clean: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "MOST", 2)
    for name in ("one", "two", "three"):
        visitor, _ = keep(clean, "master", name)
    assert "remove one first" in visitor.get("/domains/").text
    assert [name for _, name in offered(clean, "master")] == ["one", "two"]


def test_the_way_back_after_keeping_leads_to_no_other_site(clean: House) -> None:
    assert keep(clean, "master", "Away", next="//evil.example/")[1].location == "/"
