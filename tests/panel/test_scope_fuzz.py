"""Random trees of resellers, with people who work for them: whoever looks from wherever, no list, page or answer of the API says
a word of somebody outside.

What is asked is made of MODULES and of the application's map of addresses. Every account of a tree has a token in all its texts,
and so has whatever is planted for it in the lists of clients' things: an answer that holds a token of somebody outside leaks. A
module that has such a list plants a row here, or the first test fails.
"""

import asyncio
import io
import random
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from panel.app import create_app
from panel.bridge import Bridge
from panel.client_contacts.actions import contact_create
from panel.clients.actions import By, client_create, client_note
from panel.database import Database
from panel.documents.actions import Facts, Sent, document_create
from panel.employees.actions import employee_create
from panel.kit.access import permission_of
from panel.kit.roles import OF_RESELLERS
from panel.kit.web import API
from registry.clock import FakeClock
from registry.context import Actor
from tests.panel.addresses import NOTHING, found
from tests.panel.deed_samples import SAMPLES
from tests.panel.gadgets import table as gadgets
from tests.panel.house import PASSWORD, SETTINGS, House, baker, welcome, written
from tests.panel.modules import MODULES
from tests.thorough import thorough
from tests.world import BEGINNING, Clone, World, open_world

TOKEN = re.compile(r"zq[0-9a-f]{10}zq")
SIZE, PEOPLE = (18, 4) if thorough() else (12, 3)
# One tree, and a dozen where somebody takes the time (`make fuzz`).
TREES = range(1, 13 if thorough() else 2)
# The parts of an address that name the object of it.
NAMING = ("key", "login", "number", "name")
# Of each of these one watches.
WATCHING = (("client", "reseller"), ("employee",), ("reseller",))


@dataclass(frozen=True)
class Member:
    """An account of a tree; `above` are the tokens of its sellers, the own one (or the employer) last; `keys` those of its rows,
    by list."""

    token: str
    number: int
    above: tuple[str, ...]
    kind: str
    keys: dict[str, str] = field(default_factory=dict)


async def _export(world: World, member: Member) -> str:
    sql = """INSERT INTO panel.export (account_id, list, query, format, state, asked_at, expires_at)
             VALUES ($1, $2, '', 'csv', 'waiting', $3, $3::timestamptz + $4) RETURNING id"""
    now = world.clock.now()
    return str(
        await world.store.reading(lambda db: db.fetchval(sql, member.number, member.token, now, timedelta(days=1)))
    )


async def _brand(world: World, member: Member) -> str:
    """The panel of a reseller; the drawer calls it by its login."""
    sql = "INSERT INTO panel.brand VALUES ($1, $2, $3, '#0b7a6b', NULL, NULL, $4, $3)"
    if member.kind == "reseller":
        host, now = f"{member.token}.example", world.clock.now()
        await world.store.reading(lambda db: db.execute(sql, member.number, host, member.token, now))
    return member.token


async def _money_address(world: World, member: Member) -> str:
    sql = """INSERT INTO mail.money_address (account_id, address, digest, drawn_at)
             VALUES ($1, $2 || '@books.example', sha256(convert_to($2, 'UTF8')), $3) RETURNING id"""
    now = world.clock.now()
    return str(await world.store.reading(lambda db: db.fetchval(sql, member.number, member.token, now)))


async def _reminder(world: World, member: Member) -> str:
    sql = """INSERT INTO panel.reminder (account_id, kind, key, list, name, message, every, first_at, rings_at)
             VALUES ($1, 'registrar', 'alpha', 'registrars', $2, $2, 'day', $3, $3) RETURNING id"""
    now = world.clock.now()
    return str(await world.store.reading(lambda db: db.fetchval(sql, member.number, member.token, now)))


async def _contact(world: World, member: Member) -> str:
    if member.kind == "employee":
        return NOTHING
    cx, facts = world.registry.context("panel", Actor(operator="boss")), baker(member.token)
    return str(await contact_create(cx, By("boss"), member.token, facts | {"organization": member.token}))


