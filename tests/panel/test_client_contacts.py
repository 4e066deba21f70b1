"""Contacts of clients: what they may say, who speaks for a client, and what stays of what they said."""

import html
import io
import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from panel.client_contacts.deeds import PERSON, TAXES
from panel.client_contacts.fields import BankAccount
from panel.client_contacts.postal_codes import SHAPES, as_written_there
from panel.contact_profiles.needs import NEEDABLE, why_incomplete, why_unsuitable
from panel.contact_profiles.queries import Profile, every_profile
from panel.kit.access import Viewer
from panel.kit.deeds import read
from panel.kit.fields import About
from panel.kit.situation import Situation
from registry.model.countries import CODES
from tests.panel.house import House, baker

NOW = datetime(2026, 9, 1, tzinfo=UTC)
ABOUT = About(Situation(None, Viewer(1, 1, "x", "x", "", frozenset()), NOW))


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("voice_phone", {"voice_phone": "030/90 18 20", "country": "de"}, "+4930901820"),
        ("voice_phone", {"voice_phone": "+1 (201) 555-0123"}, "+12015550123"),
        ("voice_phone", {"voice_phone": "030 901820"}, None),
        ("voice_phone", {"voice_phone": "+1 201 555"}, None),
        ("voice_phone", {"voice_phone": "+1 201 555 0123 ext. 9"}, None),
        ("postal_code", {"postal_code": "sw1a1aa", "country": "GB"}, "SW1A 1AA"),
        ("postal_code", {"postal_code": "1050", "country": "LV"}, None),
        ("postal_code", {"postal_code": "lv 1050", "country": "LV"}, "LV-1050"),
        ("postal_code", {"postal_code": "anything", "country": "AO"}, "ANYTHING"),
        ("country", {"country": "ua"}, "UA"),
        ("country", {"country": "UK"}, None),
        ("birth_date", {"birth_date": "1890-01-01"}, None),
        ("birth_date", {"birth_date": "2026-09-01"}, None),
        ("street", {"street": "a\nb\nc\nd"}, None),
        ("street", {"street": "x" * 61}, None),
        ("vat_number", {"vat_number": "de 136-695 976"}, "DE136695976"),
        ("vat_number", {"vat_number": "DE136695978"}, None),
        ("vat_number", {"vat_number": "7707083893", "country": "RU"}, "7707083893"),
        ("vat_number", {"vat_number": "EL 094259216"}, "EL094259216"),
        ("vat_number", {"vat_number": "12-3", "country": "US"}, "123"),
        ("vat_rate", {"vat_rate": "7,5"}, Decimal("7.5")),
        ("vat_rate", {"vat_rate": "0"}, Decimal(0)),
        ("vat_rate", {"vat_rate": "99.5"}, None),
        ("vat_rate", {"vat_rate": "1e1"}, None),
        ("inn", {"inn": "7707083893"}, "7707083893"),
        ("inn", {"inn": "7707083894"}, None),
        ("kpp", {"kpp": "770701001"}, "770701001"),
        ("kpp", {"kpp": "7707AB001"}, "7707AB001"),
        ("kpp", {"kpp": "77070100"}, None),
    ],
)
def test_what_others_have_given_out_is_checked_by_their_rules_and_kept_in_one_form(name, typed, kept) -> None:
    fields = [each for each in (*TAXES, *PERSON) if each.name == name][:1]
    values, problems = read(fields, {part: [text] for part, text in typed.items()}, ABOUT)
    assert (values.get(name), name in problems) == (kept, kept is None)


def test_an_account_that_begins_like_an_iban_is_one() -> None:
    def kept(text: str):
        return read((BankAccount("account", "Account"),), {"account": [text]}, ABOUT)

    assert kept("gb82 west 1234 5698 7654 32")[0] == {"account": "GB82WEST12345698765432"}
    assert kept("GB82 WEST 1234 5698 7654 33")[1] and kept("0815 4711") == ({"account": "08154711"}, {})


def test_a_code_as_its_country_writes_it_stays_as_it_is() -> None:
    assert set(SHAPES) <= CODES
    for country, shapes in SHAPES.items():
        for shape in shapes:
            code = shape.upper().replace("*", "7")
            assert as_written_there(code, country) == code, (country, shape)
            assert as_written_there(code.replace(" ", "").replace("-", "").lower(), country) is not None
            assert as_written_there(code + "77777", country) is None


def shipped(house: House) -> dict[str, Profile]:
    return {each.name: each for each in house.run(house.world.store.reading(every_profile))}


def test_what_comes_with_the_product_needs_only_what_a_contact_can_say_and_says_what_is_lacking(house: House) -> None:
    profiles = shipped(house)
    assert all(set(each.needs) <= set(NEEDABLE) for each in profiles.values())
    ada = {**baker("Ada"), "passport": False}
    assert why_incomplete(profiles["person"], ada) is None
    assert why_incomplete(profiles["company"], ada).endswith("Number in the register of companies, VAT number.")
    russian = why_incomplete(profiles["ru-company"], {**ada, "inn": "7707083893"})
    assert "INN" not in russian and "KPP" in russian and russian.endswith("Name and address in Русский.")
    assert "Passport" in why_incomplete(profiles["passport"], ada)
    assert why_incomplete(profiles["passport"], {**ada, "passport": True}) is None


