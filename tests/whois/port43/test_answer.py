"""Answers stand word for word in tests/whois/answers, and each of them obeys ICANN's layout."""

import os
from pathlib import Path

import pytest

from registry.actions.domain_delete import domain_delete
from registry.actions.domain_update import domain_update
from registry.model.change import DomainParts
from registry.requests.domain import DomainDelete, DomainUpdate
from registry.settings import Whois
from registry.store.sql import DECLARED
from tests.whois.grammar import violations
from tests.whois.village import (
    PERSONAL,
    add_host,
    ask,
    converse,
    number_objects,
    port43,
    register,
    register_with_everything,
)
from tests.world import World
from whois.limits import RateLimit
from whois.port43.session import Port43

ANSWERS = Path(__file__).parents[1] / "answers"


async def prepare(world: World) -> None:
    """Half a year in which all of these objects came to be."""
    await number_objects(world)
    await register(world, "leaving.example")
    await register(world, "bücher.example".encode("idna").decode(), by="beta")
    await register_with_everything(world)
    await add_host(world, "ns2.everything.test", "198.51.100.7", above="everything.test")
    world.clock.advance(days=90)
    locked = DomainParts(statuses=("clientTransferProhibited", "clientDeleteProhibited"))
    await domain_update(world.as_("alpha"), DomainUpdate("everything.test", add=locked))
    await domain_delete(world.as_("alpha"), DomainDelete("leaving.example"))
    world.clock.advance(days=3)
    await register(world, "plain.example", by="gamma")


# File, query, and for the grammar the kind of answer and what was asked for.
GOLDEN = (
    ("registered", "plain.example", "domain without contacts", "plain.example"),
    ("everything", "domain Everything.TEST.", "domain", "everything.test"),
    ("redemption", "=leaving.example", "domain without contacts", "leaving.example"),
    ("idn", "bücher.example", "domain without contacts", "xn--bcher-kva.example"),
    ("not-found", "domain nobody.example", "none", ""),
    ("registrar", "registrar alpha", "registrar", "alpha"),
    ("registrars", "registrar Registrar", "none", ""),
    ("nameserver", "nameserver NS1.everything.test", "name server", "ns1.everything.test"),
    ("nameserver-by-address", "nameserver 2001:DB8:0::7", "name server", "2001:db8::7"),
    ("nameservers-by-address", "nameserver 198.51.100.7", "name servers", "198.51.100.7"),
    ("malformed", "show me everything", "none", ""),
    ("wildcard", "every*.test", "none", ""),
)


@pytest.mark.feature("REG-02")
@pytest.mark.feature("DOM-03")
@pytest.mark.parametrize(("file", "query", "kind", "asked"), GOLDEN, ids=[line[0] for line in GOLDEN])
async def test_an_answer_is_the_golden_one_and_obeys_the_layout(
    world: World, file: str, query: str, kind: str, asked: str
) -> None:
    await prepare(world)
    answer = (await ask(world, query)).encode()
    assert_golden(file, answer)
    assert violations(answer, kind, asked) == []


async def test_the_minimal_profile_has_no_line_for_what_is_withheld(world: World) -> None:
    await prepare(world)
    door = Port43(world.registry, Whois(profile="minimal"), RateLimit(0))
    answer = await converse(door, b"everything.test\r\n")
    assert answer is not None
    assert_golden("everything-minimal", answer)
    assert violations(answer, "domain without contacts") == []
    assert not [key for key in (b"Registrant", b"Admin", b"Tech", b"REDACTED") if key in answer]


async def test_whoever_asks_too_much_reads_one_line(world: World) -> None:
    door = port43(world, per_minute=1)
    assert await converse(door, b"plain.example\r\n") != await converse(door, b"plain.example\r\n")
    assert_golden("rate-limited", await converse(door, b"plain.example\r\n"))


