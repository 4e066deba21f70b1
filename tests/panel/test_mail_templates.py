"""A seller says in their own words what mails to their people say, sees how that looks, and tries it on themselves."""

import re

import pytest

from tests.panel.house import House

KEY = "reseller/en/client-contact.confirm-address"
PAGE = f"/mail-templates/{KEY}"


@pytest.mark.feature("SUP-05")
def test_a_template_is_foreseen_changed_tried_compared_and_taken_back(yard: House) -> None:
    reseller = yard.signed_in("reseller")
    assert "built in" in reseller.get(PAGE).text
    said = {"subject": "Is it you, {name}?", "text": "Please <b>click</b>:\n\n{link}", "reason": "Our own voice."}
    foreseen = reseller.post(f"{PAGE}/change", said, at=f"{PAGE}/change")
    assert "Is it you, Vera Holder?" in foreseen.text and foreseen.status_code == 200
    seal = re.search(r'name="foreseen" value="(\w+)"', foreseen.text)[1]
    assert reseller.post(f"{PAGE}/change", {**said, "foreseen": seal}, at=f"{PAGE}/change").status_code == 302
    shown, framed = reseller.get(PAGE).text, reseller.get(f"/mail-templates/-/framed/{KEY}")
    assert "<ins>+ Is it you, {name}?</ins>" in shown and "Please &lt;b&gt;click&lt;/b&gt;" in framed.text
    assert framed.headers["Content-Security-Policy"].startswith("sandbox;")
    assert reseller.post(f"{PAGE}/try", at=f"{PAGE}/try").status_code == 302
    (mail,) = yard.run(
        yard.world.fetch(
            "SELECT address, subject FROM mail.message WHERE event = $1 ORDER BY id DESC LIMIT 1",
            KEY.rpartition("/")[2],
        )
    )
    assert tuple(mail) == ("reseller@demo.example", "Is it you, Vera Holder?")
    assert reseller.post(f"{PAGE}/reset", {"reason": "Enough."}, at=f"{PAGE}/reset").status_code == 302
    assert "built in" in reseller.get(PAGE).text


def test_nobody_says_anything_in_the_name_of_the_house_or_of_another_seller(yard: House) -> None:
    reseller = yard.signed_in("reseller")
    for path in (
        "/mail-templates/-/en/system.test",
        "/mail-templates/client/en/system.test",
        "/mail-templates/reseller/xx/a",
    ):
        assert reseller.get(path).status_code == 404
    assert yard.signed_in("master").get("/mail-templates/-/en/system.test").status_code == 200
    assert yard.signed_in("client").get(PAGE).status_code == 403
    unknown = reseller.post(
        f"{PAGE}/change", {"subject": "Hi", "text": "{link} {password}", "reason": "Why not?"}, at=f"{PAGE}/change"
    )
    assert "no {password} here" in unknown.text
