"""Clients in the panel: who finds whom, what they are told of themselves, and what becomes of those who are kept out."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from mail import queries as mail_queries
from mail.choosing import template_for
from mail.events import EVENTS
from mail.outbox import Mail, Recipient, queue_mail
from panel.app import create_app
from panel.bridge import Bridge
from panel.client_contacts.actions import contact_create
from panel.client_contacts.registered.holding import contact_link
from panel.clients.actions import By
from panel.clients.jobs import erase_deleted_clients
from panel.database import Database
from registry.clock import FakeClock
from tests.panel.deed_samples import FORESEEN, domain, fresh_handle
from tests.panel.house import PASSWORD, SETTINGS, House, baker, welcome
from tests.panel.test_seller_tree import Tree
from tests.world import BEGINNING, Clone, open_world

WHY = "They asked by letter."


@pytest.fixture(scope="module")
def yard(loop: asyncio.AbstractEventLoop, database: str) -> Iterator[House]:
    """A house whose reseller sells to `shop`, which sells to `stall`; `rival` is the house's, with `booth` below it."""
    clone = loop.run_until_complete(Clone.of(database))
    world = loop.run_until_complete(open_world(loop.run_until_complete(clone.store()), FakeClock(BEGINNING)))
    loop.run_until_complete(welcome(world))
    lines = ("shop* < reseller", "stall < shop", "rival*", "booth < rival")
    loop.run_until_complete(Tree(world).plant(*lines))
    loop.run_until_complete(
        Tree(world).tries(
            "UPDATE iam.account SET password_hash = (SELECT password_hash FROM iam.account WHERE login = 'client')"
            " WHERE login IN ('shop', 'stall', 'rival')"
        )
    )
    panel = Database.open(clone.url)
    app = create_app(world.registry, panel, Bridge(loop), SETTINGS)
    yield House(loop, world, panel, app, clone.url)
    loop.run_until_complete(panel.close())
    loop.run_until_complete(clone.drop())


def logins(yard: House, who: str, query: str = "") -> set[str]:
    return {row["login"] for row in yard.signed_in(who).get(f"/api/v1/clients?per_page=500{query}").json["data"]}


@pytest.mark.feature("USR-01")
@pytest.mark.parametrize(
    ("who", "query", "found"),
    [
        ("manager", "", {"client", "reseller", "shop", "stall", "rival", "booth"}),
        ("manager", "&seller=reseller,rival", {"client", "shop", "booth"}),
        ("manager", "&kind=reseller", {"reseller", "shop", "rival"}),
        ("manager", "&who=STALL@x.example%0Abooth", {"booth"}),
        ("manager", "&who=client@demo.example", {"client"}),
        ("manager", "&created_from=2030-01-01", set()),
        ("reseller", "", {"client", "reseller", "shop", "stall"}),
        ("reseller", "&seller=rival", set()),
        ("shop", "", {"shop", "stall"}),
    ],
)
def test_everybody_finds_their_own_and_those_below(yard: House, who: str, query: str, found: set[str]) -> None:
    assert logins(yard, who, query) == found


def test_what_is_noted_about_somebody_is_for_those_above_and_not_for_them(yard: House) -> None:
    noted = yard.signed_in("reseller").post("/clients/shop/set-note", {"note": "Pays late"})
    assert noted.status_code == 302
    assert "Pays late" in yard.signed_in("reseller").get("/clients/shop").text
    assert logins(yard, "reseller", "&noted=yes") == {"shop"}
    own = yard.signed_in("shop")
    for path in ("/clients/shop", "/clients/shop/set-note", "/clients/?columns=notes", "/api/v1/clients?columns=notes"):
        answer = own.get(path)
        assert answer.status_code == 200 and "Pays late" not in answer.text, path
    assert logins(yard, "shop", "&noted=yes") == set()


def test_nobody_changes_themselves_and_nobody_is_shown_whom_they_stand_below_but_their_seller(yard: House) -> None:
    own = yard.signed_in("shop")
    answer = own.post("/clients/shop/set-kind", {"kind": "client", "reason": WHY})
    assert (answer.status_code, "Nobody changes their own account" in answer.text) == (422, True)
    page = own.get("/clients/stall").text
    assert "Shop" in page and "Demo reseller" not in page and "The house" not in page
    assert "The house" in yard.signed_in("manager").get("/clients/stall").text


