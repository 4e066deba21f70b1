"""What the generic tests try each deed with: fresh objects that it fits, some that it leaves out, right and wrong values.

A deed of MODULES without a sample fails them, so that a new one is tried like the others. Long, because it is one table with a
line for each deed of every module, and the objects that its lines share.
"""

import io
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from panel.client_contacts.actions import contact_create
from panel.client_contacts.confirming import digest_of
from panel.client_contacts.passports import contact_passport
from panel.client_contacts.queries import keep_code
from panel.client_contacts.registered.holding import contact_link
from panel.clients.actions import By, client_create, client_step
from panel.clients.queries import clients
from panel.documents.actions import Facts, Sent, document_create, document_file, document_say, document_step
from panel.documents.papers import Paper, document_generate
from panel.domains.lists import DOMAINS
from panel.employees.actions import employee_create, employee_step
from panel.employees.queries import employees
from panel.identity.personal.kept import Person
from panel.kit.access import Viewer
from panel.kit.attached.deeds import DEEDS as ATTACHED
from panel.kit.attached.deeds import finder
from panel.kit.attached.files import Place, keep
from panel.kit.attached.tags import MOST_TAGS
from panel.kit.deeds import read
from panel.kit.fields import About, typed_of
from panel.kit.situation import Situation
from registry.actions.application_step import application_step
from registry.actions.contact_create import contact_create as registry_contact
from registry.actions.contact_update import contact_update as registry_contact_update
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_restore import domain_restore
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.actions.host_create import host_create
from registry.actions.host_update import host_update
from registry.actions.name_list_import import name_list_import
from registry.actions.poll_ack import poll_ack
from registry.actions.registrar_poll_test import registrar_poll_test
from registry.actions.requester_accredit import RequesterAdd, requester_add, requester_change
from registry.actions.tld_create import tld_change, tld_create
from registry.actions.token_issue import TokenIssue, token_issue, token_revoke
from registry.actions.topup_decide import topup_decide
from registry.actions.topup_propose import topup_propose
from registry.actions.urs_close import urs_close
from registry.actions.urs_lock import urs_lock
from registry.actions.urs_notice import urs_notice
from registry.actions.urs_suspend import urs_suspend
from registry.actions.worker import start_worker
from registry.context import Actor
from registry.model.amending import amended
from registry.model.change import DomainParts, NameServers
from registry.model.contact import Postal
from registry.model.domain import ContactLink
from registry.model.launch import LaunchCreate
from registry.model.period import Period
from registry.model.phases import Phase
from registry.model.transfer import TransferOperation
from registry.requests.application import ApplicationStep, OperatorStep
from registry.requests.contact import ContactCreate, ContactUpdate
from registry.requests.domain import DomainCreate, DomainDelete, DomainRestore, DomainTransfer, DomainUpdate
from registry.requests.host import HostCreate, HostParts, HostUpdate
from registry.requests.poll import PollAck
from registry.requests.registrar import RegistrarTopUp
from registry.requests.urs import UrsClose, UrsLock, UrsNotice, UrsSuspend
from registry.store import tlds
from tests.panel.gadgets import table as gadgets
from tests.panel.house import baker, written
from tests.panel.names import TOKEN_IN_DNS
from tests.world import TLDS, World

SECRET = "a-secret-of-twenty-characters"
NUMBERS = count(1)
WHY = "Asked for by letter."
# What comes with a form that showed what it would do.
FORESEEN = re.compile(r'name="foreseen" value="(\w+)"')

_KEY = ec.generate_private_key(ec.SECP256R1())
_NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "client.alpha.example")])
_CERTIFICATE = (
    x509.CertificateBuilder()
    .subject_name(_NAME)
    .issuer_name(_NAME)
    .public_key(_KEY.public_key())
    .serial_number(1)
    .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
    .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
    .sign(_KEY, SHA256())
)
PEM = _CERTIFICATE.public_bytes(Encoding.PEM).decode()
# The smallest picture that there is: one pixel.
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=="
FINGERPRINT = _CERTIFICATE.fingerprint(SHA256()).hex()

Make = Callable[[World], Awaitable[str]]


@dataclass(frozen=True)
class Sample:
    """`fits` and `left_out` make an object and give its key; `role` is whose deed it is, `refuses` values that the fields
    refuse. `stranger` is a key of somebody else's, where the role has a scope. `besides` are values that hang on the object;
    `becomes` is the key that it has afterwards; `gone`: there is none."""

    fits: Make
    left_out: Make | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    refuses: Mapping[str, object] = field(default_factory=dict)
    role: str = "master"
    stranger: Make | None = None
    besides: Callable[[World, str], Awaitable[Mapping[str, object]]] | None = None
    becomes: Callable[[str], str | None] = str
    gone: bool = False


@dataclass(frozen=True)
class Opened:
    """As above, of what makes a new object: `values` for the number of the try, so that each has a name of its own."""

    values: Callable[[int], Mapping[str, object]]
    refuses: Mapping[str, object] = field(default_factory=dict)
    role: str = "master"
    besides: Callable[[World], Awaitable[Mapping[str, object]]] | None = None


async def domain(world: World, registrar: str = "alpha", *statuses: str) -> str:
    name = f"deed-{next(NUMBERS)}.example"
    await domain_create(world.as_(registrar), DomainCreate(name, Period(1), authinfo=SECRET))
    if statuses:
        await domain_update(world.operator, DomainUpdate(name, add=DomainParts(statuses=statuses)))
    return name


async def delegable(world: World) -> str:
    """With hosts that it can lead to."""
    if not await world.fetch("SELECT FROM registry.host WHERE name = 'ns1.elsewhere.net'"):
        for name in ("ns1.elsewhere.net", "ns2.elsewhere.net"):
            await host_create(world.as_("beta"), HostCreate(name))
    return await domain(world)


def session_of(registrar: str) -> Make:
    """An open session on a worker that lives."""

    async def make(world: World) -> str:
        worker = await start_worker(world.store, world.clock, "epp")
        sql = """INSERT INTO registry.session (worker_id, registrar_id, address, opened_at)
                 SELECT $1, r.id, '192.0.2.7', $2 FROM registry.registrar r WHERE r.handle = $3 RETURNING id"""
        return str(await world.store.reading(lambda db: db.fetchval(sql, worker, world.clock.now(), registrar)))

    return make


def having(*statuses: str, registrar: str = "alpha") -> Make:
    return lambda world: domain(world, registrar, *statuses)


async def wanted_by_beta(world: World) -> str:
    name = await domain(world)
    await domain_transfer(world.as_("beta"), DomainTransfer(name, "request", authinfo=SECRET))
    return name


async def going(world: World) -> str:
    """Deleted after its add grace period, which is not waited for."""
    name = await domain(world)
    sql = """UPDATE registry.domain
                SET deleted_at = $2::timestamptz, redemption_until = $2::timestamptz + interval '30 days',
                    purge_at = $2::timestamptz + interval '35 days', next_due = $2::timestamptz + interval '30 days'
              WHERE name = $1"""
    await world.store.reading(lambda db: db.execute(sql, name, world.clock.now()))
    return name


async def redeemable(world: World) -> str:
    """Deleted by its registrar, and as old as one that is not within any grace period."""
    name = await domain(world)
    await world.store.reading(
        lambda db: db.execute(
            "DELETE FROM registry.grace g USING registry.domain d WHERE d.id = g.domain_id AND d.name = $1", name
        )
    )
    await domain_delete(world.as_("alpha"), DomainDelete(name))
    return name


async def restoring(world: World) -> str:
    name = await redeemable(world)
    await domain_restore(world.as_("alpha"), DomainRestore(name, "request"))
    return name


async def its_times(world: World, name: str) -> Mapping[str, object]:
    """As the form begins with them."""
    now = f"{world.clock.now():%Y-%m-%dT%H:%M:%S}"
    return {"deleted_at": now, "restored_at": now}


async def _person(world: World, registrar: str, handle: str) -> str:
    """A contact of the registry's own, which may be there already."""
    if not await world.fetch("SELECT FROM registry.contact WHERE handle = $1", handle):
        postal = (Postal("int", "Somebody", "Springfield", "US"),)
        wish = ContactCreate(handle, postal, "x@contact.example", authinfo=SECRET)
        await registry_contact(world.as_(registrar), wish)
    return handle


async def needy(world: World) -> str:
    """In a TLD that demands contacts."""
    name, handle = f"deed-{next(NUMBERS)}.test", await _person(world, "alpha", "DEED-A")
    await _person(world, "alpha", "DEED-B")
    links = (ContactLink("admin", handle), ContactLink("tech", handle))
    await domain_create(world.as_("alpha"), DomainCreate(name, Period(1), registrant=handle, contacts=links))
    return name


def person(registrar: str = "alpha", *statuses: str) -> Make:
    """A contact that no name has."""

    async def make(world: World) -> str:
        handle = await _person(world, registrar, f"DEED-{next(NUMBERS)}")
        if statuses:
            await registry_contact_update(world.operator, ContactUpdate(handle, add=statuses))
        return handle

    return make


async def linked_person(world: World) -> str:
    await needy(world)
    return "DEED-A"


def name_server(registrar: str = "alpha", *statuses: str, below: bool = True) -> Make:
    """Of a name of its registrar's, or outside our zones."""

    async def make(world: World) -> str:
        name = f"ns.{await domain(world, registrar)}" if below else f"ns{next(NUMBERS)}.elsewhere.net"
        await host_create(world.as_(registrar), HostCreate(name, (("9.9.9.9", "v4"),) if below else ()))
        if statuses:
            await host_update(world.operator, HostUpdate(name, HostParts(statuses=statuses)))
        return name

    return make


async def linked_host(world: World) -> str:
    name = await name_server()(world)
    wish = DomainUpdate(name.removeprefix("ns."), add=DomainParts(nameservers=NameServers((name,))))
    await domain_update(world.as_("alpha"), wish)
    return name


async def renamed(world: World, key: str) -> Mapping[str, object]:
    return {"new_name": f"other-{key}"}


async def own_zone(world: World) -> Mapping[str, object]:
    return {"name": f"ns1.{await domain(world)}"}


OF_HOSTS = ("clientDeleteProhibited", "clientUpdateProhibited")
OF_CONTACTS = (*OF_HOSTS, "clientTransferProhibited")
ADA: Mapping[str, object] = {
    "name": "Ada Example",
    "organisation": "Example Ltd",
    "street": "1 Example Street\nThird floor",
    "city": "Springfield",
    "postal_code": "12345",
    "country": "US",
    "local_name": "\u0410\u0434\u0430",
    "local_city": "\u041a\u0438\u0457\u0432",
    "local_country": "UA",
    "email": "ada@contact.example",
    "voice": "+1.5551234567",
    "voice_ext": "12",
    "disclose": "hide",
    "disclosed": ["voice", "addr:int"],
}


