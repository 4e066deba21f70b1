"""Black and white lists: what a mask fits, that white wins, and that the gate stands wherever such a thing enters."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.blacklist.masks import MaskRefused, canonical, fits, judged
from tests.panel.deed_samples import ADA, fresh_handle
from tests.panel.house import PASSWORD, House


@pytest.mark.parametrize(
    ("of", "mask", "value", "fit"),
    [
        ("domain", "bad.example", "BAD.example.", True),
        ("domain", "bad.example", "very.bad.example", False),
        ("domain", "*.bad.example", "very.bad.example", True),
        ("domain", "*.bad.example", "bad.example", False),
        ("domain", "b*d.example", "baaad.example", True),
        ("domain", "b.d.example", "bad.example", False),
        ("domain", "münchen.example", "xn--mnchen-3ya.example", True),
        ("email", "spam*@bad.example", "Spammer@Bad.Example", True),
        ("email", "*@bad.example", "a@very.bad.example", False),
        ("ip", "192.0.2.0/24", "192.0.2.200", True),
        ("ip", "192.0.2.0/24", "::ffff:192.0.2.200", True),
        ("ip", "2001:db8::/32", "2001:db8::1", True),
        ("ip", "192.0.2.7", "192.0.2.70", False),
        ("ip", "192.0.2.7", "unknown", False),
        ("phone", "+1900*", "+19005550123", True),
        ("phone", "+1900", "+19005550123", False),
        ("payer", "DE89 3704*", "de89370400440532013000", True),
        ("payer", "mallory & sons", "Mallory &  Sons", True),
        ("payer", "mallory", "Mallory & Sons", False),
    ],
)
def test_a_mask_fits_what_it_means_and_nothing_else(of: str, mask: str, value: str, fit: bool) -> None:
    assert fits(of, canonical(of, mask), value) is fit


@pytest.mark.parametrize(
    ("of", "mask"),
    [("domain", "*"), ("domain", "*.*"), ("domain", "a b"), ("email", "bad.example"), ("email", "*@*"), ("ip", "192.0.2"),
     ("phone", "1900"), ("phone", "+*")],
)  # fmt: skip
def test_what_is_no_mask_or_fits_nearly_everything_is_none(of: str, mask: str) -> None:
    with pytest.raises(MaskRefused):
        canonical(of, mask)


@dataclass
class Entry:
    mask: str
    white: bool


NAMES = st.from_regex(r"[ab]{1,3}(\.[ab]{1,3}){1,2}", fullmatch=True)
MASKS = st.from_regex(r"(\*\.)?[ab*]{1,3}(\.[ab]{1,3}){0,2}", fullmatch=True)


@given(NAMES, st.lists(st.builds(Entry, MASKS, st.booleans()), max_size=8))
def test_one_is_refused_if_a_black_mask_fits_and_no_white_one_whatever_their_order(name: str, entries: list) -> None:
    fitting = [each for each in entries if fits("domain", each.mask, name)]
    refused = bool(fitting) and not any(each.white for each in fitting)
    assert (judged("domain", entries, name) is not None) is refused
    assert (judged("domain", reversed(entries), name) is not None) is refused


def mask(yard: House, of: str, text: str, colour: str = "black", **more: str) -> None:
    form = {"of": of, "mask": text, "colour": colour, **more}
    answer = yard.signed_in("manager").post("/blacklist/-/add", form)
    assert answer.status_code == 302, answer.text


@pytest.mark.slow
def test_the_gate_stands_wherever_such_a_thing_enters_and_keeps_what_it_refused(yard: House) -> None:
    manager, reseller = yard.signed_in("manager"), yard.signed_in("reseller")
    mask(yard, "email", "*@spam.example", message="Not from there.", shows="yes")
    mask(yard, "email", "postmaster@spam.example", "white")
    mask(yard, "domain", "*.fraud.example")
    mask(yard, "phone", "+1900*")
    client = {"login": "spammer", "name": "X", "kind": "client", "language": "en", "email": "a@spam.example"}
    assert "Not from there." in reseller.post("/clients/-/create", client).text
    assert reseller.post("/clients/-/create", {**client, "email": "postmaster@spam.example"}).status_code == 302
    change = {"name": "X", "email": "a@mail.fraud.example"}
    assert "That is not taken here." in reseller.post("/clients/spammer/update", change).text
    contact = {"name": "X", "email": "x@mail.example", "profile": "reached", "voice_phone": "+1 900 555 0123"}
    assert reseller.post("/client-contacts/-/create", {**contact, "voice_phone": ""}).status_code == 302
    number = reseller.get("/api/v1/client_contacts?q=x@mail.example").json["data"][0]["number"]
    for name, value in (("email", "a@spam.example"), ("abuse_email", "b@spam.example")):
        form = {**contact, "voice_phone": "", name: value}
        assert "Not from there." in reseller.post(f"/client-contacts/{number}/update", form).text
    brand = {"hosts": "panel.fraud.example", "name": "X", "colour": "#7a1fa2"}
    answer = reseller.post("/brands/reseller/change", brand)
    assert answer.status_code == 422 and "not taken here" in answer.text
    rows = {row["mask"]: row["refused"] for row in manager.get("/api/v1/blacklist?per_page=100").json["data"]}
    assert (rows["*@spam.example"], rows["*.fraud.example"], rows["postmaster@spam.example"]) == (3, 2, 0)
    sql = """SELECT actor, detail, host(address) AS address FROM audit.activity
              WHERE action = 'blacklist.refuse' ORDER BY id LIMIT 1"""
    assert tuple(yard.run(yard.world.fetch(sql))[0]) == ("reseller", "email *@spam.example", "127.0.0.1")


@pytest.mark.slow
def test_nobody_signs_in_from_where_a_mask_keeps_people_out_and_nobody_keeps_themselves_out(yard: House) -> None:
    mask(yard, "ip", "198.51.100.0/24", message="Call us.", shows="yes")
    mask(yard, "ip", "198.51.100.9", "white")
    visitor = yard.visitor()
    visitor.address = "198.51.100.8"
    answer = visitor.sign_in("client", PASSWORD)
    assert answer.status_code == 403 and "Call us." in answer.text
    visitor.address = "198.51.100.9"
    assert visitor.sign_in("client", PASSWORD).status_code == 302
    form = {"of": "ip", "mask": "127.0.0.0/8", "colour": "black"}
    assert "where you are yourself" in yard.signed_in("manager").post("/blacklist/-/add", form).text


@pytest.mark.slow
@pytest.mark.feature("USR-01")
def test_who_pays_is_asked_of_the_lists_and_so_are_names_and_their_holders_before_they_are_paid_for(
    yard: House,
) -> None:
    finance, registrar, manager = (yard.signed_in(login) for login in ("registrar-finance", "registrar", "manager"))
    mask(yard, "payer", "DE89 3704*", message="That card was stolen.", shows="yes")
    mask(yard, "payer", "DE89 3704 0044 0532 0130 00", "white")
    told = {"money": "12.00", "money_currency": "USD", "reason": "Wire 7", "payer": "de8937040000000000"}
    refused = finance.post("/registrars/alpha/ask-top-up", told)
    assert refused.status_code == 422 and "That card was stolen." in refused.text
    assert "That card was stolen." in manager.post("/registrars/alpha/top-up", told).text
    good = {**told, "payer": "DE89 3704 0044 0532 0130 00"}
    assert finance.post("/registrars/alpha/ask-top-up", good).status_code == 302
    assert "DE89 3704 0044 0532 0130 00" in manager.get("/top-ups/?q=Wire+7").text
    number = manager.get("/api/v1/client_contacts?client=client").json["data"][0]["number"]
    account = {"account": "DE89370499", "currency": "EUR", "bank": "Bank"}
    stolen = {**account, "account": "de89 3704 9999 9999 9999 99"}
    for each in (account, stolen):
        assert manager.post(f"/client-contacts/{number}/add-account", each).status_code == 422
    mask(yard, "domain", "phish*.example", message="Known for fraud.", shows="yes")
    mask(yard, "domain", "phishers-museum.example", "white")
    refused = registrar.post("/domains/-/register", {"name": "phishing.example", "years": "1"})
    assert refused.status_code == 422 and "Known for fraud." in refused.text
    headers = {"X-CSRFToken": registrar.token("/account/")}
    body = {"name": "phishing.example", "years": "1"}
    answer = registrar.ask("POST", "/api/v1/domains/-/register", json=body, headers=headers)
    assert (answer.status_code, answer.json["detail"]) == (409, "Known for fraud.")
    taken = registrar.post("/domains/-/register", {"name": "phishers-museum.example", "years": "1"})
    assert "10.00 USD" in taken.text
    fresh = yard.run(fresh_handle(yard.world, ""))["handle"]
    mask(yard, "email", "*@contact.example")
    held = {"name": "held.example", "years": "1", "registrant": str(fresh)}
    assert "That is not taken here." in registrar.post("/domains/-/register", held).text


@pytest.mark.slow
def test_contacts_of_the_registry_that_lists_refuse_are_neither_made_nor_changed_in_the_panel(yard: House) -> None:
    registrar = yard.signed_in("registrar")
    mask(yard, "phone", "+1976*", message="Nobody answers there.", shows="yes")
    mask(yard, "email", "*@scam.example")
    ada = {**ADA, "handle": "GATED-1", "authinfo": "Another-s3cret-of-its-own", "email": "ada@fair.example"}
    for name, value, said in (
        ("voice", "+1.9765550123", "Nobody answers there."),
        ("fax", "+1.9765550123", "Nobody answers there."),
        ("email", "ada@scam.example", "That is not taken here."),
    ):
        refused = registrar.post("/contacts/-/create", {**ada, name: value})
        assert refused.status_code == 422 and said in refused.text
    assert registrar.post("/contacts/-/create", ada).status_code == 302
    changed = {**ada, "email": "ada@scam.example", "reason": "Asked for"}
    assert "That is not taken here." in registrar.post("/contacts/GATED-1/update", changed).text
