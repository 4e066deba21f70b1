"""The second factor as people meet it: set up, asked for, lost, taken away; and what half a session is good for."""

import asyncio
import re
from collections import Counter

import pytest

from panel.identity import tries
from panel.identity.actions import SignInRefused
from panel.identity.browser import Browser
from panel.identity.proofs import Proof
from tests.panel.house import PASSWORD
from tests.panel.person import FACTOR, Person

pytestmark = pytest.mark.slow  # each signs in with hashes that are meant to take time


@pytest.mark.feature("IAM-07")
def test_an_app_is_set_up_confirmed_by_its_code_and_from_then_on_asked_for(person: Person) -> None:
    visitor = person.inside()
    person.begin(visitor)
    assert person.inside().get("/domains/").status_code == 200, "it counted before it was confirmed"
    other = person.inside()
    wrong = visitor.post(f"{FACTOR}app/confirm", {"code": "000000"}, at=f"{FACTOR}app")
    assert wrong.status_code == 422 and "not the code that the app shows" in wrong.text
    confirmed = visitor.post(f"{FACTOR}app/confirm", {"code": person.code()}, at=f"{FACTOR}app")
    assert "They are shown this once." in confirmed.text
    assert visitor.get(f"{FACTOR}app").location == FACTOR, "the secret can still be seen"
    assert person.secret[:4] not in visitor.get(FACTOR).text
    assert other.get("/account/").status_code == 302, "a session that proved nothing stayed"
    half = person.half()
    answer = person.give(half, person.code(), next="/domains/?q=welcome")
    assert answer.location == "/domains/?q=welcome"
    assert half.get("/domains/").status_code == 200
    assert ("app.enrol", "done") in person.activity() and ("sign-in.password", "done") in person.activity()


def test_the_secret_and_the_codes_are_nowhere_readable_in_the_database(person: Person) -> None:
    person.enrol()
    for table in ("iam.totp", "iam.totp_offer", "iam.recovery_code", "audit.activity"):
        for row in person.house.run(person.house.world.fetch(f"SELECT t::text AS row FROM {table} t")):
            hexed = person.secret.encode().hex()
            assert person.secret not in row["row"] and hexed not in row["row"]
            assert not any(code.replace("-", "") in row["row"].replace("-", "") for code in person.codes)


def test_half_a_session_is_good_for_the_second_factor_and_for_nothing_else(person: Person) -> None:
    person.enrol()
    half = person.half()
    token = half.client.get_cookie("namehouse").value
    for path in ("/", "/account/", "/domains/", "/dashboard/", FACTOR, f"{FACTOR}app"):
        assert half.get(path).location.startswith("/sign-in/second"), path
    for path in ("/account/password", "/account/sessions/revoke-others", f"{FACTOR}app", f"{FACTOR}app/remove"):
        assert half.post(path, at="/sign-in/second").location.startswith("/sign-in/second"), path
    assert person.give(half, person.code()).status_code == 302
    thief = person.visitor()
    thief.client.set_cookie("namehouse", token)
    assert thief.get("/account/").location.startswith("/sign-in?"), "the half session's token lived on"


def test_half_a_session_ends_after_ten_minutes(person: Person) -> None:
    person.enrol()
    half = person.half()
    person.house.world.clock.advance(minutes=10, seconds=1)
    assert half.get("/sign-in/second").location == "/sign-in"


def test_a_code_counts_once(person: Person) -> None:
    person.enrol()
    code = person.code()
    assert person.give(person.half(), code).status_code == 302
    again = person.give(person.half(), code)
    assert again.status_code == 401 and "A code counts once" in again.text
    assert ("sign-in.second-factor", "refused") in person.activity()


def test_a_code_that_confirmed_an_app_does_not_open_the_door_as_well(person: Person) -> None:
    visitor = person.inside()
    person.begin(visitor)
    code = person.code()
    assert visitor.post(f"{FACTOR}app/confirm", {"code": code}, at=f"{FACTOR}app").status_code == 200
    assert person.give(person.half(), code).status_code == 401


def test_passwords_and_codes_are_counted_together(person: Person) -> None:
    person.enrol()
    half = person.half()
    for _ in range(tries.MOST_PER_LOGIN - 3):
        assert person.give(half, "000000").status_code == 401
    for _ in range(3):
        assert person.visitor().sign_in(person.login, "a guess").status_code == 401
    answer = person.give(half, person.code())
    assert answer.status_code == 429 and "Too many tries" in answer.text and answer.headers["Retry-After"]
    assert person.visitor().sign_in(person.login).status_code == 429


def test_each_recovery_code_opens_once_and_fresh_ones_end_the_old(person: Person) -> None:
    visitor = person.enrol()
    first, second = person.codes[:2]
    assert person.give(person.half(), first.upper()).status_code == 302
    assert person.give(person.half(), first).status_code == 401
    assert ("recovery-code.use", "done") in person.activity()
    assert "9 left" in visitor.get(FACTOR).text
    drawn = visitor.post(f"{FACTOR}recovery-codes", at=FACTOR).text
    fresh = re.findall(r"<li>([a-z2-9-]{19})</li>", drawn)
    assert len(fresh) == 10 and not set(fresh) & set(person.codes)
    assert person.give(person.half(), second).status_code == 401
    assert person.give(person.half(), fresh[0]).status_code == 302