async def wanted(world: World) -> Mapping[str, object]:
    """A name of another's, and what opens it."""
    return {"name": await domain(world, "beta")}


async def wanted_contact(world: World) -> Mapping[str, object]:
    """A contact of another's, likewise."""
    return {"handle": await _person(world, "beta", f"DEED-{next(NUMBERS)}")}


CLIENT = tuple(
    f"client{each}"
    for each in ("DeleteProhibited", "Hold", "RenewProhibited", "TransferProhibited", "UpdateProhibited")
)
SERVER = tuple(each.replace("client", "server") for each in CLIENT)
THEIRS = having(registrar="beta")


async def _registrar(world: World, state: str = "active", *, poor: bool = False, sells: bool = True) -> str:
    """As alpha is, with an account of its own."""
    handle = f"deed-{next(NUMBERS)}"
    sql = """WITH made AS (
                 INSERT INTO registry.registrar (handle, name, iana_id, state, password_hash, session_limit, email, street,
                                                 city, country, created_at)
                 SELECT $1, name, NULL, $2, password_hash, 3, email, street, city, country, created_at
                   FROM registry.registrar WHERE handle = 'alpha'
              RETURNING id
             ), funded AS (
                 INSERT INTO registry.account (registrar_id, currency, balance, credit_limit, low_balance)
                 SELECT id, 'USD', 0, 0, 0 FROM made WHERE NOT $3
             )
             INSERT INTO registry.accreditation (registrar_id, tld_id, valid_from)
             SELECT made.id, t.id, $5 FROM made, registry.tld t WHERE t.name = 'example' AND $4"""
    await world.store.reading(lambda db: db.execute(sql, handle, state, poor, sells, world.clock.now()))
    return handle


async def own_registrar(world: World) -> str:
    """The one of the people who ask; what was done to it before is forgotten, so that each try is seen alone."""
    await world.store.reading(
        lambda db: db.execute(
            "DELETE FROM audit.activity WHERE action IN ('registrars.ask-top-up', 'registrars.set-name-defaults')"
        )
    )
    return "alpha"


def registrar(state: str = "active", *, poor: bool = False, sells: bool = True) -> Make:
    return lambda world: _registrar(world, state, poor=poor, sells=sells)


async def pinned(world: World) -> str:
    handle = await _registrar(world)
    sql = """INSERT INTO registry.certificate (registrar_id, fingerprint, valid_from, valid_to)
             SELECT id, decode($2, 'hex'), $3, $3::timestamptz + interval '1 year' FROM registry.registrar WHERE handle = $1"""
    await world.store.reading(lambda db: db.execute(sql, handle, FINGERPRINT, world.clock.now()))
    return handle


async def _moving(world: World, step: TransferOperation | None = None) -> str:
    name = await wanted_by_beta(world)
    if step is not None:
        await domain_transfer(world.operator, DomainTransfer(name, step))
    return f"domain/{name}"


def moving(step: TransferOperation | None = None) -> Make:
    return lambda world: _moving(world, step)


async def _topup(world: World, by: str, status: str = "proposed") -> str:
    operator = world.registry.context("panel", Actor(operator=by), reason=WHY)
    number = await topup_propose(operator, RegistrarTopUp("beta", 500, "USD", "A wire"))
    if status == "declined":
        await topup_decide(operator, number, "decline")
    return str(number)


def topup(by: str, status: str = "proposed") -> Make:
    return lambda world: _topup(world, by, status)


async def _tld(world: World, *, planned: bool = False) -> str:
    name = f"deed-{next(NUMBERS)}"
    await tld_create(world.operator, name, TLDS["example"])
    world.clock.advance(seconds=1)  # no two versions begin at the same instant
    if planned:
        later = world.clock.now() + timedelta(days=30)
        await tld_change(world.operator, name, lambda rules: amended(rules, {"prices.renew": 1250}), later)
    return name


def tld(*, planned: bool = False) -> Make:
    return lambda world: _tld(world, planned=planned)


async def its_last_version(world: World, name: str) -> Mapping[str, object]:
    sql = """SELECT max(p.id) FROM registry.policy p JOIN registry.tld t ON t.id = p.tld_id WHERE t.name = $1"""
    return {"version": str((await world.fetch(sql, name))[0][0] or 0)}


def annotated(deed: str, form: dict[str, str]) -> Make:
    """A domain to which something is attached already."""

    async def make(world: World) -> str:
        name = await domain(world)
        find = finder(DOMAINS)
        now = Situation(world.registry, Viewer(1, 1, "support", "", "", frozenset({"support"})), world.clock.now())
        attach = next(each for each in ATTACHED if each.name == deed)
        cx = world.registry.context("panel", Actor(operator="support"))
        values, problems = read(attach.fields, typed_of(form), About(now))
        assert not problems
        await attach.act(cx, (await find(now, (name,)))[name], values)
        return name

    return make


async def _filed(world: World) -> str:
    name = await domain(world)
    now = Situation(world.registry, Viewer(1, 1, "support", "", "", frozenset({"support"})), world.clock.now())
    on = (await finder(DOMAINS)(now, (name,)))[name]
    # its number is what a form sends; what is in it does not matter
    await keep(
        world.registry, Place(on.kind, on.identity), io.BytesIO(b"A letter"), "letter.txt", shown=False, by="support"
    )
    return name


async def its_file(world: World, name: str) -> Mapping[str, object]:
    sql = "SELECT max(f.id) FROM panel.file f JOIN registry.domain d ON d.roid = f.key WHERE d.name = $1"
    return {"file": str((await world.fetch(sql, name))[0][0] or 0)}


TAGGED = annotated("add-tags", {"tags": "late, vip"})
FULL = annotated("add-tags", {"tags": " ".join(f"t{number}" for number in range(MOST_TAGS))})
COLOURED = annotated("set-attribute", {"name": "colour", "value": "red"})


async def _name_list(world: World, *, grown: bool = False, planned: bool = False) -> str:
    name, now = f"deed-{next(NUMBERS)}", world.clock.now()
    await name_list_import(world.operator, name, "premium", {"car": "gold", "boat": "gold"}, now)
    world.clock.advance(seconds=1)  # a list has one contents at an instant
    if grown or planned:
        later = world.clock.now() + timedelta(days=30 * planned)
        await name_list_import(world.operator, name, "premium", {"car": "silver"}, later)
        world.clock.advance(seconds=1)
    return name


def name_list(*, grown: bool = False, planned: bool = False) -> Make:
    return lambda world: _name_list(world, grown=grown, planned=planned)


async def its_first_step(world: World, name: str) -> Mapping[str, object]:
    sql = """SELECT min(n.valid_from) FROM registry.listed_name n JOIN registry.name_list l ON l.id = n.list_id
              WHERE l.name = $1"""
    first = (await world.fetch(sql, name))[0][0]
    return {"to": first.isoformat() if first else ""}


async def _token(world: World, *, revoked: bool = False) -> str:
    await token_issue(world.operator, TokenIssue())
    number = (await world.fetch("SELECT max(id) FROM registry.allocation_token"))[0][0]
    world.clock.advance(seconds=1)
    if revoked:
        await token_revoke(world.operator, number)
        world.clock.advance(seconds=1)
    return str(number)


def token(*, revoked: bool = False) -> Make:
    return lambda world: _token(world, revoked=revoked)


async def _case(world: World, *steps: str) -> str:
    name, cx = await domain(world), replace(world.operator, reason=WHY)
    made = await urs_notice(cx, UrsNotice(name, "FORUM", f"C-{next(NUMBERS)}"))
    for step in steps:
        world.clock.advance(seconds=1)
        cx = replace(world.operator, reason=WHY)
        match step:
            case "lock":
                await urs_lock(cx, UrsLock(name))
            case "suspend":
                await urs_suspend(cx, UrsSuspend(name, NameServers(("ns1.provider.net",))))
            case "close":
                await urs_close(cx, UrsClose(name))
    world.clock.advance(seconds=1)
    return str(made.id)


def case(*steps: str) -> Make:
    return lambda world: _case(world, *steps)


async def _requester(world: World, *, suspended: bool = False) -> str:
    name = f"deed-{next(NUMBERS)}"
    await requester_add(world.operator, RequesterAdd(name, "Somebody", ("abuse",)))
    if suspended:
        await requester_change(world.operator, name, "suspend", {"suspended": True})
    return name


def requester(*, suspended: bool = False) -> Make:
    return lambda world: _requester(world, suspended=suspended)


async def a_name(world: World) -> Mapping[str, object]:
    return {"name": await domain(world)}


async def _client(world: World, seller: str | None, *steps: str, kind: str = "client") -> str:
    cx, who, login = world.registry.context("panel", Actor(operator="boss")), By("boss"), f"deed-{next(NUMBERS)}"
    await client_create(cx, who, login, "Deed", "", kind, seller)
    for step in steps:
        (found,) = await world.store.reading(lambda db: clients(db, logins=[login], everything=True, root=None))
        await client_step(cx, who, found.id, step, None, WHY)
    return login


def client(*steps: str, seller: str | None = "reseller", kind: str = "client") -> Make:
    return lambda world: _client(world, seller, *steps, kind=kind)


async def with_pin(world: World, login: str) -> str:
    """Somebody with a PIN that nobody knows."""
    sql = (
        "INSERT INTO iam.pin (account_id, pin, set_at) SELECT a.id, 'sealed', $2 FROM iam.account a WHERE a.login = $1"
    )
    await world.store.reading(lambda db: db.execute(sql, login, world.clock.now()))
    return login


async def pinned_client(world: World) -> str:
    return await with_pin(world, await _client(world, "reseller"))


async def pinned_employee(world: World) -> str:
    return await with_pin(world, await _employee(world, "reseller"))


async def _employee(world: World, employer: str, *steps: str, factor: bool = False) -> str:
    cx, who, login = world.registry.context("panel", Actor(operator="boss")), By("boss"), f"deed-{next(NUMBERS)}"
    await employee_create(cx, who, login, "Deed", "", "reseller-support", employer)
    (found,) = await world.store.reading(lambda db: employees(db, logins=[login], everything=True, root=None))
    for step in steps:
        await employee_step(cx, who, found.id, step, None, WHY)
    if factor:
        sql = "INSERT INTO iam.totp VALUES ($1, 'sealed', $2, 0)"
        await world.store.reading(lambda db: db.execute(sql, found.id, world.clock.now()))
    return login


def employee(*steps: str, employer: str = "reseller", factor: bool = False) -> Make:
    return lambda world: _employee(world, employer, *steps, factor=factor)


async def stranger_employee(world: World) -> str:
    """Of a reseller whom no other sees."""
    return await _employee(world, await _client(world, None, kind="reseller"))


