"""How people become who they are, in a browser: they sign up, prove an address, forget a password, and come by a provider.

Mails are read as they wait for the post: their links are followed as whoever they were written to follows them.
"""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.browser import CHROMIUM, FLAGS, serving
from tests.browser.conftest import Desk
from tests.browser.day import Records, asked, done, passes, watched
from tests.browser.providers_door import doors
from tests.browser.wiki import serving_wiki
from tests.panel.house import PASSWORD
from tests.panel.providers import SimulatedProvider
from tests.world import Clone

OWN = "five words of my own"
OTHER = "six other words than those before"
HOST = "panel.bright.example"


@dataclass(frozen=True)
class Street:
    """A panel, with providers that it knows."""

    address: str
    records: Records
    providers: dict[str, SimulatedProvider]

    def link(self, email: str, event: str) -> str:
        """That of the last letter."""
        sql = "SELECT text FROM mail.message WHERE address = $1 AND event = $2 ORDER BY id DESC LIMIT 1"
        found: str = re.search(r"^https?://\S+$", self.records.one(sql, email, event), re.MULTILINE)[0]
        return found


@pytest.fixture(scope="module")
def street(
    loop: asyncio.AbstractEventLoop, filled: Clone, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Street]:
    folder = tmp_path_factory.mktemp("street")
    clone = loop.run_until_complete(Clone.of(filled.template, filled.name))
    with doors(folder, "github") as (authority, providers):
        lines = [f"{each.name} {each.client_id} {each.secret} {each.origin}" for each in providers.values()]
        with serving(clone.url, folder / "log", lines, authority) as address:
            yield Street(address, Records(clone.url), providers)
    loop.run_until_complete(clone.drop())


@pytest.fixture(scope="module")
def chromium(street: Street) -> Iterator[Browser]:
    with sync_playwright() as play, play.chromium.launch(executable_path=CHROMIUM, args=FLAGS) as browser:
        yield browser


@pytest.fixture
def desk(chromium: Browser, street: Street) -> Iterator[Desk]:
    desk = Desk(chromium, street.address)
    yield desk
    desk.close()
    assert desk.complaints == []


@pytest.fixture(scope="module")
def shop(chromium: Browser, street: Street) -> str:
    """The host of a reseller, at which everybody may sign up who agrees to its terms; all said in its panel."""
    desk = Desk(chromium, street.address)
    page = desk.signed_in("manager")
    page.goto("/brands/reseller")
    dialog = asked(page, "Change the brand")
    dialog.get_by_label("Name of the panel").fill("Bright Names")
    dialog.get_by_label("Host 1", exact=True).fill(HOST)
    done(page, dialog, "Change the brand", "The brand is kept")
    dialog = asked(page, "Say who may sign up")
    dialog.get_by_label("Who becomes a client").select_option("open")
    dialog.get_by_label("What they are asked").select_option("full")
    done(page, dialog, "Say who may sign up", "It is kept")
    desk.close()
    return street.address.replace("127.0.0.1", HOST)


def sign_in(page: Page, login: str, password: str) -> None:
    page.fill("#login", login)
    page.fill("#password", password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_up(page: Page, street: Street, email: str, name: str) -> None:
    """From the page that asks for an address to the sign-in."""
    page.get_by_label("E-mail address").fill(email)
    passes(page)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.locator("h1")).to_have_text("Look at your mail")
    assert street.records.all("SELECT 1 FROM iam.account WHERE email = $1", email) == [], "an address is proved first"
    page.goto(street.link(email, "account.sign-up"))
    expect(page.locator("main")).to_contain_text(email)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(OWN)
    page.get_by_label("Password again").fill(OWN)
    for each in page.get_by_label("I agree:").all():
        each.check()
    passes(page)
    page.get_by_role("button", name="Sign up").click()
    expect(page.locator("main")).to_contain_text("Your account is there")


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").first.click()