def test_who_is_blocked_is_signed_out_with_a_reason_that_is_shown_and_those_below_stay(yard: House) -> None:
    inside = yard.visitor()
    assert inside.sign_in("shop", PASSWORD).status_code == 302
    form = {"kind": "debt", "reason": "Two bills are open."}
    assert yard.signed_in("reseller").post("/clients/shop/block", form).status_code == 302
    assert inside.get("/clients/").status_code == 302
    assert yard.visitor().sign_in("shop", PASSWORD).status_code == 401
    page = yard.signed_in("reseller").get("/clients/shop").text
    assert "Blocked: owes money" in page and "Two bills are open." in page
    assert yard.visitor().sign_in("stall", PASSWORD).status_code == 302
    assert yard.signed_in("reseller").post("/clients/shop/unblock", {"reason": WHY}).status_code == 302
    yard.visitors.pop("shop", None)
    assert logins(yard, "shop") == {"shop", "stall"}


def test_who_is_deleted_is_hidden_until_asked_for_and_comes_back(yard: House) -> None:
    manager = yard.signed_in("manager")
    assert manager.post("/clients/booth/delete", {"reason": WHY}).status_code == 302
    assert "booth" not in logins(yard, "manager") and logins(yard, "manager", "&state=deleted") == {"booth"}
    assert "booth" in logins(yard, "manager", "&state=any")
    assert manager.post("/clients/booth/restore", {"reason": WHY}).status_code == 302
    assert "booth" in logins(yard, "manager")
    sql = "SELECT action, actor, account, reason FROM audit.activity WHERE account = 'booth' AND actor = 'manager' ORDER BY id"
    assert [tuple(row) for row in yard.run(yard.world.fetch(sql))] == [
        ("clients.delete", "manager", "booth", WHY),
        ("clients.restore", "manager", "booth", WHY),
    ]


def test_what_a_reseller_makes_stands_below_it_and_nowhere_else(yard: House) -> None:
    form = {"login": "Kiosk", "name": "Kiosk", "kind": "client", "language": "en"}
    visitor = yard.signed_in("reseller")
    refused = visitor.post("/clients/-/create", {**form, "seller": "rival"})
    assert (refused.status_code, "There is no such seller" in refused.text) == (422, True)
    assert visitor.post("/clients/-/create", {**form, "seller": "shop"}).status_code == 302
    assert "kiosk" in logins(yard, "reseller", "&seller=shop")
    twice = visitor.post("/clients/-/create", form)
    assert (twice.status_code, "has this login already" in twice.text) == (422, True)


@pytest.mark.feature("USR-01")
def test_a_temporary_password_is_shown_once_opens_for_a_day_and_nothing_but_the_way_to_ones_own(yard: House) -> None:
    visitor, own = yard.signed_in("reseller"), "five quite plain words here"
    shown = visitor.post("/clients/stall/set-tmp-pwd", {"reason": WHY}).text
    password = re.search(r"[2-9a-z]{4}(-[2-9a-z]{4}){3}", shown)[0]
    kept = yard.run(
        yard.world.fetch("SELECT v::text AS whole FROM audit.activity v WHERE action = 'clients.set-tmp-pwd'")
    )
    assert len(kept) == 1 and password not in kept[0]["whole"] and password not in visitor.get("/clients/stall").text
    assert yard.visitor().sign_in("stall", PASSWORD).status_code == 401, "the old one still opens"
    inside = yard.visitor()
    assert inside.sign_in("stall", password).status_code == 302
    assert inside.get("/", follow_redirects=True).request.path == "/account/"
    assert "set one of your own" in inside.get("/account/").text
    assert inside.get("/account/second-factor/").location == "/account/"
    assert inside.get("/api/v1/exports").status_code == 403
    same = inside.post("/account/password", {"old": password, "new": password, "again": password})
    assert same.status_code == 422
    assert inside.post("/account/password", {"old": password, "new": own, "again": own}).status_code == 302
    assert inside.get("/account/second-factor/").status_code == 200
    late = re.search(r"[2-9a-z]{4}(-[2-9a-z]{4}){3}", visitor.post("/clients/shop/set-tmp-pwd", {"reason": WHY}).text)[
        0
    ]
    yard.world.clock.advance(hours=24)
    assert yard.visitor().sign_in("shop", late).status_code == 401, "a day is over"
    assert yard.visitor().sign_in("stall", own).status_code == 302
    yard.visitors.clear()


