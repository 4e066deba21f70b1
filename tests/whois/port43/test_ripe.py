"""Answers in RIPE's manner: word for word in tests/whois/answers/ripe, in their form, withholding what the others withhold."""

import ipaddress

import pytest

from registry.actions.domain_create import domain_create
from registry.model.change import NameServers
from registry.model.host import NameServer
from registry.model.period import Period
from registry.requests.domain import DomainCreate
from registry.settings import Whois
from registry.store.sql import Connection
from tests.ways import change_rules
from tests.whois.port43.test_answer import assert_golden, prepare
from tests.whois.ripe_grammar import kinds, objects, violations
from tests.whois.village import (
    PERSONAL,
    SECRET,
    add_host,
    ask,
    converse,
    many_served,
    port43,
    register,
    register_with_everything,
)
from tests.world import OneTransaction, World
from whois import lookup
from whois.limits import RateLimit
from whois.port43 import reply
from whois.port43.session import Port43
from wire.shell import Peer

STRANGER = Peer("203.0.113.9", 50000, None)
ADDRESSES = (ipaddress.ip_address("8.8.8.8"), ipaddress.ip_address("2606:4700::1111"))

# File, query, and the kinds of objects that are answered.
GOLDEN = (
    ("everything", "everything.test", ["domain", "contact", "contact", "contact", "nserver", "registrar"]),
    ("alone", "-r -T domain everything.test", ["domain"]),
    ("idn", "bücher.example", ["domain", "registrar"]),
    ("nameservers-by-address", "nameserver 198.51.100.7", ["nserver", "nserver"]),
    ("registrar", "registrar beta", ["registrar"]),
    ("served", "-i nserver ns1.elsewhere.net", ["domain"]),
    ("not-found", "nobody.example", []),
    ("malformed", "show me everything", []),
    ("contact", "-T contact ADA-1", []),
)


@pytest.mark.feature("REG-02")
@pytest.mark.feature("DOM-03")
@pytest.mark.parametrize(("file", "query", "expected"), GOLDEN, ids=[line[0] for line in GOLDEN])
async def test_an_answer_is_the_golden_one_and_obeys_the_form(
    world: World, file: str, query: str, expected: list[str]
) -> None:
    await prepare(world)
    answer = (await ask(world, query, "ripe")).encode()
    assert_golden(f"ripe/{file}", answer)
    assert violations(answer) == []
    assert kinds(answer) == expected


@pytest.mark.feature("REG-02")
async def test_a_registry_of_a_country_and_a_generic_one_answer_each_in_its_manner(world: World) -> None:
    await register_with_everything(world)
    await register(world, "one.example")
    await add_host(world, "ns1.one.example", "198.51.100.9", above="one.example")
    await change_rules(world, "example", {"whois": "ripe"})
    assert (await ask(world, "everything.test")).startswith("Domain Name: everything.test\r\n")
    assert (await ask(world, "nobody.test")).startswith("No match for ")
    assert (await ask(world, "nameserver ns1.everything.test")).startswith("Server Name: ")
    of_example = [await ask(world, each) for each in ("one.example", "nobody.example", "nameserver ns1.one.example")]
    assert [violations(each.encode()) for each in of_example] == [[], [], []]
    (named,) = await world.fetch("SELECT roid FROM registry.domain WHERE name = 'one.example'")
    assert kinds((await ask(world, f"roid {named['roid']}")).encode()) == ["domain", "registrar"]


async def test_a_policy_of_icanns_manner_stands_beside_a_server_of_ripes(world: World) -> None:
    await register_with_everything(world)
    await change_rules(world, "test", {"whois": "minimal"})
    text = await ask(world, "everything.test", "ripe")
    assert text.startswith("Domain Name: everything.test\r\n") and "Registrant" not in text


async def test_an_option_is_answered_in_ripes_manner_whatever_the_profile(world: World) -> None:
    await register_with_everything(world)
    text = await ask(world, "-r everything.test")
    assert kinds(text.encode()) == ["domain"] and violations(text.encode()) == []
    assert "ds-rdata:      12345 13 2 " in text
    several = (await ask(world, "-rT nserver,registrar,domain everything.test")).encode()
    assert kinds(several) == ["domain"], "there is neither a host nor a registrar of that name"
    assert (await ask(world, "-q version")).startswith("% Namehouse ")
    assert (await ask(world, "-q types")).split() == ["domain", "nserver", "registrar", "contact"]


