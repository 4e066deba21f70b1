"""Hosts and contacts in the hands of their registrar's people, and what staff do to those that nobody uses."""

import pytest

from registry.actions.domain_update import domain_update
from registry.model.change import DomainParts, NameServers
from registry.requests.domain import DomainUpdate
from tests.panel.deed_samples import ADA, SECRET, domain, linked_person, name_server, person
from tests.panel.house import House
from tests.panel.test_sponsoring import api

pytestmark = pytest.mark.slow


def asked(house: House, path: str, role: str = "registrar"):
    return house.signed_in(role).get(f"/api/v1/{path}").json


@pytest.mark.feature("DOM-08")
def test_a_host_is_made_below_a_name_of_ones_own_and_keeps_the_address_that_names_need(yard: House) -> None:
    visitor, own, strange = (
        yard.signed_in("registrar"),
        yard.run(domain(yard.world)),
        yard.run(domain(yard.world, "beta")),
    )
    told = api(visitor, "hosts/-/create", {"name": f"ns1.{strange}", "addresses": ["9.9.9.9"]})
    assert told.status_code == 409, told.json
    host = f"ns1.{own}"
    private = api(visitor, "hosts/-/create", {"name": host, "addresses": ["192.168.0.1"]})
    assert private.status_code == 409 and private.json["errors"][0]["field"] == "addresses"
    assert api(visitor, "hosts/-/create", {"name": host, "addresses": ["9.9.9.9"]}).json["key"] == host
    wish = DomainUpdate(own, add=DomainParts(nameservers=NameServers((host,))))
    yard.run(domain_update(yard.world.as_("alpha"), wish))
    bare = api(visitor, f"hosts/{host}/set-addresses", {})
    assert bare.status_code == 409 and "would have no address" in bare.json["detail"]
    assert api(visitor, f"hosts/{host}/set-addresses", {"addresses": ["2620:fe::9"]}).status_code == 200
    assert asked(yard, f"hosts/{host}")["addresses"] == ["2620:fe::9"]
    assert api(visitor, f"hosts/{host}/set-addresses", {"addresses": ["2620:FE:0::9"]}).status_code == 409, "as it is"
    assert "Names are delegated to it." in visitor.get(f"/hosts/{host}/delete").text
    moved = api(visitor, f"hosts/{host}/rename", {"new_name": f"NS2.{own}"})
    assert "follows" in moved.json["detail"] and f"ns2.{own}" in visitor.get(f"/domains/{own}").text
    assert visitor.get(f"/hosts/{host}").status_code == 404


@pytest.mark.feature("DOM-11")
def test_a_contact_is_changed_in_the_parts_that_are_said_otherwise(yard: House) -> None:
    visitor, handle = yard.signed_in("registrar"), "CARE-1"
    assert api(visitor, "contacts/-/create", {**ADA, "handle": handle}).json["key"] == handle
    for wrong, field in (
        ({"name": "\u0410\u0434\u0430"}, "name"),
        ({"country": "XX"}, "country"),
        ({"voice": "030 123"}, "voice"),
        ({"city": ""}, "city"),
        ({"street": "1\n2\n3\n4"}, "street"),
    ):
        told = api(visitor, "contacts/-/create", {**ADA, "handle": "CARE-2", **wrong})
        assert (told.status_code, told.json["errors"][0]["field"]) == (409, field), told.json
    page = visitor.get(f"/contacts/{handle}/update").text
    assert (
        "1 Example Street\nThird floor" in page and 'value="\u041a\u0438\u0457\u0432"' in page and 'value="12"' in page
    )
    assert api(visitor, f"contacts/{handle}/update", ADA).status_code == 409, "as it is"
    assert api(visitor, f"contacts/{handle}/update", {**ADA, "city": "Shelbyville", "fax": ""}).status_code == 200
    shown = visitor.get(f"/contacts/{handle}").text
    assert "Shelbyville" in shown and "\u041a\u0438\u0457\u0432" in shown and "Hidden from the public" in shown
    open_ = {**ADA, "city": "Shelbyville", "disclose": "", "disclosed": [], "voice": "", "voice_ext": ""}
    assert api(visitor, f"contacts/{handle}/update", open_).status_code == 200
    shown = visitor.get(f"/contacts/{handle}").text
    assert "Hidden from the public" not in shown and "+1.5551234567" not in shown.partition("History")[0]
    assert "Example Street" in visitor.get(f"/contacts/{handle}/history").text or "Shelbyville" in shown


@pytest.mark.feature("DOM-11")
def test_what_names_have_is_deleted_by_nobody_and_orphans_of_all_registrars_by_staff(yard: House) -> None:
    staff, linked = yard.signed_in("manager"), yard.run(linked_person(yard.world))
    told = api(yard.signed_in("registrar"), f"contacts/{linked}/delete", {})
    assert told.status_code == 409 and told.json["detail"] == "Names have it."
    lonely = [yard.run(person(each)(yard.world)) for each in ("alpha", "beta")]
    found = {each["handle"] for each in asked(yard, "contacts?use=orphan&per_page=100", "manager")["data"]}
    assert set(lonely) <= found and linked not in found
    done = api(staff, "contacts/-/delete", {"keys": [*lonely, linked], "values": {"reason": "Nobody uses it."}})
    assert (done.json["done"], done.json["refused"]) == (2, 1)
    hosts = [yard.run(name_server(each)(yard.world)) for each in ("alpha", "beta")]
    done = api(staff, "hosts/-/delete", {"keys": hosts, "values": {"reason": "Nobody uses it."}})
    assert done.json["done"] == 2
    assert api(yard.signed_in("registrar-read"), f"contacts/{linked}/delete", {}).status_code == 403
    assert api(staff, f"contacts/{linked}/update", ADA).status_code == 403, "what a registrar says is its own to say"


@pytest.mark.feature("DOM-05")
def test_a_contact_that_is_asked_for_says_so_on_its_page(yard: House) -> None:
    visitor, handle = yard.signed_in("registrar"), yard.run(person("beta")(yard.world))
    assert api(visitor, "transfers/-/request-contact", {"handle": handle, "authinfo": SECRET}).status_code == 200
    page = yard.signed_in("master").get(f"/contacts/{handle}").text
    assert "has asked for this contact" in page and f"q={handle}" in page