def test_who_was_verified_is_so_by_the_name_that_was_seen_and_by_no_other(yard: House) -> None:
    support = yard.signed_in("support")

    def say(path: str, **form: str) -> None:
        assert support.post(f"/clients/client/{path}", {"reason": WHY} | form).status_code == 302

    def verified() -> set[str]:
        return logins(yard, "manager", "&verified=yes")

    say("update", name="The Client", email="client@demo.example")
    say("set-verified", verified="yes")
    assert verified() == {"client"} and "verified" in support.get("/clients/client").text
    assert support.post("/clients/client/set-verified", {"verified": "yes", "reason": WHY}).status_code != 302
    say("update", name="The Client, Ltd", email="client@demo.example")
    assert verified() == set() and "client" in logins(yard, "manager", "&verified=no")
    say("update", name="The Client", email="client@demo.example")
    assert verified() == {"client"}, "it is called again what somebody saw"
    say("set-verified", verified="no")
    assert verified() == set()
    assert yard.signed_in("reseller").get("/clients/client/set-verified").status_code == 403


def test_who_sells_without_a_brand_is_shown_as_the_nearest_above_who_has_one(yard: House) -> None:
    """In mails, in where their links lead, and in what they say; `stall` buys from `shop`, which has none."""
    form = {"name": "Harbour", "colour": "#0b7285", "hosts": "panel.harbour.example"}
    assert yard.signed_in("reseller").post("/brands/reseller/change", form).status_code == 302
    numbers = {row["login"]: row["id"] for row in yard.run(yard.world.fetch("SELECT id, login FROM iam.account"))}
    brands = yard.app.extensions["brands"]
    yard.run(brands.read())
    assert {login: brands.host_of(numbers[login]) for login in ("reseller", "shop", "rival")} == {
        "reseller": "panel.harbour.example", "shop": "panel.harbour.example", "rival": None
    }  # fmt: skip
    said = {"subject": "Harbour says so", "text": "Open {link}.", "reason": WHY}
    address = "/mail-templates/reseller/en/contact.confirm-address/change"
    seen = yard.signed_in("reseller").post(address, said).text
    assert yard.signed_in("reseller").post(address, {**said, "foreseen": FORESEEN.search(seen)[1]}).status_code == 302

    async def written(db, seller: str):
        template, _ = await template_for(db, "contact.confirm-address", "en", numbers[seller])
        to = Recipient("stall@x.example", "Stall", "en", numbers["stall"], numbers[seller])
        values = dict.fromkeys(EVENTS["contact.confirm-address"].values, "x")
        number = await queue_mail(db, Mail("contact.confirm-address", to, values), yard.world.clock.now())
        now = yard.world.clock.now() + timedelta(minutes=1)
        taken = await mail_queries.take(db, now=now, lost_at=now, domain="x.example", only=number)
        return template.subject, taken.brand

    for seller, shown in (("shop", "Harbour"), ("rival", None)):
        subject, brand = yard.run(yard.world.store.transaction(lambda db, seller=seller: written(db, seller)))
        assert (brand, subject.startswith("Harbour")) == (shown, shown is not None), seller


def test_who_may_not_see_what_is_deleted_is_told_of_none(yard: House) -> None:
    """By the list and its filter, the page, and the API; a reseller's people who read have no say in who comes back."""
    form = {"login": "gone", "name": "Gone", "kind": "client", "language": "en", "seller": ""}
    assert yard.signed_in("reseller").post("/clients/-/create", form).status_code == 302
    assert yard.signed_in("reseller").post("/clients/gone/delete", {"reason": WHY}).status_code == 302
    for who, sees in (("reseller", True), ("master", True), ("reseller-read", False)):
        visitor = yard.signed_in(who)
        listed = visitor.get("/clients/?state=any").text
        assert ('href="/clients/gone"' in listed) is sees, who
        assert ('value="any"' in listed) is sees, who
        assert visitor.get("/clients/gone").status_code == (200 if sees else 404), who
        assert visitor.get("/api/v1/clients/gone").status_code == (200 if sees else 404), who
        assert visitor.get("/clients/client").status_code == 200, who


