"""A registry with a past and people who may look at it: what the panel's tests, and the browser's, walk through.

Long, because it is one life, told in the order in which it was lived: each part stands on what those before it left.
"""

import asyncio
import io
import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial

from mail.outbox import Mail, Recipient, queue_mail
from panel.accounts import ensure_account
from panel.app import create_app
from panel.bridge import AsyncFlask, Bridge
from panel.client_contacts.actions import contact_create
from panel.clients.actions import By
from panel.contact_profiles.needs import NOTHING
from panel.database import Database
from panel.documents.actions import Facts, Sent, document_create, document_say
from panel.kit.module import Module
from panel.kit.roles import ASSIGNABLE, KIND_OF, OF_REGISTRARS
from registry.actions.application_allocate import application_allocate
from registry.actions.application_step import application_step
from registry.actions.command_log import CommandLog
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_renew import domain_renew
from registry.actions.domain_restore import domain_restore
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.actions.host_create import host_create
from registry.actions.name_list_import import name_list_import
from registry.actions.registrar_logout import registrar_logout
from registry.actions.requester_accredit import RequesterAdd, requester_add
from registry.actions.settle import settle
from registry.actions.tld_create import tld_change, tld_create
from registry.actions.token_issue import PackageSell, TokenIssue, package_sell, token_issue
from registry.actions.topup_decide import topup_decide
from registry.actions.topup_propose import topup_propose
from registry.actions.urs_lock import urs_lock
from registry.actions.urs_notice import urs_notice
from registry.actions.worker import start_worker
from registry.clock import FakeClock
from registry.context import Actor, Context, Registry
from registry.model.amending import amended
from registry.model.change import DomainParts, NameServers
from registry.model.dnssec import DsData
from registry.model.domain import ContactLink
from registry.model.launch import LaunchCreate
from registry.model.money import Money
from registry.model.period import Period
from registry.model.phases import Phase
from registry.model.pricing import Discount, EarlyAccess, Rate
from registry.model.session import Ending
from registry.requests.application import ApplicationAllocate, ApplicationStep
from registry.requests.domain import (
    DomainCreate,
    DomainDelete,
    DomainRenew,
    DomainRestore,
    DomainTransfer,
    DomainUpdate,
)
from registry.requests.host import HostCreate
from registry.requests.registrar import RegistrarTopUp
from registry.requests.urs import UrsLock, UrsNotice
from registry.settings import Panel
from registry.store import tlds, workers
from tests.idn import give_table, offer
from tests.panel.deposited import fortnight
from tests.panel.gadgets import table as gadgets
from tests.panel.modules import MODULES
from tests.panel.names import Agreeing
from tests.panel.reported import quarter
from tests.world import TLDS, Clone, World, open_world

SECRET = "a-secret-of-twenty-characters"
PASSWORD = "four plain words here"
# Programs may ask as often as tests do, and strangers have nothing to do but in tests of that.
SETTINGS = Panel(secret_key="only for tests", seal_key="only for tests", api_per_second=0, sign_up_challenge=False)
ROLES = tuple(ASSIGNABLE)
DAYS = 371  # how long `live` takes
WORDS = (  # noqa: SIM905  a list of sixty quoted words reads worse
    "amber anchor aspen atlas basil birch bramble canyon cedar cinder clover copper coral crane dawn delta drift "
    "ember fable fern field fjord flint garden glacier grove harbor hazel heron indigo island juniper kestrel lantern "
    "larch linen maple meadow mesa nectar north ocean olive onyx orchard pebble pine prairie quartz quill raven reed "
    "river saffron sage sierra spruce summit tallow thicket tundra velvet violet willow wren zephyr"
).split()

FRAME = """<?xml version="1.0" encoding="UTF-8"?><epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><command><create>
<domain:create xmlns:domain="urn:ietf:params:xml:ns:domain-1.0"><domain:name>{name}</domain:name>
<domain:period unit="y">1</domain:period><domain:authInfo><domain:pw>***</domain:pw></domain:authInfo>
</domain:create></create><clTRID>{cltrid}</clTRID></command></epp>"""


