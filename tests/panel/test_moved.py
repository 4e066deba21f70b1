"""A session that comes from another network: who has others' data in sight proves who they are, and is nobody until then."""

import pytest

from panel.identity.actions import MOST_PLACES
from panel.identity.places import network_of
from tests.panel.authenticator import Authenticator
from tests.panel.house import PASSWORD, House
from tests.panel.person import Person
from tests.panel.test_restoring import Forgetful

AGAIN = "/sign-in/again"
OFFICE, TRAIN = "203.0.113.10", "192.0.2.77"
SEES_OTHERS = [("support", None), ("registrar-read", "alpha"), ("reseller", None)]


def prove(visitor, password: str = PASSWORD, **rest: str):
    return visitor.post(AGAIN, {"proof-password": password, **rest}, at=AGAIN)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.254", True),
        ("192.0.2.1", "192.0.3.1", False),
        ("2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.9", True),
        ("192.0.2.1", "2001:db8::1", False),
    ],
)
def test_a_network_is_what_stays_where_somebody_stays(one: str, other: str, same: bool) -> None:
    assert (network_of(one) == network_of(other)) is same


@pytest.mark.parametrize(("role", "registrar"), SEES_OTHERS)
def test_who_sees_others_data_proves_it_once_in_each_network_and_is_nobody_until_then(
    yard: House, role: str, registrar: str | None
) -> None:
    person = Person(yard, role, registrar)
    visitor = person.inside()
    form = visitor.token("/account/")
    visitor.address = person.address.rpartition(".")[0] + ".253"
    assert visitor.get("/account/").status_code == 200, "a neighbour's address is another network"
    visitor.address = OFFICE
    assert visitor.get("/account/").location == f"{AGAIN}?next=/account/"
    assert visitor.get("/account/", headers={"HX-Request": "true"}).headers["HX-Redirect"].startswith(AGAIN)
    assert visitor.ask("POST", "/account/sessions/revoke-others", data={"csrf_token": form}).location == AGAIN
    assert visitor.get("/api/v1/openapi.json?whole").status_code == 200
    assert visitor.get("/api/v1/api_keys").status_code == 401
    assert visitor.get("/sign-in?next=/account/").location == f"{AGAIN}?next=/account/"
    assert OFFICE in visitor.get(AGAIN).text
    wrong = prove(visitor, "not the password")
    assert wrong.status_code == 401 and "not your present password" in wrong.text
    assert visitor.get("/account/").status_code == 302
    assert prove(visitor, next="/account/").location == "/account/"
    assert "203.0.113.0/24" in visitor.get("/account/").text
    visitor.address = person.address
    assert visitor.get("/account/").status_code == 200, "where it began is forgotten"
    visitor.address = OFFICE
    assert visitor.get("/account/").status_code == 200, "it is asked each time"
    assert [each for each in person.activity() if each[0] in ("session.move", "proof")] == [
        ("proof", "refused"),
        ("proof", "done"),
        ("session.move", "done"),
    ]


def test_an_employee_proves_it_too(yard: House) -> None:
    reseller, login = yard.signed_in("reseller"), "moved-employee"
    made = {"login": login, "name": "Anna", "email": "", "role": "reseller-read", "language": "en"}
    assert reseller.post("/employees/-/create", made).status_code == 302
    password = "(SELECT password_hash FROM iam.account WHERE login = 'client')"
    sql = f"UPDATE iam.account SET password_hash = {password}, password_until = NULL WHERE login = $1 RETURNING 1"
    yard.run(yard.world.fetch(sql, login))
    visitor = yard.visitor()
    assert visitor.sign_in(login).location == "/"
    visitor.address = TRAIN
    assert visitor.get("/account/").location.startswith(AGAIN)
    assert prove(visitor).location == "/" and visitor.get("/account/").status_code == 200


def test_a_client_who_has_only_what_is_their_own_is_not_asked(yard: House) -> None:
    client = Forgetful(yard)
    visitor = client.inside()
    visitor.address = TRAIN
    assert visitor.get("/account/").status_code == 200


def test_who_has_a_second_factor_gives_that_and_no_password(yard: House) -> None:
    person = Person(yard)
    visitor = person.enrol()
    visitor.address = OFFICE
    assert 'name="proof-code"' in visitor.get(AGAIN).text and 'name="proof-password"' not in visitor.get(AGAIN).text
    assert prove(visitor).status_code == 401, "a password is enough where there is a second factor"
    assert visitor.post(AGAIN, {"proof-code": person.code()}, at=AGAIN).location == "/"
    assert visitor.get("/account/").status_code == 200
    authenticator = Authenticator()
    assert person.add_passkey(visitor, authenticator).status_code == 302
    visitor.address = TRAIN
    signed = authenticator.sign(person.options(visitor, AGAIN))
    assert visitor.post(AGAIN, {"proof-passkey": signed}, at=AGAIN).location == "/"
    assert visitor.get("/account/").status_code == 200


def test_guesses_are_counted_with_all_others_and_a_thief_signs_nothing_out(yard: House) -> None:
    person = Person(yard)
    visitor = person.inside()
    visitor.address = OFFICE
    for _ in range(10):
        assert prove(visitor, "a guess").status_code == 401
    assert prove(visitor).status_code == 429
    visitor.address = person.address
    assert visitor.get("/account/").status_code == 200, "the owner's own session ended by it"


def test_only_so_many_networks_are_remembered(yard: House) -> None:
    person = Person(yard)
    visitor = person.inside()
    for number in range(MOST_PLACES + 1):
        visitor.address = f"10.0.{number}.1"
        assert prove(visitor).location == "/"
    visitor.address = "10.0.1.9"
    assert visitor.get("/account/").status_code == 200
    visitor.address = "10.0.0.9"
    assert visitor.get("/account/").location.startswith(AGAIN)


def test_who_moved_may_leave(yard: House) -> None:
    person = Person(yard)
    visitor = person.inside()
    visitor.address = OFFICE
    assert visitor.post("/sign-out", at=AGAIN).location == "/sign-in"
    visitor.address = person.address
    assert visitor.get("/account/").status_code == 302