async def test_nothing_of_a_contact_is_shown_but_where_a_registrant_is(world: World) -> None:
    await prepare(world)
    text = await ask(world, "everything.test")
    assert "Registrant Name: REDACTED FOR PRIVACY" in text
    assert [line for line in text.split("\r\n") if "Country" in line] == [
        "Registrant Country: GB",
        "Admin Country: REDACTED FOR PRIVACY",
        "Tech Country: REDACTED FOR PRIVACY",
    ]
    secrets = {*PERSONAL, "ADA-1", "C1000-NAMEHSE"} - {"GB"}
    assert [secret for secret in secrets if secret in text.replace("registry", "")] == []


async def test_what_a_registrar_typed_cannot_pretend_to_be_a_line(world: World) -> None:
    await register(world, "plain.example")
    await world.fetch("UPDATE registry.registrar SET name = E'Evil\r\nDNSSEC: signedDelegation', url = NULL")
    text = await ask(world, "plain.example")
    assert "\r\nRegistrar: Evil DNSSEC: signedDelegation\r\n" in text
    assert "\r\nRegistrar URL:\r\n" in text


async def test_one_query_fits_many_registrars_or_the_one_it_names_whole(world: World) -> None:
    assert "alpha (Alpha Registrar)\r\nbeta (Beta Registrar)" in await ask(world, "registrar REGISTRAR")
    for query in ("registrar beta registrar", "registrar BETA", "registrar 9991", "registrar =beta", "registrar eta R"):
        assert (await ask(world, query)).startswith("Registrar: Beta Registrar\r\n"), query
    assert (await ask(world, "registrar Nobody")).startswith('No match for "Nobody".')


@pytest.mark.feature("REG-02")
async def test_a_roid_leads_to_the_name_or_the_name_server_that_has_it(world: World) -> None:
    await prepare(world)
    roids = {
        row["name"]: row["roid"]
        for row in await world.fetch(
            "SELECT name, roid FROM registry.domain UNION ALL SELECT name, roid FROM registry.host"
        )
    }
    assert await ask(world, f"roid {roids['everything.test']}") == await ask(world, "everything.test")
    choices = (await ask(world, "nameserver 198.51.100.7")).split("\r\n")[1:3]
    for choice in choices:
        roid, _, name = choice.rstrip(")").partition(" (")
        assert await ask(world, f"roid {roid}") == await ask(world, f"nameserver {name}")
        assert violations((await ask(world, f"roid {roid}")).encode(), "name server") == []


async def test_a_roid_of_a_contact_of_nothing_or_of_what_is_gone_is_not_found(world: World) -> None:
    await prepare(world)
    (contact,) = await world.fetch("SELECT roid FROM registry.contact WHERE handle = 'ADA-1'")
    (leaving,) = await world.fetch("SELECT roid FROM registry.domain WHERE name = 'leaving.example'")
    assert (await ask(world, f"roid {leaving['roid']}")).startswith("Domain Name: leaving.example\r\n")
    world.clock.advance(days=40)
    for roid in (contact["roid"], leaving["roid"], leaving["roid"].lower(), "D9-OTHER"):
        assert (await ask(world, f"roid {roid}")).startswith(f'No match for "{roid}".'), roid


async def test_a_roid_is_found_by_an_index(world: World) -> None:
    (declared,) = (each for each in DECLARED if each.where.endswith("directory.named_by_roid"))
    await world.fetch("SET LOCAL enable_seqscan = off")
    await world.fetch(f"PREPARE lookup AS {declared.text}")
    plan = "\n".join(row[0] for row in await world.fetch("EXPLAIN EXECUTE lookup('D1-NAMEHSE')"))
    await world.fetch("DEALLOCATE lookup")
    assert "domain_roid_is_unique" in plan and "host_roid_is_unique" in plan and "Seq Scan" not in plan, plan


def assert_golden(file: str, answer: bytes | None) -> None:
    """Hold an answer against its file; GOLDEN=write makes the file say what the answer is."""
    assert answer is not None
    path = ANSWERS / f"{file}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.write_bytes(answer)
    assert answer.decode().splitlines() == path.read_bytes().decode().splitlines()
    assert answer == path.read_bytes()
