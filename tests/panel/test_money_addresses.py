"""Mails of money go to further addresses, of which each was asked first, and of which there are few."""

from datetime import timedelta

import pytest

from panel.telling.jobs import tell_promptly
from registry.actions.registrar_top_up import registrar_top_up
from registry.requests.registrar import RegistrarTopUp
from tests.panel.house import House
from tests.panel.letters import letters, link_in, token_in

BOOKS = "books@x.example"


def money_comes(house: House) -> None:
    house.run(registrar_top_up(house.world.operator, RegistrarTopUp("alpha", 100, "USD", "Wire")))
    house.run(tell_promptly(house.world.registry))


@pytest.mark.feature("SUP-05")
def test_an_address_gets_nothing_before_somebody_there_said_yes_and_nothing_after_it_was_dropped(yard: House) -> None:
    person = yard.signed_in("registrar-finance")
    yard.run(tell_promptly(yard.world.registry))
    assert person.post("/money-addresses/-/add", {"address": BOOKS}).status_code == 302
    (asked,) = letters(yard, BOOKS)
    money_comes(yard)
    assert len(letters(yard, BOOKS)) == 1
    stranger, path = yard.visitor(), "/money-addresses/-/confirm"
    assert stranger.get(link_in(asked)).status_code == 200 and len(letters(yard, BOOKS)) == 1
    assert stranger.post(path, {"token": "made up"}, at=link_in(asked)).status_code == 410
    assert stranger.post(path, {"token": token_in(asked)}, at=link_in(asked)).status_code == 200
    assert stranger.post(path, {"token": token_in(asked)}, at=link_in(asked)).status_code == 410, "once"
    assert "books@x.example" in letters(yard, "registrar-finance@demo.example", "money.address-confirmed")[0]
    money_comes(yard)
    assert len(letters(yard, BOOKS, "money.received")) == 1
    assert letters(yard, BOOKS, "account.%") == [], "of money alone"
    # as its owner wishes it: no mails of money, none there
    person.post("/notifications/-/wishes", {"wanted": ["money site"]})
    money_comes(yard)
    assert len(letters(yard, BOOKS, "money.received")) == 1
    person.post("/notifications/-/wishes", {"wanted": ["money site", "money mail"]})
    (number,) = yard.run(yard.world.fetch("SELECT id FROM mail.money_address WHERE address = $1", BOOKS))
    assert yard.signed_in("registrar").post(f"/money-addresses/{number['id']}/drop").status_code == 404
    assert person.post(f"/money-addresses/{number['id']}/drop").status_code == 302
    money_comes(yard)
    assert len(letters(yard, BOOKS, "money.received")) == 1


def test_there_are_few_each_once_and_strangers_are_not_written_to_again_and_again(yard: House) -> None:
    person = yard.signed_in("registrar")
    add = "/money-addresses/-/add"
    assert person.post(add, {"address": "a@x.example"}).status_code == 302
    assert person.post(add, {"address": "A@x.example"}).status_code == 422
    assert person.post(add, {"address": "a@x.example\r\nBcc: b@x.example"}).status_code == 422
    for number in range(4):
        assert person.post(add, {"address": f"b{number}@x.example"}).status_code == 302
    assert person.post(add, {"address": "one-more@x.example"}).status_code == 422
    rows = yard.run(yard.world.fetch("SELECT id FROM mail.money_address WHERE address LIKE 'b%' ORDER BY id"))
    again = f"/money-addresses/{rows[0]['id']}/send-again"
    assert person.post(again).status_code == 422, "a link was sent a moment ago"
    for _ in range(5):
        yard.world.clock.advance(minutes=3)
        assert person.post(again).status_code == 302
    yard.world.clock.advance(minutes=3)
    assert person.post(again).status_code == 422, "ten links a day"
    first, *_, last = letters(yard, "b0@x.example")
    yard.world.clock.advance(hours=25)
    stranger = yard.visitor()
    for letter in (first, last):
        answer = stranger.post("/money-addresses/-/confirm", {"token": token_in(letter)}, at=link_in(letter))
        assert answer.status_code == 410
    yard.world.clock.advance(seconds=timedelta(days=1).total_seconds())
