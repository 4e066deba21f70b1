"""Whole days in a browser: a registrar's, a staff member's, and a reseller's with a client of its own.

Each is lived once, from the sign-in on; pages are held to the guidelines as they are passed, and what was done is found in the
database afterwards. Some of each is done by a browser without scripts.
"""

import csv
import re
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served
from tests.browser.day import Records, asked, done, passes, tick, watched
from tests.panel.deed_samples import FINGERPRINT, PEM
from tests.panel.house import PASSWORD, SECRET
from tests.panel.test_brands import png

OWN = "five words of my own"
HOST = "panel.bright.example"


@pytest.fixture(scope="module")
def records(served: Served) -> Records:
    return Records(served.database)


def sign_in(page: Page, login: str, password: str, code: str = "") -> None:
    page.goto("/sign-in")
    page.fill("#login", login)
    page.fill("#password", password)
    page.get_by_role("button", name="Sign in").click()
    if code:
        page.fill("#proof-code", code)
        page.get_by_role("button", name="Sign in", exact=True).click()


def enrol(page: Page) -> list[str]:
    """An app as a second factor; gives the codes for paper."""
    page.goto("/account/second-factor/")
    passes(page)
    page.get_by_role("button", name="Set up an app").click()
    page.click("summary")
    app = pyotp.TOTP("".join(page.locator(".nh-secret span").all_inner_texts()))
    page.fill("#code", app.now())
    passes(page)
    page.get_by_role("button", name="Confirm").click()
    paper = page.locator(".nh-paper li").all_inner_texts()
    page.get_by_role("link", name="I have kept them").click()
    return paper


@pytest.mark.timeout(120)
@pytest.mark.feature("IAM-01")
@pytest.mark.feature("IAM-07")
@pytest.mark.feature("DOM-05")
@pytest.mark.feature("REG-10")
def test_a_registrars_day(desk, records: Records) -> None:
    page = watched(desk.signed_in("registrar"))
    paper = enrol(page)
    page.get_by_role("button", name="Sign out").first.click()
    sign_in(page, "registrar", PASSWORD, paper[0])

    # what there is to do leads to the names it is about
    expect(page.locator("h1")).to_have_text("Dashboard")
    passes(page)
    page.locator(".nh-task", has_text="wait for a decision").click()
    expect(page.locator(".nh-row-link")).to_have_text(["tundra.example", "wren.example"])

    # one goes, one stays
    page.goto("/transfers/")
    passes(page)
    tick(page, "domain/wren.example")
    page.locator(".nh-batch").get_by_role("button", name="Approve").click()
    page.get_by_role("dialog").get_by_role("button", name="Approve").click()
    expect(page.get_by_role("dialog")).to_contain_text("It is beta's now.")
    page.keyboard.press("Escape")
    expect(page.locator(".nh-row-link")).to_have_text(["tundra.example"])
    page.goto("/domains/tundra.example")
    passes(page)
    dialog = asked(page, "Reject the transfer")
    dialog.get_by_label("Why").fill("The holder knows nothing of it.")
    done(page, dialog, "Reject the transfer", "It stays, and beta is told.")
    sql = """SELECT d.name::text, r.handle, (SELECT t.status FROM registry.transfer t WHERE t.domain_id = d.id)
               FROM registry.domain d JOIN registry.registrar r ON r.id = d.registrar_id
              WHERE d.name IN ('tundra.example', 'wren.example') ORDER BY 1"""
    assert records.all(sql) == [
        ("tundra.example", "alpha", "clientRejected"),
        ("wren.example", "beta", "clientApproved"),
    ]

    # a name is looked up and renewed; the price is seen first, and stands in the statement, on the page and in the file
    until = "SELECT expires_at FROM registry.domain WHERE name = 'quartz.example'"
    before = records.one(until)
    page.goto("/domains/")
    page.locator(".nh-search-field").fill("quartz")
    expect(page.locator(".nh-row-link")).to_have_text(["quartz.example"])
    page.locator(".nh-row-link").click()
    dialog = asked(page, "Renew")
    dialog.get_by_label("Years").fill("2")
    dialog.get_by_role("button", name="See what it would do").click()
    expect(dialog).to_contain_text("20.00 USD")
    passes(page)
    done(page, dialog, "Renew", "for 20.00 USD")
    assert records.one(until).year == before.year + 2
    page.goto("/registrars/alpha")
    passes(page)
    page.get_by_role("link", name="Statement").click()
    expect(page.locator("main")).to_contain_text("quartz.example")
    passes(page)
    with page.expect_download() as file:
        page.get_by_role("link", name=re.compile("CSV|file")).click()
    rows = list(csv.DictReader(Path(file.value.path()).read_text(encoding="utf-8-sig").splitlines()))
    assert [row["amount"] for row in rows if (row["name"], row["kind"]) == ("quartz.example", "renew")] == ["-20.00"]

    # the next certificate stands beside the present one, and the office's network is the only one
    page.goto("/registrars/alpha")
    dialog = asked(page, "Add a certificate")
    dialog.locator("input[type=file]").set_input_files(
        {"name": "next.pem", "mimeType": "application/x-pem-file", "buffer": PEM.encode()}
    )
    dialog.get_by_label("Why").fill("The present one ends soon.")
    dialog.get_by_role("button", name="See what it would do").click()
    expect(dialog).to_contain_text("client.alpha.example")
    passes(page)
    done(page, dialog, "Add a certificate", "It opens the door until")
    dialog = asked(page, "Say where it comes from")
    dialog.get_by_label("Network 1", exact=True).fill("192.0.2.1/24")
    dialog.get_by_label("Why").fill("Our office.")
    dialog.get_by_role("button", name="See what it would do").click()
    expect(dialog.get_by_role("alert").first).to_contain_text("Network")
    dialog.get_by_label("Network 1", exact=True).fill("192.0.2.0/24")
    dialog.get_by_role("button", name="See what it would do").click()
    done(page, dialog, "Say where it comes from", "192.0.2.0/24 alone")
    sql = """SELECT (SELECT string_agg(n.network::text, ' ') FROM registry.allowed_network n WHERE n.registrar_id = r.id),
                    (SELECT count(*) FROM registry.certificate c WHERE c.registrar_id = r.id AND encode(fingerprint, 'hex') = $1)
               FROM registry.registrar r WHERE r.handle = 'alpha'"""
    assert records.all(sql, FINGERPRINT) == [("192.0.2.0/24", 1)]

    # another password; then, in a browser without scripts, messages are read
    page.goto("/account/")
    for label, text in (("Present password", PASSWORD), ("New password", OWN), ("New password again", OWN)):
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Change password").click()
    expect(page.locator(".nh-flash").first).to_be_visible()
    passes(page)
    plain = desk.open(java_script_enabled=False)
    sign_in(plain, "registrar", OWN, paper[1])
    plain.goto("/messages/?state=waiting")
    waiting = int(plain.locator(".nh-total").inner_text().split()[-1])
    plain.locator(".nh-tick input[name=keys]").first.check()
    plain.locator(".nh-batch").get_by_role("button", name="Acknowledge").click()
    assert plain.locator(".nh-result.is-done").count() == 1
    sql = """SELECT count(*) FROM registry.poll_message m JOIN registry.registrar r ON r.id = m.registrar_id
              WHERE r.handle = 'alpha' AND acked_at IS NULL AND available_at <= now()"""
    assert records.one(sql) == waiting - 1
    desk.complaints = [each for each in desk.complaints if "422" not in each]


