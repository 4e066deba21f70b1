"""People are told what is written anyway: who may see it, once, and together where it is much; many are told by the worker."""

import asyncio
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import asyncpg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from panel.client_contacts.actions import contact_change
from panel.client_contacts.confirming import confirm
from panel.clients.actions import By, client_step, client_verify
from panel.documents.actions import Facts, Sent, document_create, document_send
from panel.telling import following, spreading
from panel.telling.following import HOURLY, PROMPTLY, follow, follow_topups
from panel.telling.jobs import tell_gathered, tell_promptly
from panel.telling.watching import (
    job_failed,
    stage,
    tell_of_statements,
    watch_certificates,
    watch_mail,
    watch_ways_in,
)
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.actions.registrar_password import registrar_password
from registry.actions.registrar_state import registrar_state
from registry.actions.registrar_top_up import registrar_top_up
from registry.actions.settle import settle
from registry.actions.topup_decide import topup_decide
from registry.actions.topup_propose import topup_propose
from registry.actions.urs_lock import urs_lock
from registry.actions.urs_notice import urs_notice
from registry.context import Actor
from registry.jobs.runner import run_job
from registry.jobs.timetable import Line
from registry.model.change import DomainParts
from registry.model.period import Period
from registry.requests.domain import DomainCreate, DomainDelete, DomainTransfer, DomainUpdate
from registry.requests.registrar import RegistrarStateChange, RegistrarTopUp
from registry.requests.urs import UrsLock, UrsNotice
from tests.panel.house import House
from tests.panel.test_seller_tree import Tree

SECRET = "a-secret-of-twenty-characters"


def told(house: House, event: str) -> dict[str, list[str]]:
    """Who was told of it, and what it was called to them."""
    rows = house.run(
        house.world.fetch(
            """SELECT a.login, n.text FROM mail.notice n JOIN iam.account a ON a.id = n.account_id
                WHERE n.event = $1 ORDER BY n.id""",
            event,
        )
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["login"], []).append(row["text"])
    return found


def mailed(house: House, event: str) -> set[str]:
    rows = house.run(house.world.fetch("SELECT address FROM mail.message WHERE event = $1", event))
    return {row["address"].partition("@")[0] for row in rows}


@contextmanager
def breaking_off(house: House, event: str, at: int) -> Iterator[None]:
    """The database fails when so many were told of the event."""
    for sql in (
        f"""CREATE FUNCTION public.break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF (SELECT count(*) FROM mail.notice WHERE event = '{event}') >= {at} THEN RAISE 'broken off'; END IF;
                RETURN NULL; END $$""",
        "CREATE TRIGGER break_off AFTER INSERT ON mail.notice FOR EACH ROW EXECUTE FUNCTION public.break_off()",
    ):
        house.run(house.world.store.reading(lambda db, sql=sql: db.execute(sql)))
    yield
    gone = "DROP TRIGGER break_off ON mail.notice; DROP FUNCTION public.break_off()"
    house.run(house.world.store.reading(lambda db: db.execute(gone)))


def shown(until: datetime) -> bytes:
    """A certificate that a server could show."""
    key, named = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "panel")])
    made = (
        x509.CertificateBuilder().subject_name(named).issuer_name(named).public_key(key.public_key()).serial_number(7)
    )
    signed = made.not_valid_before(until - timedelta(days=90)).not_valid_after(until).sign(key, SHA256())
    return signed.public_bytes(Encoding.PEM)


def name(house: House, registrar: str, label: str, years: int = 1) -> str:
    wish = DomainCreate(f"{label}.example", Period(years), authinfo=SECRET)
    house.run(domain_create(house.world.as_(registrar), wish))
    return f"{label}.example"


def promptly(house: House) -> None:
    house.run(tell_promptly(house.world.registry))


def hourly(house: House) -> None:
    house.run(tell_gathered(house.world.registry))


@pytest.mark.feature("SUP-05")
def test_who_reads_a_registrars_names_is_told_of_its_transfers_and_nobody_of_another(yard: House) -> None:
    asked = name(yard, "alpha", "asked")
    yard.run(domain_transfer(yard.world.as_("beta"), DomainTransfer(asked, "request", authinfo=SECRET)))
    promptly(yard)
    promptly(yard)
    who = told(yard, "domain.transfer-asked")
    alphas = {
        "registrar",
        "registrar-technical",
        "registrar-finance",
        "registrar-support",
        "registrar-read",
        "looked-after",
    }
    assert set(who) == alphas and all(len(texts) == 1 and asked in texts[0] for texts in who.values())
    assert mailed(yard, "domain.transfer-asked") == alphas
    yard.run(domain_transfer(yard.world.as_("alpha"), DomainTransfer(asked, "approve")))
    hourly(yard)
    assert told(yard, "domain.transfer-out") == {}, "alpha decided that itself"
    other = name(yard, "alpha", "other")
    yard.run(domain_transfer(yard.world.as_("beta"), DomainTransfer(other, "request", authinfo=SECRET)))
    yard.world.clock.advance(days=6)
    yard.run(settle(yard.world.operator, other))
    hourly(yard)
    assert other in told(yard, "domain.transfer-out")["registrar"][0]


