"""A forgotten password: the same answer for everybody, a link that is good once, and nobody who was in stays in."""

import re
from collections.abc import Iterator

import asyncpg
import pytest

from panel.accounts import ensure_account
from panel.identity import links
from panel.identity.tries import MOST_PER_LOGIN
from tests.panel.house import PASSWORD, House, Visitor
from tests.panel.letters import letters, link_in, settled, token_in
from tests.panel.person import Person

NEW = "some other plain words"


class Forgetful(Person):
    """Somebody with an address of mail, who is sold to by nobody."""

    def __init__(self, house: House, role: str = "client") -> None:
        super().__init__(house, role)
        self.email = f"{self.login}@mail.example"
        person = (self.login, PASSWORD, role, None, self.login.title(), self.email)
        house.run(ensure_account(house.world.registry, *person))

    def ask(self, typed: str = "", visitor: Visitor | None = None):
        visitor = visitor or self.visitor()
        return visitor.post("/restore/", {"login": typed or self.login}, at="/restore/")

    def letters(self, event: str = "account.restore-password") -> list[str]:
        return letters(self.house, self.email, event)

    def set(self, token: str, new: str = NEW, again: str | None = None):
        form = {"token": token, "new": new, "again": new if again is None else again}
        return self.visitor().post("/restore/new", form, at="/restore/")


@pytest.fixture
def forgetful(yard: House) -> Iterator[Forgetful]:
    yield Forgetful(yard)
    yard.visitors.clear()


@pytest.mark.feature("IAM-04")
def test_a_link_sets_another_password_once_and_everybody_who_was_in_is_out(yard: House, forgetful: Forgetful) -> None:
    inside = forgetful.inside()
    (number,) = yard.run(yard.world.fetch("SELECT id FROM iam.account WHERE login = $1", forgetful.login))
    grant = """INSERT INTO iam.party_grant (party_id, account_id, scopes, at, until)
               SELECT min(p.id), $1, '{openid,offline_access}', now(), now() + interval '1 day' FROM iam.relying_party p"""
    yard.run(yard.world.store.reading(lambda db: db.execute(grant, number["id"])))
    assert forgetful.ask().status_code == 200
    (letter,) = forgetful.letters()
    assert forgetful.address in letter, "whoever reads it learns from where somebody asked"
    token = token_in(letter)
    kept = yard.run(yard.world.fetch("SELECT k::text AS whole FROM iam.mailed_link k"))
    assert all(token not in row["whole"] for row in kept), "the link itself is kept"
    stranger = forgetful.visitor()
    for _ in range(2):
        assert forgetful.login in stranger.get(link_in(letter)).text, "a program that looks at it has used it up"
    for form, said in (((token, "short"), "at least 10 characters"), ((token, NEW, "x"), "passwords differ")):
        answer = forgetful.set(*form)
        assert answer.status_code == 422 and said in answer.text
    assert forgetful.set(token).location == "/sign-in"
    assert inside.get("/account/").status_code == 302, "somebody who was signed in still is"
    grants = yard.run(yard.world.fetch("SELECT ended FROM iam.party_grant WHERE account_id = $1", number["id"]))
    assert [row["ended"] for row in grants] == [True]
    assert forgetful.set(token, PASSWORD).status_code == 410, "it is good twice"
    assert forgetful.visitor().sign_in(forgetful.login).status_code == 401
    assert forgetful.visitor().sign_in(forgetful.login, NEW).status_code == 302
    assert forgetful.visitor().sign_in(forgetful.email.upper(), NEW).status_code == 302, "a link confirms its address"
    assert len(forgetful.letters("account.password-changed")) == 1
    assert ("password.restore", "done") in forgetful.activity()


def ways_into(house: House, login: str) -> dict[str, int]:
    """How much of each opens the account."""
    sql = """SELECT (SELECT count(*) FROM iam.session WHERE account_id = a.id) AS browsers,
                    (SELECT count(*) FROM iam.party_grant WHERE account_id = a.id AND NOT ended) AS grants,
                    (SELECT count(*) FROM iam.api_key WHERE account_id = a.id AND revoked_at IS NULL) AS keys,
                    (SELECT count(*) FROM iam.remote_identity WHERE account_id = a.id) AS links,
                    (SELECT count(*) FROM iam.totp WHERE account_id = a.id) AS apps,
                    (SELECT count(*) FROM iam.pin WHERE account_id = a.id) AS pins,
                    (SELECT count(*) FROM panel.webhook WHERE account_id = a.id AND state = 'on') AS webhooks
               FROM iam.account a WHERE a.login = $1"""
    (row,) = house.run(house.world.fetch(sql, login))
    return dict(row)