async def test_nothing_of_a_contact_is_shown_but_where_a_registrant_is(world: World) -> None:
    await prepare(world)
    text = await ask(world, "everything.test", "ripe")
    secrets = {*PERSONAL, "ADA-1", "C1000-NAMEHSE"} - {"GB"}
    assert [secret for secret in secrets if secret in text.replace("registry", "")] == []
    countries = [line.split()[1:] for block in objects(text.encode()) for line in block if line.startswith("country:")]
    assert countries == [["GB"], ["REDACTED", "FOR", "PRIVACY"], ["REDACTED", "FOR", "PRIVACY"]]


async def test_a_name_with_keys_and_glue_of_its_own_shows_them(world: World) -> None:
    servers = NameServers(attributes=(NameServer("ns1.one.invalid", ADDRESSES), NameServer("ns.elsewhere.net")))
    await domain_create(world.as_("alpha"), DomainCreate("one.invalid", Period(1), servers, authinfo=SECRET))
    await world.fetch(
        """INSERT INTO registry.domain_dnssec (domain_id, number, flags, protocol, algorithm, public_key)
           SELECT id, 0, 257, 3, 13, 'AQPJ' FROM registry.domain WHERE name = 'one.invalid'"""
    )
    text = await ask(world, "one.invalid", "ripe")
    assert violations(text.encode()) == []
    assert "\r\nnserver:       ns1.one.invalid 8.8.8.8 2606:4700::1111\r\n" in text
    assert "\r\ndnskey:        257 3 13 AQPJ\r\n" in text


async def test_what_a_registrar_typed_cannot_pretend_to_be_a_line(world: World) -> None:
    await register(world, "one.example")
    await world.fetch("UPDATE registry.registrar SET name = E'Evil\r\n\r\ndomain: two.example', url = ' '")
    text = await ask(world, "one.example", "ripe")
    assert "\r\norg:           Evil domain: two.example\r\n" in text
    assert violations(text.encode()) == []


class Read(OneTransaction):
    """Counts what is read, and reads no more than so much."""

    def __init__(self, db: Connection, most: int = 1000) -> None:
        super().__init__(db)
        self.times, self._most = 0, most

    async def reading(self, work):
        self.times += 1
        if self.times > self._most:
            raise TimeoutError
        return await super().reading(work)


async def test_the_domains_of_a_name_server_are_read_a_page_at_a_time_as_they_are_taken(world: World) -> None:
    await many_served(world, 2 * lookup.MOST + 1)
    world.registry.store = store = Read(world.store.db)
    pieces = await port43(world).session(STRANGER).answer(b"-i nserver ns1.elsewhere.net")
    assert store.times == 1, "the first page alone is read before anything is taken"
    head = await anext(pieces)
    first = [await anext(pieces) for _ in range(lookup.MOST // reply.AT_ONCE)]
    assert head.startswith(b"% ") and sum(len(objects(piece)) for piece in first) == lookup.MOST and store.times == 1
    rest = [piece async for piece in pieces]
    assert (sum(len(objects(piece)) for piece in rest), store.times) == (lookup.MOST + 1, 3)
    assert violations(b"".join((head, *first, *rest))) == []


async def test_of_very_many_domains_so_many_are_shown_and_the_rest_is_mentioned(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await many_served(world, 2 * lookup.MOST)
    monkeypatch.setattr(reply, "STREAMED", lookup.MOST)
    text = await ask(world, "-i nserver ns1.elsewhere.net")
    assert len(objects(text.encode())) == lookup.MOST
    assert text.endswith(f"% No more than {lookup.MOST} objects are shown; there are others.\r\n\r\n")


async def test_a_search_that_fails_in_its_middle_says_so(world: World, caplog) -> None:
    await many_served(world, lookup.MOST + 1)
    world.registry.store = Read(world.store.db, most=1)
    text = await ask(world, "-i nserver ns1.elsewhere.net")
    assert len(objects(text.encode())) == lookup.MOST and "%ERROR:500: " in text
    assert caplog.records[-1].exc_info


async def test_searches_have_a_limit_of_their_own(world: World) -> None:
    await many_served(world, 1)
    door = Port43(world.registry, Whois(), RateLimit(0), RateLimit(1))
    first, second = [await converse(door, b"-i nserver ns1.elsewhere.net\n") for _ in range(2)]
    assert len(objects(first or b"")) == 1
    assert b"%ERROR:201: " in (second or b"") and violations(second or b"") == []
    assert kinds(await converse(door, b"-r served1.example\n") or b"") == ["domain"]