def test_of_several_profiles_that_name_a_tld_one_is_enough() -> None:
    def profile(name: str, *needs: str) -> Profile:
        return Profile(name, name.title(), [*needs], "", ["ru"], 0, 0)

    both, ada = (profile("person", "passport"), profile("firm", "inn", "vat_rate")), {**baker("Ada"), "passport": False}
    assert why_unsuitable(both, ada, "example") is None
    refused = "To hold names in .ru the contact needs, as “Person” Passport; or as “Firm” VAT in percent, INN."
    assert why_unsuitable(both, ada, "ru") == refused
    assert why_unsuitable(both, {**ada, "inn": "7707083893", "vat_rate": Decimal(0)}, "ru") is None
    assert why_unsuitable(both, {**ada, "passport": True}, "ru") is None


@pytest.mark.slow
@pytest.mark.feature("USR-04")
def test_the_first_speaks_for_the_client_until_another_does_and_is_not_deleted(yard: House) -> None:
    visitor = yard.signed_in("reseller")
    form = {"name": "Carla", "email": "carla@mail.example", "profile": "reached", "client": "client"}
    assert visitor.post("/client-contacts/-/create", form).status_code == 302
    rows = visitor.get("/api/v1/client_contacts?client=client&columns=common").json["data"]
    (first,), (other,) = ([row["number"] for row in rows if row["main"] is main] for main in (True, False))
    assert "make another the main one first" in visitor.post(f"/client-contacts/{first}/delete").text
    assert visitor.post(f"/client-contacts/{other}/make-main").status_code == 302
    assert visitor.post(f"/client-contacts/{first}/delete").location == "/client-contacts/"
    assert visitor.get(f"/client-contacts/{first}").status_code == 404
    assert "for which it speaks" in visitor.get(f"/client-contacts/{other}").text
    versions = """SELECT event, name, state IS NULL AS ended FROM panel.version
                   WHERE kind = 'client-contact' AND key = $1 ORDER BY version"""
    told = [tuple(row) for row in yard.run(yard.world.fetch(versions, str(first)))]
    assert told == [("create", "Ada Baker", False), ("make-main", "Ada Baker", False), ("delete", "Ada Baker", True)]


@pytest.mark.slow
def test_a_client_changes_its_own_and_what_it_said_before_is_compared(yard: House) -> None:
    visitor = yard.signed_in("client")
    number = visitor.get("/api/v1/client_contacts").json["data"][0]["number"]
    told = {"name": "Ada Miller", "email": "ada@mail.example", "profile": "company"}
    refused = visitor.post(f"/client-contacts/{number}/update", told)
    assert refused.status_code == 422 and "also needs: Organisation, Street, City, Country" in refused.text
    assert visitor.post(f"/client-contacts/{number}/update", {**told, "profile": "reached"}).status_code == 302
    page = visitor.get(f"/client-contacts/{number}/history").text
    assert "<ins>Ada Miller</ins>" in page and "<del>carla@mail.example</del>" in page
    assert visitor.get("/client-contacts/-/create").text.count("clients/-/find") == 0, "it would be refused"
    strange = yard.signed_in("manager").get("/api/v1/client_contacts?q=Bob").json["data"][0]["number"]
    assert visitor.get(f"/client-contacts/{strange}/history").status_code == 404
    refused = visitor.post("/client-contacts/-/create", {**told, "profile": "reached", "client": "reseller"})
    assert "No such client" in refused.text


@pytest.mark.slow
@pytest.mark.feature("USR-06")
def test_a_document_attached_to_a_contact_is_seen_by_its_client_and_staff_and_nobody_else(yard: House) -> None:
    visitor = yard.signed_in("client")
    number = visitor.get("/api/v1/client_contacts").json["data"][0]["number"]
    form = {"csrf_token": visitor.token("/account/"), "file": (io.BytesIO(b"%PDF-1.7 a passport"), "passport.exe")}
    path = f"/client-contacts/{number}"
    sent = visitor.ask("POST", f"{path}/files", data=form, content_type="multipart/form-data")
    assert sent.status_code == 302
    for login in ("client", "reseller", "support"):
        page = yard.signed_in(login).get(path).text
        link = re.search(r'href="(/files/[^"]+)" download>passport.exe.pdf', page)[1]
        answer = yard.visitor().get(html.unescape(link))
        assert answer.data.startswith(b"%PDF") and "attachment" in answer.headers["Content-Disposition"]
    assert yard.signed_in("registrar").get(path).status_code == 403
    strange = yard.signed_in("manager").get("/api/v1/client_contacts?q=Bob").json["data"][0]["number"]
    form = {"csrf_token": visitor.token("/account/"), "file": (io.BytesIO(b"%PDF-1.7"), "x.pdf")}
    denied = visitor.ask("POST", f"/client-contacts/{strange}/files", data=form, content_type="multipart/form-data")
    assert denied.status_code == 404
