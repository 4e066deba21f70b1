"""What is kept of people: a copy has all of it and is theirs alone, and after erasing nothing is found of them anywhere."""

import asyncio
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date, timedelta

import pytest

from mail.outbox import Mail, Recipient, queue_mail
from panel.accounts import AccountRefused, ensure_account
from panel.client_contacts.actions import contact_create
from panel.client_contacts.confirming import confirm, send_code
from panel.client_contacts.passports import contact_passport
from panel.clients.actions import By
from panel.documents.actions import Facts, Sent, document_create, document_say
from panel.exports.actions import copy_later, make
from panel.identity.personal.kept import KEPT
from panel.kit.access import Viewer
from panel.kit.attached.files import Place, keep
from registry.context import Actor
from tests.panel.house import PASSWORD, House, baker
from tests.panel.test_seller_tree import Tree

CANARY = "zqcanaryzq"
ADDRESS = "203.0.113.77"
WHY = "Asked for by letter."
# Whatever can be erased, as it would be found in the text of a row: texts, what octets look like, where they sat.
TRACES = (CANARY, CANARY.encode().hex(), CANARY.upper(), ADDRESS)


def rows_with(house: House, traces: tuple[str, ...]) -> dict[str, list[str]]:
    """Rows of any table of ours, in any column, by table."""
    tables = house.run(
        house.world.fetch(
            """SELECT c.oid::regclass::text AS name FROM pg_class c
                WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
                  AND c.relnamespace::regnamespace::text IN ('panel', 'iam', 'audit', 'registry', 'jobs', 'mail')"""
        )
    )
    found = {}
    for (table,) in tables:
        sql = f"SELECT x::text AS whole FROM {table} x WHERE x::text ILIKE ANY ($1)"
        rows = house.run(house.world.fetch(sql, [f"%{each}%" for each in traces]))
        if rows:
            found[table] = [row["whole"] for row in rows]
    return found