def give_ways(house: House, login: str) -> None:
    """A key, a link, an application that goes on when nobody is there, a PIN and a webhook, all of this moment."""
    now = house.world.clock.now()
    for sql in (
        """INSERT INTO iam.api_key (account_id, name, begins, token_hash, permissions, made_at, ends_at)
           SELECT id, 'nightly', 'nhk_abcdef', sha256(login::bytea), '{}', $2, $2::timestamptz + interval '9 days'
             FROM iam.account
            WHERE login = $1""",
        """INSERT INTO iam.remote_identity (account_id, provider, subject, email, verified, linked_at)
           SELECT id, 'github', login, '', false, $2 FROM iam.account WHERE login = $1""",
        """INSERT INTO iam.party_grant (party_id, account_id, session_id, scopes, at, until)
           SELECT p.id, a.id, 0, '{openid,offline_access}', $2, $2::timestamptz + interval '1 day'
             FROM iam.account a, (SELECT min(id) AS id FROM iam.relying_party) p WHERE a.login = $1""",
        "INSERT INTO iam.pin (account_id, pin, set_at) SELECT id, '', $2 FROM iam.account WHERE login = $1",
        """INSERT INTO panel.webhook (account_id, name, url, events, secret, made_at, state_at)
           SELECT id, 'orders', 'https://x.example/', '{}', '', $2, $2 FROM iam.account WHERE login = $1""",
    ):
        house.run(house.world.fetch(f"{sql} RETURNING 1", login, now))


@pytest.mark.feature("IAM-04")
def test_who_sets_a_password_without_the_one_before_ends_keys_links_and_applications_and_is_told(yard: House) -> None:
    person = Forgetful(yard)
    person.enrol()
    give_ways(yard, person.login)
    person.ask()
    assert person.set(token_in(person.letters()[0])).status_code == 302
    kept = {"apps": 1, "pins": 1, "webhooks": 1}
    assert ways_into(yard, person.login) == dict.fromkeys(("browsers", "grants", "keys", "links"), 0) | kept
    (letter,) = person.letters("account.ways-ended")
    assert "nightly" in letter and "github" in letter and person.address in letter
    person.ask()
    assert person.set(token_in(person.letters()[-1]), "yet other plain words").status_code == 302
    assert len(person.letters("account.ways-ended")) == 1, "where nothing was ended nothing is told"


def test_a_password_that_is_given_by_others_ends_them_too_and_one_that_is_changed_ends_other_browsers(
    yard: House,
) -> None:
    given = Forgetful(yard)
    give_ways(yard, given.login)
    reason = {"reason": "They forgot it"}
    assert yard.signed_in("manager").post(f"/clients/{given.login}/set-tmp-pwd", reason).status_code == 200
    ways = ways_into(yard, given.login)
    assert (ways["keys"], ways["links"], ways["grants"]) == (0, 0, 0)
    changer = Forgetful(yard)
    visitor = changer.inside()
    give_ways(yard, changer.login)
    form = {"old": PASSWORD, "new": NEW, "again": NEW}
    assert visitor.post("/account/password", form, at="/account/").status_code == 302
    ways = ways_into(yard, changer.login)
    assert (ways["keys"], ways["links"], ways["grants"], ways["browsers"]) == (1, 1, 0, 1)


def test_where_staff_take_second_factors_away_no_application_goes_on(yard: House) -> None:
    person = Forgetful(yard, "support")
    person.enrol()
    give_ways(yard, person.login)
    boss = yard.signed_in("master")
    path = f"/people/{person.login}/reset-second-factor"
    assert boss.post(path, {"reason": "A lost phone"}).status_code == 302
    ways = ways_into(yard, person.login)
    assert (ways["apps"], ways["grants"], ways["browsers"], ways["keys"]) == (0, 0, 0, 1)


def test_a_link_is_too_old_after_an_hour_and_ends_with_another_that_was_followed(forgetful: Forgetful) -> None:
    forgetful.ask()
    forgetful.ask()
    first, second = (token_in(each) for each in forgetful.letters())
    assert forgetful.set(second).status_code == 302
    assert forgetful.set(first).status_code == 410
    forgetful.ask()
    forgetful.house.world.clock.advance(minutes=61)
    assert forgetful.set(token_in(forgetful.letters()[-1])).status_code == 410