@pytest.mark.feature("DOM-17")
def test_what_time_does_to_many_names_is_one_notice_and_no_mail_unless_wished(yard: House) -> None:
    names = [name(yard, "alpha", f"many{number}") for number in range(23)]
    yard.world.clock.advance(days=367)
    for each in names:
        yard.run(settle(yard.world.operator, each))
    hourly(yard)
    (text,) = told(yard, "domain.renewed")["registrar"]
    assert names[0] in text and names[19] in text and names[20] not in text
    assert "(23)" in text and "… (+3)" in text
    assert mailed(yard, "domain.renewed") == set()


def test_what_the_registry_does_to_names_is_told_by_what_it_is(yard: House) -> None:
    locked, gone, accused = (name(yard, "alpha", each) for each in ("locked", "gone", "accused"))
    by = replace(yard.world.operator, reason="The court says so.")
    yard.run(domain_update(by, DomainUpdate(locked, add=DomainParts(statuses=("serverHold",)))))
    yard.run(domain_delete(by, DomainDelete(gone)))
    yard.run(urs_notice(by, UrsNotice(accused, "FORUM", "FA-1")))
    yard.run(urs_lock(by, UrsLock(accused)))
    promptly(yard)
    hourly(yard)
    assert accused in told(yard, "domain.urs")["registrar"][0]
    assert locked in told(yard, "domain.changed")["registrar"][0]
    assert accused not in told(yard, "domain.changed")["registrar"][0]
    assert gone in told(yard, "domain.deleted")["registrar"][0]


@pytest.mark.feature("SUP-05")
def test_money_is_told_to_those_who_may_see_it(yard: House) -> None:
    world = yard.world
    yard.run(registrar_top_up(world.operator, RegistrarTopUp("alpha", 12_345, "USD", "Wire")))
    cx = world.registry.context("panel", Actor(operator="manager"))
    number = yard.run(topup_propose(cx, RegistrarTopUp("alpha", 777, "USD", "Card 0815")))
    promptly(yard)
    assert set(told(yard, "money.received")) == {"registrar", "registrar-finance"}
    assert "123.45 USD" in told(yard, "money.received")["registrar"][-1]
    waits = told(yard, "money.topup-asked")
    assert set(waits) == {"master"} and "Card 0815" in waits["master"][0] and "7.77 USD" in waits["master"][0]
    no = world.registry.context("panel", Actor(operator="master"), reason="No money came.")
    yard.run(topup_decide(no, number, "decline"))
    promptly(yard)
    promptly(yard)
    assert ["No money came." in text for text in told(yard, "money.topup-declined")["registrar-finance"]] == [True]
    second = yard.run(topup_propose(cx, RegistrarTopUp("alpha", 888, "USD", "Card 0816")))
    yes = world.registry.context("panel", Actor(operator="master"), reason="It is on our account.")
    yard.run(topup_decide(yes, second, "confirm"))
    promptly(yard)
    promptly(yard)
    for event, money, why in (
        ("booked", "8.88 USD", "It is on our account."),
        ("refused", "7.77 USD", "No money came."),
    ):
        decided = told(yard, f"money.topup-{event}")
        assert set(decided) == {"manager"}, "others than whoever proposed it are told"
        assert [money in text and why in text and "master" in text for text in decided["manager"]] == [True]
    fresh = name(yard, "alpha", "fresh")
    yard.run(domain_delete(world.as_("alpha"), DomainDelete(fresh)))
    hourly(yard)
    assert "10.00 USD" in told(yard, "money.refunded")["registrar"][0] and mailed(yard, "money.refunded") == set()


def test_a_low_balance_is_told_with_what_is_left(yard: House) -> None:
    yard.run(
        yard.world.fetch(
            "UPDATE registry.account a SET low_balance = a.balance - 500 FROM registry.registrar r"
            " WHERE r.id = a.registrar_id AND r.handle = 'alpha' AND a.currency = 'USD' RETURNING a.balance"
        )
    )
    name(yard, "alpha", "costly")
    promptly(yard)
    assert set(told(yard, "money.low")) == {"registrar", "registrar-finance"}
    assert " USD" in told(yard, "money.low")["registrar"][0]