def live(house: House) -> int:
    """A reseller leaves traces wherever one can; its number."""
    run, world = house.run, house.world
    run(Tree(world).plant(f"{CANARY}* < reseller", f"child < {CANARY}"))
    password = "(SELECT password_hash FROM iam.account WHERE login = 'client')"
    ((number,),) = run(
        world.fetch(
            f"UPDATE iam.account SET password_hash = {password}, name = $2, email = $2 || '@x.example', description = $2"
            " WHERE login = $1 RETURNING id",
            CANARY,
            CANARY,
        )
    )
    own = house.visitor()
    own.address = ADDRESS
    own.sign_in(CANARY, "not the right password")
    assert own.sign_in(CANARY, PASSWORD).status_code == 302
    assert own.post("/mail-address/", {"email": f"{CANARY}@moved.example"}).status_code == 302
    came = """INSERT INTO iam.newcomer (digest, seller_id, email, language, state, invited_by, name, decided_by, at, expires_at,
                                         address, account_id)
              VALUES (sha256('x'), $1, $2 || '@x.example', 'en', 'admitted', $2, $2, $2, $3, $3, $4::text::inet, $1)"""
    run(world.store.reading(lambda db: db.execute(came, number, CANARY, world.clock.now(), ADDRESS)))
    known = """INSERT INTO iam.remote_identity (account_id, provider, subject, email, verified, linked_at)
               VALUES ($1, 'x', $2, $2, true, $3)"""
    run(world.store.reading(lambda db: db.execute(known, number, CANARY, world.clock.now())))
    pin = "INSERT INTO iam.pin (account_id, pin, question, answer, set_at) VALUES ($1, 'x', $2, 'x', $3)"
    run(world.store.reading(lambda db: db.execute(pin, number, CANARY, world.clock.now())))
    brand = {"hosts": f"{CANARY}.example", "name": CANARY, "colour": "#7a1fa2"}
    assert own.post(f"/brands/{CANARY}/change", brand).status_code == 302
    assert own.post("/clients/child/block", {"kind": "debt", "reason": "They owe."}).status_code == 302
    manager = house.signed_in("manager")
    assert manager.post("/clients/child/set-seller", {"seller": "reseller", "reason": WHY}).status_code == 302
    assert manager.post(f"/clients/{CANARY}/set-note", {"note": f"Knows {CANARY}"}).status_code == 302
    block = {"kind": "other", "reason": f"{CANARY} is away."}
    assert manager.post(f"/clients/{CANARY}/block", block).status_code == 302
    assert manager.post(f"/clients/{CANARY}/unblock", {"reason": f"{CANARY} is back."}).status_code == 302
    agent = {"REMOTE_ADDR": ADDRESS, "HTTP_USER_AGENT": CANARY}
    again = house.visitor()
    again.address = ADDRESS
    token = again.token("/sign-in")
    form = {"csrf_token": token, "login": CANARY, "password": PASSWORD}
    assert again.ask("POST", "/sign-in", data=form, environ_base=agent).status_code == 302
    facts = {**baker(CANARY), "tax_comment": CANARY, "director": CANARY, "registration_data": CANARY, "tic": CANARY}
    facts["messengers"] = [{"service": "skype", "address": CANARY}]
    cx = world.registry.context("panel", Actor(operator="boss"), reason=CANARY)
    contact = run(contact_create(cx, By("boss"), CANARY, facts))
    run(
        keep(
            world.registry,
            Place("client-contact", str(contact)),
            io.BytesIO(CANARY.encode()),
            CANARY,
            shown=True,
            by="boss",
        )
    )
    lent = run(contact_create(replace(cx, reason=None), By(CANARY), "child", baker("Child")))
    run(keep(world.registry, Place("client-contact", str(lent)), io.BytesIO(b"Theirs"), "x", shown=True, by=CANARY))
    assert own.post(f"/client-contacts/{contact}/copy").status_code == 302
    run(confirm(cx, By("boss"), contact, [("name", CANARY)], "confirmed"))
    seen = {"number": CANARY.upper(), "issued_by": CANARY, "issued_on": date(2015, 3, 4)}
    run(contact_passport(cx, By("boss"), contact, seen))
    linked = "INSERT INTO panel.contact_in_registry VALUES ($1, $2)"
    run(world.store.reading(lambda db: db.execute(linked, f"{CANARY}-NAMEHSE", contact)))
    run(confirm(replace(cx, reason=None), By(CANARY), lent, [("name", "Child")], "confirmed"))
    run(send_code(cx, By("boss"), contact, "text"))
    mask = "INSERT INTO panel.blacklist (of, mask, white, by, at) VALUES ('domain', 'bad.example', false, $1, $2)"
    run(world.store.reading(lambda db: db.execute(mask, CANARY, world.clock.now())))
    published = """WITH t AS (INSERT INTO panel.terms (seller_id, kind, text, valid_from, by, at)
                              VALUES ($1, 'terms', 'All of it', $3::timestamptz + interval '9 years', $2, $3) RETURNING id)
                   INSERT INTO panel.consent (account_id, terms_id, given, at, address)
                   SELECT $1, t.id, true, $3, $4::text::inet FROM t"""
    run(world.store.reading(lambda db: db.execute(published, number, CANARY, world.clock.now(), ADDRESS)))
    told = Facts("contract", CANARY, CANARY, CANARY)
    paper = run(document_create(cx, By("boss"), CANARY, told, Sent(io.BytesIO(f"{CANARY}!".encode()), CANARY)))
    run(document_say(cx, By("boss"), paper, ("signed",), given=True))
    theirs = run(document_create(replace(cx, reason=None), By(CANARY), "child", Facts("other", "Child's")))
    run(document_say(replace(cx, reason=None), By(CANARY), theirs, ("sent",), given=True))
    assert own.post("/documents/-/create", {"type": "other", "title": CANARY}).status_code == 302
    tag = "INSERT INTO panel.tag (kind, key, tag, by, at) VALUES ('client-contact', $1, $2, 'boss', $3)"
    run(world.store.reading(lambda db: db.execute(tag, str(contact), CANARY, world.clock.now())))
    for table, column in (("note", "sort, text"), ("attribute", "name, value")):
        sql = f"INSERT INTO panel.{table} (kind, key, {column}, by, at) VALUES ('client-contact', $1, 'note', $2, 'boss', $3)"
        run(world.store.reading(lambda db, sql=sql: db.execute(sql, str(contact), CANARY, world.clock.now())))
    now = world.clock.now()
    written = Mail("system.test", Recipient(f"{CANARY}@x.example", CANARY, account_id=number), {"by": CANARY})
    run(world.store.transaction(lambda db: queue_mail(db, written, now)))
    for sql in (
        "INSERT INTO iam.passkey (account_id, name, credential_id, public_key, sign_count, transports, created_at)"
        " VALUES ($1, $2, convert_to($2, 'UTF8'), '', 0, '{}', $3)",
        "WITH party AS (INSERT INTO iam.relying_party (client_id, name, redirect_uris, scopes, by, at)"
        " VALUES ('theirs', 'An application', '{}', '{openid}', $2, $3) RETURNING id), agreed AS (INSERT INTO iam.party_consent"
        " SELECT $1, party.id, '{openid}', $3 FROM party) INSERT INTO iam.party_grant (party_id, account_id, scopes, at, until)"
        " SELECT party.id, $1, '{openid}', $3, $3 FROM party",
        "INSERT INTO mail.notice (account_id, event, about, subject, text, on_site, at)"
        " VALUES ($1, 'account.created', '', $2, $2, true, $3)",
        "INSERT INTO mail.money_address (account_id, address, drawn_at, confirmed_at) VALUES ($1, $2 || '@x.example', $3, $3)",
        "INSERT INTO mail.group_wish"
        " SELECT $1, 'newsletters', 'mail', false WHERE $2::text <> '' AND $3::timestamptz IS NOT NULL",
        "INSERT INTO mail.spread (event, about, what, seller_id, from_at, made_at)"
        " VALUES ('terms.changed', '0', $2, $1, $3, $3)",
        "INSERT INTO mail.wish SELECT $1, 'account.created', 'mail', false WHERE $2::text <> '' AND $3::timestamptz IS NOT NULL",
        "INSERT INTO iam.totp VALUES ($1, convert_to($2, 'UTF8'), $3, 0)",
        "INSERT INTO iam.recovery_code VALUES ($1, sha256(convert_to($2, 'UTF8')), $3)",
        "INSERT INTO iam.api_key (account_id, name, begins, token_hash, permissions, made_at, ends_at)"
        " VALUES ($1, $2, $2, sha256(convert_to($2, 'UTF8')), '{}', $3, $3)",
        "WITH hook AS (INSERT INTO panel.webhook (account_id, name, url, events, secret, made_at, state_at)"
        " VALUES ($1, $2, 'https://' || $2, '{}', '', $3, $3) RETURNING id) INSERT INTO panel.webhook_delivery (webhook_id,"
        " message_id, type, object, parties, client_id, happened_at, body, due_at, made_at)"
        " SELECT hook.id, $2, 'webhook.test', $2, '{}', $1, $3, $2, $3, $3 FROM hook",
        "INSERT INTO panel.request (account_id, key, digest, begun_at, taken_at) VALUES ($1, $2, '', $3, $3)",
        "INSERT INTO iam.account_right SELECT $1, 'client.notify', false WHERE $2::text <> '' AND $3::timestamptz IS NOT NULL",
        "INSERT INTO panel.saved_view (account_id, list, name, query, shared, created_at)"
        " VALUES ($1, 'clients', $2, 'q=' || $2, true, $3)",
        "WITH made AS (INSERT INTO panel.import (account_id, deed, name, headings, mapped, made_at, expires_at)"
        " VALUES ($1, 'clients.create', $2, ARRAY[$2], '{}', $3, $3) RETURNING id)"
        " INSERT INTO panel.import_row SELECT made.id, 1, 2, ARRAY[$2], NULL, '', $2 FROM made",
        "INSERT INTO panel.dashboard VALUES ($1, ARRAY[$2::text], '{}', $3)",
        "INSERT INTO mail.template VALUES ('system.test', 'en', $1, $2, $2, $3, $2)",
        "INSERT INTO panel.document_template VALUES ('nda', $1, $2, $3, $2)",
        "INSERT INTO panel.document_prefix SELECT $2, $1, 'X-' WHERE $3::timestamptz IS NOT NULL",
        "INSERT INTO panel.document_series SELECT $2, $1, 2026, 1 WHERE $3::timestamptz IS NOT NULL",
        "INSERT INTO panel.reminder (account_id, kind, key, list, name, message, every, first_at, rings_at)"
        " VALUES ($1, 'client', $2, 'clients', $2, $2, 'once', $3, $3)",
        "WITH made AS (INSERT INTO panel.export (account_id, list, query, format, state, asked_at, expires_at)"
        " VALUES ($1, 'clients', 'q=' || $2, 'csv', 'ready', $3, $3) RETURNING id)"
        " INSERT INTO panel.export_part SELECT made.id, 0, convert_to($2, 'UTF8') FROM made",
    ):
        run(world.store.reading(lambda db, sql=sql: db.execute(sql, number, CANARY, now)))
    return number


