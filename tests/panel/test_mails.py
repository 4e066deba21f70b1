"""The log of mails shows what was written and what the server said, and nothing that opens anything."""

import hashlib

import pytest

from mail import queries
from mail.outbox import Mail, Recipient, queue_mail
from mail.wording import HIDDEN
from tests.panel.house import House, written

SECRET = "https://panel.example/c/op3n-sesame"


async def tried(world, number: int, answer: str) -> None:
    now = world.clock.now()
    taken = await world.store.transaction(
        lambda db: queries.take(db, now=now, lost_at=now, domain="house.example", only=number)
    )
    await world.store.transaction(
        lambda db: queries.put_off(
            db, id=number, lost_at=taken.lost_at, due_at=now, answer=answer, doubtful=False, counts=True, now=now
        )
    )


@pytest.mark.feature("SUP-05")
def test_a_mail_is_shown_with_its_tries_and_without_what_opens_something(yard: House) -> None:
    number = yard.run(written(yard.world, "client", link=SECRET))
    yard.run(tried(yard.world, number, "451 4.7.1 <b>greylisted</b>"))
    reseller = yard.signed_in("reseller")
    shown, framed = reseller.get(f"/mails/{number}"), reseller.get(f"/mails/{number}/html")
    for page in (
        shown,
        framed,
        reseller.get("/mails/"),
        reseller.get("/api/v1/mails"),
        reseller.get("/mails/?q=client@"),
    ):
        assert page.status_code == 200 and SECRET not in page.text and "op3n" not in page.text
    assert HIDDEN in shown.text and HIDDEN in framed.text
    assert "451 4.7.1 &lt;b&gt;greylisted&lt;/b&gt;" in shown.text
    (text,) = yard.run(yard.world.fetch("SELECT text FROM mail.message WHERE id = $1", number))
    assert hashlib.sha256(text["text"].encode()).hexdigest() in shown.text
    assert 'sandbox=""' in shown.text and "frame-src 'self'" in shown.headers["Content-Security-Policy"]
    assert framed.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert yard.signed_in("client").get(f"/mails/{number}").status_code == 403


def test_what_a_hostile_name_says_is_text_in_every_part(yard: House) -> None:
    name = "</title><script>alert(1)</script>\r\nBcc: all@one.example\n\nhttps://evil.example/"
    mail = Mail(
        "client-contact.confirm-address",
        Recipient("vera@one.example", name),
        {"name": name, "link": SECRET, "hours": "24"},
    )
    number = yard.run(yard.world.store.transaction(lambda db: queue_mail(db, mail, yard.world.clock.now())))
    master = yard.signed_in("master")
    for page in (master.get(f"/mails/{number}"), master.get(f"/mails/{number}/html")):
        assert page.status_code == 200 and "<script>alert" not in page.text
        assert 'href="https://evil.example' not in page.text
    assert yard.signed_in("reseller").get(f"/mails/{number}").status_code == 404


def test_what_is_cancelled_never_leaves_and_opens_nothing(yard: House) -> None:
    number = yard.run(written(yard.world, "client", link=SECRET))
    reseller = yard.signed_in("reseller")
    answer = reseller.post(f"/mails/{number}/cancel", {"reason": "A mistake."}, at=f"/mails/{number}/cancel")
    assert answer.status_code == 302
    (kept,) = yard.run(yard.world.fetch("SELECT state, text, shown, spent FROM mail.message WHERE id = $1", number))
    assert (kept["state"], kept["shown"], kept["spent"]) == ("cancelled", None, True) and SECRET not in kept["text"]
    now = yard.world.clock.now()
    take = queries.take
    assert (
        yard.run(
            yard.world.store.transaction(lambda db: take(db, now=now, lost_at=now, domain="house.example", only=number))
        )
        is None
    )
    assert yard.run(yard.world.store.transaction(lambda db: queries.resend(db, id=number, now=now))) is None
