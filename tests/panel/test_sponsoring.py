"""What a registrar's own people do to the names that they have, and to those that they want: what it costs is seen before."""

import html
import re
from dataclasses import replace

import pytest

from panel.contacts.deeds import DEEDS as CONTACTS
from panel.domains.deeds import DEEDS as DOMAINS
from panel.hosts.deeds import DEEDS as HOSTS
from panel.kit.access import permissions_of
from panel.messages.deeds import DEEDS as MESSAGES
from panel.transfers.deeds import DEEDS as TRANSFERS
from registry.actions.domain_create import domain_create
from registry.actions.domain_update import domain_update
from registry.actions.name_list_import import name_list_import
from registry.actions.tld_create import tld_change
from registry.model.change import DomainParts
from registry.model.period import Period
from registry.model.pricing import Rate
from registry.model.registrar import RegistrarState
from registry.requests.domain import DomainCreate, DomainUpdate
from registry.store import tlds
from tests.panel.deed_samples import (
    FORESEEN,
    NUMBERS,
    OPENED,
    SAMPLES,
    SECRET,
    domain,
    redeemable,
    restoring,
    wanted,
    wanted_contact,
)
from tests.panel.house import House, Visitor

pytestmark = pytest.mark.slow
OWNER = permissions_of(frozenset({"registrar"}))
# Names and contacts go by these while their registrar is suspended, and messages are read.
STILL = {("domains", "approve-transfer"), ("transfers", "approve"), ("messages", "acknowledge")}
# What only staff have is no registrar's to ask for; what is attached is no wish of a registrar's.
ASKED = [
    (deeds, deed)
    for deeds in (DOMAINS, HOSTS, CONTACTS, TRANSFERS, MESSAGES)
    for deed in deeds.every
    if deed.name != "cancel"  # whose it is to call off is asked first
    and deed.permission in OWNER
    and deed.permission.partition(".")[0] in ("domain", "host", "contact", "transfer", "message")
]


def api(visitor: Visitor, path: str, body: object):
    return visitor.ask("POST", f"/api/v1/{path}", json=body, headers={"X-CSRFToken": visitor.token("/account/")})


def balance(house: House) -> int:
    return house.run(house.world.balance("alpha"))


def dear(house: House) -> str:
    """A name of alpha's that costs more than every other."""
    world = house.world
    label = f"opal-{next(NUMBERS)}"
    world.clock.advance(seconds=1)
    now = world.clock.now()
    house.run(name_list_import(world.operator, f"dear-{label}", "premium", {label: "dear"}, now))
    rates = tuple(Rate(each, "USD", 90_000, "dear") for each in ("renew", "transfer", "restore"))
    change = lambda rules: replace(rules, lists=(f"dear-{label}",), rates=rates)  # noqa: E731  a wish of one line
    house.run(tld_change(world.operator, "example", change, now))
    world.registry.book = house.run(world.store.reading(tlds.book))
    world.clock.advance(seconds=1)
    house.run(domain_create(world.as_("alpha"), DomainCreate(f"{label}.example", Period(1), authinfo=SECRET)))
    return f"{label}.example"


def stand(house: House, state: RegistrarState | None) -> None:
    house.world.registry.standings = {house.world.numbers["alpha"]: state} if state else {}


@pytest.fixture
def suspended(yard: House):
    yield lambda: stand(yard, "suspended")
    stand(yard, None)


@pytest.mark.parametrize(("deeds", "deed"), ASKED, ids=lambda each: getattr(each, "name", ""))
def test_a_suspended_registrar_is_refused_here_what_epp_refuses_it(yard: House, suspended, deeds, deed) -> None:
    which = deeds.list.name, deed.name
    sample = SAMPLES.get(which) or OPENED[which]
    key = yard.run(sample.fits(yard.world)) if which in SAMPLES else "-"
    values = sample.values if which in SAMPLES else sample.values(next(NUMBERS))
    if sample.besides:
        values = {**values, **yard.run(sample.besides(yard.world, *([key] if which in SAMPLES else [])))}
    suspended()
    told = api(yard.signed_in("registrar"), f"{deeds.list.name}/{key}/{deed.name}", values)
    if which in STILL:
        assert told.status_code == 200, told.json
    else:
        assert told.status_code == 409, told.json
        assert "A suspended registrar may look" in told.json["detail"]


