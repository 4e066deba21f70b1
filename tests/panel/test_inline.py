"""Values are changed where they are shown: on the page of an object and in the rows of its list, once, and never unseen."""

import asyncio
import re
from html import unescape

import pytest

from panel.kit.access import permissions_of
from panel.kit.deeds import Deed, Deeds
from tests.panel.deed_samples import SAMPLES, domain
from tests.panel.gadgets import table
from tests.panel.house import House
from tests.panel.modules import MODULES

IN_ROWS = [
    (deeds, deed)
    for module in MODULES
    for deeds in module.deeds
    for deed in deeds.inline
    if deeds.list.column(deed.value.name)
]


def spots(page: str, deed: str) -> list[tuple[str, str]]:
    """(place, address) of the values of a page that the deed changes."""
    found = re.findall(rf'id="(inline-{deed}(?:-\d+)?)">.*?href="([^"]+)"', page)
    return [(spot, unescape(address)) for spot, address in found]


def to(spot: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": spot}


def hidden(form: str) -> dict[str, str]:
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    return {name: unescape(value) for name, value in fields.items() if name != "csrf_token"}


@pytest.mark.parametrize(
    ("deeds", "deed"), IN_ROWS, ids=lambda each: getattr(each, "name", each.object if isinstance(each, Deeds) else "")
)
def test_a_column_whose_value_a_deed_changes_leads_to_its_form_in_each_row(
    house: House, deeds: Deeds, deed: Deed
) -> None:
    for role in ("master", "registrar", "reseller"):
        if deeds.list.permission not in permissions_of(frozenset({role})):
            continue
        columns = next(each.name for each in deeds.list.sets if deed.value.name in each.columns)
        visitor = house.signed_in(role)
        with house.app.test_request_context():
            address = house.app.url_for(f"{deeds.list.name}.index", columns=columns)
        page = visitor.get(address).text
        shown = spots(page, deed.name)
        column = deeds.list.column(deed.value.name)
        rows = "<tbody>" in page
        seen = column and (not column.staff or "access.all" in permissions_of(frozenset({role})))
        assert bool(shown) is bool(rows and seen and deed.permission in permissions_of(frozenset({role}))), role
        if shown:
            spot, form = shown[0]
            answer = visitor.get(form, headers=to(spot))
            assert answer.status_code == 200 and f'id="{spot}"' in answer.text and 'name="seen"' in answer.text


@pytest.mark.slow
@pytest.mark.feature("UX-02")
def test_a_value_is_changed_in_the_row_that_shows_it(yard: House) -> None:
    name = yard.run(table.make(yard.world, colour="red"))
    visitor, listed = yard.signed_in("reseller"), f"/gadgets/?q={name}"
    ((spot, address),) = spots(visitor.get(listed).text, "recolour")
    assert spot == "inline-recolour-0"
    form = visitor.get(address, headers=to(spot)).text
    for part in (
        'id="colour-0"',
        'for="colour-0"',
        'id="colour-0-problem"',
        "input=colour&amp;",
        "apart=-0",
        f'hx-patch="/gadgets/{name}/recolour"',
    ):
        assert part in form, part
    token, fields = {"X-CSRFToken": visitor.token("/account/")}, hidden(form)
    assert fields["back"] == listed
    wrong = visitor.ask(
        "PATCH", f"/gadgets/{name}/recolour", data={**fields, "colour": "plaid"}, headers=to(spot) | token
    )
    assert wrong.status_code == 422 and 'id="colour-0-problem"' in wrong.text
    done = visitor.ask(
        "PATCH", f"/gadgets/{name}/recolour", data={**fields, "colour": "blue"}, headers=to(spot) | token
    )
    assert done.status_code == 200 and spots(done.text, "recolour") == [(spot, address)] and "Blue" in done.text
    assert visitor.get(f"/api/v1/gadgets/{name}").json["colour"] == "blue"
    check = f"/gadgets/-/check?deed=recolour&input=colour&key={name}&apart=-0"
    assert 'id="colour-0-problem"' in visitor.post(check, {"colour": "plaid"}).text
    assert "<script" not in visitor.post(check.replace("-0", '"><script>'), {"colour": "plaid"}).text


@pytest.mark.slow
def test_a_value_that_is_not_any_more_what_was_seen_is_shown_and_not_written_over(yard: House) -> None:
    name = yard.run(table.make(yard.world, colour="red"))
    visitor, path = yard.signed_in("reseller"), f"/gadgets/{name}/recolour"
    token, spot = {"X-CSRFToken": visitor.token("/account/")}, "inline-recolour"
    fields = hidden(visitor.get(path, headers=to(spot)).text)
    whole = hidden(visitor.get(path).text)
    assert visitor.post(path, {"colour": "green"}).status_code == 302
    late = visitor.ask("PATCH", path, data={**fields, "colour": "blue"}, headers=to(spot) | token)
    assert late.status_code == 422 and "It says by now: Green" in late.text and 'value="blue" selected' in late.text
    assert visitor.get(f"/api/v1/gadgets/{name}").json["colour"] == "green"
    without_scripts = visitor.post(path, {**whole, "colour": "blue"})
    assert without_scripts.status_code == 422 and "It says by now: Green" in without_scripts.text
    again = visitor.ask("PATCH", path, data={**hidden(late.text), "colour": "blue"}, headers=to(spot) | token)
    assert again.status_code == 200 and visitor.get(f"/api/v1/gadgets/{name}").json["colour"] == "blue"


@pytest.mark.slow
def test_of_many_who_saw_the_same_value_one_changes_it(yard: House) -> None:
    name = yard.run(table.make(yard.world, colour="red"))
    visitor, path = yard.signed_in("reseller"), f"/gadgets/{name}/recolour"
    fields = hidden(visitor.get(path, headers=to("inline-recolour")).text)
    headers = to("inline-recolour") | {"X-CSRFToken": visitor.token("/account/")}

    async def all_together():
        def send(colour: str):
            with visitor.client.application.test_client() as other:
                other._cookies = visitor.client._cookies
                return other.patch(path, data={**fields, "colour": colour}, headers=headers)

        return await asyncio.gather(*(asyncio.to_thread(send, each) for each in ("blue", "green", "blue", "green")))

    assert sorted(each.status_code for each in yard.run(all_together())) == [200, 422, 422, 422]


@pytest.mark.slow
@pytest.mark.feature("UX-02")
def test_whether_time_renews_a_name_is_switched_on_its_page_in_its_list_and_by_program(yard: House) -> None:
    name = yard.run(domain(yard.world))
    sample = SAMPLES["domains", "set-renewal"]
    visitor = yard.signed_in(sample.role)
    assert spots(visitor.get(f"/domains/{name}").text, "set-renewal")
    ((spot, address),) = spots(visitor.get(f"/domains/?columns=dates&q={name}").text, "set-renewal")
    form = visitor.get(address, headers=to(spot)).text
    assert 'name="reason"' in form
    headers = to(spot) | {"X-CSRFToken": visitor.token("/account/")}
    sent = {**hidden(form), "renewal": "never", "reason": "They leave"}
    shown = visitor.ask("PATCH", f"/domains/{name}/set-renewal", data=sent, headers=headers)
    assert shown.status_code == 200 and "Never: it is deleted at its expiry" in shown.text
    (row,) = visitor.get(f"/api/v1/domains?columns=dates&q={name}").json["data"]
    assert row["renewal"] == "never"
    body = {"renewal": "auto", "reason": "They stay"}
    told = visitor.ask(
        "PATCH", f"/api/v1/domains/{name}", json=body, headers={"X-CSRFToken": visitor.token("/account/")}
    )
    assert told.status_code == 200, told.text
    without = visitor.ask(
        "PATCH",
        f"/api/v1/domains/{name}",
        json={"renewal": "never"},
        headers={"X-CSRFToken": visitor.token("/account/")},
    )
    assert without.status_code == 422 and without.json["errors"][0]["field"] == "reason"
