"""A registrar's own people change its ways in, by their roles, and nobody else's; transfers wait for the right one of two."""

import re

import pytest

from tests.panel.deed_samples import FINGERPRINT, FORESEEN, PEM, moving
from tests.panel.house import House


def pinned(yard: House, handle: str = "alpha") -> list[str]:
    sql = """SELECT encode(c.fingerprint, 'hex') FROM registry.certificate c
               JOIN registry.registrar r ON r.id = c.registrar_id WHERE r.handle = $1"""
    return [row[0] for row in yard.run(yard.world.fetch(sql, handle))]


@pytest.mark.slow
@pytest.mark.feature("REG-10")
def test_technical_people_change_to_the_next_certificate_after_seeing_what_it_is(yard: House) -> None:
    visitor, form = yard.signed_in("registrar-technical"), {"certificate": PEM, "reason": "The old one ends."}
    seen = visitor.post("/registrars/alpha/pin-certificate", form).text
    assert "CN=client.alpha.example" in seen and "itself" in seen and "elliptic curve" in seen and FINGERPRINT in seen
    assert FINGERPRINT not in pinned(yard)
    done = visitor.post("/registrars/alpha/pin-certificate", {**form, "foreseen": FORESEEN.search(seen)[1]})
    assert done.status_code == 302 and FINGERPRINT in pinned(yard)
    row = visitor.get("/registrars/alpha").text.partition(FINGERPRINT)
    assert "CN=client.alpha.example" in row[0] and "by alpha" in row[2] and "Take it away" in row[2]
    away = visitor.get(f"/registrars/alpha/unpin-certificate?fingerprint={FINGERPRINT}&reason=forged").text
    assert f'value="{FINGERPRINT}" selected' in away and "forged</" not in away
    assert "Ways in" not in yard.signed_in("registrar-finance").get("/registrars/alpha").text
    assert "is pinned already" in visitor.post("/registrars/alpha/pin-certificate", form).text
    gone = visitor.post("/registrars/alpha/unpin-certificate", {"fingerprint": FINGERPRINT, "reason": "A try."})
    assert gone.status_code == 302 and FINGERPRINT not in pinned(yard)
    for path in ("pin-certificate", "unpin-certificate", "set-networks", "rotate-password"):
        assert visitor.get(f"/registrars/beta/{path}").status_code == 404
        assert yard.signed_in("registrar-finance").get(f"/registrars/alpha/{path}").status_code == 403


@pytest.mark.slow
def test_a_private_key_is_refused_and_what_is_no_certificate_too(yard: House) -> None:
    visitor = yard.signed_in("registrar-technical")
    for text, words in (
        (PEM + "-----BEGIN PRIVATE KEY-----", "holds a private key"),
        ("hello", "no certificate in PEM"),
    ):
        answer = visitor.post("/registrars/alpha/pin-certificate", {"certificate": text, "reason": "x"})
        assert answer.status_code == 422 and words in answer.text


@pytest.mark.slow
def test_a_password_is_drawn_shown_once_and_opens_the_door(yard: House) -> None:
    visitor = yard.signed_in("registrar")
    shown = visitor.post("/registrars/alpha/rotate-password", {"reason": "Somebody left."}).text
    (secret,) = re.findall(r"<li>([\w-]{16})</li>", shown)
    (kept,) = yard.run(yard.world.fetch("SELECT password_hash FROM registry.registrar WHERE handle = 'alpha'"))[0]
    assert kept.startswith("$argon2id$") and secret not in kept
    told = yard.run(yard.world.fetch("SELECT row_to_json(a)::text FROM audit.activity a WHERE name = 'alpha'"))
    assert told and not any(secret in row[0] for row in told)


@pytest.mark.slow
def test_networks_are_rows_and_what_changes_is_shown(yard: House) -> None:
    visitor = yard.signed_in("registrar")
    form = {"networks": ["192.0.2.0/24", "2001:db8::1", ""], "reason": "A new office."}
    seen = visitor.post("/registrars/alpha/set-networks", form).text
    assert "from 2 networks alone" in seen and "2001:db8::1/128" in seen
    visitor.post("/registrars/alpha/set-networks", {**form, "foreseen": FORESEEN.search(seen)[1]})
    assert "192.0.2.0/24" in visitor.get("/registrars/alpha").text
    anywhere = visitor.post("/registrars/alpha/set-networks", {"networks": "", "reason": "Everywhere."}).text
    assert "from anywhere" in anywhere
    visitor.post("/registrars/alpha/set-networks", {"reason": "Everywhere.", "foreseen": FORESEEN.search(anywhere)[1]})
    assert "From any address" in visitor.get("/registrars/alpha").text


@pytest.mark.slow
def test_a_transfer_waits_for_the_one_who_loses_and_is_seen_by_both(yard: House) -> None:
    key = yard.run(moving()(yard.world))
    visitor = yard.signed_in("registrar")
    page = visitor.get("/transfers/").text
    assert key.removeprefix("domain/") in page and ">beta<" in page
    refused = visitor.post(f"/transfers/{key}/cancel", {})
    assert refused.status_code == 422 and "beta&#39;s to decide" in refused.text
    assert visitor.post(f"/transfers/{key}/reject", {"reason": "Not so."}).status_code == 302
    assert key.removeprefix("domain/") not in visitor.get("/transfers/").text
    assert key.removeprefix("domain/") in visitor.get("/transfers/?state=clientRejected").text


@pytest.mark.slow
def test_what_is_left_of_a_rate_is_on_the_registrars_page(yard: House) -> None:
    wish = {"class": "check", "per_second": "50", "burst": "100", "reason": "It floods."}
    assert yard.signed_in("master").post("/registrars/beta/limit-rate", wish).status_code == 302
    page = yard.signed_in("support").get("/registrars/beta").text
    assert "Checks a second" in page and "50, 100 at once, 100 left now" in page