@pytest.mark.feature("DOM-07")
def test_a_batch_of_renewals_shows_the_sum_and_who_is_left_out_before_anything_is_paid(yard: House) -> None:
    visitor, before = yard.signed_in("registrar"), 0
    names = [yard.run(domain(yard.world)) for _ in range(3)]
    held = DomainParts(statuses=("serverRenewProhibited",))
    yard.run(domain_update(yard.world.operator, DomainUpdate(names[2], add=held)))
    before, form = balance(yard), {"keys": "\n".join(names), "years": "2"}
    seen = visitor.post("/domains/-/renew", form)
    assert "2 of 3" in seen.text and "40.00 USD" in seen.text and "serverRenewProhibited forbids renewals." in seen.text
    assert balance(yard) == before
    done = visitor.post("/domains/-/renew", {**form, "foreseen": FORESEEN.search(seen.text)[1]})
    assert done.text.count("nh-result is-done") == 2 and done.text.count("nh-result is-refused") == 1
    assert balance(yard) == before - 4000


@pytest.mark.feature("DOM-04")
def test_a_delete_shows_what_it_gives_back_and_leads_to_the_list_where_nothing_is_left(yard: House) -> None:
    visitor, fresh, old = yard.signed_in("registrar"), yard.run(domain(yard.world)), yard.run(redeemable(yard.world))
    before = balance(yard)
    seen = visitor.post(f"/domains/{fresh}/delete", {"reason": "A slip"})
    assert "at once, for good" in seen.text and "10.00 USD" in seen.text and balance(yard) == before
    done = visitor.post(f"/domains/{fresh}/delete", {"reason": "A slip", "foreseen": FORESEEN.search(seen.text)[1]})
    assert (done.status_code, done.location) == (302, "/domains/") and balance(yard) == before + 1000
    assert visitor.get(f"/domains/{fresh}").status_code == 404
    assert "It is on its way out" in visitor.get(f"/domains/{old}/delete").text
    kept = [yard.run(domain(yard.world)) for _ in range(2)]
    seen = visitor.post("/domains/-/delete", {"keys": "\n".join(kept), "reason": "A slip"})
    assert "2 of 2" in seen.text and "20.00 USD" in seen.text


@pytest.mark.feature("DOM-04")
def test_the_page_of_a_name_says_what_it_would_cost_and_give_back_at_this_instant(yard: House) -> None:
    visitor, name, old = yard.signed_in("registrar"), yard.run(domain(yard.world)), yard.run(redeemable(yard.world))

    def told(of: str) -> str:
        page = html.unescape(visitor.get(f"/domains/{of}").text)
        return " ".join(re.sub("<[^>]+>", " ", page[page.index("At this moment") :].partition("</section>")[0]).split())

    assert "Renewed for a year costs 10.00 USD registered until 1 Mar 2028" in told(name)
    assert "Deleted pays back 10.00 USD gone at once" in told(name)
    assert "Transferred costs 10.00 USD registered until 1 Mar 2028" in told(name)
    assert "Restored costs 40.00 USD" in told(old) and "a report is due by" in told(old) and "Renewed" not in told(old)
    held = DomainParts(statuses=("serverDeleteProhibited", "serverTransferProhibited"))
    yard.run(domain_update(yard.world.operator, DomainUpdate(name, add=held)))
    assert "serverDeleteProhibited forbids" in told(name)
    assert "serverTransferProhibited forbids transfers." in told(name) and "Renewed for a year costs" in told(name)


@pytest.mark.feature("DOM-15")
def test_a_name_comes_back_from_redemption_by_a_request_that_is_paid_and_a_report_that_states_two_things(
    yard: House,
) -> None:
    visitor, name, before = yard.signed_in("registrar"), yard.run(redeemable(yard.world)), balance(yard)
    seen = api(visitor, f"domains/{name}/restore?foresee=", {})
    assert {"It costs": "40.00 USD"}.items() <= dict(seen.json["facts"]).items() and balance(yard) == before
    assert "Its report is due" in dict(seen.json["facts"])
    assert "report completes it" in api(visitor, f"domains/{name}/restore", {}).json["detail"]
    assert balance(yard) == before - 4000
    assert "waits for the report" in visitor.get(f"/domains/{name}/restore").text
    page = visitor.get(f"/domains/{name}/report-restore").text
    assert f"Domain: {name}" in page and yard.world.clock.now().strftime("%Y-%m-%dT%H:%M") in page
    now = yard.world.clock.now().isoformat(timespec="seconds")
    report = {"pre_data": name, "post_data": name, "deleted_at": now, "restored_at": now, "why": "Asked", "true": True}
    refused = api(visitor, f"domains/{name}/report-restore", report)
    assert refused.status_code == 409 and refused.json["errors"][0]["field"] == "own_use"
    assert (
        api(visitor, f"domains/{name}/report-restore", {**report, "own_use": True}).json["detail"] == "It is restored."
    )
    assert visitor.get(f"/api/v1/domains/{name}").json["statuses"] == ["inactive"]
    assert yard.signed_in("manager").get(f"/domains/{name}/restore").status_code == 403