def test_what_becomes_of_a_registrar_is_told_to_its_people(yard: House) -> None:
    for state in ("suspended", "active"):
        by = replace(yard.world.operator, reason="It was asked for.")
        yard.run(registrar_state(by, RegistrarStateChange("alpha", state)))
    yard.run(registrar_password(yard.world.operator, "alpha", "An-0ther-passw0rd"))
    promptly(yard)
    assert "registrar-read" in told(yard, "registrar.suspended") and "registrar-read" in told(yard, "registrar.active")
    assert set(told(yard, "registrar.password-changed")) == {"registrar", "registrar-technical"}


def test_the_end_of_a_certificate_is_told_a_month_a_week_and_a_day_before(yard: House) -> None:
    now = yard.world.clock.now()
    assert [stage(now + timedelta(days=days), now) for days in (40, 30, 8, 7, 2, 1, 0)] == [None, 30, 30, 7, 7, 1, None]
    sql = """INSERT INTO registry.certificate (registrar_id, fingerprint, valid_from, valid_to)
             SELECT id, decode(repeat('ab', 32), 'hex'), $1, $2 FROM registry.registrar WHERE handle = 'alpha'"""
    yard.run(yard.world.fetch("DELETE FROM registry.certificate"))
    yard.run(yard.world.fetch(sql, now - timedelta(days=300), now + timedelta(days=31)))
    for days, sofar in ((0, 0), (2, 1), (10, 1), (13, 2), (4, 2), (1.5, 3), (0.2, 3), (5, 3)):
        yard.world.clock.advance(days=days)
        yard.run(watch_ways_in(yard.world.registry))
        assert len(told(yard, "registrar.certificate-ends").get("registrar", [])) == sofar, (days, sofar)
    assert set(told(yard, "registrar.certificate-ends")) == {"registrar", "registrar-technical"}


def test_the_statement_of_a_month_is_told_once_when_it_is_over(yard: House) -> None:
    name(yard, "alpha", "charged")
    now = yard.world.clock.now()
    following_month = (now.replace(day=1) + timedelta(days=32)).replace(day=1, hour=6)
    yard.world.clock.advance(seconds=(following_month - now).total_seconds())
    for _ in range(2):
        yard.run(tell_of_statements(yard.world.registry))
    (text,) = told(yard, "money.statement-ready")["registrar-finance"]
    assert f"{now:%Y-%m}" in text
    assert "registrar-technical" not in told(yard, "money.statement-ready")
    yard.world.clock.advance(days=5)
    yard.run(tell_of_statements(yard.world.registry))
    assert len(told(yard, "money.statement-ready")["registrar-finance"]) == 1


def test_those_who_look_after_the_house_are_told_what_failed_once_in_a_while(yard: House, tmp_path) -> None:
    registry = yard.world.registry

    async def fails(_):
        raise RuntimeError("no")

    for _ in range(2):
        assert not yard.run(run_job(registry, Line(fails, every="minute"), job_failed))
    assert {login: len(texts) for login, texts in told(yard, "system.job-failed").items()} == {"master": 1, "admin": 1}
    yard.run(job_failed(registry, "prove_ledger"))
    assert set(told(yard, "system.integrity-failed")) == {"master", "admin"}
    yard.world.clock.advance(hours=2)
    for _ in range(2):
        yard.run(watch_mail(registry))
    assert len(told(yard, "system.mail-stuck")["admin"]) >= 1
    (tmp_path / "server.pem").write_bytes(shown(yard.world.clock.now() + timedelta(days=5)))
    registry.shown_certificates = (tmp_path / "server.pem", tmp_path / "none.pem")
    for _ in range(2):
        yard.run(watch_certificates(registry))
    assert len(told(yard, "system.certificate-ends")["admin"]) == 1


def test_two_workers_and_one_that_dies_tell_nobody_twice(yard: House, monkeypatch) -> None:
    monkeypatch.setattr(following, "AT_ONCE", 2)
    before = {login: len(texts) for login, texts in told(yard, "money.taken").items()}
    for _ in range(7):
        yard.run(registrar_top_up(yard.world.operator, RegistrarTopUp("alpha", -100, "USD", "Wrong wire")))
    with breaking_off(yard, "money.taken", 7), pytest.raises(asyncpg.RaiseError):
        yard.run(follow(yard.world.registry, PROMPTLY))

    async def both():
        await asyncio.gather(*(follow(yard.world.registry, PROMPTLY) for _ in range(3)))

    yard.run(both())
    assert len(told(yard, "money.taken")["registrar"]) == before.get("registrar", 0) + 7
    yard.run(follow(yard.world.registry, HOURLY))
    yard.run(follow_topups(yard.world.registry))