async def erasable_employee(world: World) -> str:
    login = await _employee(world, "reseller", "delete")
    ((number,),) = await world.fetch("SELECT id FROM iam.account WHERE login = $1", login)
    ERASED[login] = Person(number, login).tombstone
    return login


async def _contact(world: World, client: str, *, main: bool = False, account: bool = False) -> str:
    """Of a client that has a main contact already, or of a fresh one whose main contact it is."""
    cx, facts = world.registry.context("panel", Actor(operator="boss")), baker("Deed")
    if account:
        facts["bank_accounts"] = [{"account": IBAN, "currency": "EUR"}]
    owner = await _client(world, client) if main else client
    return str(await contact_create(cx, By("boss"), owner, facts))


async def bearer(world: World) -> str:
    """With a passport."""
    key = await _contact(world, "client")
    said = {"number": "4510123456", "issued_by": "The town hall", "issued_on": date(2015, 3, 4)}
    await contact_passport(world.registry.context("panel", Actor(operator="boss")), By("boss"), int(key), said)
    return key


async def fresh_handle(world: World, key: str) -> Mapping[str, object]:
    """One of the registry's contacts that nobody here is."""
    handle = f"DEED-{next(NUMBERS)}"
    sql = """INSERT INTO registry.contact (id, roid, handle, registrar_id, postal, email, created_by, created_at)
             SELECT number, number || '-NAMEHSE', $1, $2, '[]', 'deed@contact.example', $2, $3
               FROM nextval('registry.object_number') number"""
    await world.store.reading(lambda db: db.execute(sql, handle, world.numbers["alpha"], world.clock.now()))
    return {"handle": handle}


async def linked_contact(world: World) -> str:
    key = await _contact(world, "client")
    handle = str((await fresh_handle(world, key))["handle"])
    await contact_link(world.registry.context("panel", Actor(operator="boss")), By("boss"), int(key), handle)
    return key


async def its_handle(world: World, key: str) -> Mapping[str, object]:
    sql = """SELECT r.handle FROM panel.contact_in_registry k JOIN registry.contact r ON r.roid = k.roid
              WHERE k.contact_id = $1"""
    found = await world.fetch(sql, int(key))
    return {"handle": found[0]["handle"] if found else "ALPHA-1"}


async def profile(world: World) -> str:
    name = f"deed-{next(NUMBERS)}"
    sql = "INSERT INTO panel.contact_profile (name, title, needs, position) VALUES ($1, 'Deed', '{name}', 900) RETURNING name"
    return str((await world.fetch(sql, name))[0][0])


async def used_profile(world: World) -> str:
    name, cx = await profile(world), world.registry.context("panel", Actor(operator="boss"))
    await contact_create(cx, By("boss"), "client", {**baker("Deed"), "profile": name})
    return name


def contact(client: str = "client", *, main: bool = False, account: bool = False) -> Make:
    return lambda world: _contact(world, client, main=main, account=account)


async def no_clients_contact(world: World) -> str:
    """Of a client of the house's, outside the scope of every reseller."""
    return await _contact(world, await _client(world, None))


async def _document(world: World, *statuses: str, deleted: bool = False, client: str = "client") -> str:
    cx = world.registry.context("panel", Actor(operator="boss"), reason=WHY)
    number = await document_create(cx, By("boss"), client, Facts("contract", "Deed"))
    if statuses:
        await document_say(cx, By("boss"), number, statuses, given=True)
    if deleted:
        await document_step(cx, By("boss"), number, "delete")
    return str(number)


def document(*statuses: str, deleted: bool = False) -> Make:
    return lambda world: _document(world, *statuses, deleted=deleted)


async def filed_document(world: World) -> str:
    cx, key = world.registry.context("panel", Actor(operator="boss")), await _document(world)
    await document_file(cx, By("boss"), int(key), Sent(io.BytesIO(b"%PDF-1.7 it says so"), "deed.pdf"))
    return key


async def no_clients_document(world: World) -> str:
    return await _document(world, client=await _client(world, None))


class Mailbox:
    """A way to telephones that takes everything and tells nobody."""

    async def tell(self, channel: str, phone: str, words: str) -> str:
        return "taken"


async def mute(world: World) -> str:
    cx = world.registry.context("panel", Actor(operator="boss"))
    return str(
        await contact_create(cx, By("boss"), "client", baker("Deed") | {"profile": "reached", "voice_phone": ""})
    )


async def unwritten(world: World) -> str:
    """One that came without an e-mail, as those of before may have."""
    number = await _contact(world, "client")
    sql = "UPDATE panel.client_contact SET email = '', profile = 'reached' WHERE id = $1 RETURNING id"
    return str((await world.fetch(sql, int(number)))[0][0])


async def reached(world: World) -> str:
    world.registry.messenger = Mailbox()
    return await _contact(world, "client")


async def asked_by_phone(world: World) -> str:
    """One to whose telephone a code was sent, and which."""
    number = await _contact(world, "client")
    digest = digest_of("123456", b"salt")
    await world.store.transaction(
        lambda db: keep_code(
            db,
            contact_id=int(number),
            phone="+12015550123",
            channel="text",
            salt=b"salt",
            digest=digest,
            now=world.clock.now(),
            expires_at=world.clock.now() + timedelta(minutes=10),
            words="123456",
        )
    )
    return number


IBAN = "DE89370400440532013000"
STRANGER = client(seller=None)
# What stands for clients once they are erased, by the logins that they had.
ERASED: dict[str, str] = {}


async def erasable(world: World) -> str:
    login = await _client(world, "reseller", "delete")
    (found,) = await world.store.reading(lambda db: clients(db, logins=[login], everything=True, root=None))
    ERASED[login] = Person(found.id, login).tombstone
    return login


async def own_address(world: World, login: str) -> dict[str, object]:
    """Which no other account has."""
    return {"email": f"{login}@ada.example"}


async def own_login(world: World, key: str) -> Mapping[str, object]:
    return {"login": key}


async def _application(world: World, *steps: OperatorStep) -> str:
    phase = Phase("landrush", creates="application")
    rules = world.registry.book.at("invalid", world.clock.now()).rules
    if not rules.phases:
        world.clock.advance(seconds=1)  # no two versions begin at the same instant
        now = world.clock.now()
        await tld_change(world.operator, "invalid", replace(rules, phases=(phase,)), now)
        world.registry.book = await world.store.reading(tlds.book)
        world.clock.advance(seconds=1)
    launch = LaunchCreate(phase.named, "application")
    name = f"deed-{next(NUMBERS)}.invalid"
    made = await domain_create(world.as_("alpha"), DomainCreate(name, launch=launch, authinfo=SECRET))
    number = made.application.application
    for step in steps:
        world.clock.advance(seconds=1)
        await application_step(replace(world.operator, reason=WHY), ApplicationStep(number, step))
    world.clock.advance(seconds=1)
    return number


def application(*steps: OperatorStep) -> Make:
    return lambda world: _application(world, *steps)


async def _reminder(world: World, login: str, due: bool) -> str:
    """Everybody has one, so that everybody's list has rows; the number is that of the one account."""
    sql = """WITH made AS (
                 INSERT INTO panel.reminder (account_id, kind, key, list, name, message, every, first_at, rings_at)
                 SELECT a.id, 'registrar', 'alpha', 'registrars', 'alpha', 'Call', 'day', $2, $2 FROM iam.account a
              RETURNING id, account_id
             )
             SELECT made.id FROM made JOIN iam.account a ON a.id = made.account_id WHERE a.login = $1"""
    at = world.clock.now() + timedelta(days=-1 if due else 1)
    return str((await world.fetch(sql, login, at))[0][0])


async def _money_address(world: World, login: str, confirmed: bool) -> str:
    now = world.clock.now()
    sql = """INSERT INTO mail.money_address (account_id, address, digest, drawn_at, confirmed_at)
             SELECT a.id, $2::text, CASE WHEN $3::timestamptz IS NULL THEN sha256(convert_to($2::text, 'UTF8')) END, $4, $3
               FROM iam.account a WHERE a.login = $1 RETURNING id"""
    address = f"books{next(NUMBERS)}@x.example"
    rows = await world.fetch(sql, login, address, now if confirmed else None, now - timedelta(hours=1))
    return str(rows[0][0])


def money_address(login: str = "registrar-finance", *, confirmed: bool = False) -> Make:
    return lambda world: _money_address(world, login, confirmed)


def reminder(login: str = "master", *, due: bool = True) -> Make:
    return lambda world: _reminder(world, login, due)


async def _api_key(world: World, login: str, revoked: bool) -> str:
    now = world.clock.now()
    sql = """INSERT INTO iam.api_key (account_id, name, begins, token_hash, permissions, made_at, ends_at, revoked_at)
             SELECT a.id, 'A program', 'nhk_aaaaaa', sha256($2::text::bytea), '{account.read}', $3, $4, $5
               FROM iam.account a WHERE a.login = $1 RETURNING id"""
    ends = now + timedelta(days=90)
    return str((await world.fetch(sql, login, str(next(NUMBERS)), now, ends, now if revoked else None))[0][0])


def api_key(login: str = "support", *, revoked: bool = False) -> Make:
    return lambda world: _api_key(world, login, revoked)


async def _webhook(world: World, login: str, state: str) -> str:
    sql = """INSERT INTO panel.webhook (account_id, name, url, events, secret, state, made_at, state_at)
             SELECT a.id, 'A program', 'https://9.9.9.9/hook', '{document.changed}', '', $2, $3, $3
               FROM iam.account a WHERE a.login = $1 RETURNING id"""
    return str((await world.fetch(sql, login, state, world.clock.now()))[0][0])


def webhook(login: str = "support", state: str = "on") -> Make:
    return lambda world: _webhook(world, login, state)


async def _told(world: World, login: str, type: str) -> str:
    sql = """INSERT INTO panel.webhook_delivery (webhook_id, message_id, type, object, parties, happened_at, body, state, due_at,
                                                 made_at, ended_at)
             VALUES ($1, 'msg_1', $2, 'test', '{}', $3, '{}', 'failed', $3, $3, $3) RETURNING id"""
    number = int(await _webhook(world, login, "on"))
    return str((await world.fetch(sql, number, type, world.clock.now()))[0][0])


def told(login: str = "support", type: str = "webhook.test") -> Make:
    return lambda world: _told(world, login, type)


async def _an_hour_ago(world: World, key: str) -> Mapping[str, object]:
    return {"since": f"{world.clock.now() - timedelta(hours=1):%Y-%m-%dT%H:%M}"}


async def _in_a_month(world: World) -> Mapping[str, object]:
    return {"until": f"{world.clock.now() + timedelta(days=30):%Y-%m-%d}"}


