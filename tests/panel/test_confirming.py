"""What is confirmed stays so as long as it is said; a code proves a telephone, and only the right one, in time, and few tries."""

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from panel.client_contacts import queries
from panel.client_contacts.actions import contact_change, contact_create
from panel.client_contacts.confirming import (
    ATTRIBUTES,
    MOST_CODES,
    MOST_TRIES,
    confirm,
    send_code,
    send_codes,
    take_code,
    why_no_code,
    why_not_it,
)
from panel.client_contacts.gateway import opened, spoken
from panel.client_contacts.queries import PhoneCode
from panel.client_contacts.simulated_gateway import UNREACHABLE, SimulatedGateway
from panel.clients.actions import By
from panel.kit.deeds import Declined
from registry.context import Actor, Context
from registry.messenger import MessengerDeclines, MessengerSilent
from registry.settings import load
from tests.panel.house import House, baker
from tests.tmch.simulated import server_tls
from tests.world import BEGINNING

BOSS = By("boss")
ACCOUNT, TOKEN = "AC-demo", "a-token-between-us"


def context(yard: House) -> Context:
    return yard.world.registry.context("panel", Actor(operator="boss"))


def fresh(yard: House, **said: str) -> int:
    return yard.run(contact_create(context(yard), BOSS, "client", baker("Ada") | said))


def levels(yard: House, number: int) -> dict[str, str]:
    rows = yard.run(yard.world.store.reading(lambda db: queries.levels(db, contact_id=number)))
    return {each.attribute: each.level for each in rows}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_value_is_as_confirmed_as_when_it_was_and_no_other_is(yard: House, seed: int) -> None:
    dice, number = random.Random(seed), fresh(yard)
    fields = {"name": "name", "email": "email", "voice_phone": "voice_phone", "address": "city"}
    said = {name: baker("Ada")[field] for name, field in fields.items()}
    kept: dict[str, tuple[str, str]] = {}
    for _ in range(40):
        name = dice.choice(list(fields))
        if dice.random() < 0.5:
            said[name] = dice.choice(["+12015550123", "+12015550124", "+12015550125"])
            change = {fields[name]: said[name]}
            yard.run(contact_change(context(yard), BOSS, number, "update", change))
        else:
            level = dice.choice(
                ["confirmed", "unconfirmed", *(["fullverified"] if name in ("name", "address") else [])]
            )
            rows = yard.run(yard.world.store.reading(lambda db: queries.levels(db, contact_id=number)))
            value = next(each.value for each in rows if each.attribute == name)
            yard.run(confirm(context(yard), BOSS, number, [(name, value)], level))
            kept[name] = (said[name], level)
        wanted = {
            each: kept[each][1] if each in kept and kept[each][0] == said[each] else "unconfirmed" for each in fields
        }
        assert {each: level for each, level in levels(yard, number).items() if each in fields} == wanted


@pytest.mark.slow
def test_what_is_confirmed_is_what_was_seen(yard: House) -> None:
    number = fresh(yard)
    with pytest.raises(Declined, match="another by now"):
        yard.run(confirm(context(yard), BOSS, number, [("email", "before@mail.example")], "confirmed"))
    visitor, address = yard.signed_in("manager"), f"/client-contacts/{number}/set-verified"
    form = {"attributes": ["email", "name"], "level": "confirmed", "reason": "By letter."}
    seen = visitor.post(address, form)
    assert "ada@bakery.example" in seen.text and set(levels(yard, number).values()) == {"unconfirmed"}
    mark = re.search(r'name="foreseen" value="(\w+)"', seen.text)[1]
    yard.run(contact_change(context(yard), BOSS, number, "update", {"email": "other@mail.example"}))
    again = visitor.post(address, {**form, "foreseen": mark})
    assert "other@mail.example" in again.text and levels(yard, number)["email"] == "unconfirmed"
    assert yard.signed_in("client").get(address).status_code == 403
    assert yard.signed_in("support").get(f"/client-contacts/{number}/force-verify").status_code == 403
    assert "has no fax" in visitor.post(address, {**form, "attributes": "fax_phone"}).text
    assert set(levels(yard, number)) == set(ATTRIBUTES)


CODE = PhoneCode("+1", b"", b"", BEGINNING, BEGINNING + timedelta(minutes=10), 1, 0, None)