async def live(world: World) -> None:
    """Four hundred days of a small registry, on the world's clock; the last week's due events stay unwritten."""
    clock = world.clock
    await _begin_now(world)
    await _contacts(world)
    await _create(world, "alpha", "welcome.example", years=2)
    for number, host in enumerate(("ns1.welcome.example", "ns2.welcome.example"), 1):
        addresses = ((f"9.9.9.{number}", "v4"), (f"2620:fe::{number}", "v6"))
        await host_create(world.as_("alpha"), HostCreate(host, addresses))
    for name in ("ns1.dns-house.net", "ns2.dns-house.net"):
        await host_create(world.as_("beta"), HostCreate(name))
    for number, word in enumerate(WORDS):
        registrar = ("alpha", "beta", "alpha", "gamma")[number % 4]
        await _create(world, registrar, f"{word}.example", years=1 + number % 3)
        clock.advance(days=5, hours=number % 7)
        for due in (f"{word}.example" for word in WORDS[:number]):
            if number % 16 == 0:
                await settle(world.operator, due)
    await _create(
        world,
        "alpha",
        "welcome.test",
        registrant="ALPHA-1",
        contacts=(ContactLink("admin", "ALPHA-1"), ContactLink("tech", "ALPHA-2")),
        dnssec=(DsData(12345, 13, 2, "49FD46E6C4B45C55D4AC" * 3 + "ABCD"),),
    )
    await _create(world, "alpha", "xn--mnchen-3ya.example")
    await give_table(world, "de", "latin.xml")
    await offer(world, "de", variants="same_registrar")
    for name in ("strasse.example", "xn--strae-oqa.example"):
        await _create(world, "alpha", name)
    await domain_update(
        world.as_("alpha"),
        DomainUpdate("welcome.example", add=DomainParts(statuses=("clientTransferProhibited",))),
    )
    renewed = await world.fetch("SELECT expires_at FROM registry.domain WHERE name = 'violet.example'")
    await domain_renew(world.as_("alpha"), DomainRenew("violet.example", renewed[0]["expires_at"].date(), Period(1)))
    await domain_delete(world.as_("alpha"), DomainDelete("aspen.example"))
    clock.advance(days=20)
    await domain_delete(world.as_("alpha"), DomainDelete("basil.example"))
    await domain_delete(world.as_("alpha"), DomainDelete("bramble.example"))
    clock.advance(days=11)
    await domain_restore(world.as_("alpha"), DomainRestore("bramble.example", "request"))
    for name in ("wren.example", "tundra.example"):
        await domain_update(world.as_("alpha"), DomainUpdate(name, authinfo=SECRET))
    await domain_transfer(world.as_("beta"), DomainTransfer("wren.example", "request", authinfo=SECRET))
    clock.advance(days=1)
    await domain_transfer(world.as_("beta"), DomainTransfer("tundra.example", "request", authinfo=SECRET))
    await _applications(world)
    await _create(world, "delta", "newborn.example")
    await _refused(world)
    await _plan(world)
    await _topups(world)
    await _sessions(world)
    clock.advance(hours=5)
    await fortnight(world)
    await quarter(world)
    await _levels(world)


async def _plan(world: World) -> None:
    """A TLD in the midst of its launch, with names of a class of their own, and dearer ones from next month on."""
    now, day = world.clock.now(), timedelta(days=1)
    await token_issue(world.operator, TokenIssue("example", registrar="alpha", uses=50, discount=Discount(percent=20)))
    await requester_add(world.operator, RequesterAdd("police", "The police of Springfield", ("crime",), ("example",)))
    told = replace(world.operator, reason="The provider says so.")
    await urs_notice(told, UrsNotice("raven.example", "FORUM", "FA-2026-17"))
    await urs_lock(told, UrsLock("raven.example"))
    await urs_notice(told, UrsNotice("quill.example", "ADNDRC", "HK-2026-4"))
    await package_sell(world.operator, PackageSell("beta", 100, Money(80_000, "USD"), "example"))
    await name_list_import(world.operator, "gold", "premium", {"car": "gold", "boat": "gold"}, now)
    rules = replace(
        TLDS["example"],
        lists=("gold", "not-here-yet"),
        rates=(
            Rate("create", "USD", 90_000, "gold"),
            Rate("create", "EUR", 700, group="large", valid_to=now + 9 * day),
            Rate("create", "USD", 5_000, phase="claims"),
        ),
        early_access=(EarlyAccess(now + 3 * day, "USD", 100_000),),
        phases=(Phase("claims", valid_to=now + 60 * day, needs=("notice",)), Phase("open", valid_from=now + 60 * day)),
    )
    await tld_create(world.operator, "launching", rules)
    later = now + 30 * day
    await tld_change(world.operator, "launching", lambda rules: amended(rules, {"prices.renew": 1250}), later)
    world.registry.book = await world.store.reading(tlds.book)