def test_all_who_must_agree_to_other_terms_are_told_by_the_worker_and_it_goes_on_where_it_died(
    yard: House, monkeypatch
) -> None:
    yard.run(Tree(yard.world).plant("mart*", *(f"stall{number} < mart" for number in range(5)), "aside"))
    yard.run(
        yard.world.fetch("UPDATE iam.account SET email = login || '@x.example' WHERE login LIKE 'stall%' RETURNING id")
    )
    password = "(SELECT password_hash FROM iam.account WHERE login = 'client')"
    yard.run(
        yard.world.fetch(
            f"UPDATE iam.account SET password_hash = {password}, state = 'active' WHERE login = 'mart' RETURNING id"
        )
    )
    mart = yard.signed_in("mart")
    assert mart.post("/terms/-/publish", {"kind": "terms", "text": "You pay in advance."}).status_code == 302
    made = yard.run(yard.world.fetch("SELECT about FROM mail.spread"))
    assert len(made) == 1 and told(yard, "terms.changed") == {}, "nobody is told in the request"
    monkeypatch.setattr(spreading, "AT_ONCE", 2)
    with breaking_off(yard, "terms.changed", 4), pytest.raises(asyncpg.RaiseError):
        yard.run(spreading.spread(yard.world.registry))
    assert len(told(yard, "terms.changed")) == 2
    yard.run(spreading.spread(yard.world.registry))
    yard.run(spreading.spread(yard.world.registry))
    found = told(yard, "terms.changed")
    assert {login: len(texts) for login, texts in found.items()} == {f"stall{number}": 1 for number in range(5)}
    assert mailed(yard, "terms.changed") == set(found)


def test_a_client_is_told_that_it_was_deleted_and_restored(yard: House) -> None:
    (found,) = yard.run(yard.world.fetch("SELECT id FROM iam.account WHERE login = 'client'"))
    cx, boss = yard.world.registry.context("panel", Actor(operator="boss")), By("boss")
    yard.run(client_step(cx, boss, found["id"], "delete", None, "Asked for"))
    assert mailed(yard, "account.deleted") == {"client"}
    yard.run(job_failed(yard.world.registry, "some_job"))
    yard.run(client_step(cx, boss, found["id"], "restore", None, "Asked for"))
    assert list(told(yard, "account.restored")) == ["client"]


def test_a_client_is_told_that_it_was_verified_who_it_is_and_that_this_holds_no_more(yard: House) -> None:
    (found,) = yard.run(yard.world.fetch("SELECT id, name FROM iam.account WHERE login = 'client'"))
    cx, boss = yard.world.registry.context("panel", Actor(operator="boss")), By("boss")
    for verified, event in ((True, "account.verified"), (False, "account.unverified")):
        yard.run(client_verify(cx, boss, found["id"], verified))
        assert found["name"] in told(yard, event)["client"][0] and mailed(yard, event) == {"client"}


def test_what_is_confirmed_of_a_contact_and_what_is_not_any_more_is_told_to_its_owner(yard: House) -> None:
    (contact,) = yard.run(
        yard.world.fetch(
            "SELECT c.id, c.name FROM panel.client_contact c JOIN iam.account a ON a.id = c.account_id"
            " WHERE a.login = 'client' ORDER BY c.id LIMIT 1"
        )
    )
    cx, boss = yard.world.registry.context("panel", Actor(operator="boss")), By("boss")
    yard.run(confirm(cx, boss, contact["id"], (("name", contact["name"]),), "fullverified"))
    assert "Name" in told(yard, "contact.confirmed")["client"][0]
    yard.run(contact_change(cx, boss, contact["id"], "update", {"name": contact["name"] + " the Elder"}))
    assert "Name" in told(yard, "contact.unconfirmed")["client"][0]


def test_an_invoice_is_told_as_one_and_may_be_refused_by_mail(yard: House) -> None:
    cx = yard.world.registry.context("panel", Actor(operator="master"))
    sent = Sent(io.BytesIO(b"You owe us nothing."), "invoice.txt")
    number = yard.run(document_create(cx, By("master"), "client", Facts("invoice", "Invoice", "2026-1"), sent))
    yard.run(document_send(cx, By("master"), number, lambda file, seller: "https://panel.example/sent"))
    assert list(told(yard, "document.invoice-sent")) == ["client"] and mailed(yard, "document.invoice-sent") == {
        "client"
    }