def test_the_rules_of_codes() -> None:
    now = BEGINNING + timedelta(minutes=1)
    assert why_no_code(None, "+1", "unconfirmed", now) is None
    assert "confirmed already" in why_no_code(None, "+1", "confirmed", now)
    assert "no telephone" in why_no_code(None, "", "unconfirmed", now)
    assert "12:02:00" in why_no_code(CODE, "+1", "unconfirmed", now)
    later = BEGINNING + timedelta(minutes=2)
    assert why_no_code(CODE, "+1", "unconfirmed", later) is None
    for worn in (replace(CODE, tries=MOST_TRIES), replace(CODE, codes=MOST_CODES)):
        assert "support" in why_no_code(worn, "+1", "unconfirmed", later)
    assert why_not_it(CODE, "+1", now) is None
    assert "Ask" in why_not_it(None, "+1", now).title() and "Ask" in why_not_it(CODE, "+2", now).title()
    assert "too old" in why_not_it(CODE, "+1", CODE.expires_at)
    assert "support" in why_not_it(replace(CODE, tries=MOST_TRIES), "+1", now)


@pytest.fixture
def gateway(yard: House, tmp_path: Path) -> Iterator[SimulatedGateway]:
    """The yard's registry speaks with a simulated one."""
    simulated = SimulatedGateway(account=ACCOUNT, token=TOKEN)
    serving = simulated.serving(server_tls(tmp_path))
    url = yard.run(serving.__aenter__())
    way = opened(
        load(
            {
                "NAMEHOUSE_VAR": str(tmp_path),
                "NAMEHOUSE_SMS_URL": url,
                "NAMEHOUSE_SMS_ACCOUNT": ACCOUNT,
                "NAMEHOUSE_SMS_TOKEN": TOKEN,
                "NAMEHOUSE_SMS_SENDER": "+15005550006",
                "NAMEHOUSE_SMS_CA": str(tmp_path / "tmch" / "ca.pem"),
            }
        )
    )
    yard.world.registry.messenger = yard.run(way.__aenter__())
    yield simulated
    yard.world.registry.messenger = None
    yard.run(way.__aexit__(None, None, None))
    yard.run(serving.__aexit__(None, None, None))


@pytest.mark.slow
def test_a_gateway_takes_texts_and_calls_and_says_what_it_cannot(yard: House, gateway: SimulatedGateway) -> None:
    tell = yard.world.registry.messenger.tell
    assert yard.run(tell("text", "+12015550123", "Your code is 012345")).startswith("SM")
    assert yard.run(tell("call", "+12015550123", "Your code is 12")).startswith("CA")
    spoken_once, text = gateway.told
    assert (text.channel, text.words) == ("text", "Your code is 012345")
    assert spoken_once.channel == "call" and spoken_once.words.count("1. 2.") == 2
    assert (
        "&lt;" in spoken("<")
        and "012345" in gateway.answered(replace(gateway.asked[0], method="GET", path="/"), None).body.decode()
    )
    with pytest.raises(MessengerDeclines, match="not a valid phone number"):
        yard.run(tell("text", UNREACHABLE, "Hello"))
    gateway.befall("Messages", "error", "garbled", "unheard")
    for _ in range(3):
        with pytest.raises(MessengerSilent):
            yard.run(tell("text", "+12015550123", "Hello"))
    gateway.token = "another"
    with pytest.raises(MessengerDeclines, match="Authenticate"):
        yard.run(tell("text", "+12015550123", "Hello"))


@pytest.mark.slow
@pytest.mark.feature("USR-05")
def test_a_code_that_came_back_confirms_the_number_and_a_wrong_one_is_counted(
    yard: House, gateway: SimulatedGateway
) -> None:
    run, cx, number = yard.run, context(yard), fresh(yard)
    gateway.befall("Messages", "error")
    run(send_code(cx, BOSS, number, "text"))
    run(send_codes(yard.world.registry))
    assert gateway.told == [], "the gateway failed"
    yard.world.clock.advance(seconds=30)
    run(send_codes(yard.world.registry))
    run(send_codes(yard.world.registry))
    ((told),) = gateway.told
    right = told.words.split()[-1]
    kept = "SELECT words, answer FROM panel.phone_code WHERE contact_id = $1"
    ((words, answer),) = run(yard.world.fetch(kept, number))
    assert (
        words is None and answer.startswith("SM") and right not in str(run(yard.world.fetch("TABLE panel.phone_code")))
    )
    with pytest.raises(Declined, match="not the code"):
        run(take_code(context(yard), BOSS, number, f"{(int(right) + 1) % 10**6:06}"))
    run(take_code(context(yard), BOSS, number, f"{right[:3]} {right[3:]}"))
    assert levels(yard, number)["voice_phone"] == "confirmed"
    with pytest.raises(Declined, match="confirmed already"):
        run(send_code(context(yard), BOSS, number, "text"))
    run(contact_change(context(yard), BOSS, number, "update", {"voice_phone": "+12015550199"}))
    assert levels(yard, number)["voice_phone"] == "unconfirmed"
    with pytest.raises(Declined, match="ask for one first"):
        run(take_code(context(yard), BOSS, number, right))