async def _topups(world: World) -> None:
    """Two that wait, one that was booked, one that was not."""
    for registrar, amount, reason, step in (
        ("beta", 250_000, "Wire of 14 March, reference 2214", "confirm"),
        ("delta", 5_000, "Wire without a reference", "decline"),
        ("alpha", 100_000, "Card payment 0815", None),
        ("gamma", 1_250_000, "Prepayment for the landrush", None),
    ):
        by = world.registry.context("panel", Actor(operator="manager"), reason=reason)
        number = await topup_propose(by, RegistrarTopUp(registrar, amount, "USD", reason))
        if step:
            await topup_decide(
                world.registry.context("panel", Actor(operator="master"), reason="As agreed."), number, step
            )


async def _sessions(world: World) -> None:
    """Some that are over, each in another way."""
    worker, now = await start_worker(world.store, world.clock, "epp"), world.clock.now()
    endings: tuple[Ending, ...] = ("logout", "lost", "overdue", "ended", "failed")
    for number, ending in enumerate(endings):
        registrar, app = ("alpha", "beta")[number % 2], ("Registrar in a box 2.1", None)[number % 2]
        opened = partial(
            workers.open_session, worker_id=worker, registrar_id=world.numbers[registrar], address="192.0.2.10"
        )
        since = now - timedelta(hours=3 * number + 1)
        session = await world.store.transaction(
            lambda db, opened=opened, since=since, app=app: opened(db, now=since, app=app, tech="Python 3", os="Linux")
        )
        await registrar_logout(
            replace(world.as_(registrar), now=since + timedelta(minutes=35 * number + 1)), session, ending
        )


async def _create(world: World, registrar: str, name: str, years: int = 1, **rest: object) -> None:
    cltrid = f"{registrar.upper()}-{name.partition('.')[0]}"
    cx = world.registry.context(
        "epp",
        Actor(world.numbers[registrar], registrar),
        cltrid=cltrid,
        address="192.0.2.10",
        verb="create",
        object="domain",
        name=name,
        frame=FRAME.format(name=name, cltrid=cltrid),
    )
    hosts = {
        "alpha": ("ns1.welcome.example", "ns2.welcome.example"),
        "beta": ("ns1.dns-house.net", "ns2.dns-house.net"),
    }
    servers = NameServers(hosts=hosts.get(registrar, ()) if name != "welcome.example" else ())
    await domain_create(cx, DomainCreate(name, Period(years), servers, authinfo=SECRET, **rest))  # type: ignore[arg-type]


async def _applications(world: World) -> None:
    """A landrush of .invalid: three want one name, one has another already, and one is told what is wrong with its wish."""
    rules = world.registry.book.at("invalid", world.clock.now()).rules
    landrush = Phase("landrush", creates="application", first_status="pendingAllocation")
    await tld_change(world.operator, "invalid", replace(rules, phases=(landrush,)), world.clock.now())
    world.registry.book = await world.store.reading(tlds.book)
    said = LaunchCreate(landrush.named, "application")
    made = [
        await domain_create(world.as_(registrar), DomainCreate(f"{label}.invalid", launch=said, authinfo=SECRET))
        for label, registrar in (
            ("harvest", "alpha"),
            ("harvest", "beta"),
            ("harvest", "gamma"),
            ("meadowlark", "alpha"),
            ("riverbank", "alpha"),
            ("thistle", "beta"),
        )
    ]
    numbers = [each.application.application for each in made]
    await application_allocate(world.operator, ApplicationAllocate(numbers[3]))
    doubt = replace(world.operator, reason="The registrant cannot be reached.")
    await application_step(doubt, ApplicationStep(numbers[4], "invalidate"))
    await application_step(world.operator, ApplicationStep(numbers[5], "hold", "namesake"))


