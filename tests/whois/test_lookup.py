"""The directory shows what is true now, whether or not a job wrote down what time did."""

import ipaddress
from dataclasses import replace
from datetime import date, timedelta

import pytest

from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_info import domain_info
from registry.actions.domain_renew import domain_renew
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.actions.settle import settle
from registry.model.change import NameServers
from registry.model.domain import Domain
from registry.model.host import NameServer
from registry.model.lifecycle import statuses
from registry.model.period import Period, add_years
from registry.requests.domain import DomainCreate, DomainDelete, DomainInfo, DomainRenew, DomainTransfer, DomainUpdate
from tests.whois.village import SECRET, add_host, ask, number_objects, register, register_with_everything
from tests.world import World
from whois import lookup


def line(text: str, key: str) -> str:
    return next(line.partition(": ")[2] for line in text.split("\r\n") if line.startswith(f"{key}:"))


@pytest.mark.feature("REG-02")
async def test_past_its_expiry_a_name_shows_the_renewed_date(world: World) -> None:
    await register(world, "one.example")
    expires = add_years(world.clock.now(), 1)
    world.clock.move_to(expires - timedelta(seconds=1))
    assert line(await ask(world, "one.example"), "Registry Expiry Date") == "2027-03-01T12:00:00Z"
    world.clock.move_to(expires)
    text = await ask(world, "one.example")
    assert line(text, "Registry Expiry Date") == "2028-03-01T12:00:00Z"
    assert "Domain Status: autoRenewPeriod https://icann.org/epp#autoRenewPeriod" in text
    await settle(world.operator, "one.example")
    assert await ask(world, "one.example") == text


@pytest.mark.feature("REG-02")
async def test_past_its_purge_instant_a_name_is_not_found(world: World) -> None:
    await register(world, "one.example")
    world.clock.advance(days=30)
    await domain_delete(world.as_("alpha"), DomainDelete("one.example"))
    world.clock.advance(days=30)
    text = await ask(world, "one.example")
    assert text.count("Domain Status: pendingDelete ") == 1
    world.clock.advance(days=5, seconds=-1)
    assert (await ask(world, "one.example")).startswith("Domain Name: one.example")
    world.clock.advance(seconds=1)
    assert (await ask(world, "one.example")).startswith('No match for "one.example".')
    assert await world.fetch("SELECT name FROM registry.domain WHERE name = 'one.example'"), "nobody wrote it down"


async def test_a_transfer_that_time_approved_shows_the_new_sponsor_of_name_and_host(world: World) -> None:
    await register(world, "one.example")
    await add_host(world, "ns1.one.example", "198.51.100.1", above="one.example")
    await domain_transfer(world.as_("beta"), DomainTransfer("one.example", "request", authinfo=SECRET))
    for query in ("one.example", "nameserver ns1.one.example", "nameserver 198.51.100.1"):
        assert line(await ask(world, query), "Registrar") == "Alpha Registrar"
    world.clock.advance(days=5)
    for query in ("one.example", "nameserver ns1.one.example", "nameserver 198.51.100.1"):
        text = await ask(world, query)
        assert line(text, "Registrar") == "Beta Registrar", query
        assert line(text, "Registrar WHOIS Server") == "whois.beta.example"


async def test_a_host_below_a_purged_name_is_gone_with_it(world: World) -> None:
    await register(world, "one.example")
    await add_host(world, "ns1.one.example", "198.51.100.1", above="one.example")
    # a delete refuses a name with hosts below; this is a record that came from elsewhere
    await world.fetch(
        """UPDATE registry.domain SET deleted_at = created_at, redemption_until = created_at, purge_at = $1, next_due = $1
            WHERE name = 'one.example'""",
        world.clock.now() + timedelta(days=1),
    )
    assert (await ask(world, "nameserver ns1.one.example")).startswith("Server Name: ns1.one.example")
    world.clock.advance(days=1)
    for query in ("nameserver ns1.one.example", "nameserver 198.51.100.1"):
        assert (await ask(world, query)).startswith("No match for "), query


async def test_whois_and_epp_agree_at_every_turn_of_a_life(world: World) -> None:
    await register_with_everything(world)
    await register(world, "one.example")
    servers = NameServers(attributes=(NameServer("ns1.one.invalid", ADDRESSES), NameServer("ns.elsewhere.net")))
    await domain_create(world.as_("alpha"), DomainCreate("one.invalid", Period(1), servers, authinfo=SECRET))
    await world.fetch(
        """INSERT INTO registry.domain_dnssec (domain_id, number, flags, protocol, algorithm, public_key)
           SELECT id, 0, 257, 3, 13, 'AQPJ' FROM registry.domain WHERE name = 'one.invalid'"""
    )
    world.clock.advance(days=300)
    await domain_update(world.as_("alpha"), DomainUpdate("one.example", authinfo=SECRET))
    await domain_transfer(world.as_("beta"), DomainTransfer("one.example", "request", authinfo=SECRET))
    await domain_renew(world.as_("alpha"), DomainRenew("everything.test", date(2028, 3, 1)))
    for _ in range(56):
        for name in ("one.example", "one.invalid", "everything.test"):
            seen = await lookup.domain(world.registry.context("whois"), name)
            assert seen
            told = (await domain_info(world.operator, DomainInfo(name))).domain
            assert as_shown(seen.domain) == as_shown(told)
            assert statuses(seen.domain) == statuses(told)
            assert seen.sponsor.handle == told.registrar
        world.clock.advance(days=7, hours=5)


ADDRESSES = (ipaddress.ip_address("8.8.8.8"), ipaddress.ip_address("2606:4700::1111"))


def as_shown(domain: Domain) -> Domain:
    """Without what the directory does not read."""
    pending = domain.pending_transfer
    return replace(
        domain,
        created_by="",
        updated_by=None,
        registrant=None,
        contacts=(),
        subordinates=(),
        authinfo=None,
        transfer=replace(pending, ledger_id=None, cltrid=None, svtrid="", expires_at=None) if pending else None,
    )


async def test_of_very_many_name_servers_a_hundred_are_named(world: World) -> None:
    await number_objects(world)
    await register(world, "one.example")
    for number in range(lookup.MOST + 1):
        await add_host(world, f"ns{number}.one.example", "198.51.100.1", above="one.example")
    assert (await ask(world, "nameserver 198.51.100.1")).count("-NAMEHSE (ns") == lookup.MOST