def test_no_report_tells_of_another_delete_than_the_one_that_was(yard: House) -> None:
    visitor, name = yard.signed_in("registrar"), yard.run(restoring(yard.world))
    now = yard.world.clock.now().isoformat(timespec="seconds")
    report = {"pre_data": "x", "post_data": "x", "restored_at": now, "why": "x", "own_use": True, "true": True}
    told = api(visitor, f"domains/{name}/report-restore", {**report, "deleted_at": "2020-01-01T00:00"})
    assert told.status_code == 409 and "The domain was deleted at" in told.json["detail"]


@pytest.mark.feature("REG-12")
def test_whoever_renews_a_dear_name_says_that_they_accept_its_price(yard: House) -> None:
    visitor, name, before = yard.signed_in("registrar"), dear(yard), balance(yard)
    for path in (f"domains/{name}/renew", f"domains/{name}/renew?foresee="):
        told = api(visitor, path, {"years": "1"})
        assert told.status_code == 409 and told.json["errors"][0]["field"] == "dear", told.json
    many = visitor.post("/domains/-/renew", {"keys": f"{name}\n{yard.run(domain(yard.world))}", "years": "1"})
    assert many.status_code == 422 and "1 of them cost more than every name" in many.text
    seen = api(visitor, f"domains/{name}/renew?foresee=", {"years": "1", "dear": True})
    assert dict(seen.json["facts"])["Its price is"] == "Not as every name (dear)"
    assert api(visitor, f"domains/{name}/renew", {"years": "1", "dear": True}).status_code == 200
    assert balance(yard) == before - 90_000 - 1000  # and the other name's creation


@pytest.mark.feature("DOM-15")
def test_names_are_found_by_a_status_that_somebody_set(yard: House) -> None:
    visitor, name = yard.signed_in("registrar"), yard.run(domain(yard.world, "alpha", "serverUpdateProhibited"))
    found = visitor.get("/api/v1/domains?flag=serverUpdateProhibited&per_page=100").json["data"]
    assert name in {each["name"] for each in found}
    assert all("serverUpdateProhibited" in each["statuses"] for each in found)
    other = visitor.get("/api/v1/domains?flag=clientRenewProhibited&per_page=100").json["data"]
    assert name not in {each["name"] for each in other}


@pytest.mark.feature("DOM-05")
def test_a_name_is_asked_for_with_its_secret_which_no_complaint_repeats(yard: House) -> None:
    visitor, before = yard.signed_in("registrar"), balance(yard)
    name = yard.run(wanted(yard.world))["name"]
    wrong = visitor.post("/transfers/-/request", {"name": name, "authinfo": "gu3ssed-secret-of-twenty", "years": "1"})
    assert wrong.status_code == 422 and "does not match" in wrong.text and "gu3ssed" not in wrong.text
    form = {"name": name, "authinfo": SECRET, "years": "1"}
    seen = visitor.post("/transfers/-/request", form)
    assert "10.00 USD" in seen.text and "unless beta rejects it" in seen.text and balance(yard) == before
    waiting = "SELECT FROM registry.transfer x JOIN registry.domain d ON d.id = x.domain_id WHERE d.name = $1"
    assert yard.run(yard.world.fetch(waiting, name)) == []
    done = visitor.post("/transfers/-/request", {**form, "foreseen": FORESEEN.search(seen.text)[1]})
    assert (done.status_code, done.location) == (302, "/transfers/") and balance(yard) == before - 1000
    assert api(visitor, f"transfers/domain/{name}/cancel", {}).status_code == 200 and balance(yard) == before
    log = yard.run(yard.world.fetch("SELECT string_agg(a::text, ' ') AS said FROM audit.activity a"))[0]["said"]
    assert SECRET not in log and "gu3ssed" not in log


