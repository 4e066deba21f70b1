"""Lists of names and tokens, as people see and change them: what is wrong by line, what would change, what was, once."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from registry.actions.domain_create import domain_create
from registry.actions.tld_create import tld_change
from registry.model.period import Period
from registry.requests.domain import DomainCreate
from registry.store import tlds
from tests.panel.deed_samples import FORESEEN
from tests.panel.house import House


def contents(yard: House, name: str) -> dict[str, str]:
    sql = """SELECT n.label::text, n.value FROM registry.listed_name n JOIN registry.name_list l ON l.id = n.list_id
              WHERE l.name = $1 AND n.valid_from <= $2 AND (n.valid_to IS NULL OR n.valid_to > $2)"""
    return {row[0]: row[1] for row in yard.run(yard.world.fetch(sql, name, yard.world.clock.now()))}


def confirmed(yard: House, path: str, form: dict) -> str:
    """What was foreseen."""
    visitor = yard.signed_in("manager")
    seen = visitor.post(path, form).text
    assert FORESEEN.search(seen), seen
    assert visitor.post(path, {**form, "foreseen": FORESEEN.search(seen)[1]}).status_code == 302
    yard.world.clock.advance(seconds=1)
    return seen


@pytest.mark.slow
@pytest.mark.feature("REG-12")
def test_a_list_is_begun_added_to_replaced_and_undone_and_each_time_shown_before(yard: House) -> None:
    why = {"reason": "The board decided."}
    made = confirmed(
        yard, "/name-lists/-/begin", {"name": "metals", "kind": "premium", "names": "car,gold\nboat,gold", **why}
    )
    assert "Come to the list" in made and "<td>boat</td><td>gold</td>" in made
    confirmed(yard, "/name-lists/metals/add", {"names": "plane,silver\ncar,silver", **why})
    assert contents(yard, "metals") == {"car": "silver", "boat": "gold", "plane": "silver"}
    confirmed(yard, "/name-lists/metals/take-off", {"names": "boat", **why})
    replaced = confirmed(yard, "/name-lists/metals/import", {"names": "tin,tin", **why})
    assert "<dt>Go from the list</dt><dd>2</dd>" in replaced and contents(yard, "metals") == {"tin": "tin"}
    page = yard.signed_in("support").get("/name-lists/metals").text
    assert page.count("The board decided.") == 4 and "What can be done" not in page
    revert = yard.signed_in("manager").get("/name-lists/metals/revert").text
    steps = re.findall(r'<option value="(2[^"]+)"', revert)
    confirmed(yard, "/name-lists/metals/revert", {"to": steps[-1].replace("&#43;", "+"), **why})
    assert contents(yard, "metals") == {"car": "gold", "boat": "gold"}
    again = yard.signed_in("manager").post(
        "/name-lists/-/begin", {"name": "metals", "kind": "premium", "names": "x,y", **why}
    )
    assert again.status_code == 422 and "There is such a list already" in again.text


@pytest.mark.slow
@pytest.mark.feature("REG-12")
def test_what_somebody_has_already_is_told_before_a_list_changes_where_the_list_counts_then(yard: House) -> None:
    world, why = yard.world, {"reason": "The board decided."}
    yard.run(domain_create(world.as_("beta"), DomainCreate("held.example", Period(1))))
    yard.run(domain_create(world.as_("beta"), DomainCreate("held.invalid", Period(1))))
    confirmed(yard, "/name-lists/-/begin", {"name": "kept-back", "kind": "reserved", "names": "www,service", **why})
    form = {"names": "held,service\nfree,service", **why}
    seen = yard.signed_in("manager").post("/name-lists/kept-back/add", form).text
    assert "no TLD then" in seen and "<dt>Registered already</dt><dd>0," in seen
    begins = world.clock.now() + timedelta(days=30)
    yard.run(tld_change(world.operator, "example", lambda rules: replace(rules, lists=("kept-back",)), begins))
    world.registry.book = yard.run(world.store.reading(tlds.book))
    assert "no TLD then" in yard.signed_in("manager").post("/name-lists/kept-back/add", form).text, "not yet"
    form["at"] = f"{begins + timedelta(days=1):%Y-%m-%dT%H:%M}"
    seen = yard.signed_in("manager").post("/name-lists/kept-back/add", form).text
    assert "<dt>It counts in</dt><dd>.example</dd>" in seen and "<dt>Registered already</dt><dd>1," in seen
    assert "<td>held.example</td><td>beta</td><td>standard</td>" in seen and "held.invalid" not in seen


@pytest.mark.slow
def test_all_lines_that_are_wrong_are_told_at_once(yard: House) -> None:
    form = {"name": "wrong", "kind": "reserved", "names": "fine,service\nno value\n-x,y", "reason": "x"}
    answer = yard.signed_in("manager").post("/name-lists/-/begin", form)
    assert answer.status_code == 422
    assert "Line 2: a label and its value" in answer.text and "line 3: -x is no label" in answer.text


@pytest.mark.slow
def test_what_is_planned_is_foreseen_against_what_the_list_will_be_then(yard: House) -> None:
    why = {"reason": "As planned."}
    confirmed(yard, "/name-lists/-/begin", {"name": "later", "kind": "premium", "names": "car,gold", **why})
    at = (yard.world.clock.now() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    confirmed(yard, "/name-lists/later/add", {"names": "boat,gold", "at": at, **why})
    after = (yard.world.clock.now() + timedelta(days=20)).strftime("%Y-%m-%dT%H:%M")
    seen = confirmed(yard, "/name-lists/later/take-off", {"names": "boat", "at": after, **why})
    assert "<dt>Go from the list</dt><dd>1</dd>" in seen
    assert contents(yard, "later") == {"car": "gold"}
    assert ">planned<" in yard.signed_in("manager").get("/name-lists/later").text
    assert "boat" in yard.signed_in("manager").get("/listed-names/?list=later&when=planned").text
    earlier = yard.signed_in("manager").post("/name-lists/later/import", {"names": "tin,tin", **why}).text
    assert "What is planned is given up" in earlier


@pytest.mark.slow
@pytest.mark.feature("REG-12")
def test_a_token_is_shown_once_and_does_what_it_was_issued_for(yard: House) -> None:
    visitor = yard.signed_in("master")
    form = {"count": "1", "tld": "example", "operations": "create", "percent": "100", "uses": "1", "reason": "A gift."}
    shown = visitor.post("/tokens/-/issue", form)
    (secret,) = re.findall(r"<li>(\w{25})</li>", shown.text)
    before = yard.run(yard.world.balance("beta"))
    wish = DomainCreate("gift.example", Period(1), authinfo="a-secret-of-twenty-characters", token=secret)
    yard.run(domain_create(yard.world.as_("beta"), wish))
    assert yard.run(yard.world.balance("beta")) == before
    (number,) = yard.run(yard.world.fetch("SELECT max(id) FROM registry.allocation_token"))[0]
    page = visitor.get(f"/tokens/{number}").text
    assert "gift.example" in page and "used up" in page and "A gift." in page and secret not in page
    kept = yard.run(yard.world.fetch("SELECT row_to_json(a)::text FROM audit.activity a"))
    assert not any(secret in row[0] for row in kept)


@pytest.mark.slow
def test_a_package_is_charged_when_it_is_sold_and_given_back_when_nobody_used_it(yard: House) -> None:
    visitor, before = yard.signed_in("master"), yard.run(yard.world.balance("gamma"))
    form = {"registrar": "gamma", "names": "20", "price": "150.00", "price_currency": "USD", "reason": "Spring offer."}
    seen = visitor.post("/tokens/-/sell", form).text
    assert (
        "the first year of 20 names" in seen and "7.50 USD" in seen and yard.run(yard.world.balance("gamma")) == before
    )
    sold = visitor.post("/tokens/-/sell", {**form, "foreseen": FORESEEN.search(seen)[1]})
    assert 'class="nh-paper nh-once"' in sold.text and yard.run(yard.world.balance("gamma")) == before - 15_000
    (number,) = yard.run(yard.world.fetch("SELECT max(id) FROM registry.allocation_token"))[0]
    yard.world.clock.advance(seconds=1)
    back = visitor.post(f"/tokens/{number}/revoke", {"reason": "They changed their mind."}, follow_redirects=True)
    assert "150.00 USD are given back" in back.text and yard.run(yard.world.balance("gamma")) == before
