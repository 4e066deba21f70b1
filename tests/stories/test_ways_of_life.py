"""One installation serves a gTLD, a ccTLD and a brand's TLD, each by the policy that docs/policies has for it."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from registry.actions.contact_create import contact_create
from registry.actions.domain_check import domain_check
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_info import domain_info
from registry.actions.domain_renew import domain_renew
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.actions.host_create import host_create
from registry.actions.poll_ack import poll_ack
from registry.actions.poll_request import poll_request
from registry.actions.registrar_accredit import registrar_accredit
from registry.actions.registrar_limits import registrar_limits
from registry.actions.registrar_top_up import registrar_top_up
from registry.actions.tld_create import tld_create
from registry.actions.token_issue import TokenIssue, token_issue
from registry.errors import ObjectMissing, Refusal
from registry.jobs.settle_due import settle_due
from registry.model.change import NameServers
from registry.model.contact import Postal
from registry.model.domain import ContactLink, Domain
from registry.model.host import NameServer
from registry.model.lifecycle import grace_statuses, is_published, statuses
from registry.model.period import Period, add_years
from registry.model.sound_rules import read_rules
from registry.requests.contact import ContactCreate
from registry.requests.domain import (
    DomainCheck,
    DomainCreate,
    DomainDelete,
    DomainInfo,
    DomainRenew,
    DomainTransfer,
    DomainUpdate,
)
from registry.requests.host import HostCreate
from registry.requests.poll import PollAck
from registry.requests.registrar import RegistrarAccredit, RegistrarLimits, RegistrarTopUp
from registry.store import tlds
from tests.world import World
from whois import lookup

POLICIES = Path(__file__).parents[2] / "docs" / "policies"
SECRET = "a-secret-of-twenty-characters"
DAY = timedelta(days=1)


@pytest.fixture
def registry(loop, world: World) -> World:
    """The gTLD and the ccTLD are for alpha and beta, the brand for its house registrar gamma alone."""

    async def open_tlds() -> None:
        for tld, kind, registrars in (
            ("shop", "gtld", ("alpha", "beta")),
            ("land", "cctld", ("alpha", "beta")),
            ("house", "brand", ("gamma",)),
        ):
            rules = read_rules(json.loads((POLICIES / f"{kind}.json").read_text()))
            await tld_create(world.operator, tld, rules)
            for handle in registrars:
                if rules.prices.currency == "EUR":
                    limits = RegistrarLimits(handle, currency="EUR", low_balance=0, opens=True)
                    await registrar_limits(world.operator, limits)
                    await registrar_top_up(world.operator, RegistrarTopUp(handle, 100_000, "EUR", "deposit"))
                await registrar_accredit(world.operator, RegistrarAccredit(handle, tld))
        world.registry.book = await world.store.reading(tlds.book)
        for handle in ("Ada-1", "Bob-1"):
            postal = Postal("int", "Some Body", "Springfield", "US")
            await contact_create(world.as_("alpha"), ContactCreate(handle, (postal,), "a@mail.example"))
        await host_create(world.as_("alpha"), HostCreate("ns1.far.org", ()))
        world.clock.advance(seconds=1)

    loop.run_until_complete(open_tlds())
    return world


SERVED = NameServers(("ns1.far.org",))
PEOPLE = {"registrant": "Ada-1", "contacts": (ContactLink("admin", "Ada-1"), ContactLink("tech", "Bob-1"))}


async def look(world: World, name: str, by: str = "alpha") -> Domain:
    return (await domain_info(world.as_(by), DomainInfo(name))).domain


async def euros(world: World, handle: str) -> int:
    rows = await world.fetch(
        """SELECT balance FROM registry.account a JOIN registry.registrar r ON r.id = a.registrar_id
            WHERE handle = $1 AND currency = 'EUR'""",
        handle,
    )
    return rows[0]["balance"]


async def told(world: World, registrar: str) -> list[tuple[str, datetime]]:
    read = []
    while message := await poll_request(world.as_(registrar)):
        read.append((message.text, message.at))
        await poll_ack(world.as_(registrar), PollAck(str(message.id)))
    return read


async def refusal_of(attempt) -> int:
    with pytest.raises(Refusal) as refusal:
        await attempt
    return refusal.value.code


@pytest.mark.feature("REG-12", "DOM-07")
async def test_a_cctld_year(registry: World) -> None:
    """A name is registered, changes hands within a second, expires, is warned about, leaves the DNS, comes back, and ends."""
    world = registry
    before = await euros(world, "alpha")
    await domain_create(world.as_("alpha"), DomainCreate("one.land", Period(1), SERVED, authinfo=SECRET))
    made = await look(world, "one.land")
    end = made.expires_at
    assert (before - await euros(world, "alpha"), grace_statuses(made, world.clock.now())) == (700, ())

    # Spring: it is transferred at once, for nothing, and keeps its date.
    world.clock.advance(days=60)
    await domain_update(world.as_("alpha"), DomainUpdate("one.land", authinfo=SECRET))
    paid = await euros(world, "beta")
    view = await domain_transfer(world.as_("beta"), DomainTransfer("one.land", "request", authinfo=SECRET))
    assert (view.transfer.status, view.transfer.expires_at) == ("serverApproved", None)
    moved = await look(world, "one.land", "beta")
    assert (moved.registrar, moved.expires_at, moved.authinfo) == ("beta", end, None)
    assert await euros(world, "beta") == paid
    assert [text for text, _ in await told(world, "alpha")] == ["Transfer completed."]
    assert [text for text, _ in await told(world, "beta")] == ["Transfer completed."]

    # A month before the end it is warned about; nobody reads it, and no job runs for months.
    world.clock.move_to(end + 31 * DAY)
    expired = await look(world, "one.land", "beta")
    assert (expired.expires_at, statuses(expired), is_published(expired)) == (end, ("serverHold",), False)
    found = await lookup.domain(world.registry.context("whois", world.operator.actor), "one.land")
    assert found and statuses(found.domain) == ("serverHold",)
    assert await told(world, "beta") == [
        ("The domain expires in 30 days.", end - 30 * DAY),
        ("Domain expired.", end),
        ("The domain leaves the DNS in five days.", end + 25 * DAY),
        ("Domain taken out of the DNS after its expiry.", end + 30 * DAY),
    ]

    # A renewal brings it back, from the old date on.
    await domain_renew(world.as_("beta"), DomainRenew("one.land", end.date(), Period(1)))
    back = await look(world, "one.land", "beta")
    assert (back.expires_at, statuses(back), is_published(back)) == (add_years(end, 1), ("ok",), True)
    assert await euros(world, "beta") == paid - 700

    # The year after, nobody wants it: it climbs the whole ladder and is gone, this time with a job that runs in time.
    end = back.expires_at
    for days in (-30, 0, 25, 30, 34, 61):
        world.clock.move_to(end + days * DAY)
        await settle_due(world.registry)
        await settle_due(world.registry)
    assert await told(world, "beta") == [
        ("The domain expires in 30 days.", end - 30 * DAY),
        ("Domain expired.", end),
        ("The domain leaves the DNS in five days.", end + 25 * DAY),
        ("Domain taken out of the DNS after its expiry.", end + 30 * DAY),
        ("A letter about the domain goes to its registrant.", end + 34 * DAY),
        ("Domain deleted after its expiry.", end + 61 * DAY),
        ("Domain purged after its expiry.", end + 61 * DAY),
    ]
    with pytest.raises(ObjectMissing):
        await look(world, "one.land", "beta")
    assert await euros(world, "beta") == paid - 700
    await domain_create(world.as_("alpha"), DomainCreate("one.land", Period(1)))


@pytest.mark.feature("REG-12")
async def test_three_tlds_live_side_by_side_each_in_its_own_way(registry: World) -> None:
    world = registry
    # The brand's names are for its own house, and for who shows a token.
    (token,) = await token_issue(world.operator, TokenIssue(tld="house", registrar="gamma", uses=None))
    front = DomainCreate("front.house", Period(1), NameServers(attributes=(NameServer("ns1.far.org"),)))
    assert await refusal_of(domain_create(world.as_("gamma"), front)) == 2003
    with_token = DomainCreate(front.name, front.period, front.nameservers, token=token)
    assert await refusal_of(domain_create(world.as_("alpha"), with_token)) == 2201
    money = await world.balance("gamma")
    await domain_create(world.as_("gamma"), with_token)
    # The gTLD wants people behind its names and locks them for sixty days; the ccTLD wants neither.
    assert await refusal_of(domain_create(world.as_("alpha"), DomainCreate("front.shop"))) == 2003
    await domain_create(world.as_("alpha"), DomainCreate("front.shop", Period(1), SERVED, authinfo=SECRET, **PEOPLE))
    await domain_create(world.as_("alpha"), DomainCreate("front.land", Period(1), SERVED, authinfo=SECRET))
    for name, code in (("front.shop", 2106), ("front.land", 0)):
        attempt = domain_transfer(world.as_("beta"), DomainTransfer(name, "request", authinfo=SECRET))
        if code:
            assert await refusal_of(attempt) == code
        else:
            await attempt
    graces = {name: grace_statuses(await look(world, name, by), world.clock.now()) for name, by in WHO.items()}
    assert graces == {"front.shop": ("addPeriod",), "front.land": (), "front.house": ()}

    # A year later: the gTLD's name was renewed and charged, the ccTLD's has expired, the brand's costs nothing.
    end = (await look(world, "front.shop")).expires_at
    dollars = await world.balance("alpha")
    world.clock.move_to(end + 40 * DAY)
    shop, land, house = [await look(world, name, by) for name, by in WHO.items()]
    assert (shop.expires_at, statuses(shop)) == (add_years(end, 1), ("ok",))
    assert (land.expires_at, statuses(land)) == (end, ("serverHold",))
    assert (house.expires_at, statuses(house)) == (add_years(end, 1), ("ok",))
    await settle_due(world.registry)
    assert await world.balance("alpha") == dollars - 1000
    assert await world.balance("gamma") == money

    # A delete leads through redemption in the gTLD; elsewhere the name is gone at once and free for whom its TLD lets.
    purged = [(await domain_delete(world.as_(by), DomainDelete(name))).purged for name, by in WHO.items()]
    assert purged == [False, True, True]
    assert statuses(await look(world, "front.shop")) == ("pendingDelete",)
    lines = await domain_check(world.as_("alpha"), DomainCheck(("front.shop", "front.land", "front.house")))
    assert [line.available for line in lines][:2] == [False, True]
    with pytest.raises(ObjectMissing):
        await look(world, "front.house", "gamma")


WHO = {"front.shop": "alpha", "front.land": "beta", "front.house": "gamma"}