async def _levels(world: World) -> None:
    """What was measured of the doors in the last forty days, one of them a bad one, and a minute ago."""
    await world.fetch(
        """INSERT INTO panel.level_day
           SELECT ($1::timestamptz AT TIME ZONE 'UTC')::date - back, measure, 1440, bad, 1430 - bad, 12 + back % 5, 20 + back % 7,
                  28 + back % 9, 60 + back, 400 + 50 * bad
             FROM generate_series(40, 0, -1) back, unnest('{whois,rdap,epp,epp-session,epp-query,epp-transform}'::text[]) measure,
                  LATERAL (SELECT CASE WHEN back = 3 AND measure = 'rdap' THEN 17 ELSE 0 END AS bad) day""",
        world.clock.now(),
    )
    await world.fetch(
        """INSERT INTO panel.probe
           VALUES ($1, 'whois', 9.4, NULL), ($1, 'rdap', NULL, 'it answers 503'), ($1, 'epp', 21.7, NULL)""",
        world.clock.now() - timedelta(minutes=1),
    )


async def _begin_now(world: World) -> None:
    """The world was filled at an instant of its own, which may lie ahead of where this life begins."""
    now = world.clock.now()
    for sql in (
        "UPDATE registry.accreditation SET valid_from = $1",
        "UPDATE registry.policy SET valid_from = $1",
        "UPDATE registry.registrar SET created_at = $1",
    ):
        await world.store.reading(lambda db, sql=sql: db.execute(sql, now))
    world.registry.book = await world.store.reading(tlds.book)


async def _contacts(world: World) -> None:
    sql = """INSERT INTO registry.contact (id, roid, handle, registrar_id, postal, voice, email, created_by, created_at)
             SELECT number, number || '-NAMEHSE', $1, $2, $3, '+1.5550100', $4, $2, $5
               FROM nextval('registry.object_number') AS number"""
    for handle, registrar, name in (
        ("ALPHA-1", "alpha", "Ada Example"),
        ("ALPHA-2", "alpha", "Grace Sample"),
        ("BETA-1", "beta", "Bob <b>Bold</b> Example"),
    ):
        postal = [
            {
                "type": "int",
                "name": name,
                "org": f"{registrar.title()} Ltd",
                "street": ["1 Example Street"],
                "city": "Springfield",
                "state_or_province": None,
                "postal_code": "12345",
                "country": "US",
            }
        ]
        email = f"{handle.lower()}@contact.example"
        arguments = (handle, world.numbers[registrar], postal, email, world.clock.now())
        await world.store.reading(lambda db, arguments=arguments: db.execute(sql, *arguments))


async def _refused(world: World) -> None:
    log = CommandLog(world.store)
    for registrar, verb, name, code in (
        ("alpha", "check", "taken.example", 1000),
        ("beta", "create", "amber.example", 2302),
        ("alpha", "info", "nowhere.example", 2303),
        ("gamma", "delete", "amber.example", 2201),
    ):
        actor = Actor(world.numbers[registrar], registrar)
        cx = world.registry.context("epp", actor, cltrid="X-1", verb=verb, object="domain", name=name)
        log.add(cx, code, 1.5)
        world.clock.advance(minutes=3)
    await log.close()