async def _document(world: World, member: Member) -> str:
    if member.kind == "employee":
        return NOTHING
    cx = world.registry.context("panel", Actor(operator="boss"))
    facts = Facts("contract", member.token, member.token, member.token)
    file = Sent(io.BytesIO(member.token.encode()), member.token)
    return str(await document_create(cx, By("boss"), member.token, facts, file))


async def _terms(world: World, member: Member) -> str:
    """To come, or everybody would have to agree first."""
    if member.kind != "reseller":
        return NOTHING
    sql = """INSERT INTO panel.terms (seller_id, kind, text, valid_from, by, at)
             VALUES ($1, 'terms', $2, $3::timestamptz + interval '9 years', $2, $3) RETURNING id"""
    return str((await world.fetch(sql, member.number, member.token, world.clock.now()))[0]["id"])


async def _mail(world: World, member: Member) -> str:
    return str(await written(world, member.token, link=f"https://panel.example/{member.token}"))


async def _notice(world: World, member: Member) -> str:
    sql = """INSERT INTO mail.notice (account_id, event, about, subject, text, on_site, at)
             VALUES ($1, 'account.created', '', $2, $2, true, $3) RETURNING id"""
    return str((await world.fetch(sql, member.number, member.token, world.clock.now()))[0]["id"])


async def _newcomer(world: World, member: Member) -> str:
    """Who signs up with a reseller."""
    if member.kind != "reseller":
        return NOTHING
    sql = """INSERT INTO iam.newcomer (digest, seller_id, email, language, state, name, password_hash, agreed_at, at, expires_at)
             VALUES (sha256(convert_to($2, 'UTF8')), $1, $2 || '@new.example', 'en', 'waiting', $2, '!', $3, $3,
                     $3::timestamptz + interval '1 day') RETURNING id"""
    return str((await world.fetch(sql, member.number, member.token, world.clock.now()))[0]["id"])


async def _template(world: World, member: Member) -> str:
    """What the mails of a reseller say."""
    if member.kind != "reseller":
        return NOTHING
    sql = "INSERT INTO mail.template VALUES ('system.test', 'en', $1, $2, $2, $3, $2)"
    await world.store.reading(lambda db: db.execute(sql, member.number, member.token, world.clock.now()))
    return f"{member.token}/en/system.test"


async def _document_template(world: World, member: Member) -> str:
    """What documents of a reseller are set from."""
    if member.kind != "reseller":
        return NOTHING
    sql = "INSERT INTO panel.document_template VALUES ('contract', $1, $2, $3, $2)"
    await world.store.reading(lambda db: db.execute(sql, member.number, member.token, world.clock.now()))
    return f"{member.token}/contract"


async def _itself(world: World, member: Member) -> str:
    """The account is the row."""
    return member.token


async def _api_key(world: World, member: Member) -> str:
    sql = """INSERT INTO iam.api_key (account_id, name, begins, token_hash, permissions, made_at, ends_at)
             VALUES ($1, $2, $2, sha256(convert_to($2, 'UTF8')), '{}', $3, $3::timestamptz + interval '90 days') RETURNING id"""
    return str((await world.fetch(sql, member.number, member.token, world.clock.now()))[0]["id"])


async def _webhook(world: World, member: Member) -> str:
    sql = """INSERT INTO panel.webhook (account_id, name, url, events, secret, made_at, state_at)
             VALUES ($1, $2, 'https://' || $2 || '.example/', '{}', '', $3, $3) RETURNING id"""
    return str((await world.fetch(sql, member.number, member.token, world.clock.now()))[0]["id"])


async def _told(world: World, member: Member) -> str:
    sql = """INSERT INTO panel.webhook_delivery (webhook_id, message_id, type, object, parties, client_id, happened_at, body,
                                                 due_at, made_at)
             VALUES ($1, $2, 'webhook.test', $2, '{}', $3, $4, to_json($2::text)::text, $4, $4) RETURNING id"""
    number = int(await _webhook(world, member))
    return str((await world.fetch(sql, number, member.token, member.number, world.clock.now()))[0]["id"])


