"""Documents of clients: one lives from its first file to its last word, and whose are whose."""

import asyncio
import html
import io
import re

import pytest

from panel.clients.actions import By
from panel.documents.papers import Paper, document_generate
from panel.kit.deeds import Declined
from tests.panel.house import House, Visitor
from tests.panel.test_document_templates import words_of

PDF = b"%PDF-1.7 "
NOBODYS = 999_999


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
def test_they_are_found_by_what_they_are_and_until_when_they_hold(untouched: House) -> None:
    visitor = untouched.signed_in("reseller")

    def found(query: str) -> list[str]:
        return [row["title"] for row in visitor.get(f"/api/v1/documents?client=client&{query}").json["data"]]

    contract, proof = "Frame contract", "Bill of the water works"
    assert found("") == [proof, contract]
    for query in ("type=contract", "status=signed", "lacks=sent&filed=yes", "validity=ending", "q=frame", "q=c-2026"):
        assert found(query) == [contract], query
    for query in ("lacks=signed", "validity=good", "filed=no", "type=address-proof"):
        assert found(query) == [proof], query
    assert found("validity=over") == found("state=deleted") == found("until_to=2020-01-01") == []
    month = f"{untouched.world.clock.now():%Y-%m}"
    stacked = visitor.get("/documents/-/months?client=client").text
    assert f"type=contract&amp;month={month}" in stacked and stacked.count("nh-gap") == 22
    assert found(f"month={month}") == [proof, contract]
    assert "Frame contract" in visitor.get("/clients/client").text
    gone = untouched.signed_in("client").get("/documents/-/months?client=reseller").text
    assert "No documents are filed" in gone


def generated(visitor: Visitor, **form: object):
    return visitor.post("/documents/-/generate", {"kind": "contract", "client": "client", **form})


@pytest.mark.slow
@pytest.mark.feature("USR-06")
def test_a_document_says_who_sends_it_to_whom_and_is_set_with_their_requisites(yard: House) -> None:
    reseller, manager = yard.signed_in("reseller"), yard.signed_in("manager")
    bureau = {"name": "Bureau", "email": "bureau@mail.example", "profile": "reached", "client": "reseller"}
    contact = manager.post("/client-contacts/-/create", bureau).location.rpartition("/")[2]
    account = {"account": "DE89 3704 0044 0532 0130 00", "currency": "EUR", "bank": "Bank am Hafen"}
    assert reseller.post(f"/client-contacts/{contact}/add-account", account).status_code == 302
    assert reseller.post(f"/client-contacts/{contact}/set-taxes", {"director": "Bob Seller"}).status_code == 302
    assert "no contact of the seller" in generated(reseller, sender="Ada Baker").text
    assert "There is no such contact" in generated(reseller, sender="Nobody Here").text
    number = generated(reseller, sender="Bureau").location.rpartition("/")[2]
    shown = page(reseller, number)
    said = words_of(yard.visitor().get(html.unescape(re.search(r'href="(/files/[^"]+)" download>C-', shown)[1])).data)
    for each in ("Bureau", "Represented by Bob Seller", "DE89370400440532013000, EUR, Bank am Hafen", "Ada Baker"):
        assert each in said, said
    for query in ("sender=Bureau", "receiver=Ada+Baker&sender=Bureau"):
        (row,) = reseller.get(f"/api/v1/documents?{query}&columns=parties").json["data"]
        assert (row["sender"], row["receiver"]) == ("Bureau", "Ada Baker")
    assert reseller.get("/api/v1/documents?sender=Ada+Baker").json["data"] == []
    assert manager.post("/client-contacts/-/create", bureau).status_code == 302
    told = {"type": "contract", "title": "Frame", "sender": "Bureau"}
    assert reseller.post(f"/documents/{number}/update", told).status_code == 302, "it stands there already"
    other = made(reseller)
    assert "Several contacts are called so" in reseller.post(f"/documents/{other}/update", told).text
    assert reseller.post(f"/documents/{other}/update", {**told, "sender": contact}).status_code == 302
    foreign = {**told, "sender": "", "receiver": "Bureau"}
    assert "There is no such contact" in yard.signed_in("client").post("/documents/-/create", foreign).text
    assert reseller.post(f"/client-contacts/{contact}/delete").status_code == 302
    assert reseller.get("/api/v1/documents?sender=Bureau").json["data"] == [], "who is gone sends nothing"


@pytest.mark.slow
@pytest.mark.feature("USR-06")
def test_a_document_is_set_numbered_and_set_again_with_what_is_true_then(yard: House) -> None:
    reseller = yard.signed_in("reseller")
    answer = generated(reseller, text=["We sell.", "You pay #1."], title="Frame")
    assert answer.status_code == 302, answer.text
    number = answer.location.rpartition("/")[2]
    (row,) = yard.run(yard.world.fetch("SELECT number, title FROM panel.document WHERE id = $1", int(number)))
    year = yard.world.clock.now().year
    assert re.fullmatch(rf"C-{year}-\d{{5}}", row["number"]) and row["title"] == "Frame"

    def file() -> str:
        found = re.search(r'href="(/files/[^"]+)" download>' + row["number"], page(reseller, number))
        return words_of(yard.visitor().get(html.unescape(found[1])).data)

    said = file()
    assert all(each in said for each in ("Frame", row["number"], "We sell.", "You pay #1.")), said
    reseller.post(f"/documents/{number}/set-statuses", {"statuses": ["signed"]})
    reseller.post(
        f"/documents/{number}/update", {"type": "contract", "title": "Frame, second", "number": row["number"]}
    )
    again = {"reason": "A wrong title."}
    assert yard.signed_in("client").post(f"/documents/{number}/regenerate", again).status_code == 403
    assert reseller.post(f"/documents/{number}/regenerate", again).status_code == 302
    assert "Frame, second" in file() and "Its file was replaced." in page(reseller, number)
    assert page(reseller, number).count(f"{row['number']}.pdf</a>") == 2, "the former stays"
    handed = made(reseller)
    assert "not set from a template" in reseller.post(f"/documents/{handed}/regenerate", again).text
    stranger = generated(reseller, client="nobody-there")
    assert "There is no such client" in stranger.text