def test_every_table_that_refers_to_an_account_says_what_becomes_of_it(yard: House) -> None:
    sql = """SELECT DISTINCT k.conrelid::regclass::text AS name FROM pg_constraint k
              WHERE k.contype = 'f' AND k.confrelid = 'iam.account'::regclass"""
    assert {row["name"] for row in yard.run(yard.world.fetch(sql))} <= {each.table for each in KEPT}


@pytest.mark.slow
@pytest.mark.feature("USR-01")
def test_who_is_erased_is_found_nowhere_and_what_others_need_stays(yard: House) -> None:
    number = live(yard)
    manager = yard.signed_in("manager")
    assert manager.post(f"/clients/{CANARY}/export-data", {"reason": WHY}).status_code == 302
    assert set(rows_with(yard, TRACES)) >= {each.table for each in KEPT} - {
        "iam.last_sign_in",
        "iam.recovery_code",
        "panel.content",
        "panel.phone_code",
        "panel.email_link",
        "iam.account_role",
        "iam.account_right",
        "iam.party_consent",
        "iam.party_grant",
        "mail.wish",
        "mail.group_wish",
    }
    address, form = f"/clients/{CANARY}/erase", {"login": CANARY, "reason": WHY}
    assert "Delete it first" in manager.post(address, form).text
    assert manager.post(f"/clients/{CANARY}/delete", {"reason": WHY}).status_code == 302
    assert "nothing is erased" in manager.post(address, {**form, "login": "somebody"}).text
    seen = manager.post(address, form)
    assert f"wiped-{number}" in seen.text and "Not touched" in seen.text and rows_with(yard, TRACES)
    done = manager.post(address, {**form, "foreseen": re.search(r'name="foreseen" value="(\w+)"', seen.text)[1]})
    assert (done.status_code, done.location) == (302, "/clients/")
    assert rows_with(yard, TRACES) == {}
    rows = yard.run(
        yard.world.fetch("SELECT action, actor, account FROM audit.activity WHERE account_id = $1 ORDER BY id", number)
    )
    assert {row["account"] for row in rows} == {f"wiped-{number}"}
    assert tuple(rows[-1])[:2] == ("clients.erase", "manager")
    assert ("sign-in", f"wiped-{number}") in {(row["action"], row["actor"]) for row in rows}
    ((state_by, detail),) = yard.run(
        yard.world.fetch(
            """SELECT a.state_by, v.detail FROM iam.account a JOIN audit.activity v ON v.account_id = a.id
                WHERE a.login = 'child' AND v.action = 'clients.set-seller'"""
        )
    )
    assert (state_by, detail) == (f"wiped-{number}", f"wiped-{number} → reseller")
    page = manager.get(f"/clients/wiped-{number}")
    assert page.status_code == 200 and "Wiped" in page.text
    assert manager.post(f"/clients/wiped-{number}/restore", {"reason": WHY}).status_code == 422
    assert yard.visitor().sign_in(CANARY, PASSWORD).status_code == 401
    fresh = {"login": CANARY, "name": "New", "kind": "client", "language": "en"}
    assert "has this login already" in manager.post("/clients/-/create", fresh).text
    for login in (CANARY, "wiped-1"):
        with pytest.raises(AccountRefused):
            yard.run(ensure_account(yard.world.registry, login, PASSWORD, "client"))