@pytest.mark.slow
@pytest.mark.feature("USR-01")
def test_who_was_deleted_is_erased_after_a_while_unless_others_need_them(yard: House) -> None:
    run, world, manager = yard.run, yard.world, yard.signed_in("manager")
    for login, kind, seller in (("late", "client", ""), ("early", "client", ""), ("firm", "reseller", "")):
        form = {"login": login, "name": login, "kind": kind, "language": "en", "seller": seller}
        assert manager.post("/clients/-/create", form).status_code == 302
        assert manager.post(f"/clients/{login}/delete", {"reason": WHY}).status_code == 302
    past = "UPDATE iam.account SET state_at = state_at - $1::interval WHERE login = ANY ($2) RETURNING id"
    numbers = [row["id"] for row in run(world.fetch(past, timedelta(days=31), ["late", "firm"]))]
    works = """INSERT INTO iam.account (login, name, email, password_hash, kind, seller_id, sellers, state, created_at,
                                        password_at)
               SELECT 'clerk', '', '', '!', 'employee', a.id, a.chain, 'active', $1, $1 FROM iam.account a WHERE a.login = 'firm'
               RETURNING id"""
    run(world.fetch(works, world.clock.now()))
    run(erase_deleted_clients(world.registry))
    assert "late" in logins(yard, "manager", "&state=deleted"), "nobody said for how long they are kept"
    world.registry.deleted_kept = timedelta(days=30)
    try:
        assert "It is erased for good from" in manager.get("/clients/early").text
        for _ in range(2):
            run(erase_deleted_clients(world.registry))
    finally:
        world.registry.deleted_kept = None
    gone = next(each for each in numbers if manager.get(f"/clients/wiped-{each}").status_code == 200)
    assert (
        logins(yard, "manager", "&state=deleted") >= {"early", "firm"}
        and manager.get("/clients/late").status_code == 404
    )
    sql = "SELECT actor, reason FROM audit.activity WHERE action = 'clients.erase' AND account_id = $1"
    assert [row["actor"] for row in run(world.fetch(sql, gone))] == ["time"]


@pytest.mark.slow
def test_who_holds_names_is_deleted_by_those_alone_who_say_so(yard: House) -> None:
    run, world, manager = yard.run, yard.world, yard.signed_in("manager")
    form = {"login": "holder", "name": "Holder", "kind": "client", "language": "en"}
    assert manager.post("/clients/-/create", form).status_code == 302
    contact = run(contact_create(Tree(world).cx, By("boss"), "holder", baker("Holder")))
    handle = str(run(fresh_handle(world, ""))["handle"])
    run(contact_link(Tree(world).cx, By("boss"), contact, handle))
    name = run(domain(world))
    holds = """UPDATE registry.domain SET registrant_id = (SELECT id FROM registry.contact WHERE handle = $1)
                WHERE name = $2 RETURNING id"""
    run(world.fetch(holds, handle, name))
    (row,) = manager.get("/api/v1/clients?who=holder&columns=counters").json["data"]
    assert (row["contacts"], row["documents"], row["names"]) == (1, 0, 1)
    refused = manager.post("/clients/holder/delete", {"reason": WHY})
    assert refused.status_code == 422 and "hold names in the registry (1)" in refused.text
    assert manager.post("/clients/holder/delete", {"reason": WHY, "forced": "yes"}).status_code == 302
    assert "holder" in logins(yard, "manager", "&state=deleted")


@pytest.mark.slow
def test_many_are_deleted_by_their_pasted_logins_and_who_cannot_be_is_told_apart(yard: House) -> None:
    manager = yard.signed_in("manager")
    for login in ("paste-a", "paste-b"):
        form = {"login": login, "name": login, "kind": "client", "language": "en"}
        assert manager.post("/clients/-/create", form).status_code == 302
    pasted = {"keys": "paste-a\r\npaste-b\nnobody-there\n\n", "reason": WHY, "confirmed": "yes"}
    done = manager.post("/clients/-/delete", pasted)
    assert done.status_code == 200 and "There is no such client" in done.text, done.text
    assert logins(yard, "manager", "&state=deleted") >= {"paste-a", "paste-b"}