@pytest.mark.timeout(120)
@pytest.mark.feature("IAM-02")
@pytest.mark.feature("IAM-03")
@pytest.mark.feature("IAM-04")
def test_a_stranger_signs_up_takes_an_app_and_forgets_the_password(desk, street: Street, shop: str) -> None:
    desk.panel, email = shop, "vera@mail.example"
    page = watched(desk.open(width=390, height=844))
    page.goto("/sign-in")
    expect(page.locator("main")).to_contain_text("Bright Names")
    page.get_by_role("link", name="Sign up").click()
    sign_up(page, street, email, "Vera Holder")
    sql = """SELECT a.name, s.login, a.confirmed_email FROM iam.account a JOIN iam.account s ON s.id = a.seller_id
              WHERE a.email = $1"""
    assert street.records.all(sql, email) == [("Vera Holder", "reseller", email)]

    # the link was good once
    page.goto(street.link(email, "account.sign-up"))
    expect(page.locator("h1")).to_have_text("This link is not good any more")
    page.goto("/sign-in")
    sign_in(page, email, OWN)
    expect(page.locator("h1")).to_have_text("Dashboard")
    passes(page)

    # an app as the second factor, and what it shows is asked for at the next sign-in
    page.goto("/account/second-factor/")
    page.get_by_role("button", name="Set up an app").click()
    page.click("summary")
    app = pyotp.TOTP("".join(page.locator(".nh-secret span").all_inner_texts()))
    page.fill("#code", app.now())
    page.get_by_role("button", name="Confirm").click()
    paper = page.locator(".nh-paper li").all_inner_texts()
    passes(page)
    page.get_by_role("link", name="I have kept them").click()

    # the password is forgotten in another browser: the link sets one, this browser is out, and the factor is still asked for
    other = watched(desk.open())
    other.goto("/sign-in")
    other.get_by_role("link", name="Forgotten password?").click()
    other.fill("#login", email)
    passes(other)
    other.get_by_role("button", name="Send me a link").click()
    expect(other.locator("h1")).to_have_text("Look at your mail")
    other.goto(street.link(email, "account.restore-password"))
    other.get_by_label("New password", exact=True).fill(OTHER)
    other.get_by_label("New password again").fill(OTHER)
    passes(other)
    other.get_by_role("button", name="Set it").click()
    page.goto("/account/")
    expect(page).to_have_url(re.compile("/sign-in"))
    other.goto("/sign-in")
    sign_in(other, email, OWN)
    expect(other.get_by_role("alert")).to_contain_text("wrong")
    sign_in(other, email, OTHER)
    expect(other.locator("h1")).to_have_text("Second factor")
    passes(other)
    other.fill("#proof-code", paper[0])
    other.get_by_role("button", name="Sign in", exact=True).click()
    expect(other.locator("h1")).to_have_text("Dashboard")
    told = {event for (event,) in street.records.all("SELECT event FROM mail.message WHERE address = $1", email)}
    assert {"account.second-factor-on", "account.password-changed", "account.recovery-code-used"} <= told
    desk.complaints = [each for each in desk.complaints if not re.search("40[01]|410|untrustworthy", each)]


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("github", marks=pytest.mark.feature("IAM-13")),
    ],
)
def test_who_is_known_elsewhere_signs_up_links_once_and_comes_by_it(desk, street: Street, shop: str, name: str) -> None:
    desk.panel, email = shop, f"olga@{name}.example"
    provider = street.providers[name]
    provider.person = {"id": "1001", "email": email, "verified": True, "name": "Olga"}
    page = watched(desk.open(ignore_https_errors=True))

    def come(answer: str) -> None:
        page.goto("/sign-in")
        page.locator(".nh-door-ways").get_by_role("link", name=name, exact=False).click()
        expect(page.locator("h1")).to_have_text(f"{name.title()} asks")
        page.get_by_role("button", name=answer).click()

    come("No")
    expect(page.locator("main")).to_contain_text("did not tell us who you are")
    passes(page)
    come("I am Olga")
    expect(page.locator("h1")).to_have_text("Sign up")
    page.get_by_role("link", name="I have an account").click()
    expect(page.locator("h1")).to_have_text("Not linked yet")
    passes(page)
    page.get_by_role("link", name="I have none: sign up").click()
    expect(page.get_by_label("E-mail address")).to_have_value(email)
    expect(page.get_by_label("Name")).to_have_value("Olga")
    sign_up(page, street, email, "Olga")
    come("I am Olga")
    expect(page.locator("h1")).to_have_text("Dashboard")
    page.goto("/account/")
    page.get_by_role("button", name=re.compile("^Unlink")).click()
    sign_out(page)

    # the address alone opens nothing, though the provider vouches for it: it does not keep that mailbox
    come("I am Olga")
    expect(page.locator("h1")).to_have_text("Not linked yet")
    page.fill("#password", OWN)
    page.get_by_role("button", name="Link and sign in").click()
    expect(page.locator("h1")).to_have_text("Dashboard")
    page.goto("/account/")
    passes(page)
    sign_out(page)
    provider.person |= {"email": "another@mail.example", "verified": False}
    come("I am Olga")
    expect(page.locator("h1")).to_have_text("Dashboard")

    # taken away again, it is nobody's
    page.goto("/account/")
    page.get_by_role("button", name=re.compile("^Unlink")).click()
    sign_out(page)
    come("I am Olga")
    expect(page.locator("h1")).to_have_text("Not linked yet")
    sql = (
        "SELECT action FROM audit.activity WHERE account_id = (SELECT id FROM iam.account WHERE email = $1) ORDER BY id"
    )
    done_by = [action for (action,) in street.records.all(sql, email) if action.startswith("social")]
    assert done_by == ["social.link", "social.unlink"] * 2
    desk.complaints = [each for each in desk.complaints if "untrustworthy" not in each]