async def _room(world: World) -> Mapping[str, object]:
    """An account may have so many webhooks: those that were tried out are gone."""
    await world.store.reading(lambda db: db.execute("DELETE FROM panel.webhook WHERE name = 'A program'"))
    return {}


async def _reference(world: World, used: bool) -> str:
    name = f"deed-{next(NUMBERS)}"
    sql = "INSERT INTO panel.reference (class, name, label, position, used) VALUES ('block-reason', $1, 'A reason', 900, $2)"
    await world.store.reading(lambda db: db.execute(sql, name, used))
    return f"block-reason/{name}"


def reference(*, used: bool = True) -> Make:
    return lambda world: _reference(world, used)


async def _mask(world: World, used: bool) -> str:
    sql = """INSERT INTO panel.blacklist (of, mask, white, used, by, at)
             VALUES ('domain', $1, false, $2, 'boss', $3) RETURNING id"""
    mask = f"deed-{next(NUMBERS)}.example"
    return str((await world.fetch(sql, mask, used, world.clock.now()))[0][0])


def mask(*, used: bool = True) -> Make:
    return lambda world: _mask(world, used)


async def _party(world: World, state: str, secret: bool) -> str:
    sql = """INSERT INTO iam.relying_party (client_id, name, secret_digest, redirect_uris, scopes, state, by, at)
             VALUES ($1, 'An application', CASE WHEN $3 THEN sha256('secret') END, '{https://a.example/}', '{openid}', $2, 'boss',
                     $4)"""
    name = f"deed-{next(NUMBERS)}"
    await world.store.reading(lambda db: db.execute(sql, name, state, secret, world.clock.now()))
    return name


def party(state: str = "active", *, secret: bool = True) -> Make:
    return lambda world: _party(world, state, secret)


def gadget(**values: object) -> Make:
    return lambda world: gadgets.make(world, "client", **values)


async def strange_gadget(world: World) -> str:
    """Of somebody who buys from the house."""
    return await gadgets.make(world, await _client(world, None))


PARTY = {
    "name": "A shop",
    "redirect_uris": "https://shop.example/back",
    "backchannel_uri": "https://shop.example/out",
    "scopes": ["openid", "email"],
}


async def _message(world: World, registrar: str, read: bool) -> str:
    await registrar_poll_test(world.operator, registrar)
    number = str((await world.fetch("SELECT max(id) FROM registry.poll_message"))[0][0])
    if read:
        await poll_ack(world.as_(registrar), PollAck(number))
    return number


def message(registrar: str = "alpha", *, read: bool = False) -> Make:
    return lambda world: _message(world, registrar, read)


async def _seller(world: World, below: bool, branded: bool, writes: bool) -> str:
    """A reseller below the one that resells, or below nobody."""
    login = await _client(world, "reseller" if below else None, kind="reseller")
    if branded:
        number = (await world.fetch("SELECT id FROM iam.account WHERE login = $1", login))[0][0]
        host, now = f"{login}.deed.example", world.clock.now()
        await world.fetch(
            "INSERT INTO panel.brand VALUES ($1, $2, 'Deed', '#0b7a6b', NULL, NULL, $3, 'x')", number, host, now
        )
        await world.fetch("INSERT INTO panel.brand_host VALUES ($2, $1)", number, host)
        if writes:
            sql = "UPDATE panel.brand SET sender_address = $2, sender_token = $3 WHERE seller_id = $1"
            await world.fetch(sql, number, f"hello@{host}", TOKEN_IN_DNS)
    return login


def seller(*, below: bool = True, branded: bool = False, writes: bool = False) -> Make:
    return lambda world: _seller(world, below, branded, writes)


async def own_host(world: World, key: str) -> Mapping[str, object]:
    return {"hosts": [f"{key}.deed.example"]}


async def _terms(world: World, days: int, by: str) -> str:
    sql = """INSERT INTO panel.terms (seller_id, kind, text, valid_from, by, at)
             SELECT (SELECT id FROM iam.account WHERE login = $1 AND kind = 'reseller'), 'privacy', 'We keep little.', $2, $1, $3
             RETURNING id"""
    now = world.clock.now()
    begins = now + timedelta(days=days, seconds=next(NUMBERS))
    return str((await world.fetch(sql, by, begins, now))[0][0])


def terms(days: int = 900, by: str = "reseller") -> Make:
    return lambda world: _terms(world, days, by)


async def _newcomer(world: World, state: str, seller: str | None) -> str:
    """Somebody who signs up with a seller, or with the house."""
    email = f"newcomer-{next(NUMBERS)}@mail.example"
    sql = """INSERT INTO iam.newcomer (digest, seller_id, email, language, state, password_hash, agreed_at, at, expires_at)
             VALUES (sha256($1::text::bytea), (SELECT id FROM iam.account WHERE login = $2), $1, 'en', $3,
                     CASE WHEN $3 = 'waiting' THEN '!' END, $4, $4, $4::timestamptz + interval '1 day') RETURNING id"""
    return str((await world.fetch(sql, email, seller, state, world.clock.now()))[0]["id"])


def newcomer(state: str = "waiting", seller: str | None = "reseller") -> Make:
    return lambda world: _newcomer(world, state, seller)


async def _mail(world: World, login: str, state: str) -> str:
    number = await written(world, login)
    sql = """UPDATE mail.message
                SET state = $2, message_id = '<x@y>', ended_at = CASE WHEN $2 IN ('sent', 'failed') THEN $3::timestamptz END,
                    spent = $2 = 'sent'
              WHERE id = $1"""
    await world.store.reading(lambda db: db.execute(sql, number, state, world.clock.now()))
    return str(number)


def mail(state: str = "queued", login: str = "client") -> Make:
    return lambda world: _mail(world, login, state)


async def _notice(world: World, login: str, read: bool) -> str:
    """Everybody has one, so that everybody's list has rows; the number is that of the one account."""
    sql = """WITH made AS (
                 INSERT INTO mail.notice (account_id, event, about, subject, text, on_site, at, read_at)
                 SELECT a.id, 'account.created', '', 'Hello', 'There', true, $2, CASE WHEN $3 THEN $2::timestamptz END
                   FROM iam.account a
              RETURNING id, account_id
             )
             SELECT made.id FROM made JOIN iam.account a ON a.id = made.account_id WHERE a.login = $1"""
    return str((await world.fetch(sql, login, world.clock.now(), read))[0][0])


def notice(login: str = "master", *, read: bool = False) -> Make:
    return lambda world: _notice(world, login, read)


async def _template(world: World, changed: bool, seller: str | None) -> str:
    """Of a fresh reseller below this one."""
    event, login = "contact.confirm-address", await _client(world, seller, kind="reseller")
    if changed:
        sql = """INSERT INTO mail.template
                 SELECT $1, 'en', a.id, 'Is it you?', '{link}', $2, 'boss' FROM iam.account a WHERE a.login = $3"""
        await world.store.reading(lambda db: db.execute(sql, event, world.clock.now(), login))
    return f"{login}/en/{event}"


def template(*, changed: bool = True, seller: str | None = "reseller") -> Make:
    return lambda world: _template(world, changed, seller)


async def _paper_template(world: World, changed: bool, seller: str | None) -> str:
    """Of a fresh reseller below this one."""
    login = await _client(world, seller, kind="reseller")
    if changed:
        sql = "INSERT INTO panel.document_template SELECT 'contract', id, 'Hello', $2, $1 FROM iam.account WHERE login = $1"
        await world.fetch(sql, login, world.clock.now())
    return f"{login}/contract"


def paper_template(*, changed: bool = True, seller: str | None = "reseller") -> Make:
    return lambda world: _paper_template(world, changed, seller)


async def set_document(world: World) -> str:
    """One that was set from a template."""
    paper = Paper("contract", ("One paragraph.",))
    return str(await document_generate(world.operator, By("boss"), "client", paper))


RATE = {"class": "check", "per_second": "5", "burst": "10", "reason": WHY}

WEBHOOK: dict[str, object] = {"name": "A program", "url": "https://9.9.9.9/hook", "events": ["document.changed"]}