@pytest.mark.slow
@pytest.mark.feature("USR-01")
def test_a_copy_has_all_that_is_kept_of_somebody_and_is_theirs_alone(yard: House) -> None:
    yard.run(Tree(yard.world).plant("baker < reseller"))
    password = "(SELECT password_hash FROM iam.account WHERE login = 'client')"
    noted = f"UPDATE iam.account SET note = 'pays late', password_hash = {password} WHERE login = 'baker' RETURNING id"
    yard.run(yard.world.fetch(noted))
    visitor = yard.visitor()
    visitor.sign_in("baker", PASSWORD)
    assert visitor.post("/my-data/", at="/my-data/").status_code == 302
    link = awaited(yard, visitor)
    answer = yard.visitor().get(link)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/zip"
    assert "sandbox" in answer.headers["Content-Security-Policy"] and answer.headers["Cache-Control"] == "no-store"
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert archive.testzip() is None
    (account,) = json.loads(archive.read("account.json"))
    assert (account["login"], account["state"], account["kind"]) == ("baker", "active", "client")
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"pays late" not in everything and b"argon2" not in everything
    (browser, *_) = json.loads(archive.read("browsers.json"))
    assert browser["user_agent"] == "Testbrowser/1.0" and browser["address"] == "127.0.0.1"
    assert {row["action"] for row in json.loads(archive.read("activity.json"))} >= {"sign-in"}
    assert "account.json: The account, 1" in archive.read("read-me.txt").decode()
    assert yard.visitor().get(link[:-1] + ("0" if link[-1] != "0" else "1")).status_code == 404
    yard.world.clock.advance(minutes=11)
    assert yard.visitor().get(link).status_code == 404, "the link holds on"
    again = re.search(r'href="(/my-data/\d+/[^"]+)"', visitor.get("/my-data/").text)[1]
    assert yard.visitor().get(again).status_code == 200
    assert again not in yard.signed_in("reseller").get("/my-data/").text
    yard.world.clock.advance(days=1)
    yard.visitors.clear()