async def _gadget(world: World, member: Member) -> str:
    return await gadgets.make(world, member.token, member.token)


# What puts a row of a client's into a list, with its token in it; its key in addresses.
PLANTED: dict[str, Callable[[World, Member], Awaitable[str]]] = {
    "api_keys": _api_key,
    "brands": _brand,
    "client_contacts": _contact,
    "clients": _itself,
    "document_templates": _document_template,
    "documents": _document,
    "employees": _itself,
    "exports": _export,
    "gadgets": _gadget,
    "mail_templates": _template,
    "newcomers": _newcomer,
    "money_addresses": _money_address,
    "notifications": _notice,
    "mails": _mail,
    "reminders": _reminder,
    "terms": _terms,
    "webhooks": _webhook,
    "webhook_deliveries": _told,
}


def test_every_list_of_what_clients_have_is_planted() -> None:
    assert set(PLANTED) == {each.name for module in MODULES for each in module.lists if each.client}


@pytest.fixture(scope="module")
def yard(loop: asyncio.AbstractEventLoop, database: str) -> Iterator[House]:
    clone = loop.run_until_complete(Clone.of(database))
    world = loop.run_until_complete(open_world(loop.run_until_complete(clone.store()), FakeClock(BEGINNING)))
    loop.run_until_complete(welcome(world))
    panel = Database.open(clone.url)
    app = create_app(world.registry, panel, Bridge(loop), SETTINGS, modules=MODULES)
    yield House(loop, world, panel, app, clone.url)
    loop.run_until_complete(panel.close())
    loop.run_until_complete(clone.drop())


async def grow(world: World, dice: random.Random) -> dict[str, Member]:
    """A tree by its tokens; all of it may sign in by the password of everybody."""
    cx, house, tree = world.registry.context("panel", Actor(operator="boss")), By("boss"), dict[str, Member]()
    password = "(SELECT password_hash FROM iam.account WHERE login = 'client')"
    for number in range(SIZE + PEOPLE):
        token = f"zq{dice.getrandbits(40):010x}zq"
        sellers = [each for each in tree.values() if each.kind == "reseller"]
        works = number >= SIZE
        seller = dice.choice(sellers if works else [None, *sellers])
        kind = "employee" if works else "reseller" if dice.random() < 0.6 else "client"
        login, email = seller and seller.token, f"{token}@mail.example"
        if works:
            role = "reseller-manager" if number % 2 else dice.choice(sorted(OF_RESELLERS))
            await employee_create(cx, house, token, f"Name {token}", email, role, login)
        else:
            await client_create(cx, house, token, f"Name {token}", email, kind, login, "en", f"About {token}")
        sql = f"UPDATE iam.account SET password_hash = {password} WHERE login = $1 RETURNING id"
        account = (await world.fetch(sql, token))[0]["id"]
        if not works:
            await client_note(cx, house, account, f"Note {token}")
        above = (*seller.above, seller.token) if seller else ()
        tree[token] = Member(token, account, above, kind)
        for name, plant in PLANTED.items():
            tree[token].keys[name] = await plant(world, tree[token])
    return tree