async def welcome(world: World) -> None:
    """An account for every role, whose login is the role, and one of alpha's and one of the reseller's people that others may
    look after."""
    others = (("looked-after", "registrar-read"), ("apprentice", "reseller-read"))
    for login, role in (*zip(ROLES, ROLES, strict=True), *others):
        registrar = "alpha" if role in OF_REGISTRARS else None
        name = f"Demo {login.replace('-', ' ')}"
        seller = "reseller" if KIND_OF[role] in ("client", "employee") else None
        email = f"{login}@demo.example"
        await ensure_account(world.registry, login, PASSWORD, role, registrar, name, email, seller=seller)
    cx = world.registry.context("panel", Actor(operator="master"))
    for login, name in (("client", "Ada Baker"), ("reseller", "Bob Seller")):
        await contact_create(cx, By("master"), login, baker(name))
        await _papers(cx, login)
    await written(world, "client")
    await gadgets.plant(world)
    sql = """INSERT INTO panel.blacklist (of, mask, white, message, shows_message, refused, refused_at, by, at)
             SELECT k.of, k.mask, k.white, k.message, true, k.refused, CASE WHEN k.refused > 0 THEN $1::timestamptz END,
                    'master', $1
               FROM (VALUES ('email', '*@throwaway.example', false, 'Give an address that lasts.', 7),
                            ('domain', '*.bad.example', false, 'Known for fraud', 0),
                            ('ip', '192.88.99.0/24', false, '', 12),
                            ('ip', '192.88.99.9/32', true, 'Our own monitoring', 0)) k (of, mask, white, message, refused)"""
    await world.store.reading(lambda db: db.execute(sql, world.clock.now()))
    sql = """INSERT INTO iam.api_key (account_id, name, begins, token_hash, permissions, made_at, ends_at)
             SELECT a.id, 'Nightly report', 'nhk_a1b2c3', sha256(a.login::bytea), '{account.read}', $1,
                    $1::timestamptz + interval '90 days' FROM iam.account a"""
    await world.store.reading(lambda db: db.execute(sql, world.clock.now()))
    sql = """WITH hook AS (
                 INSERT INTO panel.webhook (account_id, name, url, events, secret, state, made_at, state_at, heard_at)
                 SELECT a.id, 'Our shop', 'https://shop.example/hooks', '{domain.created,money.low}', '', 'on', $1, $1, $1
                   FROM iam.account a RETURNING id)
             INSERT INTO panel.webhook_delivery (webhook_id, message_id, type, object, parties, happened_at, body, state, tries,
                                                 due_at, made_at, ended_at, answer)
             SELECT hook.id, 'msg_5f2b', 'webhook.test', 'test', '{}', $1,
                    '{"type":"webhook.test","timestamp":"2026-09-01T12:00:00.000Z","data":{"webhook":"Our shop"}}',
                    'delivered', 1, $1, $1, $1, '204 No Content' FROM hook"""
    await world.store.reading(lambda db: db.execute(sql, world.clock.now()))
    sql = """WITH party AS (
                 INSERT INTO iam.relying_party (client_id, name, secret_digest, redirect_uris, scopes, by, at)
                 VALUES ('demo-shop', 'A shop of names', sha256('secret'), '{https://shop.example/back}',
                         '{openid,profile,email,offline_access}', 'master', $1) RETURNING id)
             INSERT INTO iam.party_consent (account_id, party_id, scopes, at)
             SELECT a.id, party.id, '{openid,profile}', $1 FROM party, iam.account a WHERE a.login IN ('client', 'master')"""
    await world.store.reading(lambda db: db.execute(sql, world.clock.now()))
    # entries that went by a rule, of before anybody here
    sql = """INSERT INTO audit.disposal (class, days, before, ids, rows, first_id, last_id, first_at, last_at, digest, at)
             SELECT 'sign-ins', 550, $1::timestamptz - interval '550 days', '{0}', 1, 0, 0, $1::timestamptz - interval '551 days',
                    $1::timestamptz - interval '551 days', sha256(''), $1"""
    await world.store.reading(lambda db: db.execute(sql, world.clock.now()))
    # a version to look at that nobody is asked about yet
    sql = """INSERT INTO mail.template
             SELECT 'contact.confirm-address', 'en', id, 'Is this your address?', E'Hello {name},\\n\\n{link}', $1, login
               FROM iam.account WHERE login = 'reseller'"""
    await world.fetch(sql, world.clock.now())
    # a version to look at that nobody is asked about yet
    sql = """INSERT INTO panel.terms (seller_id, kind, text, valid_from, by, at)
             SELECT s.id, 'terms', 'You pay in advance.\n\nWe keep names.', $1::timestamptz + interval '5 years', 'master', $1
               FROM (VALUES (NULL::bigint), ((SELECT id FROM iam.account WHERE login = 'reseller'))) s (id)"""
    await world.store.reading(lambda db: db.execute(sql, world.clock.now()))


async def written(world: World, login: str, *, link: str = "https://panel.example/c/s3cret") -> int:
    """A mail to this account that waits, with what opens something in it; its number."""
    (account,) = await world.fetch("SELECT id, name, email, seller_id FROM iam.account WHERE login = $1", login)
    to = Recipient(account["email"], account["name"], "en", account["id"], account["seller_id"])
    values = {"name": account["name"], "link": link, "hours": "24"}
    mail = Mail("client-contact.confirm-address", to, values)
    return await world.store.transaction(lambda db: queue_mail(db, mail, world.clock.now()))


async def _papers(cx: Context, client: str) -> None:
    """A contract that was signed and runs out soon, and a proof whose file is still to come."""
    today = cx.now.date()
    facts = Facts("contract", "Frame contract", "C-2026-7", "With both annexes.", today, today + timedelta(days=20))
    file = Sent(io.BytesIO(b"%PDF-1.7 a contract"), "contract.pdf")
    number = await document_create(cx, By("master"), client, facts, file)
    await document_say(cx, By("master"), number, ("verified", "signed"), given=True)
    await document_create(cx, By("master"), client, Facts("address-proof", "Bill of the water works"))
    sql = """INSERT INTO panel.document_template
             SELECT 'acceptance', s.id, '= #data.title', $2, s.login
               FROM iam.account a JOIN iam.account s ON s.id = a.seller_id WHERE a.login = $1"""
    await cx.registry.store.reading(lambda db: db.execute(sql, client, cx.now))


