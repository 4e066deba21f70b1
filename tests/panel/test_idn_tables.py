"""IDN tables: their letters, which TLDs offer them, and what they say of a label, for staff and registrars alike."""

import re

from registry.model.idn_table import verdicts
from tests.panel.house import House


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text[text.index("<main") :]).split())


def test_a_table_shows_its_letters_with_their_code_points_and_variants_and_who_offers_it(house: House) -> None:
    for role in ("support", "registrar-finance"):
        assert house.signed_in(role).get("/api/v1/idn_tables?tld=example").json["data"][0]["tlds"] == ["example"]
    assert house.signed_in("admin").get("/api/v1/idn_tables?tld=test").json["data"] == []
    text = house.signed_in("registrar").get("/idn-tables/de").text
    assert "U+00DF" in text and "latin small letter sharp s" in text and "U+0073 U+0073" in text
    assert "/tlds/example" not in text and "/tlds/example" in house.signed_in("admin").get("/idn-tables/de").text
    assert house.signed_in("admin").get("/idn-tables/none").status_code == 404
    assert house.signed_in("client").get("/idn-tables/de").status_code == 403


def test_a_label_is_tried_by_the_tables_that_registrations_are_judged_by(house: House) -> None:
    staff = house.signed_in("support")

    def said(**asked: str) -> str:
        return plain(staff.get("/idn-tables/-/judge", query_string=asked).text)

    assert "xn--strae-oqa" in said(label="Straße", tld="example") and "Registered by de" in said(
        label="straße", tld="example"
    )
    assert said(label="xn--strae-oqa").count("permitted") == 2
    refused = said(label="жук", tld="example")
    assert "by no table" in refused and "ж у к" in refused and "not permitted" in refused
    assert "needs no table" in said(label="plain", tld="test") and "No table is offered" in said(
        label="straße", tld="test"
    )
    for odd in ("a.b", "-", "\u200d", "xn--a", "<b>", ""):
        assert "permitted" not in said(label=odd).replace("not permitted", "")
    assert "That is no label" in said(label="xn--a") and "<b>" not in staff.get("/idn-tables/-/judge?label=<b>").text


def test_variants_share_an_index(house: House) -> None:
    registry = house.world.registry
    (one,), (other,) = (
        verdicts(registry.tables, ("de",), label, registry.clock.now()) for label in ("straße", "strasse")
    )
    assert one.index == other.index and one.permitted and one.strangers == ()