def test_there_are_no_recovery_codes_without_a_second_factor(person: Person) -> None:
    answer = person.inside().post(f"{FACTOR}recovery-codes", at=FACTOR)
    assert answer.status_code == 422 and "set one up first" in answer.text


def test_an_app_is_taken_away_with_password_and_code_and_its_codes_with_it(person: Person) -> None:
    visitor = person.enrol()
    remove = f"{FACTOR}app/remove"
    wrong = visitor.post(remove, {"password": "wrong", "code": person.code()}, at=FACTOR)
    assert wrong.status_code == 422 and "not your present password" in wrong.text
    wrong = visitor.post(remove, {"password": PASSWORD, "code": "000000"}, at=FACTOR)
    assert wrong.status_code == 422 and "no code of the app" in wrong.text
    assert person.activity().count(("app.remove", "refused")) == 2
    assert person.half()
    assert visitor.post(remove, {"password": PASSWORD, "code": person.code()}, at=FACTOR).location == FACTOR
    left = person.house.world.fetch(
        "SELECT FROM iam.recovery_code c JOIN iam.account a ON a.id = c.account_id WHERE login = $1", person.login
    )
    assert person.house.run(left) == []
    assert person.inside().get("/account/").status_code == 200


def test_a_new_app_replaces_the_old_one_only_when_confirmed(person: Person) -> None:
    visitor = person.enrol()
    old = person.secret
    person.begin(visitor)
    new, person.secret = person.secret, old
    assert person.give(person.half(), person.code()).status_code == 302
    person.secret = new
    moved = visitor.post(f"{FACTOR}app/confirm", {"code": person.code()}, at=f"{FACTOR}app")
    assert moved.location == FACTOR, "codes on paper were drawn anew"
    assert person.give(person.half(), person.code()).status_code == 302
    person.secret = old
    assert person.give(person.half(), person.code()).status_code == 401


def test_what_matters_asks_again_after_ten_minutes_and_then_does_what_was_wanted(person: Person) -> None:
    visitor = person.enrol()
    person.house.world.clock.advance(minutes=11)
    asked = visitor.post(f"{FACTOR}recovery-codes", {"note": 'a "quoted" word'}, at=FACTOR)
    assert asked.status_code == 401 and "Is it you?" in asked.text
    assert 'name="note" value="a &#34;quoted&#34; word"' in asked.text, "the form was not carried"
    wrong = visitor.post(f"{FACTOR}recovery-codes", {"proof-code": "000000"}, at=FACTOR)
    assert wrong.status_code == 401 and "That does not prove it." in wrong.text
    done = visitor.post(f"{FACTOR}recovery-codes", {"proof-code": person.code()}, at=FACTOR)
    assert done.status_code == 200 and "They are shown this once." in done.text
    assert visitor.post(f"{FACTOR}recovery-codes", at=FACTOR).status_code == 200, "it was asked twice"
    assert person.activity().count(("proof", "done")) == 1 and ("proof", "refused") in person.activity()


def test_whoever_has_no_second_factor_is_asked_for_the_password(person: Person) -> None:
    visitor = person.inside()
    person.house.world.clock.advance(minutes=11)
    asked = visitor.post(f"{FACTOR}app", at=FACTOR)
    assert asked.status_code == 401 and 'name="proof-password"' in asked.text
    wrong = visitor.post(f"{FACTOR}app", {"proof-password": "wrong"}, at=FACTOR)
    assert wrong.status_code == 401 and "not your present password" in wrong.text
    assert visitor.post(f"{FACTOR}app", {"proof-password": PASSWORD}, at=FACTOR).location == f"{FACTOR}app"


def test_a_changed_seal_key_opens_no_app_but_the_paper_does(person: Person, caplog) -> None:
    person.enrol()
    sql = "UPDATE iam.totp SET secret = 'x' WHERE account_id = (SELECT id FROM iam.account WHERE login = $1)"
    person.house.run(person.house.world.fetch(sql, person.login))
    assert person.give(person.half(), person.code()).status_code == 401
    assert "panel.seal_key does not open" in caplog.text
    assert person.give(person.half(), person.codes[0]).status_code == 302


@pytest.mark.parametrize("paper", [False, True])
def test_of_two_browsers_that_bring_one_code_at_the_same_time_one_gets_in(person: Person, paper: bool) -> None:
    person.enrol()
    identity = person.house.app.extensions["house"].identity
    halves = [person.half().client.get_cookie("namehouse").value for _ in range(4)]
    code = person.codes[0] if paper else person.code()

    async def together() -> Counter[str]:
        viewers = [await identity.viewer(each, person.address) for each in halves]
        entering = [identity.complete(each, Proof(code), Browser(person.address, "")) for each in viewers]
        outcomes = await asyncio.gather(*entering, return_exceptions=True)
        return Counter(type(each).__name__ for each in outcomes)

    assert person.house.run(together()) == {"Entrance": 1, SignInRefused.__name__: 3}