def awaited(yard: House, visitor) -> str:
    """The link to the copy, once it is made."""
    for _ in range(100):
        if found := re.search(r'href="(/my-data/\d+/[^"]+)"', visitor.get("/my-data/").text):
            return found[1]
        yard.run(asyncio.sleep(0.02))
    raise AssertionError("the copy was not made")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("who", "whose", "state"),
    [
        ("reseller", "reseller", "ready"),
        ("reseller", "client", "ready"),
        ("client", "reseller", "failed"),
        ("reseller", "manager", "failed"),
        ("support", "client", "failed"),
    ],
)
def test_whose_copy_somebody_gets_is_judged_when_it_is_made(yard: House, who: str, whose: str, state: str) -> None:
    run, world = yard.run, yard.world
    numbers = {row["login"]: row["id"] for row in run(world.fetch("SELECT login, id FROM iam.account"))}
    asker = Viewer(numbers[who], 0, who, who, "", frozenset({who}))
    number = run(copy_later(world.registry, asker, numbers[whose], "data"))
    run(make(world.registry, {}, number))
    ((found, rows),) = run(world.fetch("SELECT state, rows FROM panel.export WHERE id = $1", number))
    assert found == state and (rows is None) == (state == "failed")
    visitor = yard.signed_in(who)
    if who == "reseller" and state == "ready":
        assert visitor.get(f"/exports/{number}").headers["Content-Type"] == "application/zip"
        assert yard.signed_in("manager").get(f"/exports/{number}").status_code == 404
    assert (
        timedelta(0)
        < run(world.fetch("SELECT expires_at FROM panel.export WHERE id = $1", number))[0][0] - world.clock.now()
        <= timedelta(days=1)
    )
