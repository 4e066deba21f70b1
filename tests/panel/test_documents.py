"""Documents of clients: one lives from its first file to its last word, and whose are whose."""

import html
import io
import re

import pytest

from tests.panel.house import House, Visitor

PDF = b"%PDF-1.7 "


def hand_in(visitor: Visitor, number: str, content: bytes, name: str = "contract.pdf"):
    form = {"csrf_token": visitor.token("/account/"), "file": (io.BytesIO(content), name)}
    return visitor.ask("POST", f"/documents/{number}/file", data=form, content_type="multipart/form-data")


def made(visitor: Visitor, **form: str) -> str:
    answer = visitor.post("/documents/-/create", {"type": "contract", "title": "A contract", **form})
    assert answer.status_code == 302, answer.text
    return answer.location.rpartition("/")[2]


def page(visitor: Visitor, number: str) -> str:
    """What is said of what was done aside."""
    visitor.get("/account/")
    return visitor.get(f"/documents/{number}").text


@pytest.mark.slow
@pytest.mark.feature("USR-06")
def test_a_file_is_replaced_and_stays_as_history_and_what_was_said_of_it_is_taken_back(yard: House) -> None:
    client, reseller = yard.signed_in("client"), yard.signed_in("reseller")
    number = made(client)
    assert hand_in(client, number, PDF + b"first").status_code == 302
    assert "contract.pdf is its file now" in client.get(f"/documents/{number}").text
    hand_in(client, number, PDF + b"again")
    assert "you may not replace that" in client.get(f"/documents/{number}").text
    said = {"statuses": ["verified", "signed"]}
    assert client.post(f"/documents/{number}/set-statuses", said).status_code == 403
    assert reseller.post(f"/documents/{number}/set-statuses", said).status_code == 302
    assert "Verified" in page(client, number) and "Taken back" not in page(client, number)
    hand_in(reseller, number, PDF + b"second", "contract-2.pdf")
    for visitor, former in ((reseller, True), (client, False)):
        shown = page(visitor, number)
        assert ("contract.pdf</a>" in shown, "contract-2.pdf</a>" in shown) == (former, True)
        assert (
            shown.count("Its file was replaced.") == 2
            and "nh-tone-green" not in shown.split("<h1", 1)[1].split("</div>")[0]
        )
    link = re.search(r'href="(/files/[^"]+)" download>contract-2', page(client, number))[1]
    assert yard.visitor().get(html.unescape(link)).data == PDF + b"second"
    versions = """SELECT event, by, state ->> 'file' AS file FROM panel.version
                   WHERE kind = 'document' AND key = $1 ORDER BY version"""
    told = [tuple(row) for row in yard.run(yard.world.fetch(versions, number))]
    assert told == [
        ("create", "client", None),
        ("file", "client", "contract.pdf"),
        ("set-statuses", "reseller", "contract.pdf"),
        ("file", "reseller", "contract-2.pdf"),
    ]
    assert reseller.get(f"/documents/{number}/history").status_code == 200
    assert client.get(f"/documents/{number}/history").status_code == 403
    hand_in(reseller, number, b"MZ\x90\0\x03", "contract.pdf")
    assert "none of the kinds that are kept" in reseller.get(f"/documents/{number}").text


@pytest.mark.slow
def test_who_is_sent_a_document_is_told_and_it_says_that_it_was_sent(yard: House) -> None:
    reseller, client, number = yard.signed_in("reseller"), yard.signed_in("client"), made(yard.signed_in("client"))
    reseller.post(f"/documents/{number}/update", {"type": "contract", "title": "Frame contract", "number": "C-9"})
    assert "It has no file yet." in reseller.post(f"/documents/{number}/send").text
    hand_in(reseller, number, PDF + b"for you")
    assert reseller.post(f"/documents/{number}/send").status_code == 302
    assert "Sent" in page(client, number)
    assert "A document is ready for you: Frame contract (C-9)" in client.get("/notifications/").text
    mails = yard.run(yard.world.fetch("SELECT subject FROM mail.message WHERE event = 'document.sent'"))
    assert {each["subject"] for each in mails} >= {"A document is ready for you: Frame contract (C-9)"}
    own = made(reseller)
    hand_in(reseller, own, PDF + b"for me")
    assert "It is your own" in reseller.post(f"/documents/{own}/send").text


@pytest.mark.slow
@pytest.mark.feature("USR-06")
def test_nobody_verifies_their_own_and_what_was_said_is_only_added_to(yard: House) -> None:
    reseller, number = yard.signed_in("reseller"), made(yard.signed_in("reseller"))
    assert 'value="verified"' not in reseller.get(f"/documents/{number}/set-statuses").text
    headers = {"X-CSRFToken": reseller.token("/account/")}
    path = f"/api/v1/documents/{number}/set-statuses"
    assert reseller.ask("POST", path, json={"statuses": ["verified"]}, headers=headers).status_code == 422
    assert (
        yard.signed_in("support").post(f"/documents/{number}/set-statuses", {"statuses": "verified"}).status_code == 302
    )
    for sql in (
        "UPDATE panel.document_status SET given = false WHERE document_id = $1",
        "DELETE FROM panel.document_status WHERE document_id = $1",
    ):
        with pytest.raises(Exception, match="only added to"):
            yard.run(yard.world.fetch(sql, int(number)))


@pytest.mark.slow
@pytest.mark.feature("USR-06")
def test_they_are_found_by_what_they_are_and_until_when_they_hold(house: House) -> None:
    visitor = house.signed_in("reseller")

    def found(query: str) -> list[str]:
        return [row["title"] for row in visitor.get(f"/api/v1/documents?client=client&{query}").json["data"]]

    contract, proof = "Frame contract", "Bill of the water works"
    assert found("") == [proof, contract]
    for query in ("type=contract", "status=signed", "lacks=sent&filed=yes", "validity=ending", "q=frame", "q=c-2026"):
        assert found(query) == [contract], query
    for query in ("lacks=signed", "validity=good", "filed=no", "type=address-proof"):
        assert found(query) == [proof], query
    assert found("validity=over") == found("state=deleted") == found("until_to=2020-01-01") == []
    month = f"{house.world.clock.now():%Y-%m}"
    stacked = visitor.get("/documents/-/months?client=client").text
    assert f"type=contract&amp;month={month}" in stacked and stacked.count("nh-gap") == 22
    assert found(f"month={month}") == [proof, contract]
    assert "Frame contract" in visitor.get("/clients/client").text
    gone = house.signed_in("client").get("/documents/-/months?client=reseller").text
    assert "No documents are filed" in gone