@pytest.mark.slow
def test_numbers_have_no_gap_however_many_are_set_at_once_and_however_many_fail(yard: House) -> None:
    world, cx = yard.world, yard.world.operator
    broken = "INSERT INTO panel.document_template VALUES ('nda', NULL, '#if data.number.ends-with(\"3\") [#panic()]', $1, 'x')"
    yard.run(world.fetch(broken, world.clock.now()))

    async def many(kind: str) -> list[object]:
        wanted = [document_generate(cx, By("boss"), "client", Paper(kind)) for _ in range(5)]
        return await asyncio.gather(*wanted, return_exceptions=True)

    assert not [each for each in yard.run(many("other")) if isinstance(each, BaseException)]
    refused = yard.run(many("nda"))
    assert sum(isinstance(each, Declined) for each in refused) == 3, "the third number is never taken"
    sql = "SELECT number FROM panel.document WHERE made_from ->> 'kind' = $1 ORDER BY number"
    year = world.clock.now().year
    numbers = [each["number"] for each in yard.run(world.fetch(sql, "other"))]
    assert numbers == [f"D-{year}-{number:05}" for number in range(1, 6)]
    numbers = [each["number"] for each in yard.run(world.fetch(sql, "nda"))]
    assert numbers == [f"N-{year}-{number:05}" for number in range(1, 3)]


@pytest.mark.slow
@pytest.mark.feature("USR-06")
def test_documents_of_a_month_are_mailed_out_with_links_that_hold_for_two_weeks(yard: House) -> None:
    reseller, month = yard.signed_in("reseller"), f"{yard.world.clock.now():%Y-%m}"
    first, second = (
        generated(reseller, kind="probation", title=each).location.rpartition("/")[2] for each in ("One", "Two")
    )
    bare = made(reseller, type="probation", title="Bare", client="client")
    shown = reseller.get(f"/documents/-/mail-out?type=probation&month={month}").text
    for number, mark in ((first, "checked"), (second, "checked"), (bare, "disabled")):
        assert re.search(rf'value="{number}"[^>]* {mark}>', shown), number
    assert "2 wait." in shown and "client@demo.example" in shown
    chosen = {"deed": "send", "query": f"type=probation&month={month}", "keys": [first, second]}
    assert "2 documents" in reseller.post("/documents/-/", chosen, at="/documents/").text
    sent = reseller.post("/documents/-/send", {"keys": [first, second]}, at="/documents/")
    assert sent.text.count("is told that it is there") == 2
    assert "Nothing" not in reseller.get(f"/documents/-/mail-out?type=probation&month={month}").text
    mails = yard.run(
        yard.world.fetch("SELECT text, shown FROM mail.message WHERE event = 'document.sent' ORDER BY id DESC LIMIT 2")
    )
    assert all("••••" in each["shown"] for each in mails), "the link is for its reader alone"
    path = re.search(r"https?://[^/]+(/documents/-/sent/\S+)", mails[0]["text"])[1]
    got = yard.visitor().get(path)
    assert got.mimetype == "application/pdf" and "attachment" in got.headers["Content-Disposition"]
    assert yard.visitor().get(f"{path[:-1]}{'0' if path[-1] != '0' else '1'}").status_code == 404
    assert yard.visitor().get(re.sub(r"sent/\d+", f"sent/{NOBODYS}", path)).status_code == 404
    reseller.post(f"/documents/{second}/delete", {"reason": "Wrong."})
    reseller.post(f"/documents/{first}/delete", {"reason": "Wrong."})
    assert yard.visitor().get(path).status_code == 404, "deleted documents are nobody's to read"
    reseller.post(f"/documents/{second}/restore", {"reason": "Right."})
    reseller.post(f"/documents/{first}/restore", {"reason": "Right."})
    assert yard.visitor().get(path).status_code == 200
    assert yard.signed_in("client").get(f"/documents/-/mail-out?type=probation&month={month}").status_code == 403
    yard.world.clock.advance(days=15)
    assert yard.visitor().get(path).status_code == 404


@pytest.mark.slow
def test_they_are_counted_by_type_over_ten_months(house: House) -> None:
    shown = house.signed_in("reseller").get("/documents/-/statistics").text
    months = re.findall(r'<th scope="col" class="text-end text-nowrap">(\d{4}-\d{2})</th>', shown)
    assert len(months) == 10 and months[-1] == f"{house.world.clock.now():%Y-%m}"
    assert "Contract" in shown and "In all" in shown