SAMPLES: dict[tuple[str, str], Sample] = {
    ("gadgets", "recolour"): Sample(
        gadget(), None, {"colour": "blue"}, {"colour": "plaid"}, "reseller", strange_gadget
    ),
    ("gadgets", "reprice"): Sample(
        gadget(),
        None,
        {"price": "2.50", "price_currency": "USD", "reason": WHY},
        {"price": "cheap", "price_currency": "USD", "reason": WHY},
        "reseller",
        strange_gadget,
    ),
    ("gadgets", "block"): Sample(
        gadget(),
        gadget(block_reason="left"),
        {"because": "abuse", "reason": WHY},
        {"because": "weather", "reason": WHY},
        "reseller",
        strange_gadget,
    ),
    ("gadgets", "unblock"): Sample(gadget(block_reason="left"), gadget(), role="reseller", stranger=strange_gadget),
    ("gadgets", "throw-away"): Sample(gadget(), None, {"reason": WHY}, {"reason": ""}, "reseller", strange_gadget),
    ("domains", "set-note"): Sample(having(), None, {"note": "Two\nlines"}, {"note": "x" * 2001}, "support"),
    ("domains", "set-label"): Sample(having(), None, {"label": "Pays late"}, {"label": "x" * 256}, "support"),
    ("domains", "add-tags"): Sample(having(), FULL, {"tags": "vip, late"}, {"tags": "x" * 33}, "support"),
    ("domains", "remove-tags"): Sample(TAGGED, having(), {"tags": ["vip"]}, {"tags": ["early"]}, "support"),
    ("domains", "set-attribute"): Sample(
        having(), None, {"name": "colour", "value": "red"}, {"name": "Colour", "value": ""}, "support"
    ),
    ("domains", "remove-attribute"): Sample(COLOURED, having(), {"name": "colour"}, {"name": "size"}, "support"),
    ("domains", "remind"): Sample(
        having(),
        None,
        {"message": "Call them", "at": "2026-12-01T09:00", "every": "week", "until": "2027-01-01T00:00"},
        {"message": "", "at": "soon", "every": "always"},
        "support",
    ),
    ("mail_templates", "change"): Sample(
        template(changed=False),
        None,
        {"subject": "Hello {name}", "text": "Please:\n\n{link}", "reason": WHY},
        {"subject": "", "text": "", "reason": "\0"},
        "reseller",
        stranger=template(seller=None),
    ),
    ("mail_templates", "reset"): Sample(
        template(),
        template(changed=False),
        {"reason": WHY},
        {"reason": "\0"},
        "reseller",
        stranger=template(seller=None),
    ),
    ("document_templates", "change"): Sample(
        paper_template(changed=False),
        None,
        {"source": "= #data.title", "reason": WHY},
        {"source": "", "reason": "\0"},
        "reseller",
        stranger=paper_template(seller=None),
    ),
    ("document_templates", "set-prefix"): Sample(
        paper_template(),
        None,
        {"prefix": "SHOP-"},
        {"prefix": "x" * 17},
        "reseller",
        stranger=paper_template(seller=None),
    ),
    ("document_templates", "reset"): Sample(
        paper_template(),
        paper_template(changed=False),
        {"reason": WHY},
        {"reason": "\0"},
        "reseller",
        stranger=paper_template(seller=None),
    ),
    ("mail_templates", "try"): Sample(template(), None, role="reseller", stranger=template(seller=None)),
    ("notifications", "read"): Sample(notice(), notice(read=True), stranger=notice("support")),
    ("notifications", "unread"): Sample(notice(read=True), notice(), stranger=notice("support")),
    ("mails", "resend"): Sample(
        mail("failed"), mail("sent"), {"reason": WHY}, {"reason": "\0"}, "reseller", stranger=mail(login="master")
    ),
    ("mails", "cancel"): Sample(
        mail(), mail("sending"), {"reason": WHY}, {"reason": "\0"}, "reseller", stranger=mail(login="master")
    ),
    ("money_addresses", "send-again"): Sample(
        money_address(), money_address(confirmed=True), role="registrar-finance", stranger=money_address("master")
    ),
    ("money_addresses", "drop"): Sample(
        money_address(), None, role="registrar-finance", stranger=money_address("master")
    ),
    ("reminders", "done"): Sample(reminder(), None),
    ("reminders", "in-15-minutes"): Sample(reminder(), reminder(due=False)),
    ("reminders", "in-30-minutes"): Sample(reminder(), reminder(due=False)),
    ("reminders", "in-12-hours"): Sample(reminder(), reminder(due=False)),
    ("reminders", "in-an-hour"): Sample(reminder(), reminder(due=False)),
    ("reminders", "tomorrow"): Sample(reminder(), reminder(due=False)),
    ("reminders", "forget"): Sample(reminder(), None, stranger=reminder("support")),
    ("api_keys", "revoke"): Sample(api_key(), api_key(revoked=True), role="support", stranger=api_key("master")),
    ("webhooks", "update"): Sample(
        webhook(), None, WEBHOOK, WEBHOOK | {"url": "http://x"}, "support", webhook("master")
    ),
    ("webhooks", "test"): Sample(webhook(), webhook(state="paused"), role="support", stranger=webhook("master")),
    ("webhooks", "replay"): Sample(
        webhook(), None, {}, {"since": "soon"}, "support", webhook("master"), besides=_an_hour_ago
    ),
    ("webhooks", "pause"): Sample(webhook(), webhook(state="stopped"), role="support", stranger=webhook("master")),
    ("webhooks", "resume"): Sample(webhook(state="stopped"), webhook(), role="support", stranger=webhook("master")),
    ("webhooks", "new-secret"): Sample(webhook(), None, role="support", stranger=webhook("master")),
    ("webhooks", "remove"): Sample(webhook(), None, role="support", stranger=webhook("master")),
    ("webhook_deliveries", "replay"): Sample(told(), told(type="money.low"), role="support", stranger=told("master")),
    ("references", "reword"): Sample(reference(), None, {"label": "Another"}, {"label": "x" * 101}),
    ("references", "move"): Sample(reference(), None, {"position": "5"}, {"position": "-1"}),
    ("references", "use"): Sample(reference(used=False), reference()),
    ("references", "leave-out"): Sample(reference(), reference(used=False)),
    ("domains", "remove-file"): Sample(_filed, having(), {}, {"file": "0"}, "support", besides=its_file),
    ("domains", "set-server-statuses"): Sample(
        having(), having(*SERVER), {"statuses": ["serverHold"], "reason": WHY}, {"statuses": ["ok"], "reason": "\0"}
    ),
    ("domains", "clear-server-statuses"): Sample(
        having("serverHold"), having("clientHold"), {"statuses": ["serverHold"], "reason": WHY}, {"statuses": []}
    ),
    ("domains", "set-client-statuses"): Sample(
        having(),
        having(*CLIENT),
        {"statuses": ["clientHold", "clientTransferProhibited"]},
        {"statuses": ["serverHold"]},
        "registrar-technical",
        THEIRS,
    ),
    ("domains", "clear-client-statuses"): Sample(
        having("clientHold"),
        having("serverHold"),
        {"statuses": ["clientHold"], "reason": WHY},
        {"reason": "x" * 300},
        "registrar",
        THEIRS,
    ),
    ("domains", "set-nameservers"): Sample(
        delegable,
        going,
        {"hosts": ["ns1.elsewhere.net", "ns2.elsewhere.net"], "reason": WHY},
        {"hosts": ["n" * 256]},
        "registrar",
        THEIRS,
    ),
    ("domains", "renew"): Sample(having(), going, {"years": "2"}, {"years": "0"}, "registrar", THEIRS),
    ("messages", "acknowledge"): Sample(message(), message(read=True), {}, None, "registrar", message("beta")),
    ("domains", "set-renewal"): Sample(
        having(), going, {"renewal": "never", "reason": WHY}, {"renewal": "sometimes", "reason": WHY}
    ),
    ("domains", "approve-transfer"): Sample(wanted_by_beta, having(), {}, {"reason": "x" * 256}, "registrar", THEIRS),
    ("domains", "reject-transfer"): Sample(wanted_by_beta, having(), {"reason": WHY}, {"reason": "\x1b"}),
    ("domains", "draw-authinfo"): Sample(having(), going, {}, None, "registrar", THEIRS),
    ("domains", "set-dnssec"): Sample(
        having(),
        going,
        {
            "dnssec.tag": ["12345"],
            "dnssec.algorithm": ["13"],
            "dnssec.digest_type": ["2"],
            "dnssec.digest": ["AB" * 32],
        },
        {"dnssec.tag": ["70000"], "dnssec.algorithm": ["13"], "dnssec.digest_type": ["2"], "dnssec.digest": ["AB"]},
        "registrar-technical",
        THEIRS,
    ),
    ("domains", "set-contacts"): Sample(
        needy,
        going,
        {"registrant": "DEED-B", "admin": ["DEED-B"], "tech": ["DEED-A"]},
        {"admin": ["n" * 256]},
        "registrar",
    ),
    ("domains", "set-authinfo"): Sample(
        having(), going, {"authinfo": "Another-s3cret-of-its-own"}, {"authinfo": "x" * 65}, "registrar", THEIRS
    ),
    ("domains", "restore"): Sample(redeemable, having(), {}, None, "registrar", THEIRS),
    ("domains", "report-restore"): Sample(
        restoring,
        having(),
        {
            "pre_data": "Domain: x",
            "post_data": "Domain: x",
            "why": "The registrant asked for it.",
            "own_use": "yes",
            "true": "yes",
        },
        {"pre_data": "", "post_data": "", "deleted_at": "soon", "restored_at": "", "why": ""},
        "registrar",
        besides=its_times,
    ),
    ("domains", "delete"): Sample(having(), going, {"reason": WHY}, {}, "registrar", THEIRS, gone=True),
    ("registrars", "activate"): Sample(registrar("suspended"), registrar(), {"reason": WHY}),
    ("registrars", "practise"): Sample(registrar("applicant"), registrar(), {"reason": WHY}, {"reason": ""}, "manager"),
    ("registrars", "open-account"): Sample(
        registrar(poor=True), registrar(), {"currency": "USD", "reason": WHY}, {"currency": "XXX", "reason": WHY}
    ),
    ("registrars", "suspend"): Sample(registrar(), registrar("applicant"), {"reason": WHY}),
    ("registrars", "terminate"): Sample(
        registrar(), registrar("terminated"), {"reason": WHY}, {"reason": " "}, "manager"
    ),
    ("registrars", "accredit"): Sample(
        registrar(sells=False),
        None,
        {
            "tld": ".test",
            "contacts": "optional",
            "price_group": "large",
            "currency": "USD",
            "valid_to": "2099-01-01T00:00",
            "reason": WHY,
        },
        {"tld": "", "valid_from": "soon", "contacts": "some", "currency": "XXX", "reason": WHY},
    ),
    ("registrars", "withdraw"): Sample(
        registrar(), registrar(sells=False), {"tld": "example", "reason": WHY}, {"tld": "nowhere", "reason": WHY}
    ),
    ("epp_sessions", "end"): Sample(
        session_of("alpha"),
        None,
        {"reason": WHY},
        {"reason": ""},
        "registrar",
        session_of("beta"),
        becomes=lambda key: None,
    ),
    ("registrars", "limit-sessions"): Sample(registrar(), None, {"sessions": "7"}, {"sessions": "many"}, "admin"),
    ("registrars", "limit-rate"): Sample(registrar(), None, RATE, {**RATE, "burst": "0"}),
    ("registrars", "lift-rate"): Sample(registrar(), None, {"class": "poll", "reason": WHY}, {"class": "all"}),
    ("registrars", "set-credit-limit"): Sample(
        registrar(),
        registrar(poor=True),
        {"limit": "1,250.50", "limit_currency": "USD", "reason": WHY},
        {"limit": "0.001", "limit_currency": "USD", "reason": WHY},
    ),
    ("registrars", "set-low-balance"): Sample(
        registrar(),
        registrar(poor=True),
        {"limit": "20", "limit_currency": "USD", "reason": WHY},
        {"limit": "20", "limit_currency": "EUR", "reason": WHY},
    ),
    ("registrars", "top-up"): Sample(
        registrar(),
        registrar(poor=True),
        {"money": "1,000.00", "money_currency": "USD", "reason": "Wire of Monday"},
        {"money": "0", "money_currency": "USD", "reason": "Wire"},
    ),
    ("registrars", "set-name-defaults"): Sample(
        own_registrar,
        None,
        {"years": "2", "hosts": "ns1.welcome.example"},
        {"years": "11"},
        "registrar",
        registrar(),
    ),
    ("registrars", "ask-top-up"): Sample(
        own_registrar,
        None,
        {"money": "1,000.00", "money_currency": "USD", "reason": "Wire 2214"},
        {"money": "-5", "money_currency": "USD", "reason": ""},
        "registrar-finance",
        registrar(),
    ),
    ("tlds", "change-prices"): Sample(
        tld(),
        None,
        {"prices.create": "12.50", "prices.create_currency": "USD", "fees_tell_balance": "yes", "reason": WHY},
        {"prices.create": "12.505", "prices.create_currency": "USD", "reason": WHY},
        "manager",
    ),
    ("tlds", "change-exceptions"): Sample(
        tld(),
        None,
        {"rates": "operation,currency,amount,name_class\ncreate,USD,90000,gold", "reason": WHY},
        {"rates": "operation,price\ncreate,1", "early_access.amount": ["much"], "reason": WHY},
    ),
    ("tlds", "change-rates"): Sample(
        tld(),
        None,
        {
            "rates.operation": ["create", "renew"],
            "rates.currency": ["USD", "USD"],
            "rates.amount": ["900.00", "45.50"],
            "rates.name_class": ["gold", "gold"],
            "reason": WHY,
        },
        {"rates.operation": ["sell"], "rates.currency": ["USD"], "rates.amount": ["much"], "reason": WHY},
    ),
    ("tlds", "change-phases"): Sample(
        tld(),
        None,
        {
            "phases.name": ["landrush", "open"],
            "phases.valid_from": ["", "2099-01-01T00:00"],
            "phases.valid_to": ["2099-01-01T00:00", ""],
            "at": "2098-01-01T00:00",
            "reason": WHY,
        },
        {"phases.name": ["sunset"], "phases.valid_to": ["soon"], "reason": WHY},
    ),
    ("tlds", "change-spans"): Sample(
        tld(), None, {"spans.redemption": "20.5", "reason": WHY}, {"spans.redemption": "soon", "reason": WHY}
    ),
    ("tlds", "change-ends"): Sample(
        tld(),
        None,
        {
            "ladder.days": ["-30", "0", "30"],
            "ladder.transition": ["notify", "expire", "delete"],
            "ladder.text": ["Renew it.", "", ""],
            "suspended_renewals": "registrar",
            "reason": WHY,
        },
        {"ladder.days": ["soon"], "ladder.transition": ["vanish"], "reason": WHY},
    ),
    ("tlds", "change-disclosure"): Sample(
        tld(),
        None,
        {
            "disclosure.fields": ["organization"],
            "disclosure.persons": ["legal"],
            "legal_persons": "organizations",
            "reason": WHY,
        },
        {"disclosure.fields": [""], "disclosure.persons": ["some"], "reason": WHY},
    ),
    ("tlds", "change-names"): Sample(
        tld(),
        None,
        {"longest_years": "5", "lists": "gold, kept", "reason": WHY},
        {"longest_years": "500", "labels": "some", "reason": WHY},
    ),
    ("tlds", "change-transfers"): Sample(
        tld(),
        None,
        {"transfer_at_horizon": "cap", "authinfo_days": "7", "reason": WHY},
        {"spans.transfer_pending": "-1", "reason": WHY},
    ),
    ("tlds", "change-objects"): Sample(
        tld(),
        None,
        {"required_roles": "admin", "most_nameservers": "6", "dnssec_algorithms": "13 15", "reason": WHY},
        {"required_roles": "boss", "dnssec_digests": "sha", "reason": WHY},
    ),
    ("tlds", "return-to"): Sample(
        tld(planned=True), tld(), {"reason": WHY}, {"version": "0", "reason": WHY}, "manager", besides=its_last_version
    ),
    ("tlds", "withdraw-version"): Sample(
        tld(planned=True), tld(), {"reason": WHY}, {"version": "0", "reason": WHY}, besides=its_last_version
    ),
    ("registrars", "pin-certificate"): Sample(
        registrar(),
        None,
        {"certificate": PEM, "reason": WHY},
        {"certificate": f"{PEM}\nPRIVATE KEY", "reason": WHY},
        "admin",
    ),
    ("registrars", "unpin-certificate"): Sample(
        pinned, registrar(), {"fingerprint": FINGERPRINT, "reason": WHY}, {"fingerprint": "00", "reason": WHY}
    ),
    ("registrars", "set-networks"): Sample(
        registrar(),
        None,
        {"networks": ["192.0.2.0/24", "2001:db8::1"], "reason": WHY},
        {"networks": ["192.0.2.1/24"], "reason": WHY},
        "admin",
    ),
    ("registrars", "poll-test"): Sample(registrar(), None, {}, None),
    ("registrars", "rotate-password"): Sample(registrar(), None, {"reason": WHY}, {"reason": "\x07"}),
    ("transfers", "approve"): Sample(moving(), moving("approve"), {"reason": WHY}, {"reason": "x" * 256}, "registrar"),
    ("transfers", "reject"): Sample(moving(), moving("cancel"), {}, {"reason": "\x1b"}, "manager", None),
    ("transfers", "cancel"): Sample(moving(), moving("reject"), {}, {}, "master"),
    ("urs", "lock"): Sample(case(), case("lock"), {"reason": WHY}, {"reason": ""}),
    ("urs", "suspend"): Sample(
        case("lock"),
        case(),
        {"servers": "ns1.provider.net\nns2.provider.net", "ds": "12345 13 2 " + "AB" * 32, "reason": WHY},
        {"servers": "", "ds": "12345 13 digest", "reason": WHY},
        "manager",
    ),
    ("urs", "extend"): Sample(case("lock", "suspend"), case(), {"free": "yes", "reason": WHY}, {"reason": " "}),
    ("urs", "rollback"): Sample(case("lock"), case(), {"reason": WHY}, {"reason": "\x07"}),
    ("urs", "close"): Sample(case(), case("close"), {"reason": WHY}, {"reason": ""}),
    ("requesters", "change"): Sample(
        requester(),
        None,
        {
            "about": "Police",
            "purposes": "crime\nabuse",
            "tlds": "example test",
            "valid_to": "2099-12-31",
            "reason": WHY,
        },
        {"about": "", "purposes": "a,b", "tlds": "", "valid_to": "never", "reason": WHY},
    ),
    ("requesters", "suspend"): Sample(requester(), requester(suspended=True), {"reason": WHY}, {"reason": ""}),
    ("requesters", "resume"): Sample(
        requester(suspended=True), requester(), {"reason": WHY}, {"reason": ""}, "manager"
    ),
    ("requesters", "renew-token"): Sample(requester(), None, {"reason": WHY}, {"reason": ""}),
    ("applications", "validate"): Sample(application(), application("validate"), {"reason": WHY}, {"reason": ""}),
    ("applications", "invalidate"): Sample(
        application(), application("invalidate"), {"reason": WHY}, {"reason": "\x07"}, "manager"
    ),
    ("applications", "defer"): Sample(application("validate"), application(), {"reason": WHY}, {"reason": ""}),
    ("applications", "hold"): Sample(
        application(),
        application("invalidate"),
        {"substatus": "auction", "reason": WHY},
        {"substatus": "", "reason": WHY},
    ),
    ("applications", "allocate"): Sample(
        application("validate"), application("invalidate"), {"reason": WHY}, {"reason": " "}
    ),
    ("applications", "reject"): Sample(application(), application("reject"), {"reason": WHY}, {"reason": ""}),
    ("registrars", "change-record"): Sample(
        registrar(),
        None,
        {
            "email": "new@registrar.example",
            "street": "1 High Street; Floor 3",
            "city": "-",
            "iana_id": "9995",
            "reason": WHY,
        },
        {"iana_id": "none", "kind": "odd", "reason": WHY},
        "manager",
    ),
    ("name_lists", "add"): Sample(
        name_list(), None, {"names": "plane,gold\nboat,silver", "reason": WHY}, {"names": "a b,gold\n,", "reason": WHY}
    ),
    ("name_lists", "take-off"): Sample(
        name_list(), None, {"names": "boat", "at": "2099-01-01T00:00", "reason": WHY}, {"names": "", "reason": WHY}
    ),
    ("name_lists", "import"): Sample(
        name_list(), None, {"names": "plane,gold", "reason": WHY}, {"names": "plane", "reason": WHY}, "manager"
    ),
    ("name_lists", "revert"): Sample(
        name_list(grown=True), name_list(), {"reason": WHY}, {"to": "2001-01-01", "reason": WHY}, besides=its_first_step
    ),
    ("name_lists", "withdraw"): Sample(name_list(planned=True), name_list(), {"reason": WHY}, {"reason": ""}),
    ("tokens", "revoke"): Sample(token(), token(revoked=True), {"reason": WHY}, {"reason": ""}, "manager"),
    ("clients", "update"): Sample(
        client(),
        None,
        {"name": "Ada", "email": "ada@mail.example"},
        {"name": "", "email": "ada@"},
        "support",
        besides=own_address,
    ),
    ("clients", "block"): Sample(
        client(), client("block"), {"kind": "debt", "reason": WHY}, {"kind": "hate", "reason": ""}, "reseller", STRANGER
    ),
    ("clients", "unblock"): Sample(client("block"), client(), {"reason": WHY}, {}, "reseller", STRANGER),
    ("clients", "set-seller"): Sample(
        client(), None, {"seller": "", "reason": WHY}, {"seller": "x\x07y", "reason": WHY}, "master"
    ),
    ("clients", "set-kind"): Sample(
        client(), None, {"kind": "reseller", "reason": WHY}, {"kind": "tsar"}, "reseller", STRANGER
    ),
    ("clients", "set-language"): Sample(client(), None, {"language": "uk"}, {"language": "tlh"}, "reseller", STRANGER),
    ("clients", "set-verified"): Sample(
        client(), None, {"verified": "yes", "reason": WHY}, {"verified": "perhaps", "reason": ""}, "support"
    ),
    ("clients", "set-description"): Sample(client(), None, {"description": "A bakery"}, {"description": "x" * 256}),
    ("clients", "notify"): Sample(
        client(),
        client("delete"),
        {"kind": "message.newsletter", "subject": "We move", "text": "On Monday.\n\nNothing changes."},
        {"kind": "message.spam", "subject": "", "text": "x"},
        "reseller",
        STRANGER,
    ),
    ("clients", "set-mailing"): Sample(
        client(), None, {"wanted": ["documents mail"], "reason": WHY}, {"wanted": ["house mail"]}, "reseller", STRANGER
    ),
    ("clients", "set-note"): Sample(client(), None, {"note": "Calls at night"}, {"note": "\x1b"}, "reseller", STRANGER),
    ("clients", "set-others-allowed-ips"): Sample(
        client(), None, {"networks": ["192.0.2.0/24"]}, {"networks": ["192.0.2.1/24"]}, "reseller", STRANGER
    ),
    ("clients", "remove-pin"): Sample(pinned_client, client(), {"reason": WHY}, {"reason": ""}, "reseller", STRANGER),
    ("clients", "set-tmp-pwd"): Sample(client(), client("block"), {"reason": WHY}, {}, "reseller", STRANGER),
    ("clients", "delete"): Sample(client(), client("delete"), {"reason": WHY}, {}, "reseller", STRANGER),
    ("clients", "export-data"): Sample(client(), None, {"reason": WHY}, {}, "reseller", STRANGER),
    ("clients", "erase"): Sample(
        erasable,
        client(),
        {"reason": WHY},
        {"login": "", "reason": WHY},
        besides=own_login,
        becomes=ERASED.get,
    ),
    ("clients", "restore"): Sample(client("delete"), client(), {"reason": WHY}, {}, "manager"),
    ("employees", "update"): Sample(
        employee(),
        None,
        {"name": "Ada", "email": "ada@mail.example", "language": "uk"},
        {"name": "", "email": "ada@", "language": "tlh"},
        "reseller",
        stranger_employee,
        besides=own_address,
    ),
    ("employees", "set-role"): Sample(
        employee(),
        None,
        {"role": "reseller-read", "reason": WHY},
        {"role": "master", "reason": ""},
        "reseller-manager",
        stranger_employee,
    ),
    ("employees", "block"): Sample(
        employee(),
        employee("block"),
        {"kind": "left", "reason": WHY},
        {"kind": "hate", "reason": ""},
        "reseller",
        stranger_employee,
    ),
    ("employees", "unblock"): Sample(
        employee("block"), employee(), {"reason": WHY}, {}, "reseller-manager", stranger_employee
    ),
    ("employees", "set-tmp-pwd"): Sample(
        employee(), employee("block"), {"reason": WHY}, {}, "reseller", stranger_employee
    ),
    ("employees", "set-others-allowed-ips"): Sample(
        employee(), None, {"networks": ["192.0.2.0/24"]}, {"networks": ["192.0.2.1/24"]}, "reseller", stranger_employee
    ),
    ("employees", "end-sessions"): Sample(employee(), None, {}, {}, "reseller", stranger_employee),
    ("employees", "reset-second-factor"): Sample(
        employee(factor=True), employee(), {"reason": WHY}, {}, "reseller", stranger_employee
    ),
    ("employees", "remove-pin"): Sample(
        pinned_employee, employee(), {"reason": WHY}, {}, "reseller", stranger_employee
    ),
    ("employees", "delete"): Sample(employee(), employee("delete"), {"reason": WHY}, {}, "reseller", stranger_employee),
    ("employees", "restore"): Sample(employee("delete"), employee(), {"reason": WHY}, {}, "manager"),
    ("employees", "export-data"): Sample(employee(), None, {"reason": WHY}, {}, "reseller", stranger_employee),
    ("employees", "erase"): Sample(
        erasable_employee,
        employee(),
        {"reason": WHY},
        {"login": "", "reason": WHY},
        besides=own_login,
        becomes=ERASED.get,
    ),
    ("hosts", "set-addresses"): Sample(
        name_server(),
        None,
        {"addresses": ["9.9.9.10", "2620:fe::9"], "reason": WHY},
        {"addresses": ["9.9.9"]},
        "registrar-technical",
        name_server("beta"),
    ),
    ("hosts", "rename"): Sample(
        name_server(below=False),
        None,
        {"reason": WHY},
        {"new_name": ""},
        "registrar",
        name_server("beta"),
        besides=renamed,
        gone=True,
    ),
    ("hosts", "set-server-statuses"): Sample(
        name_server(),
        name_server("alpha", *(each.replace("client", "server") for each in OF_HOSTS)),
        {"statuses": ["serverUpdateProhibited"], "reason": WHY},
        {"statuses": ["clientUpdateProhibited"]},
    ),
    ("hosts", "clear-server-statuses"): Sample(
        name_server("alpha", "serverDeleteProhibited"),
        name_server(),
        {"statuses": ["serverDeleteProhibited"], "reason": WHY},
        {"statuses": []},
    ),
    ("hosts", "set-client-statuses"): Sample(
        name_server(),
        name_server("alpha", *OF_HOSTS),
        {"statuses": ["clientDeleteProhibited"]},
        {"statuses": ["clientHold"]},
        "registrar-technical",
        name_server("beta"),
    ),
    ("hosts", "clear-client-statuses"): Sample(
        name_server("alpha", "clientDeleteProhibited"),
        name_server(),
        {"statuses": ["clientDeleteProhibited"], "reason": WHY},
        {"statuses": []},
        "registrar",
        name_server("beta"),
    ),
    ("hosts", "delete"): Sample(
        name_server(), linked_host, {"reason": WHY}, {"reason": "x" * 256}, "registrar", name_server("beta")
    ),
    ("contacts", "update"): Sample(
        person(), None, {**ADA, "reason": WHY}, {**ADA, "email": "ada@", "country": "USA"}, "registrar", person("beta")
    ),
    ("contacts", "set-server-statuses"): Sample(
        person(),
        person("alpha", *(each.replace("client", "server") for each in OF_CONTACTS)),
        {"statuses": ["serverUpdateProhibited"], "reason": WHY},
        {"statuses": ["ok"]},
        "manager",
    ),
    ("contacts", "clear-server-statuses"): Sample(
        person("alpha", "serverDeleteProhibited"),
        person(),
        {"statuses": ["serverDeleteProhibited"], "reason": WHY},
        {"statuses": []},
    ),
    ("contacts", "set-client-statuses"): Sample(
        person(),
        person("alpha", *OF_CONTACTS),
        {"statuses": ["clientTransferProhibited"], "reason": WHY},
        {"statuses": ["clientHold"]},
        "registrar",
        person("beta"),
    ),
    ("contacts", "clear-client-statuses"): Sample(
        person("alpha", "clientDeleteProhibited"),
        person(),
        {"statuses": ["clientDeleteProhibited"]},
        {"statuses": []},
        "registrar",
        person("beta"),
    ),
    ("contacts", "draw-authinfo"): Sample(person(), None, {}, None, "registrar", person("beta")),
    ("contacts", "set-authinfo"): Sample(
        person(), None, {"authinfo": "Another-s3cret-of-its-own"}, {"authinfo": "x" * 65}, "registrar", person("beta")
    ),
    ("contacts", "delete"): Sample(
        person(), linked_person, {"reason": WHY}, {"reason": "x" * 256}, "registrar", person("beta")
    ),
    ("documents", "update"): Sample(
        document(),
        document(deleted=True),
        {
            "type": "passport",
            "title": "Passport",
            "number": "P 1",
            "valid_from": "2026-01-01",
            "valid_until": "2030-01-01",
        },
        {"type": "ticket", "title": "", "valid_from": "soon"},
        "reseller",
        no_clients_document,
    ),
    ("documents", "set-statuses"): Sample(
        document(),
        document("verified", "signed", "sent", "accepted"),
        {"statuses": ["verified", "signed"]},
        {"statuses": ["lost"]},
        "reseller",
        no_clients_document,
    ),
    ("documents", "clear-statuses"): Sample(
        document("signed"),
        document(),
        {"statuses": ["signed"], "reason": WHY},
        {"statuses": ["verified"], "reason": ""},
        "reseller",
        no_clients_document,
    ),
    ("documents", "send"): Sample(
        filed_document, document(deleted=True), {"reason": WHY}, {"reason": "x" * 256}, "reseller", no_clients_document
    ),
    ("documents", "regenerate"): Sample(
        set_document, document(), {"reason": WHY}, {"reason": ""}, "reseller", no_clients_document
    ),
    ("documents", "delete"): Sample(
        document(), document(deleted=True), {"reason": WHY}, {"reason": ""}, "reseller", no_clients_document
    ),
    ("documents", "restore"): Sample(
        document(deleted=True), document(), {"reason": WHY}, {"reason": ""}, "reseller", no_clients_document
    ),
    ("client_contacts", "update"): Sample(
        contact(),
        None,
        {
            "name": "Ada",
            "email": "ada@mail.example",
            "street": "1 Mill Lane\nThird floor",
            "city": "Berlin",
            "postal_code": "10115",
            "country": "de",
            "voice_phone": "030 901820",
            "profile": "postal",
        },
        {"name": "", "email": "ada@", "postal_code": "1011", "country": "DE", "voice_phone": "12", "profile": "tsar"},
        "client",
        no_clients_contact,
    ),
    ("client_contacts", "set-taxes"): Sample(
        contact(),
        None,
        {"vat_number": "DE 136 695 976", "registration_number": "HRB 1", "country": "DE"},
        {"vat_number": "136695977", "country": "DE"},
        "client",
        no_clients_contact,
    ),
    ("client_contacts", "add-account"): Sample(
        contact(),
        None,
        {"account": "DE89 3704 0044 0532 0130 00", "currency": "EUR", "bank": "Bank", "bic": "DEUTDEFF"},
        {"account": "DE89 3704 0044 0532 0130 01", "currency": "XQX", "bic": "DEU"},
        "reseller",
        no_clients_contact,
    ),
    ("client_contacts", "remove-account"): Sample(
        contact(account=True), contact(), {"account": IBAN}, {"account": "1"}, "client", no_clients_contact
    ),
    ("client_contacts", "write-locally"): Sample(
        contact(),
        None,
        {"language": "uk", "local_name": "\u0410\u0434\u0430"},
        {"language": "tlh", "local_city": "x" * 256},
        "client",
        no_clients_contact,
    ),
    ("client_contacts", "send-code"): Sample(
        reached, mute, {"channel": "text"}, {"channel": "drum"}, "client", no_clients_contact
    ),
    ("client_contacts", "send-link"): Sample(contact(), unwritten, role="client", stranger=no_clients_contact),
    ("client_contacts", "give-code"): Sample(
        asked_by_phone, mute, {"code": "123456"}, {"code": "\x07"}, "client", no_clients_contact
    ),
    ("client_contacts", "set-verified"): Sample(
        contact(),
        None,
        {"attributes": ["name", "email"], "level": "confirmed", "reason": WHY},
        {"attributes": [], "level": "certain", "reason": ""},
        "support",
    ),
    ("client_contacts", "force-verify"): Sample(
        contact(), None, {"attributes": ["name"], "reason": WHY}, {"attributes": ["email"], "reason": WHY}, "manager"
    ),
    ("client_contacts", "set-messengers"): Sample(
        contact(),
        None,
        {"messengers.service": ["telegram", "skype"], "messengers.address": ["@ada", "ada.baker"]},
        {"messengers.service": "pigeon", "messengers.address": "@ada"},
        "client",
        no_clients_contact,
    ),
    ("client_contacts", "set-passport"): Sample(
        contact(),
        None,
        {"number": "45 10 123456", "issued_by": "The town hall", "issued_on": "2015-03-04"},
        {"number": "1", "issued_by": "", "issued_on": "1815-03-04"},
        "client",
        no_clients_contact,
    ),
    ("client_contacts", "remove-passport"): Sample(
        bearer, contact(), {"reason": WHY}, {"reason": ""}, "client", no_clients_contact
    ),
    ("client_contacts", "link"): Sample(
        contact(), None, {"reason": WHY}, {"handle": "", "reason": ""}, "manager", besides=fresh_handle
    ),
    ("client_contacts", "unlink"): Sample(
        linked_contact, contact(), {"reason": WHY}, {"handle": "ALPHA-1", "reason": ""}, "manager", besides=its_handle
    ),
    ("contact_profiles", "change"): Sample(
        profile,
        None,
        {"title": "Changed", "needs": ["name", "passport"], "written_in": "ru", "tlds": ["example"], "reason": WHY},
        {"title": "", "needs": ["shoe-size"], "written_in": "tlh", "tlds": ["nowhere"], "reason": ""},
        "manager",
    ),
    ("contact_profiles", "move"): Sample(profile, None, {"position": "3"}, {"position": "-1"}, "manager"),
    ("contact_profiles", "remove"): Sample(profile, used_profile, {"reason": WHY}, {"reason": ""}, "manager"),
    ("client_contacts", "copy"): Sample(contact(), None, role="client", stranger=no_clients_contact),
    ("client_contacts", "make-main"): Sample(
        contact(), contact("reseller", main=True), role="reseller", stranger=no_clients_contact
    ),
    ("client_contacts", "delete"): Sample(
        contact(), contact("reseller", main=True), role="reseller", stranger=no_clients_contact
    ),
    ("brands", "change"): Sample(
        seller(),
        None,
        {"name": "Bright", "colour": "#7a1fa2", "hosts": ["panel.example"], "logo": PICTURE},
        {"name": "", "colour": "#ffffff", "hosts": ["x"], "logo": "x", "site": "ftp://x"},
        "reseller",
        seller(below=False),
        besides=own_host,
    ),
    ("brands", "prove-sender"): Sample(
        seller(branded=True, writes=True), seller(branded=True), role="reseller", stranger=seller(below=False)
    ),
    ("brands", "mail-postmaster"): Sample(
        seller(branded=True, writes=True), seller(branded=True), role="reseller", stranger=seller(below=False)
    ),
    ("brands", "set-sender"): Sample(
        seller(branded=True),
        seller(),
        {"sender_name": "Bright", "sender_address": "hello@deed.example", "reply_to": ""},
        {"sender_address": "hello", "reply_to": "x"},
        "reseller",
        seller(below=False),
    ),
    ("brands", "set-sign-up"): Sample(
        seller(branded=True),
        seller(),
        {"sign_up": "approval", "sign_up_form": "full"},
        {"sign_up": "perhaps", "sign_up_form": ""},
        "reseller",
        seller(below=False),
    ),
    ("newcomers", "admit"): Sample(newcomer(), newcomer("asked"), role="reseller", stranger=newcomer(seller=None)),
    ("newcomers", "decline"): Sample(newcomer(), newcomer("asked"), role="reseller", stranger=newcomer(seller=None)),
    ("brands", "remove"): Sample(seller(branded=True), seller(), {}, None, "manager"),
    ("blacklist", "update"): Sample(
        mask(), None, {"message": "Spam", "shows": "yes"}, {"message": "x" * 256}, "support"
    ),
    ("blacklist", "use"): Sample(mask(used=False), mask(), role="manager"),
    ("blacklist", "set-aside"): Sample(mask(), mask(used=False), role="manager"),
    ("blacklist", "remove"): Sample(mask(), None, role="manager"),
    ("parties", "update"): Sample(party(), party("ended"), PARTY, PARTY | {"backchannel_uri": "http://10.0.0.1/"}),
    ("parties", "renew-secret"): Sample(party(), party(secret=False), {"reason": WHY}, {"reason": ""}),
    ("parties", "end"): Sample(party(), party("ended"), {"reason": WHY}, {"reason": ""}, "admin"),
    ("terms", "take-back"): Sample(terms(), None, role="reseller", stranger=terms(by="boss")),
    ("topups", "confirm"): Sample(topup("manager"), topup("master"), {"reason": WHY}, {"reason": "x" * 256}),
    ("topups", "decline"): Sample(topup("manager"), topup("manager", "declined"), {"reason": WHY}),
    ("topups", "withdraw"): Sample(topup("master"), topup("manager"), {}, {"reason": "\x07"}),
}

