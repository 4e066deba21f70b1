"""Signing in, staying in, getting out: what a session is worth and when it ends."""

import hashlib

import pytest

from panel.accounts import AccountRefused, ensure_account
from panel.identity import tries
from tests.panel.house import PASSWORD, House, Visitor


@pytest.fixture(scope="module")
def house(untouched: House) -> House:
    """Days pass here."""
    return untouched


def fresh(house: House, address: str) -> Visitor:
    """A browser at an address of its own, so that throttling in one test does not slow another."""
    return Visitor(house.loop, house.app, address)


def token_of(visitor: Visitor) -> str:
    return visitor.client.get_cookie("namehouse").value


@pytest.mark.feature("IAM-01")
def test_the_right_password_opens_and_signing_out_closes_for_good(house: House) -> None:
    visitor = house.visitor()
    assert visitor.get("/domains/").location.startswith("/sign-in")
    answer = visitor.sign_in(" Master ")
    assert answer.status_code == 302
    cookie = (
        answer.headers["Set-Cookie"]
        if "namehouse=" in answer.headers["Set-Cookie"]
        else answer.headers.getlist("Set-Cookie")[1]
    )
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
    assert visitor.get("/domains/").status_code == 200
    token = token_of(visitor)
    stored = house.run(
        house.world.fetch(
            "SELECT host(address) AS address, user_agent FROM iam.session WHERE token_hash = $1",
            hashlib.sha256(token.encode()).digest(),
        )
    )
    assert [tuple(row) for row in stored] == [("127.0.0.1", "Testbrowser/1.0")]
    assert visitor.post("/sign-out").status_code == 302
    assert visitor.get("/domains/").location.startswith("/sign-in")
    visitor.client.set_cookie("namehouse", token)
    assert visitor.get("/domains/").location.startswith("/sign-in"), "a copied cookie outlived the sign-out"


def test_every_sign_in_draws_a_new_token_and_ends_the_old_session(house: House) -> None:
    visitor = house.visitor()
    visitor.sign_in("support")
    old = token_of(visitor)
    form = visitor.token("/account/")
    visitor.ask("POST", "/sign-in", data={"csrf_token": form, "login": "support", "password": PASSWORD})
    assert token_of(visitor) != old
    thief = house.visitor()
    thief.client.set_cookie("namehouse", old)
    assert thief.get("/account/").status_code == 302


def test_the_token_itself_is_nowhere_in_the_database(house: House) -> None:
    visitor = house.visitor()
    visitor.sign_in("admin")
    rows = house.run(house.world.fetch("SELECT s::text AS row FROM iam.session s"))
    assert all(token_of(visitor) not in row["row"] for row in rows)


@pytest.mark.parametrize("login", ["master", "nobody-of-this-name"])
def test_a_wrong_password_and_an_unknown_login_get_the_same_words(house: House, login: str) -> None:
    answer = fresh(house, "192.0.2.1").sign_in(login, "not the password")
    assert answer.status_code == 401
    assert "The login or the password is wrong." in answer.text


@pytest.mark.parametrize("login", ["guessed-1", "manager"])
def test_guessing_is_slowed_down_whether_or_not_the_login_exists(house: House, login: str) -> None:
    visitor = fresh(house, "192.0.2.2" if login == "manager" else "192.0.2.3")
    for _ in range(tries.MOST_PER_LOGIN):
        assert visitor.sign_in(login, "a guess").status_code == 401
    answer = visitor.sign_in(login)
    assert answer.status_code == 429
    assert "Too many tries. Please wait 15 minutes" in answer.text
    assert int(answer.headers["Retry-After"]) == 900
    house.world.clock.advance(minutes=15, seconds=1)
    assert visitor.sign_in(login).status_code == (302 if login == "manager" else 401)


@pytest.mark.slow
def test_an_address_that_tries_many_logins_is_slowed_down_too(house: House) -> None:
    visitor = fresh(house, "192.0.2.4")
    for number in range(tries.MOST_PER_ADDRESS):
        visitor.sign_in(f"name-{number}", "a guess")
    assert visitor.sign_in("master").status_code == 429
    assert fresh(house, "192.0.2.5").sign_in("master").status_code == 302


@pytest.mark.slow
def test_one_account_that_many_addresses_try_is_slowed_down_for_all_of_them(house: House) -> None:
    """What was stolen elsewhere is tried from wherever there is a machine."""
    for number in range(tries.MOST_PER_LOGIN):
        assert fresh(house, f"198.18.{number}.1").sign_in("stuffed", "a guess").status_code == 401
    assert fresh(house, "198.18.200.1").sign_in("stuffed", "a guess").status_code == 429
    assert fresh(house, "198.18.200.1").sign_in("manager").status_code == 302