def baker(name: str) -> dict[str, object]:
    """What a contact of a client says."""
    said = {"profile": "postal", "name": name, "organization": "Bakery & Sons", "email": "ada@bakery.example"}
    place = {"street": "1 Mill Lane", "city": "Springfield", "postal_code": "12345", "country": "US"}
    phone = {"voice_phone": "+12015550123", "birth_date": date(1980, 2, 29)}
    return {**NOTHING, **said, **place, **phone}


@dataclass
class House:
    """A registry with people, and the panel over it."""

    loop: asyncio.AbstractEventLoop
    world: World
    database: Database
    app: AsyncFlask
    url: str = ""
    visitors: dict[str, "Visitor"] = field(default_factory=dict)

    @property
    def modules(self) -> tuple[Module, ...]:
        """The drawers of its panel."""
        return self.app.extensions["house"].modules

    def run(self, coroutine):
        return self.loop.run_until_complete(coroutine)

    def visitor(self, address: str = "127.0.0.1") -> "Visitor":
        return Visitor(self.loop, self.app, address)

    def signed_in(self, login: str) -> "Visitor":
        """A browser of this account, signed in once for all tests that only look."""
        if login not in self.visitors:
            self.visitors[login] = self.visitor()
            assert self.visitors[login].sign_in(login).status_code == 302
        return self.visitors[login]


@dataclass
class Visitor:
    """A browser without a window: the loop runs while a thread asks, as in the panel's own process."""

    loop: asyncio.AbstractEventLoop
    app: AsyncFlask
    address: str = "127.0.0.1"
    own_token: str = ""

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def ask(self, method: str, path: str, **rest):
        rest.setdefault("environ_base", {"REMOTE_ADDR": self.address, "HTTP_USER_AGENT": "Testbrowser/1.0"})
        rest.setdefault("buffered", True)  # what streams is read while the loop runs
        return self.loop.run_until_complete(asyncio.to_thread(self.client.open, path, method=method, **rest))

    def get(self, path: str, **rest):
        return self.ask("GET", path, **rest)

    def post(self, path: str, form: dict[str, str] | None = None, at: str = "/account/", **rest):
        """Send a form as a person would: from a page (`at`) that carries its token."""
        return self.ask("POST", path, data={"csrf_token": self.token(at), **(form or {})}, **rest)

    def token(self, at: str) -> str:
        """What forms of that page carry; the one of the own account is kept, for it lasts as long as the sign-in."""
        if at == "/account/" and self.own_token:
            return self.own_token
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(at).text)
        assert found, f"{at} has no form"
        if at == "/account/":
            self.own_token = found[1]
        return found[1]

    def sign_in(self, login: str, password: str = PASSWORD, back: str = "", **rest):
        self.own_token = ""
        return self.post("/sign-in", {"login": login, "password": password, "next": back}, at="/sign-in", **rest)


async def lived(clone: Clone, end: datetime) -> World:
    """A registry's life until about `end`, and its people; then the clone can be copied, and nobody acts in it any more."""
    world = await open_world(await clone.store(), FakeClock(end - timedelta(days=DAYS)))
    await live(world)
    await welcome(world)
    await clone.rest()
    return world


def agreeing(app: AsyncFlask) -> AsyncFlask:
    """In a world where the DNS says what proves a sender."""
    app.extensions["house"] = replace(app.extensions["house"], resolver=Agreeing())
    return app


def open_house(loop: asyncio.AbstractEventLoop, clone: Clone, past: World) -> House:
    """A house in a copy of where that past was lived; its clock stands where the past ended."""
    known, clock = past.registry, FakeClock(past.clock.now())
    store = loop.run_until_complete(clone.store())
    registry = Registry(store, clock, known.book, known.transactions, known.repository)
    registry.tables = known.tables
    database = Database.open(clone.url)
    app = agreeing(create_app(registry, database, Bridge(loop), SETTINGS, modules=MODULES))
    return House(loop, World(registry, clock, past.numbers), database, app, clone.url)