@pytest.mark.timeout(120)
@pytest.mark.feature("IAM-05")
@pytest.mark.feature("IAM-06")
def test_one_account_signs_in_to_another_application_until_it_takes_that_back(desk, street: Street) -> None:
    with serving_wiki() as wiki:
        # an administrator registers it, and is shown its secret once
        master = watched(desk.signed_in("master"))
        master.goto("/parties/")
        dialog = asked(master, "Register an application")
        dialog.get_by_label("Client ID").fill("wiki")
        dialog.get_by_label("Name", exact=True).fill("The Wiki")
        dialog.get_by_label("Sent back to").fill(wiki.back)
        dialog.get_by_label("offline_access", exact=False).check()
        dialog.get_by_label("It can keep a secret", exact=False).check()
        passes(master)
        dialog.get_by_role("button", name="Register an application").click()
        wiki.registered(f"{street.address}/id", "wiki", dialog.locator(".nh-once li").inner_text())

        # no is an answer; yes comes back signed in, over the sign-in here
        page = watched(desk.open(width=390, height=844))
        page.goto(wiki.address)
        expect(page.locator("h1")).to_have_text("Sign in")
        sign_in(page, "support", PASSWORD)
        expect(page.locator("h1")).to_have_text("Sign in to The Wiki?")
        passes(page)
        page.get_by_role("button", name="No", exact=True).click()
        expect(page.locator("p")).to_have_text("access_denied")
        page.goto(wiki.address)
        page.get_by_role("button", name="Yes, sign in").click()
        expect(page.locator("h1")).to_contain_text("Welcome, ")
        assert wiki.refresh() == "done"

        # who agreed is not asked again; what is taken back is good for nothing at once
        page.context.clear_cookies(name="wiki")
        page.goto(wiki.address)
        expect(page.locator("h1")).to_contain_text("Welcome, ")
        page.goto(f"{street.address}/id/connected")
        expect(page.locator("main")).to_contain_text("The Wiki")
        passes(page)
        page.get_by_role("button", name="Take it back").click()
        expect(page.locator("main")).to_contain_text("Nothing is connected.")
        assert wiki.refresh() == "invalid_grant"
        page.context.clear_cookies(name="wiki")
        page.goto(wiki.address)
        expect(page.locator("h1")).to_have_text("Sign in to The Wiki?")