@pytest.mark.slow
def test_whoever_has_a_network_of_addresses_is_one_that_tries_many_logins(house: House) -> None:
    """An IPv6 /64 is one customer's, with more addresses than anybody can count tries of."""
    for number in range(tries.MOST_PER_ADDRESS):
        fresh(house, f"2001:db8:0:7::{number:x}").sign_in(f"name-6-{number}", "a guess")
    assert fresh(house, "2001:db8:0:7:ffff::1").sign_in("master").status_code == 429
    assert fresh(house, "2001:db8:0:8::1").sign_in("master").status_code == 302


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:0:7:1:2:3:4", "2001:db8:0:7::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
    ],
)
def test_tries_are_counted_by_place(address: str, place: str) -> None:
    assert tries.place_of(address) == place


def test_a_session_ends_without_use_and_in_any_case_after_a_week(house: House) -> None:
    visitor = house.visitor()
    visitor.sign_in("support")
    lazy = house.visitor()
    lazy.sign_in("support")
    for _ in range(16):
        house.world.clock.advance(hours=11)
        answer = visitor.get("/account/")
        if answer.status_code != 200:
            break
    house.visitors.clear()  # everybody else's sessions are over as well
    assert answer.status_code == 302, "a session that is always used never ended"
    assert lazy.get("/account/").status_code == 302


def test_a_blocked_account_is_out_at_once_and_gets_no_other_words(house: House) -> None:
    house.run(ensure_account(house.world.registry, "leaver", PASSWORD, "support", None, "Leaver", "l@demo.example"))
    visitor = house.visitor()
    visitor.sign_in("leaver")
    house.run(house.world.fetch("UPDATE iam.account SET state = 'blocked' WHERE login = 'leaver'"))
    assert visitor.get("/account/").status_code == 302
    assert "The login or the password is wrong." in fresh(house, "192.0.2.6").sign_in("leaver").text


def test_a_changed_password_ends_every_other_session(house: House) -> None:
    house.run(ensure_account(house.world.registry, "changer", PASSWORD, "client", None, "Changer", "c@demo.example"))
    here, elsewhere = house.visitor(), house.visitor()
    here.sign_in("changer")
    elsewhere.sign_in("changer")
    new = "another few plain words"
    wrong = {"old": "wrong", "new": new, "again": new}
    assert "This is not your present password." in here.post("/account/password", wrong).text
    for form, said in (
        ({"old": PASSWORD, "new": "short", "again": "short"}, "Use at least 10 characters."),
        ({"old": PASSWORD, "new": "changer-changer", "again": "changer-changer"}, "This is too easy to guess."),
        ({"old": PASSWORD, "new": new, "again": "different"}, "The two new passwords differ."),
    ):
        answer = here.post("/account/password", form)
        assert answer.status_code == 422 and said in answer.text
    assert here.post("/account/password", {"old": PASSWORD, "new": new, "again": new}).status_code == 302
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert fresh(house, "192.0.2.7").sign_in("changer").status_code == 401
    assert fresh(house, "192.0.2.7").sign_in("changer", new).status_code == 302


def test_ones_own_sessions_can_be_ended_and_nobody_elses(house: House) -> None:
    mine, other = house.visitor(), house.visitor()
    mine.sign_in("admin")
    other.sign_in("admin")
    hashed = hashlib.sha256(token_of(other).encode()).digest()
    number = house.run(house.world.fetch("SELECT id FROM iam.session WHERE token_hash = $1", hashed))[0]["id"]
    stranger = house.visitor()
    stranger.sign_in("client")
    assert stranger.post(f"/account/sessions/{number}/revoke").status_code == 404
    assert other.get("/account/").status_code == 200
    assert mine.post(f"/account/sessions/{number}/revoke").status_code == 302
    assert other.get("/account/").status_code == 302
    mine.post("/account/sessions/revoke-others")
    assert mine.get("/account/").text.count("Signed-in browsers") == 1


def test_making_an_account_twice_changes_nothing_and_a_new_role_replaces_the_old(house: House) -> None:
    registry = house.world.registry
    first = house.run(ensure_account(registry, "Twice", PASSWORD, "support", None, "Twice", "t@demo.example"))
    roles = "(SELECT array_agg(role) FROM iam.account_role WHERE account_id = a.id) AS roles"
    row = f"SELECT a::text, {roles} FROM iam.account a WHERE login = 'twice'"
    before = house.run(house.world.fetch(row))
    house.world.clock.advance(days=1)
    assert house.run(ensure_account(registry, "twice", PASSWORD, "support", None, "Twice", "t@demo.example")) == first
    assert house.run(house.world.fetch(row)) == before
    house.run(ensure_account(registry, "twice", PASSWORD, "registrar", "beta", "Twice", "t@demo.example"))
    assert house.run(house.world.fetch(row))[0]["roles"] == ["registrar"]
    house.visitors.clear()


@pytest.mark.parametrize(
    ("role", "registrar"), [("emperor", None), ("registrar", None), ("client", "alpha"), ("registrar", "omega")]
)
def test_an_account_that_makes_no_sense_is_refused(house: House, role: str, registrar: str | None) -> None:
    with pytest.raises(AccountRefused):
        house.run(ensure_account(house.world.registry, "odd", PASSWORD, role, registrar))
