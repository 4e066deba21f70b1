"""Staff and sellers write to clients, to one or many; who refused is left alone, and one click of a mail program refuses."""

import re
from email import message_from_bytes, policy
from urllib.parse import urlsplit

import pytest

from mail import queries
from mail.composing import composed
from mail.sender import Sender
from panel.notifications.refusing import Refusals
from tests.panel.deed_samples import FORESEEN
from tests.panel.house import House, Visitor
from tests.panel.test_seller_tree import Tree

EVIL = "Sale\r\nBcc: all@one.example"
LETTER = {"kind": "message.newsletter", "subject": "We move", "text": "On Monday.\n\nCome <b>by</b> {login}!"}


@pytest.fixture
def mart(yard: House) -> House:
    if not yard.run(yard.world.fetch("SELECT FROM iam.account WHERE login = 'mart'")):
        yard.run(Tree(yard.world).plant("mart*", *(f"stall{number} < mart" for number in range(4)), "aside"))
        password = "(SELECT password_hash FROM iam.account WHERE login = 'client')"
        sql = f"""UPDATE iam.account SET password_hash = {password}, state = 'active', email = login || '@x.example'
                   WHERE login IN ('mart', 'aside') OR login LIKE 'stall_' RETURNING id"""
        yard.run(yard.world.fetch(sql))
    return yard


def mails(house: House, login: str) -> list:
    sql = """SELECT m.id, m.subject, m.text, m.refusal FROM mail.message m JOIN iam.account a ON a.id = m.account_id
              WHERE a.login = $1 AND m.event LIKE 'message.%' ORDER BY m.id"""
    return house.run(house.world.fetch(sql, login))


def sent(visitor: Visitor, address: str, form: dict) -> str:
    """Seen first, then done as it was seen."""
    seen = visitor.post(address, form)
    seal = FORESEEN.search(seen.text)
    assert seen.status_code == 200 and seal, seen.text
    done = visitor.post(address, {**form, "foreseen": seal[1]})
    assert done.status_code in (200, 302)
    return seen.text


def on_the_wire(house: House, number: int) -> bytes:
    now = house.world.clock.now()
    taken = house.run(
        house.world.store.transaction(
            lambda db: queries.take(db, now=now, lost_at=now, domain="house.example", only=number)
        )
    )
    return bytes(composed(taken, Sender("House", "mail@house.example", "mail@house.example")))


@pytest.mark.feature("SUP-05")
def test_many_are_written_to_as_it_was_shown_and_one_click_without_a_cookie_refuses_more(mart: House) -> None:
    seller = mart.signed_in("mart")
    chosen = {**LETTER, "keys": "stall0\nstall1\naside\nmart"}
    shown = sent(seller, "/clients/-/notify", chosen)
    assert "Come &lt;b&gt;by&lt;/b&gt; {login}!" in shown, (
        "as text, and nothing that somebody wrote is read as a template"
    )
    assert len(mails(mart, "stall0")) == len(mails(mart, "stall1")) == 1
    assert mails(mart, "aside") == mails(mart, "mart") == []
    (mail,) = mails(mart, "stall0")
    message = message_from_bytes(on_the_wire(mart, mail["id"]), policy=policy.default)
    assert message["List-Unsubscribe"] == f"<{mail['refusal']}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "<b>" not in message.get_body(("html",)).get_content() and mail["refusal"] in mail["text"]
    path = urlsplit(mail["refusal"]).path
    stranger = mart.app.test_client()
    page = mart.visitor().get(path)
    assert page.status_code == 200 and "Newsletters" in page.text and "<form" in page.text
    sent(seller, "/clients/stall0/notify", LETTER)
    assert len(mails(mart, "stall0")) == 2, "looking at the page refuses nothing"
    answer = mart.run(_click(mart, stranger, path))
    assert answer.status_code == 200
    again = seller.post("/clients/stall0/notify", LETTER)
    seal = FORESEEN.search(again.text)[1]
    assert seller.post("/clients/stall0/notify", {**LETTER, "foreseen": seal}).status_code == 302, "the bell is left"
    assert len(mails(mart, "stall0")) == 2
    sent(seller, "/clients/stall0/notify", LETTER | {"kind": "message.offer"})
    sent(seller, "/clients/stall0/notify", LETTER | {"kind": "message.important"})
    assert [mail["refusal"] is None for mail in mails(mart, "stall0")[2:]] == [False, True], "the rest comes still"
    assert len(mails(mart, "stall1")) == 1


async def _click(house: House, client, path: str):
    return await house.loop.run_in_executor(None, lambda: client.post(path, data={"List-Unsubscribe": "One-Click"}))


def test_what_nobody_made_refuses_nothing(mart: House) -> None:
    refusals = Refusals("a secret")
    token = refusals.token(7, "newsletters")
    assert refusals.read(token) == (7, "newsletters") and Refusals("another").read(token) is None
    for wrong in (
        "",
        "7",
        "-",
        "7-newsletters-",
        token.replace("7-", "8-", 1),
        token.replace("newsletters", "commercial"),
    ):
        assert refusals.read(wrong) is None, wrong
    assert refusals.read(refusals.token(7, "important")) is None, "what everybody must know cannot be refused"
    assert mart.visitor().get(f"/notifications/-/refuse/{token}").status_code == 404
    assert mart.visitor().get("/notifications/-/refuse/7-newsletters-\u00e9").status_code == 404


def test_no_header_begins_in_a_subject_and_no_markup_in_a_text(mart: House) -> None:
    seller = mart.signed_in("mart")
    form = LETTER | {"subject": EVIL, "text": "<script>alert(1)</script>\n\n\n\nhttps://evil.example/\x00"}
    assert seller.post("/clients/stall2/notify", form).status_code in (200, 422)
    form = LETTER | {"subject": "Sale {name}", "text": "<script>alert(1)</script>\n\n\n\n.\nBcc: x@y.example"}
    sent(seller, "/clients/stall2/notify", form)
    (mail,) = mails(mart, "stall2")
    octets = on_the_wire(mart, mail["id"])
    message = message_from_bytes(octets, policy=policy.default)
    assert message["Bcc"] is None and message["Subject"] == "Sale {name}"
    assert "<script>" not in message.get_body(("html",)).get_content()
    assert not re.search(r"^Bcc:", octets.partition(b"\r\n\r\n")[0].decode(), re.MULTILINE)


def test_a_client_writes_to_nobody_and_a_seller_to_nobody_elses(mart: House) -> None:
    assert mart.signed_in("stall3").post("/clients/stall3/notify", LETTER).status_code == 403
    assert mart.signed_in("mart").post("/clients/aside/notify", LETTER).status_code == 404
