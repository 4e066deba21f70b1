"""A seller has one account by an address of mail, whichever door somebody comes by, and whoever else comes at the same time."""

import asyncio

import asyncpg
import pytest

from panel.accounts import AccountRefused, ensure_account
from panel.clients.actions import By, client_create
from panel.kit.deeds import Declined
from registry.context import Actor
from schemas import migrate
from tests.panel.house import PASSWORD, House
from tests.panel.letters import letters, token_in
from tests.panel.test_mail_address import Mover

TAKEN = "Another account of that seller has this e-mail address."
LATE = "Another account has this address."


def made(house: House, login: str, email: str, seller: str | None = "reseller", role: str = "client") -> int:
    person = (login, PASSWORD, role, None, login.title(), email)
    return house.run(ensure_account(house.world.registry, *person, seller=seller))


@pytest.mark.feature("IAM-02")
def test_no_door_of_the_panel_gives_a_seller_two_accounts_by_an_address(yard: House) -> None:
    manager, seller = yard.signed_in("manager"), yard.signed_in("reseller")
    made(yard, "vera", "vera@one.example")
    made(yard, "walt", "walt@one.example")
    client = {"login": "vera-2", "name": "V", "kind": "client", "language": "en", "email": "Vera@One.example"}
    answer = seller.post("/clients/-/create", client)
    assert answer.status_code == 422 and TAKEN in answer.text
    assert TAKEN in seller.post("/clients/walt/update", {"name": "W", "email": "VERA@one.example"}).text
    employee = {"login": "vera-3", "name": "V", "email": "vera@one.example", "role": "reseller-read", "language": "en"}
    assert TAKEN in seller.post("/employees/-/create", employee).text
    with pytest.raises(AccountRefused, match=TAKEN):
        made(yard, "vera-4", "vera@one.example")
    assert made(yard, "vera", "vera@one.example"), "it may not even be what it is"
    elsewhere = {**client, "login": "vera-5"}
    assert manager.post("/clients/-/create", elsewhere).status_code == 302, "the house's is another's"
    moved = manager.post("/clients/vera-5/set-seller", {"seller": "reseller", "reason": "moved"})
    assert moved.status_code == 422 and TAKEN in moved.text
    assert seller.post("/clients/vera/delete", {"reason": "gone"}).status_code == 302
    assert seller.post("/clients/-/create", client).status_code == 302, "whoever left keeps the address"
    restored = seller.post("/clients/vera/restore", {"reason": "back"})
    assert TAKEN in restored.text, "whoever comes back has it once more"
    sql = "SELECT count(*) AS number FROM iam.account WHERE lower(email) = 'vera@one.example' AND state = 'active'"
    assert yard.run(yard.world.fetch(sql))[0]["number"] == 2


def test_of_many_who_come_at_once_one_gets_the_address(yard: House) -> None:
    async def come(number: int) -> str | Declined:
        cx = yard.world.registry.context("panel", Actor(operator="boss"))
        try:
            return await client_create(cx, By("boss"), f"flock-{number}", "F", "flock@one.example", "client")
        except Declined as declined:
            return declined

    async def all_of_them() -> list[str | Declined]:
        return await asyncio.gather(*map(come, range(8)))

    said = yard.run(all_of_them())
    assert len([each for each in said if isinstance(each, str)]) == 1
    assert {str(each) for each in said if isinstance(each, Declined)} == {TAKEN}


def test_who_confirms_an_address_that_another_got_meanwhile_is_told_and_keeps_the_old_one(yard: House) -> None:
    one, other = Mover(yard), Mover(yard)
    wanted = f"wanted-{one.email}"
    for each in (one, other):
        each.wish(wanted)
    first, second = map(token_in, letters(yard, wanted, "account.confirm-address"))
    assert one.follow("/mail-address/confirm", first).status_code == 200
    answer = other.follow("/mail-address/confirm", second)
    assert answer.status_code == 409 and LATE in answer.text and other.now == (other.email, None)
    assert one.now == (wanted, wanted)


def test_whoever_takes_an_address_back_has_it_although_another_has_got_it(yard: House) -> None:
    mover = Mover(yard)
    old = mover.email
    mover.move(f"thief-{old}")
    made(yard, f"x-{mover.login}", old, None)
    (letter,) = letters(yard, old, "account.address-changed")
    assert mover.follow("/mail-address/take-back", token_in(letter)).status_code == 302 and mover.now == (old, old)
    with pytest.raises(AccountRefused):
        made(yard, f"y-{mover.login}", old, None)


@pytest.mark.slow
async def test_accounts_of_before_keep_an_address_that_they_share(database: str) -> None:
    other = await asyncpg.connect(database.replace("/namehouse?", "/postgres?"))
    await other.execute("CREATE DATABASE sharing")
    url = database.replace("/namehouse?", "/sharing?")
    insert = """INSERT INTO iam.account (login, name, email, confirmed_email, password_hash, state, created_at, password_at, kind)
                SELECT l, 'N', e, c, '!', s, now(), now(), 'client'
                  FROM (VALUES ('a', 'v@x.example', NULL, 'active'), ('b', 'V@x.example', 'V@x.example', 'active'),
                               ('c', 'v@x.example', NULL, 'deleted'), ('d', '', NULL, 'active'), ('e', '', NULL, 'active'))
                       k (l, e, c, s)"""
    try:
        await migrate.upgrade(url, "0147")
        connection = await asyncpg.connect(url)
        await connection.execute(insert)
        await migrate.upgrade(url)
        rows = await connection.fetch("SELECT login FROM iam.account WHERE shared_email IS NOT NULL")
        assert [row["login"] for row in rows] == ["a"], "the one that is confirmed is the first"
        with pytest.raises(asyncpg.UniqueViolationError, match="a_seller_has_one_account_by_an_address"):
            await connection.execute("UPDATE iam.account SET email = 'v@X.example' WHERE login IN ('d', 'e')")
        await connection.close()
    finally:
        await other.execute("DROP DATABASE sharing WITH (FORCE)")
        await other.close()