@pytest.mark.feature("DOM-05")
def test_a_contact_is_asked_for_likewise_and_a_name_of_ones_own_is_not(yard: House) -> None:
    visitor, handle = yard.signed_in("registrar"), yard.run(wanted_contact(yard.world))["handle"]
    assert api(visitor, "transfers/-/request-contact", {"handle": handle, "authinfo": "x"}).status_code == 409
    told = api(visitor, "transfers/-/request-contact", {"handle": handle, "authinfo": SECRET})
    assert told.json["key"] == f"contact/{handle}" and "beta has until" in told.json["detail"]
    own = api(visitor, "transfers/-/request", {"name": yard.run(domain(yard.world)), "authinfo": SECRET, "years": "1"})
    assert own.status_code == 409
    for path in ("transfers/-/request", "transfers/-/request-contact"):
        assert api(yard.signed_in("registrar-support"), path, {}).status_code == 403
        assert api(yard.signed_in("master"), path, {}).status_code == 403


@pytest.mark.feature("DOM-08")
def test_name_servers_have_glue_where_there_are_no_host_objects_and_a_name_can_lead_nowhere(yard: House) -> None:
    visitor, name = yard.signed_in("registrar"), f"deed-{next(NUMBERS)}.invalid"
    yard.run(domain_create(yard.world.as_("alpha"), DomainCreate(name, Period(1), authinfo=SECRET)))
    path, own = f"domains/{name}/set-nameservers", f"ns1.{name}"
    assert "needs an address" in api(visitor, path, {"hosts": [own]}).json["detail"]
    glue = [{"name": own, "address": "9.9.9.9"}, {"name": own, "address": "2620:fe::9"}]
    assert api(visitor, path, {"hosts": [own, "ns.elsewhere.net"], "glue": glue}).status_code == 200
    assert "2620:fe::9" in visitor.get(f"/domains/{name}").text
    assert api(visitor, path, {"hosts": [own, "ns.elsewhere.net"]}).json["errors"][0]["field"] == "hosts", "they stay"
    assert api(visitor, path, {"hosts": [own], "glue": [{"name": own, "address": "9.9.9.10"}]}).status_code == 200
    page = visitor.get(f"/domains/{name}/set-nameservers").text
    assert "9.9.9.10" in page and "2620:fe::9" not in page and "ns.elsewhere.net" not in page
    strange = api(visitor, path, {"hosts": [own], "glue": [{"name": "ns9.elsewhere.net", "address": "9.9.9.10"}]})
    assert strange.json["errors"][0]["field"] == "glue"
    assert api(visitor, path, {"hosts": [own], "glue": [{"name": own, "address": "9.9.9"}]}).status_code == 422
    assert api(visitor, path, {}).status_code == 409, "whoever names none says so"
    assert api(visitor, path, {"nowhere": True}).json["detail"] == "It leads nowhere."


@pytest.mark.feature("REG-07")
def test_keys_of_a_zone_are_set_as_a_whole_and_those_that_stay_are_not_touched(yard: House) -> None:
    visitor, name = yard.signed_in("registrar-technical"), yard.run(domain(yard.world))
    first, second = ({"tag": tag, "algorithm": 13, "digest_type": 2, "digest": "ab" * 32} for tag in (1, 2))
    assert api(visitor, f"domains/{name}/set-dnssec", {"dnssec": [first]}).status_code == 200
    assert api(visitor, f"domains/{name}/set-dnssec", {"dnssec": [first, second]}).status_code == 200
    assert 'value="ABAB' in visitor.get(f"/domains/{name}/set-dnssec").text
    assert api(visitor, f"domains/{name}/set-dnssec", {"dnssec": [second, first]}).status_code == 409, "as it is"
    short = api(visitor, f"domains/{name}/set-dnssec", {"dnssec": [{**first, "digest": "ab"}]})
    assert short.status_code == 409 and "length of its type" in short.json["detail"]
    assert "not signed" in api(visitor, f"domains/{name}/set-dnssec", {}).json["detail"]


@pytest.mark.feature("DOM-11")
def test_contacts_of_many_names_are_set_at_once_and_what_the_tld_demands_stays(yard: House) -> None:
    visitor = yard.signed_in("registrar")
    names = [yard.run(SAMPLES["domains", "set-contacts"].fits(yard.world)) for _ in range(2)]
    bare = api(visitor, f"domains/{names[0]}/set-contacts", {"registrant": "DEED-A", "admin": ["DEED-A"]})
    assert bare.status_code == 409 and "type tech is required" in bare.json["detail"]
    wish = {"registrant": "DEED-B", "admin": ["DEED-B", "DEED-A"], "tech": ["DEED-A"]}
    told = api(visitor, "domains/-/set-contacts", {"keys": names, "values": wish})
    assert told.json["done"] == 2, told.json
    page = visitor.get(f"/domains/{names[1]}/set-contacts").text
    assert page.count('value="DEED-B"') == 2 and page.count('value="DEED-A"') == 2
