"""Somebody else writes another address of mail: whoever had the one before is told, and takes it back where it was theirs."""

import pytest

from tests.panel.house import PASSWORD, House
from tests.panel.letters import letters, link_in, token_in
from tests.panel.test_restoring import Forgetful, give_ways, ways_into

BACK, TOLD = "account.address-changed", "account.address-replaced"


class Client(Forgetful):
    """A client of the reseller's."""

    def __init__(self, house: House, *, confirmed: bool) -> None:
        super().__init__(house)
        sql = """UPDATE iam.account a SET seller_id = s.id, sellers = s.chain, confirmed_email = CASE WHEN $2 THEN a.email END
                   FROM iam.account s WHERE a.login = $1 AND s.login = 'reseller' RETURNING 1"""
        house.run(house.world.fetch(sql, self.login, confirmed))

    @property
    def another(self) -> str:
        return f"another-{self.login}@mail.example"

    def replace(self, by: str = "manager", **more: str):
        form = {"name": "Vera", "email": self.another, **more}
        return self.house.signed_in(by).post(f"/clients/{self.login}/update", form)

    def told(self, event: str, address: str = "") -> list[str]:
        return letters(self.house, address or self.email, event)


@pytest.mark.parametrize("by", ["manager", "reseller"])
def test_a_confirmed_address_is_told_and_takes_the_account_back(yard: House, by: str) -> None:
    client = Client(yard, confirmed=True)
    inside = client.inside()
    assert client.replace(by).status_code == 302
    (letter,) = client.told(BACK)
    assert client.told(TOLD) == [] and len(client.told("account.email-changed", client.another)) == 1
    assert client.email in yard.visitor().get(link_in(letter)).text
    stranger = yard.visitor()
    answer = stranger.post("/mail-address/take-back", {"token": token_in(letter)}, at="/restore/")
    assert answer.location.startswith("/restore/new")
    assert inside.get("/account/").status_code == 302, "whoever was signed in still is"
    assert client.visitor().sign_in(client.login, PASSWORD).status_code == 401
    kept = yard.run(yard.world.fetch("SELECT email, confirmed_email FROM iam.account WHERE login = $1", client.login))
    assert [tuple(row) for row in kept] == [(client.email, client.email)]
    assert ("email.take-back", "done") in client.activity()


def test_what_was_set_since_somebody_took_an_account_goes_with_them_and_what_was_before_stays(yard: House) -> None:
    client = Client(yard, confirmed=True)
    client.enrol()
    older = "UPDATE iam.totp SET confirmed_at = confirmed_at - interval '2 days' RETURNING 1"
    yard.run(yard.world.fetch(older))
    assert client.replace().status_code == 302
    give_ways(yard, client.login)  # by whoever took it
    token = token_in(client.told(BACK)[0])
    yard.visitor().post("/mail-address/take-back", {"token": token}, at="/restore/")
    assert ways_into(yard, client.login) == dict.fromkeys(
        ("browsers", "grants", "keys", "links", "pins", "webhooks"), 0
    ) | {"apps": 1}
    (letter,) = client.told("account.ways-ended")
    assert "nightly" in letter and "orders" in letter
    another = Client(yard, confirmed=True)
    assert another.replace().status_code == 302
    another.enrol()  # by whoever took it: their telephone would keep the owner out
    yard.visitor().post("/mail-address/take-back", {"token": token_in(another.told(BACK)[0])}, at="/restore/")
    assert ways_into(yard, another.login)["apps"] == 0


@pytest.mark.parametrize(("confirmed", "more"), [(False, {}), (True, {"lost": "yes"})])
def test_one_that_nobody_confirmed_or_that_is_in_wrong_hands_is_told_and_takes_nothing_back(
    yard: House, confirmed: bool, more: dict[str, str]
) -> None:
    client = Client(yard, confirmed=confirmed)
    client.ask()
    (restore,) = client.letters()
    assert client.replace(**more).status_code == 302
    (letter,) = client.told(TOLD)
    assert "http" not in letter and client.login in letter and client.told(BACK) == []
    assert yard.visitor().get(link_in(restore)).status_code == 410, "a link of before leads in"


def test_nobody_is_told_where_the_address_stays_or_there_was_none(yard: House) -> None:
    client = Client(yard, confirmed=True)
    assert client.replace(email=client.email).status_code == 302
    assert client.told(BACK) == client.told(TOLD) == []
    yard.run(yard.world.fetch("UPDATE iam.account SET email = '' WHERE login = $1 RETURNING 1", client.login))
    assert client.replace().status_code == 302
    assert client.told("account.address%", client.another) == []


def test_of_an_employee_the_address_of_before_is_told_too(yard: House) -> None:
    reseller, login = yard.signed_in("reseller"), "replaced-employee"
    form = {"login": login, "name": "Anna", "email": "anna@mail.example", "role": "reseller-read", "language": "en"}
    assert reseller.post("/employees/-/create", form).status_code == 302
    changed = {"name": "Anna", "email": "anna@another.example", "language": "en"}
    assert reseller.post(f"/employees/{login}/update", changed).status_code == 302
    assert len(letters(yard, "anna@mail.example", TOLD)) == 1
    sql = "UPDATE iam.account SET confirmed_email = email WHERE login = $1 RETURNING 1"
    yard.run(yard.world.fetch(sql, login))
    assert reseller.post(f"/employees/{login}/update", {**changed, "email": "thief@mail.example"}).status_code == 302
    assert len(letters(yard, "anna@another.example", BACK)) == 1
