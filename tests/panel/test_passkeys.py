"""Passkeys: what an authenticator may sign, for whom, how often; and all the ways in which it may not."""

from dataclasses import replace

import pytest

from tests.panel.authenticator import ORIGIN, PRESENT, Authenticator
from tests.panel.person import FACTOR, Person


def test_a_passkey_is_made_named_and_from_then_on_asked_for(person: Person) -> None:
    visitor, other, key = person.inside(), person.inside(), Authenticator()
    made = person.add_passkey(visitor, key, "  Blue   key ")
    assert made.status_code == 200 and len(person.codes) == 10
    assert other.get("/account/").status_code == 302, "a session that proved nothing stayed"
    assert "Blue key" in visitor.get(FACTOR).text
    half = person.half()
    assert person.sign(half, key).status_code == 302
    assert half.get("/domains/").status_code == 200
    assert ("passkey.add", "done") in person.activity()
    stored = person.house.world.fetch("SELECT sign_count, used_at FROM iam.passkey WHERE credential_id = $1", key.id)
    assert [tuple(row) for row in person.house.run(stored)] == [(2, person.house.world.clock.now())]


@pytest.mark.slow
def test_a_passkey_is_renamed_and_removed_and_the_last_takes_the_codes_with_it(person: Person) -> None:
    visitor, key = person.inside(), Authenticator()
    person.add_passkey(visitor, key)
    sql = "SELECT id FROM iam.passkey WHERE credential_id = $1"
    number = person.house.run(person.house.world.fetch(sql, key.id))[0]["id"]
    assert visitor.post(f"{FACTOR}passkeys/{number}/rename", {"name": "Old key"}, at=FACTOR).location == FACTOR
    assert "Old key" in visitor.get(FACTOR).text
    stranger = Person(person.house).inside()
    for act in ("rename", "remove"):
        assert stranger.post(f"{FACTOR}passkeys/{number}/{act}", {"name": "Mine"}, at=FACTOR).status_code == 404
    assert visitor.post(f"{FACTOR}passkeys/{number}/remove", at=FACTOR).location == FACTOR
    assert person.inside().get("/account/").status_code == 200
    assert {("passkey.rename", "done"), ("passkey.remove", "done")} <= set(person.activity())


@pytest.mark.slow
def test_the_same_authenticator_is_not_registered_twice(person: Person) -> None:
    visitor, key = person.inside(), Authenticator()
    person.add_passkey(visitor, key)
    again = person.add_passkey(visitor, key)
    assert again.status_code == 422 and "registered already" in again.text


@pytest.mark.slow
@pytest.mark.parametrize(
    "wrong",
    [{"origin": "https://evil.example"}, {"flags": PRESENT}, {"flags": 0}],
    ids=["origin", "unverified", "absent"],
)
def test_what_was_made_elsewhere_or_without_its_owner_is_not_registered(person: Person, wrong: dict) -> None:
    answer = person.add_passkey(person.inside(), Authenticator(**wrong))
    assert answer.status_code == 422 and "does not hold" in answer.text


@pytest.mark.slow
@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", '{"id": 1}', "\0", "a" * 10_000])
def test_an_answer_that_is_none_is_no_error_of_ours(person: Person, answer: str) -> None:
    visitor = person.inside()
    refused = visitor.post(f"{FACTOR}passkeys", {"credential": answer, "name": "x"}, at=FACTOR)
    assert refused.status_code == 422
    person.add_passkey(visitor, Authenticator())
    form = {"proof-passkey": answer or " "}
    assert person.half().post("/sign-in/second", form, at="/sign-in/second").status_code == 401


@pytest.mark.slow
@pytest.mark.parametrize(
    "wrong", [{"origin": "https://evil.example"}, {"flags": PRESENT}, {"id": b"somebody else's"}],
    ids=["origin", "unverified", "unknown"],
)  # fmt: skip
def test_a_signature_for_another_page_or_without_its_owner_opens_nothing(person: Person, wrong: dict) -> None:
    key = Authenticator()
    person.add_passkey(person.inside(), key)
    assert person.sign(person.half(), replace(key, **wrong)).status_code == 401
    assert ("sign-in.second-factor", "refused") in person.activity()


def test_a_signature_opens_once_and_only_in_the_browser_that_it_was_asked_in(person: Person) -> None:
    key = Authenticator()
    person.add_passkey(person.inside(), key)
    half, other = person.half(), person.half()
    signed = key.sign(person.options(half, "/sign-in/second"))
    form = {"proof-passkey": signed}
    assert other.post("/sign-in/second", form, at="/sign-in/second").status_code == 401
    assert half.post("/sign-in/second", form, at="/sign-in/second").status_code == 302
    assert other.post("/sign-in/second", form, at="/sign-in/second").status_code == 401


def test_a_question_is_open_for_ten_minutes(person: Person) -> None:
    key = Authenticator()
    visitor = person.inside()
    person.add_passkey(visitor, key)
    person.house.world.clock.advance(minutes=11)
    asked = visitor.post(f"{FACTOR}recovery-codes", at=FACTOR, base_url=ORIGIN).text
    assert 'data-passkey="get"' in asked
    invitation = person.options(visitor, f"{FACTOR}passkeys/new")
    person.house.world.clock.advance(minutes=11)
    late = {"credential": Authenticator().register(invitation), "proof-code": person.codes[0]}
    answer = visitor.post(f"{FACTOR}passkeys", late, at=FACTOR)
    assert answer.status_code == 422 and "took too long" in answer.text


@pytest.mark.slow
def test_a_copy_that_counts_backwards_is_refused(person: Person, caplog) -> None:
    key = Authenticator()
    person.add_passkey(person.inside(), key)
    copy = replace(key)
    assert person.sign(person.half(), key).status_code == 302
    assert person.sign(person.half(), key).status_code == 302
    assert person.sign(person.half(), copy).status_code == 401
    assert "counts backwards" in caplog.text


@pytest.mark.slow
def test_an_authenticator_that_never_counts_is_as_good(person: Person) -> None:
    key = Authenticator(count=0, counts=False)
    person.add_passkey(person.inside(), key)
    for _ in range(2):
        assert person.sign(person.half(), key).status_code == 302


def test_by_an_address_that_has_no_passkeys_the_page_leads_to_the_name_that_has(person: Person) -> None:
    visitor = person.inside()
    visitor.client.set_cookie("namehouse", visitor.client.get_cookie("namehouse").value, domain="127.0.0.1")
    page = visitor.get(f"{FACTOR}passkeys/new", base_url="http://127.0.0.1:8080").text
    assert f"http://localhost:8080{FACTOR}passkeys/new" in page
    person.add_passkey(visitor, Authenticator())
    asked = person.half().get("/sign-in/second").text
    assert "http://localhost:8080" in asked and "data-passkey" not in asked
