"""What there is already is told when its input is left, in the words that refuse it when the form is sent."""

import html
import re

import pytest

from panel.kit.deeds import Deeds, Opening
from panel.modules import MODULES
from tests.panel.deed_samples import NUMBERS, OPENED
from tests.panel.house import House

ASKING = [
    (module, deeds, opening)
    for module in MODULES
    for deeds in module.deeds
    for opening in deeds.opening
    if opening.asks
]


def said(part: str) -> str:
    return html.unescape(re.search(r'aria-live="polite">(.*?)</div>', part, re.DOTALL)[1])


def test_names_that_are_given_once_are_asked_for() -> None:
    asked = {f"{deeds.list.name}.{name}" for _, deeds, opening in ASKING for name in opening.asks}
    assert asked >= {
        "clients.login",
        "clients.email",
        "employees.login",
        "employees.email",
        "registrars.handle",
        "tlds.tld",
    }
    assert all(name in {each.name for each in opening.fields} for _, _, opening in ASKING for name in opening.asks)


@pytest.mark.slow
@pytest.mark.feature("UX-02")
@pytest.mark.parametrize(
    ("module", "deeds", "opening"), ASKING, ids=lambda each: each.list.name if isinstance(each, Deeds) else ""
)
def test_what_is_taken_is_told_when_its_input_is_left_as_it_is_when_it_is_sent(
    yard: House, module, deeds: Deeds, opening: Opening
) -> None:
    sample = OPENED[deeds.list.name, opening.name]
    visitor, path = yard.signed_in(sample.role), module.blueprint.url_prefix
    besides = yard.run(sample.besides(yard.world)) if sample.besides else {}
    form = {**sample.values(next(NUMBERS)), **besides}
    if "email" in opening.asks:
        form["email"] = f"taken-{next(NUMBERS)}@taken.example"
    before = [
        said(visitor.post(f"{path}/-/check?deed={opening.name}&input={name}", form).text) for name in opening.asks
    ]
    assert not any(before), "nothing is taken yet"
    headers = {"X-CSRFToken": visitor.token("/account/")}
    api = f"/api/v1/{deeds.list.name}/-/{opening.name}"
    made = visitor.ask("POST", api, json=form, headers=headers)
    assert made.status_code == 200, made.text
    for name in opening.asks:
        fresh = sample.values(next(NUMBERS))
        others = {**form, **{each: fresh.get(each, "") for each in opening.asks}, name: form[name]}
        refused = visitor.ask("POST", api, json=others, headers=headers)
        told = {each["field"]: each["detail"] for each in refused.json["errors"]}
        left = visitor.post(f"{path}/-/check?deed={opening.name}&input={name}", others).text
        assert said(left) == told[name] != "", name


@pytest.mark.slow
def test_whoever_may_not_make_one_is_told_of_none(yard: House) -> None:
    asked = "/clients/-/check?deed=create&input=login"
    assert yard.signed_in("reseller-read").post(asked, {"login": "client"}).status_code == 403
    assert "already" in yard.signed_in("reseller").post(asked, {"login": " CLIENT "}).text


@pytest.mark.slow
def test_an_address_of_another_account_is_told_in_the_form_that_changes_it_and_the_own_is_not(yard: House) -> None:
    visitor = yard.signed_in("reseller")
    for login in ("one", "two"):
        form = {
            "login": f"asked-{login}",
            "name": "x",
            "kind": "client",
            "language": "en",
            "email": f"{login}@asked.example",
        }
        assert visitor.post("/clients/-/create", form).status_code == 302
    asked = "/clients/-/check?deed=update&input=email&key=asked-one"
    assert "Another account" in visitor.post(asked, {"name": "x", "email": "TWO@asked.example"}).text
    assert said(visitor.post(asked, {"name": "x", "email": "one@asked.example"}).text) == ""
    answer = visitor.post("/clients/asked-one/update", {"name": "x", "email": "two@asked.example"})
    assert answer.status_code == 422 and "Another account" in answer.text