@pytest.mark.slow
def test_whoever_guesses_is_sent_to_support_and_a_late_code_is_not_sent(yard: House, gateway: SimulatedGateway) -> None:
    run, number = yard.run, fresh(yard)
    visitor, path = yard.signed_in("client"), f"/client-contacts/{number}"
    assert visitor.post(f"{path}/send-code", {"channel": "call"}).status_code == 302
    for _ in range(50):
        if gateway.told:
            break
        visitor.get(f"{path}/give-code")
    right = "".join(re.findall(r"[0-9]", gateway.told[0].words))[:6]
    wrong = f"{(int(right) + 1) % 10**6:06}"
    said = [visitor.post(f"{path}/give-code", {"code": wrong}).text for _ in range(MOST_TRIES)]
    assert "not the code" in said[0] and "support confirms" in said[-1]
    assert "support confirms" in visitor.post(f"{path}/give-code", {"code": right}).text
    other = fresh(yard)
    yard.world.registry.messenger = None
    run(send_code(context(yard), BOSS, other, "text"))
    yard.world.clock.advance(minutes=11)
    run(send_codes(yard.world.registry))
    ((words,),) = run(yard.world.fetch("SELECT words FROM panel.phone_code WHERE contact_id = $1", other))
    assert words is None
    assert "No codes are sent here" in visitor.post(f"/client-contacts/{other}/send-code", {"channel": "text"}).text


@pytest.mark.slow
@pytest.mark.feature("USR-05")
def test_a_link_that_came_by_mail_confirms_the_address_it_was_sent_to_once(yard: House) -> None:
    number, client, stranger = fresh(yard), yard.signed_in("client"), yard.visitor()

    def written() -> str:
        sql = "SELECT text, shown, address FROM mail.message WHERE event = 'client-contact.confirm-address' ORDER BY id DESC"
        text, shown, address = yard.run(yard.world.fetch(sql))[0]
        token = re.search(r"token=([\w-]+)", text)[1]
        kept = str(yard.run(yard.world.fetch("TABLE panel.email_link")))
        assert address == "ada@bakery.example" and token not in shown and token not in kept
        assert f"http://127.0.0.1:8080/client-contacts/-/confirm?token={token}" in text, (
            "by the house's, not by the asked host"
        )
        return token

    def follow(token: str):
        page = f"/client-contacts/-/confirm?token={token}"
        return stranger.ask("POST", page, data={"csrf_token": stranger.token(page), "token": token})

    assert client.post(f"/client-contacts/{number}/send-link").status_code == 302
    assert "a moment ago" in client.post(f"/client-contacts/{number}/send-link").text
    first = written()
    assert stranger.get(f"/client-contacts/-/confirm?token={first}").status_code == 200
    assert levels(yard, number)["email"] == "unconfirmed", "looking at the link used it up"
    yard.run(contact_change(context(yard), BOSS, number, "update", {"email": "other@mail.example"}))
    assert follow(first).status_code == 410, "it was sent to another address"
    yard.run(contact_change(context(yard), BOSS, number, "update", {"email": "ada@bakery.example"}))
    assert "ada@bakery.example is confirmed" in follow(first).text
    assert levels(yard, number)["email"] == "confirmed" and follow(first).status_code == 410
    late = fresh(yard)
    assert client.post(f"/client-contacts/{late}/send-link").status_code == 302
    token = written()
    yard.world.clock.advance(hours=24)
    assert follow(token).status_code == 410 and levels(yard, late)["email"] == "unconfirmed"
    assert follow("guessed").status_code == 410
    yard.visitors.clear()
