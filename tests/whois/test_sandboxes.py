"""What registrars practise with is nobody else's: no public sees it, no agent holds it, nobody is told."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from registry.actions.application_allocate import application_allocate
from registry.actions.domain_create import domain_create
from registry.actions.lordn_write import lordn_write
from registry.actions.tmch_import import tmch_import
from registry.clock import FakeClock
from registry.errors import PolicyForbids
from registry.model.domain import ContactLink
from registry.model.launch import LaunchCreate, Notice
from registry.model.lordn import Tray
from registry.model.phases import NamedPhase
from registry.requests.application import ApplicationAllocate
from registry.requests.domain import DomainCreate
from registry.store import lordn
from tests.ote import made
from tests.rde.test_deposit import export
from tests.tmch.clearinghouse import dnl, notice_id
from tests.whois.rdap.test_searches import find
from tests.whois.village import ask, register_with_everything
from tests.world import Clone, World, open_world
from whois.availability import standing_of

pytestmark = pytest.mark.feature("REG-11")

SEEN = ("acme", "Acme")


async def test_whois_knows_nothing_of_it(world: World) -> None:
    await made(world)
    for query in (
        "signed.acme-ga",
        "domain redemption.acme-ga",
        "nameserver ns1.signed.acme-ga",
        "nameserver ns1.acme.example.net",
        "nameserver 192.31.196.53",
        "registrar acme-1",
        "registrar Acme Names",
    ):
        answer = await ask(world, query)
        assert "No match" in answer, query
        told = answer.replace(query.partition(" ")[2] or query, "")
        assert not any(word in told for word in SEEN), answer


async def test_a_roid_of_it_leads_nowhere(world: World) -> None:
    await made(world)
    rows = await world.fetch(
        """SELECT roid FROM registry.domain WHERE name = 'signed.acme-ga'
            UNION ALL SELECT roid FROM registry.host WHERE name LIKE '%acme%'"""
    )
    assert len(rows) == 4
    for row in rows:
        assert "No match" in await ask(world, f"roid {row['roid']}")


async def test_rdap_finds_nothing_of_it_however_it_is_asked(world: World) -> None:
    await made(world)
    for path, query in (
        ("/domain/signed.acme-ga", ""),
        ("/nameserver/ns1.signed.acme-ga", ""),
        ("/nameserver/ns1.acme.example.net", ""),
        ("/entity/acme-1", ""),
        ("/domains", "name=red*.acme-ga"),
        ("/domains", "nsLdhName=ns1.acme.example.net"),
        ("/domains", "nsIp=192.31.196.53"),
        ("/nameservers", "name=ns1*"),
        ("/nameservers", "ip=192.31.196.53"),
        ("/entities", "fn=Acme*"),
        ("/entities", "handle=acme*"),
    ):
        status, document = await find(world, path, query)
        assert status == 404, document


async def test_others_are_found_as_before(world: World) -> None:
    await register_with_everything(world)
    before = [await ask(world, query) for query in ("domain whole.test", "registrar alpha")]
    await made(world)
    assert [await ask(world, query) for query in ("domain whole.test", "registrar alpha")] == before


async def test_nobody_can_have_a_name_there(world: World) -> None:
    """As with any name in a TLD of others."""
    await made(world)
    cx = world.registry.context("whois")
    elsewhere = await standing_of(cx, "anything.elsewhere")
    assert (elsewhere.standing, elsewhere.reason) == ("not offered", "Not in a TLD of this registry")
    for label in ("signed", "gold", "reserved", "anything"):
        assert await standing_of(cx, f"{label}.acme-ga") == replace(elsewhere, name=f"{label}.acme-ga")


@pytest.mark.slow
async def test_it_is_in_no_deposit(clone: Clone, clock: FakeClock, tmp_path: Path) -> None:
    world = await open_world(await clone.store(), clock)
    await register_with_everything(world)
    before = (await export(world, "test", tmp_path)).path.read_text()
    await made(world)
    after = await export(world, "test", tmp_path)
    assert after.path.read_text() == before
    assert "acme" not in before
    with pytest.raises(PolicyForbids, match="sandbox"):
        await export(world, "acme-ga", tmp_path)


async def test_the_clearinghouse_is_not_told_of_names_in_it(world: World) -> None:
    """Neither of one that is registered in spite of claims, nor of one that an application was allocated for."""
    await made(world)
    await tmch_import(world.operator, "dnl", dnl("tree"))
    ends = (world.clock.now() + timedelta(days=1)).replace(microsecond=0)
    notice = Notice(notice_id("tree", ends), ends, world.clock.now() - timedelta(hours=1))
    links = tuple(ContactLink(role, "ACME-OTE1") for role in ("admin", "tech"))
    wish = DomainCreate("tree.acme-claims", registrant="ACME-OTE1", contacts=links)
    said = LaunchCreate(NamedPhase("claims"), notices=(notice,))
    await domain_create(world.as_("acme-1"), replace(wish, launch=said))
    (row,) = await world.fetch("SELECT roid FROM registry.application WHERE name = 'wanted.acme-sunrise'")
    await world.fetch("UPDATE registry.application SET has_claims = true WHERE roid = $1", row["roid"])
    await application_allocate(world.operator, ApplicationAllocate(row["roid"]))
    launched = await world.fetch("SELECT name, has_claims FROM registry.launch ORDER BY name")
    assert [(each["name"], each["has_claims"]) for each in launched] == [
        ("tree.acme-claims", True),
        ("wanted.acme-sunrise", True),
    ], "what was shown is remembered"
    assert await world.store.reading(lordn.due) == []
    assert await lordn_write(world.operator, "acme-claims", Tray("claims")) is None