@pytest.mark.timeout(120)
@pytest.mark.feature("REG-10")
@pytest.mark.feature("REG-12")
@pytest.mark.feature("REG-13")
@pytest.mark.feature("USR-02")
@pytest.mark.feature("UX-03")
def test_a_staff_members_day(desk, records: Records) -> None:
    balance = (
        "SELECT balance FROM registry.account a JOIN registry.registrar r ON r.id = registrar_id WHERE handle = 'beta'"
    )
    before = records.one(balance)
    manager, master = watched(desk.signed_in("manager")), watched(desk.signed_in("master"))

    # money needs two people: whoever proposed it cannot confirm it
    manager.goto("/registrars/beta")
    dialog = asked(manager, "Top up")
    dialog.get_by_label("Amount", exact=True).fill("123.45")
    dialog.get_by_label("Why").fill("Wire of Monday, reference 4711")
    passes(manager)
    done(manager, dialog, "Top up", "booked when somebody else confirms it")
    assert records.one(balance) == before
    manager.goto("/top-ups/?q=4711")
    manager.locator(".nh-tick input[name=keys]").check()
    manager.locator(".nh-batch").get_by_role("button", name="Confirm").click()
    expect(manager.get_by_role("dialog")).to_contain_text("There is nothing to do.")
    master.goto("/dashboard/")
    passes(master)
    master.locator(".nh-task", has_text="second person").click()
    master.locator(".nh-search-field").fill("4711")
    expect(master.locator("tbody tr")).to_have_count(1)
    master.locator(".nh-tick input[name=keys]").check()
    master.locator(".nh-batch").get_by_role("button", name="Confirm").click()
    master.get_by_role("dialog").get_by_role("button", name="Confirm").click()
    expect(master.get_by_role("dialog").locator(".nh-result.is-done")).to_contain_text("confirmed")
    assert records.one(balance) == before + 12345
    assert records.all("SELECT proposed_by, decided_by FROM registry.topup WHERE reason LIKE '%4711'") == [
        ("manager", "master")
    ]

    # many names at once: each has its value and is told what became of it, and one is on its way out
    manager.goto("/domains/?names=garden.example,river.example,basil.example")
    passes(manager)
    manager.locator("[data-all]").check()
    manager.locator(".nh-batch").get_by_role("button", name="Renewal by time").click()
    dialog = manager.get_by_role("dialog")
    expect(dialog.locator(".nh-left-out")).to_contain_text("basil.example It is on its way out.")
    dialog.get_by_label("At its expiry of garden.example").select_option("never")
    dialog.get_by_label("Why").fill("The holder gives it up.")
    passes(manager)
    dialog.get_by_role("button", name="Renewal by time").click()
    expect(dialog.locator(".nh-result.is-done")).to_have_count(2)
    sql = "SELECT name::text, renewal FROM registry.domain WHERE name IN ('garden.example', 'river.example') ORDER BY 1"
    assert records.all(sql) == [("garden.example", "never"), ("river.example", "auto")]
    manager.goto("/domains/garden.example/history")
    expect(manager.locator(".nh-diff tr", has_text="renewal")).to_contain_text("never")
    passes(manager)

    # a rule of a TLD, and names on its list: first seen, then done
    master.goto("/tlds/example")
    passes(master)
    dialog = asked(master, "Change the life of its names")
    dialog.get_by_label("Redemption").fill("25")
    dialog.get_by_label("Why").fill("As the council decided.")
    dialog.get_by_role("button", name="See what it would do").click()
    expect(dialog).to_contain_text("Redemption")
    passes(master)
    done(master, dialog, "Change the life of its names", "is in force")
    sql = """SELECT document->'spans'->>'redemption' FROM registry.policy p JOIN registry.tld t ON t.id = p.tld_id
              WHERE t.name = 'example' AND p.valid_to IS NULL"""
    assert "25" in records.one(sql)
    master.goto("/name-lists/gold")
    dialog = asked(master, "Add names")
    dialog.get_by_label("Names").fill("yacht,gold\nlounge,silver")
    dialog.get_by_label("Why").fill("They sell well.")
    dialog.get_by_role("button", name="See what it would do").click()
    expect(dialog).to_contain_text("yacht")
    passes(master)
    done(master, dialog, "Add names", "")
    sql = """SELECT label::text, value FROM registry.listed_name n JOIN registry.name_list l ON l.id = n.list_id
              WHERE l.name = 'gold' AND n.valid_to IS NULL AND label IN ('yacht', 'lounge') ORDER BY 1"""
    assert records.all(sql) == [("lounge", "silver"), ("yacht", "gold")]

    # somebody is kept out, with the reason, by a browser without scripts; what that browser keeps as a view a colleague sees
    plain = desk.signed_in("manager", java_script_enabled=False)
    plain.goto("/clients/client")
    plain.get_by_role("link", name="Block", exact=True).click()
    plain.get_by_label("For").select_option("debt")
    plain.get_by_label("Why").fill("Nothing was paid since June.")
    plain.locator("main").get_by_role("button", name="Block").click()
    assert "signed out everywhere" in plain.locator(".nh-flash").first.inner_text()
    sql = "SELECT state, state_reason, state_by FROM iam.account WHERE login = 'client'"
    assert records.all(sql) == [("blocked", "debt", "manager")]
    plain.goto("/clients/?state=blocked")
    plain.locator(".nh-drop summary", has_text="Views").click()
    plain.get_by_label("Keep what the list shows now").fill("Kept out")
    plain.get_by_label("Colleagues see it too").check()
    plain.get_by_role("button", name="Keep", exact=True).click()
    master.goto("/clients/")
    master.locator(".nh-drop summary", has_text="Views").click()
    passes(master)
    master.get_by_role("link", name="Kept out").click()
    expect(master.locator(".nh-row-link")).to_have_count(1)
    master.locator(".nh-row-link").click()
    dialog = asked(master, "Let it in again")
    dialog.get_by_label("Why").fill("It is paid.")
    done(master, dialog, "Let it in again", "It may sign in again.")
    assert records.all("SELECT state FROM iam.account WHERE login = 'client'") == [("active",)]

    # deposits, and a frame in which no secret is
    master.goto("/deposits/")
    passes(master)
    master.locator(".nh-row-link").first.click()
    expect(master.get_by_role("heading", name="Deposit", exact=True)).to_be_visible()
    passes(master)
    master.goto("/commands/?q=newborn")
    master.locator(".nh-row-link").first.click()
    expect(master.locator(".nh-frame")).to_contain_text("<domain:pw>***</domain:pw>")
    assert SECRET not in master.content()
    passes(master)
    manager.goto(master.url)
    expect(manager.locator("main")).to_contain_text("your role does not read frames")