def paths(yard: House, dice: random.Random, tree: dict[str, Member]) -> Iterator[tuple[str, str | None]]:
    """Of everything that is asked by GET, and whose it is; what varies is of several members, wherever a drawer has things of
    clients."""
    samples = {key: value if value != "None" else NOTHING for key, value in yard.run(found(yard.url)).items()}
    drawers = {module.name: each.name for module in MODULES for each in module.lists if each.client}
    for rule in yard.app.url_map.iter_rules():
        if "GET" not in rule.methods or permission_of(yard.app.view_functions[rule.endpoint]) in (None, ""):
            continue
        drawer = rule.endpoint.removeprefix("api.").partition(".")[0]
        owners = dice.sample(sorted(tree), 8 if thorough() else 4) if drawer in drawers and rule.arguments else [None]
        for owner in owners:
            key = tree[owner].keys[drawers[drawer]] if owner else None
            values = {each: (each in NAMING and key) or samples[each, drawer] for each in rule.arguments}
            with yard.app.test_request_context():
                yield yard.app.url_for(rule.endpoint, **values), owner
    for module in MODULES:
        for each in module.lists:
            for query in ("per_page=500", "per_page=500&state=any", f"q={dice.choice(sorted(tree))}"):
                yield f"{module.blueprint.url_prefix}/?{query}", None
            for columns in each.sets:
                yield f"{module.blueprint.url_prefix}/?per_page=500&columns={columns.name}", None


@pytest.mark.feature("USR-01")
@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", TREES)
def test_nobody_is_told_of_anybody_outside(yard: House, seed: int) -> None:
    dice = random.Random(seed)
    tree = yard.run(grow(yard.world, dice))
    asked = list(paths(yard, dice, tree))
    deep = sorted(tree, key=lambda each: (len(tree[each].above), each))
    deepest, people, resellers = ([each for each in deep if tree[each].kind in kinds] for kinds in WATCHING)
    for login in (deepest[-1], people[-1], dice.choice(resellers)):
        visitor = yard.visitor()
        assert visitor.sign_in(login, PASSWORD).status_code == 302
        top = tree[login].above[-1] if tree[login].kind == "employee" else login
        inside = {token for token, each in tree.items() if token == top or top in each.above}
        allowed, seen = inside | set(tree[top].above[-1:]), set()
        for path, owner in asked:
            answer = visitor.get(path)
            assert answer.status_code < 500, path
            told = set(TOKEN.findall(answer.data.decode(errors="replace"))) - set(
                TOKEN.findall(path)
            )  # what was asked for may be said again
            assert told <= allowed, (seed, login, path)
            seen |= told
            if owner and owner not in inside:
                assert answer.status_code in (403, 404), (seed, login, path)
        assert seen >= inside - {login, top} or tree[login].kind == "client", "who stands below is not seen"
        strike(yard, visitor, dice, login, tree, inside)


def strike(yard: House, visitor, dice: random.Random, login: str, tree: dict[str, Member], inside: set[str]) -> None:
    """Every deed at things of clients: to outsiders nothing is done, one by one or together with somebody inside."""
    before = _others(yard, inside)
    headers = {"X-CSRFToken": visitor.token("/account/")}
    for module in MODULES:
        for deeds in (each for each in module.deeds if each.list.client):
            for deed in deeds.deeds:
                # what is attached to things is tried with those samples that domains have
                of = "domains" if (deeds.list.name, deed.name) not in SAMPLES else deeds.list.name
                values = dict(SAMPLES[of, deed.name].values)
                outside = [tree[each].keys[deeds.list.name] for each in sorted(set(tree) - inside)]
                key = dice.choice(outside)
                path = f"{API}{deeds.list.name}"
                one = visitor.ask("POST", f"{path}/{key}/{deed.name}", json=values, headers=headers)
                assert one.status_code in (403, 404), (login, key, deed.name)
                if deed.batch and one.status_code == 404:
                    each_row = {part: values.pop(part) for each in deed.rows for part in each.parts if part in values}
                    body = {"keys": outside, "values": values, "rows": dict.fromkeys(outside, each_row)}
                    told = visitor.ask("POST", f"{path}/-/{deed.name}", json=body, headers=headers).json["results"]
                    assert {each["outcome"] for each in told.values()} == {"missing"}, (login, deed.name)
    assert _others(yard, inside) == before


def _others(yard: House, inside: set[str]) -> list[str]:
    sql = "SELECT a::text AS whole FROM iam.account a WHERE NOT a.login = ANY($1) ORDER BY a.id"
    return [row["whole"] for row in yard.run(yard.world.fetch(sql, list(inside)))]
