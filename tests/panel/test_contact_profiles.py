"""Profiles of contacts are data: what staff demand there is demanded of contacts, and of who holds names."""

import re

import pytest

from tests.panel.deed_samples import WHY, fresh_handle
from tests.panel.house import House, Visitor

ASKED = {"title": "Artists", "needs": ["name", "email", "passport", "inn"], "reason": WHY}
PASSPORT = {"number": "45 10 123456", "issued_by": "Town hall of Springfield", "issued_on": "2015-03-04"}


def main_of(visitor: Visitor) -> int:
    rows = visitor.get("/api/v1/client_contacts?columns=common").json["data"]
    return next(row["number"] for row in rows if row["main"])


@pytest.mark.slow
@pytest.mark.feature("USR-04")
def test_what_staff_says_a_tld_needs_is_asked_of_whoever_holds_names_there(untouched: House) -> None:
    manager, client, registrar = (untouched.signed_in(login) for login in ("manager", "client", "registrar"))
    number = main_of(client)
    made = {"name": "artist", "title": "Artists", "needs": ["name", "email"], "tlds": ["test"]}
    assert manager.post("/contact-profiles/-/create", made).location == "/contact-profiles/artist"
    linked = manager.post(f"/client-contacts/{number}/link", {"handle": "ALPHA-1", "reason": WHY})
    assert linked.status_code == 302, linked.text[linked.text.index("<main") :]
    assert "welcome.test" in client.get(f"/client-contacts/{number}").text
    (row,) = client.get("/api/v1/client_contacts?columns=use").json["data"]
    assert (row["handles"], row["names"]) == (["ALPHA-1"], 1)
    changed = manager.post("/contact-profiles/artist/change", {**ASKED, "tlds": ["test"]})
    assert changed.status_code == 302
    told = {"name": "Ada Baker", "email": "ada@bakery.example", "profile": "reached"}
    refused = client.post(f"/client-contacts/{number}/update", told)
    assert "To hold names in .test the contact needs, as “Artists” INN, Passport." in refused.text
    name = {"name": "artists.test", "years": "1", "registrant": "ALPHA-1", "admin": "ALPHA-1", "tech": "ALPHA-2"}
    refused = registrar.post("/domains/-/register", name)
    assert refused.status_code == 422 and "as “Artists” INN, Passport" in refused.text
    assert client.post(f"/client-contacts/{number}/set-passport", PASSPORT).status_code == 302
    assert "To hold names" in client.post(f"/client-contacts/{number}/set-taxes", {"tax_comment": "x"}).text
    assert client.post(f"/client-contacts/{number}/set-taxes", {"inn": "7707083893"}).status_code == 302
    assert "It costs" in registrar.post("/domains/-/register", name).text
    refused = client.post(f"/client-contacts/{number}/remove-passport", {"reason": WHY})
    assert "as “Artists” Passport" in refused.text
    another = untouched.run(fresh_handle(untouched.world, ""))["handle"]
    strange = manager.get("/api/v1/client_contacts?q=Bob").json["data"][0]["number"]
    assert manager.post(f"/client-contacts/{strange}/link", {"handle": another, "reason": WHY}).status_code == 302
    taken = manager.post(f"/client-contacts/{strange}/link", {"handle": "ALPHA-1", "reason": WHY})
    assert "Somebody is that one already" in taken.text
    assert "say first that it is not" in manager.post(f"/client-contacts/{number}/delete").text
    gone = {"handle": "ALPHA-1", "reason": WHY}
    assert manager.post(f"/client-contacts/{number}/unlink", gone).status_code == 302
    assert client.post(f"/client-contacts/{number}/remove-passport", {"reason": WHY}).status_code == 302


@pytest.mark.slow
@pytest.mark.feature("USR-04")
def test_a_profile_that_staff_changes_says_what_contacts_lack_and_what_it_said_before(untouched: House) -> None:
    manager, client = untouched.signed_in("manager"), untouched.signed_in("client")
    number = main_of(client)
    made = {"name": "sculptor", "title": "Sculptors", "needs": ["name", "email"]}
    assert manager.post("/contact-profiles/-/create", made).status_code == 302
    assert "Sculptors" in client.get("/client-contacts/-/create").text
    told = {"name": "Ada", "email": "ada@bakery.example", "profile": "sculptor"}
    assert client.post(f"/client-contacts/{number}/update", told).status_code == 302
    change = {"title": "Sculptors", "needs": ["name", "director"], "written_in": "uk", "reason": WHY}
    assert manager.post("/contact-profiles/sculptor/change", change).status_code == 302
    page = client.get(f"/client-contacts/{number}").text
    assert "It lacks: Who speaks for the organisation, Name and address in Українська" in page
    refused = client.post(f"/client-contacts/{number}/update", told)
    assert "“Sculptors” also needs: Who speaks for the organisation" in refused.text
    assert "<del>email</del>" in manager.get("/contact-profiles/sculptor/history").text
    assert "give them another first" in manager.post("/contact-profiles/sculptor/remove", {"reason": WHY}).text
    assert client.post(f"/client-contacts/{number}/update", {**told, "profile": "reached"}).status_code == 302
    assert manager.post("/contact-profiles/sculptor/remove", {"reason": WHY}).status_code == 302
    refused = client.post(f"/client-contacts/{number}/update", told)
    assert refused.status_code == 422 and "not one of those to choose from" in refused.text
    assert client.get("/contact-profiles/").status_code == 403


@pytest.mark.slow
@pytest.mark.feature("USR-04")
def test_a_passport_is_seen_by_few_and_in_no_version_and_no_log(untouched: House) -> None:
    client, manager, support = (untouched.signed_in(login) for login in ("client", "manager", "support"))
    number = main_of(client)
    assert client.post(f"/client-contacts/{number}/set-passport", PASSPORT).status_code == 302
    for seen in (client, manager):
        assert "4510123456" in seen.get(f"/client-contacts/{number}").text
    page = support.get(f"/client-contacts/{number}").text
    assert "4510123456" not in page and "•••• 56" in page and "Town hall" not in page
    asked = "/api/v1/client_contacts?columns=passports"
    assert "4510123456" in client.get(asked).text and "4510123456" not in support.get(asked).text
    assert support.get("/api/v1/client_contacts?fields=name,passport_number").status_code == 400
    assert support.get(f"/client-contacts/{number}/set-passport").status_code == 403
    sql = """SELECT (SELECT count(*) FROM panel.version v WHERE v::text LIKE '%4510123456%')
                  + (SELECT count(*) FROM audit.activity v WHERE v::text LIKE '%4510123456%')
                  + (SELECT count(*) FROM panel.request v WHERE v::text LIKE '%4510123456%') AS found,
                    EXISTS (SELECT FROM panel.version v WHERE v.event = 'set-passport') AS versions"""
    assert tuple(untouched.run(untouched.world.fetch(sql))[0]) == (0, True)
    copied = client.post(f"/client-contacts/{number}/copy")
    assert copied.status_code == 302
    twin = re.search(r"Contact (\d+) says the same", client.get(copied.location).text)[1]
    assert "4510123456" in client.get(f"/client-contacts/{twin}").text