OPENED: dict[tuple[str, str], Opened] = {
    ("gadgets", "make"): Opened(
        lambda number: {
            "name": f"made-{number}",
            "client": "client",
            "colour": "green",
            "pieces": "3",
            "price": "9.99",
            "price_currency": "USD",
            "good_until": "",
        },
        {"name": "", "client": "client", "colour": "plaid", "pieces": "many", "price": "-1", "price_currency": "XXX"},
        "reseller",
    ),
    ("webhooks", "add"): Opened(
        lambda number: WEBHOOK | {"name": f"Program {number}"},
        {"name": "", "url": "https://user@9.9.9.9/", "events": ["everything"]},
        "support",
        _room,
    ),
    ("api_keys", "draw"): Opened(
        lambda number: {"name": f"Program {number}", "permissions": ["account.read"], "networks": ["192.0.2.0/24"]},
        {"name": "", "permissions": ["everything"], "networks": ["somewhere"], "until": "soon"},
        "support",
        _in_a_month,
    ),
    ("money_addresses", "add"): Opened(
        lambda number: {"address": f"books-{number}@x.example"}, {"address": "nobody at home"}, "support"
    ),
    ("clients", "create"): Opened(
        lambda number: {"login": f"fresh-{number}", "name": "Fresh", "kind": "client", "language": "en", "seller": ""},
        {"login": "", "name": "Fresh", "kind": "tsar", "language": "en"},
        "reseller",
    ),
    ("employees", "create"): Opened(
        lambda number: {
            "login": f"hired-{number}",
            "name": "Hired",
            "role": "reseller-support",
            "language": "en",
            "employer": "",
        },
        {"login": "", "name": "Hired", "role": "reseller", "language": "tlh"},
        "reseller-manager",
    ),
    ("domains", "register"): Opened(
        lambda number: {"name": f"opened-{number}.example", "years": "2"},
        {"name": "", "years": "11"},
        "registrar",
    ),
    ("hosts", "create"): Opened(
        lambda number: {"addresses": ["9.9.9.9", "2620:fe::9"]},
        {"name": "", "addresses": ["9.9.9"]},
        "registrar-technical",
        own_zone,
    ),
    ("contacts", "create"): Opened(
        lambda number: {**ADA, "handle": f"OPENED-{number}", "authinfo": "Another-s3cret-of-its-own"},
        {**ADA, "handle": "x" * 17, "email": ""},
        "registrar",
    ),
    ("transfers", "request"): Opened(
        lambda number: {"authinfo": SECRET, "years": "1"}, {"name": "", "years": "0"}, "registrar", wanted
    ),
    ("transfers", "request-contact"): Opened(
        lambda number: {"authinfo": SECRET}, {"handle": "x" * 17}, "registrar", wanted_contact
    ),
    ("documents", "create"): Opened(
        lambda number: {"type": "nda", "title": f"Paper {number}", "client": "client"},
        {"type": "", "title": "x" * 201},
        "reseller",
    ),
    ("documents", "generate"): Opened(
        lambda number: {
            "kind": "acceptance",
            "client": "client",
            "text": [f"Work {number}"],
            "title": f"Report {number}",
        },
        {"kind": "invoice", "title": "x" * 201},
        "reseller",
    ),
    ("client_contacts", "create"): Opened(
        lambda number: {"name": f"Fresh {number}", "email": "fresh@mail.example", "profile": "reached"},
        {"name": "", "email": "x", "country": "XX", "profile": "reached"},
        "client",
    ),
    ("contact_profiles", "create"): Opened(
        lambda number: {"name": f"fresh-{number}", "title": "Fresh", "needs": "email"},
        {"name": "No Name", "title": "", "needs": []},
        "manager",
    ),
    ("newcomers", "invite"): Opened(
        lambda number: {"email": f"invited-{number}@mail.example", "language": "uk"},
        {"email": "nobody", "language": "tlh"},
        "reseller",
    ),
    ("terms", "publish"): Opened(
        lambda number: {"kind": "terms", "text": "All of it.", "from": f"{2100 + number % 900}-01-01"},
        {"kind": "law", "text": "", "from": "2001-01-01"},
        "reseller",
    ),
    ("parties", "register"): Opened(
        lambda number: PARTY | {"client_id": f"fresh-{number}", "secret": "yes"},
        PARTY | {"client_id": "x", "redirect_uris": "javascript:alert(1)"},
        "admin",
    ),
    ("blacklist", "add"): Opened(
        lambda number: {"of": "email", "mask": f"*@spam-{number}.example", "colour": "black"},
        {"of": "colour", "mask": "", "colour": "grey"},
        "support",
    ),
    ("registrars", "take-in"): Opened(
        lambda number: {
            "handle": f"new-{number}",
            "name": "Newcomer Ltd",
            "state": "applicant",
            "kind": "real",
            "currency": "USD",
            "sessions": "5",
            "tlds": "example, .test",
            "reason": WHY,
        },
        {"handle": "", "name": "x", "state": "terminated", "currency": "XXX", "sessions": "0", "reason": WHY},
        "manager",
    ),
    ("urs", "notice"): Opened(
        lambda number: {"provider": "FORUM", "number": f"N-{number}", "reason": WHY},
        {"name": "", "provider": "FORUM", "number": "", "received": "soon", "reason": WHY},
        "manager",
        a_name,
    ),
    ("requesters", "accredit"): Opened(
        lambda number: {
            "name": f"police-{number}",
            "about": "The police",
            "purposes": "crime",
            "tlds": "all",
            "valid_to": "2099-12-31",
            "reason": WHY,
        },
        {"name": "x", "about": "", "purposes": "a,b", "tlds": "", "reason": WHY},
    ),
    ("references", "add"): Opened(
        lambda number: {"class": "block-reason", "name": f"added-{number}", "label": "Said so"},
        {"class": "file-type", "name": "image-svg", "label": "SVG"},
    ),
    ("name_lists", "begin"): Opened(
        lambda number: {"name": f"list-{number}", "kind": "reserved", "names": "www,service", "reason": WHY},
        {"name": "list", "kind": "odd", "names": "www", "reason": WHY},
        "manager",
    ),
    ("tokens", "issue"): Opened(
        lambda number: {
            "count": "2",
            "tld": ".example",
            "label": f"label-{number}",
            "uses": "3",
            "operations": ["create"],
            "frees_reserved": "yes",
            "percent": "10",
            "valid_from": "2098-12-31",
            "valid_to": "2099-01-31",
            "reason": WHY,
        },
        {"count": "0", "operations": "delete", "valid_to": "soon"},
    ),
    ("tokens", "sell"): Opened(
        lambda number: {"registrar": "beta", "names": "10", "price": "80.00", "price_currency": "USD", "reason": WHY},
        {"registrar": "beta", "names": "none", "price": "0", "price_currency": "USD", "reason": WHY},
        "manager",
    ),
    ("tlds", "open"): Opened(
        lambda number: {"tld": f"fresh-{number}", "like": ".example", "reason": WHY}, {"like": "", "reason": WHY}
    ),
}