def test_the_answer_is_the_same_and_as_soon_whoever_is_named(yard: House, forgetful: Forgetful) -> None:
    """While nobody can look at accounts at all, so that nothing of the answer depends on them."""
    visitor = forgetful.visitor()
    token = visitor.token("/restore/")

    async def locked() -> asyncpg.Connection:
        other = await asyncpg.connect(yard.url)
        await other.execute("BEGIN; LOCK TABLE iam.account IN ACCESS EXCLUSIVE MODE")
        return other

    other = yard.run(locked())
    names = (forgetful.login, "nobody-at-all", forgetful.email)
    answers = [visitor.ask("POST", "/restore/", data={"csrf_token": token, "login": each}) for each in names]
    assert len({answer.text for answer in answers}) == 1 and {answer.status_code for answer in answers} == {200}
    yard.run(other.close())
    assert len(forgetful.letters()) == 1


def test_who_may_not_come_in_is_written_nothing_and_a_link_of_before_leads_nowhere(yard: House) -> None:
    blocked, addressless = Forgetful(yard), Forgetful(yard)
    blocked.ask()
    (letter,) = blocked.letters()
    yard.run(yard.world.fetch("UPDATE iam.account SET state = 'blocked' WHERE login = $1", blocked.login))
    yard.run(yard.world.fetch("UPDATE iam.account SET email = '' WHERE login = $1", addressless.login))
    blocked.ask()
    addressless.ask()
    assert len(blocked.letters()) == 1 and addressless.letters() == []
    assert blocked.visitor().get(link_in(letter)).status_code == 410
    assert blocked.set(token_in(letter)).status_code == 410


def test_an_address_counts_only_where_it_was_confirmed_and_is_one_accounts(yard: House) -> None:
    one, other = Forgetful(yard), Forgetful(yard)
    one.ask(one.email)
    assert one.letters() == [], "an address that nobody confirmed says who somebody is"
    same = "UPDATE iam.account SET email = $1, confirmed_email = $1, shared_email = $1 WHERE login = $2"
    for each in (one, other):
        yard.run(yard.world.fetch(same, one.email, each.login))
    assert one.visitor().sign_in(one.email).status_code == 401, "two accounts of before have it"
    yard.run(yard.world.fetch(same, other.email, other.login))
    assert one.visitor().sign_in(f" {one.email.title()} ").status_code == 302
    one.ask(one.email)
    assert len(one.letters()) == 1


def test_who_asks_again_and_again_is_slowed_down_and_nobody_is_flooded(yard: House, forgetful: Forgetful) -> None:
    for _ in range(MOST_PER_LOGIN):
        assert forgetful.ask().status_code == 200
    assert len(forgetful.letters()) == links.MOST_A_DAY
    answer = forgetful.ask()
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
    stranger = Person(yard).visitor()
    for _ in range(MOST_PER_LOGIN):
        assert forgetful.ask("nobody-with-this-login", stranger).status_code == 200
    assert forgetful.ask("nobody-with-this-login", stranger).status_code == 429, "it tells who there is"


def test_the_second_factor_is_asked_for_after_a_password_was_restored(yard: House) -> None:
    careful = Forgetful(yard)
    careful.enrol()
    careful.ask()
    assert careful.set(token_in(careful.letters()[0])).status_code == 302
    visitor = careful.visitor()
    assert visitor.sign_in(careful.login, NEW).location.startswith("/sign-in/second")


def test_a_link_leads_to_the_host_of_whose_the_account_is_whichever_was_asked(yard: House) -> None:
    boss = yard.signed_in("manager")
    brand = {"hosts": "evil.example", "name": "Evil", "colour": "#7a1fa2"}
    assert boss.post("/brands/reseller/change", brand).status_code == 302
    victim = Forgetful(yard)
    visitor, evil = victim.visitor(), "http://evil.example"
    token = re.search(r'name="csrf_token" value="([^"]+)"', visitor.get("/restore/", base_url=evil).text)[1]
    form = {"csrf_token": token, "login": victim.login}
    answer = visitor.ask("POST", "/restore/", data=form, base_url=evil)
    assert answer.status_code == 200
    (letter,) = victim.letters()
    assert "evil.example" not in letter and "http://127.0.0.1:8080/restore/new?token=" in letter
    yard.run(yard.world.fetch("UPDATE iam.account SET email = 'c@mail.example' WHERE login = 'client'"))
    settled(yard)
    yard.visitor().post("/restore/", {"login": "client"}, at="/restore/")
    assert "http://evil.example:8080/restore/new?token=" in letters(yard, "c@mail.example")[0], "its seller's host"