@pytest.mark.timeout(120)
@pytest.mark.feature("EXT-01")
@pytest.mark.feature("USR-01")
def test_a_reseller_brands_its_panel_and_serves_a_client(desk, records: Records) -> None:
    page = watched(desk.signed_in("reseller"))
    page.goto("/brands/reseller")
    passes(page)
    dialog = asked(page, "Change the brand")
    dialog.get_by_label("Name of the panel").fill("Bright Names")
    dialog.get_by_label("Host 1", exact=True).fill(HOST)
    dialog.get_by_label("Colour").fill("#ffd166")
    dialog.locator("#logo").set_input_files({"name": "logo.png", "mimeType": "image/png", "buffer": png(32, 32)})
    # a row is added and taken away again: what was typed and chosen stays
    dialog.get_by_role("button", name="Add a row").click()
    expect(dialog.get_by_label("Host 2", exact=True)).to_be_focused()
    dialog.get_by_role("button", name="Remove row 2").click()
    expect(dialog.get_by_label("Host 2", exact=True)).to_have_count(0)
    expect(dialog.get_by_label("Host 1", exact=True)).to_have_value(HOST)
    passes(page)
    dialog.get_by_role("button", name="Change the brand").last.click()
    expect(dialog.locator("#colour-problem")).to_contain_text("take a darker one")
    dialog.get_by_label("Colour").fill("#7a1fa2")
    done(page, dialog, "Change the brand", "The brand is kept")
    assert records.all("SELECT host, name, colour, logo_kind FROM panel.brand") == [
        (HOST, "Bright Names", "#7a1fa2", "image/png")
    ]

    # a client is made, and gets a password that is shown once
    page.goto("/clients/")
    dialog = asked(page, "New client")
    for label, text in (("Login", "bakery"), ("Name", "The Bakery"), ("E-mail", "baker@bakery.example")):
        dialog.get_by_label(label, exact=True).fill(text)
    passes(page)
    done(page, dialog, "New client", "No password opens it yet")
    page.goto("/clients/bakery")
    passes(page)
    dialog = asked(page, "Give it a temporary password")
    dialog.get_by_label("Why").fill("The first one.")
    dialog.get_by_role("button", name="Give it a temporary password").click()
    temporary = dialog.locator(".nh-once li").inner_text()
    dialog.get_by_role("link", name="I have it").click()
    assert temporary not in page.content()

    # the client comes by the host of its seller, sees its seller's name alone, and sets a password of its own without scripts
    desk.panel = desk.panel.replace("127.0.0.1", HOST)
    client = desk.open(java_script_enabled=False)
    client.goto("/sign-in")
    assert "Bright Names" in client.inner_text("main") and "Namehouse" not in client.content()
    assert client.evaluate("document.querySelector('.nh-door-brand img').naturalWidth") == 32
    sign_in(client, "bakery", temporary)
    client.goto("/account/")
    for label, text in (("Present password", temporary), ("New password", OWN), ("New password again", OWN)):
        client.get_by_label(label, exact=True).fill(text)
    client.get_by_role("button", name="Change password").click()
    client = watched(desk.open(width=390, height=844))
    sign_in(client, "bakery", OWN)
    expect(client.locator("h1")).to_be_visible()
    assert client.title().endswith("Bright Names")
    passes(client)
    assert client.goto("/clients/").status == 403

    # the reseller looks with the client's eyes, and everybody can see who it was
    page.goto("/clients/bakery")
    page.get_by_label("Why").fill("They cannot find their password.")
    page.get_by_role("button", name="Act as it").click()
    expect(page.get_by_text("You act as The Bakery")).to_be_visible()
    passes(page)
    page.goto("/account/")
    expect(page.locator("main")).not_to_contain_text("Change password")
    page.get_by_role("button", name=re.compile("^Be .* again$")).click()
    expect(page.locator(".nh-flash").first).to_contain_text("You are yourself again.")
    sql = "SELECT action, actor, behind FROM audit.activity WHERE account = 'bakery' AND action LIKE 'acting.%' ORDER BY id"
    assert records.all(sql) == [("acting.begin", "reseller", None), ("acting.end", "reseller", None)]
    master = watched(desk.signed_in("master"))
    master.goto("/activity/?q=bakery")
    rows = master.locator("tbody tr", has_text="reseller")
    expect(rows.filter(has_text="They cannot find their password.")).to_have_count(1)
    passes(master)
    # Chromium notes refusals itself, and that the brand's host has no TLS here
    known = ("422", "403", "untrustworthy")
    desk.complaints = [each for each in desk.complaints if not any(word in each for word in known)]
