"""Creating, updating, renewing, transferring and deleting names: what is done, and what is refused with which code."""

import ipaddress
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

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
from registry.actions.host_update import host_update
from registry.actions.registrar_top_up import registrar_top_up
from registry.actions.tld_create import tld_change
from registry.errors import Refusal
from registry.model.change import DomainParts, NameServers
from registry.model.contact import Postal
from registry.model.dnssec import DnssecUpdate, DsData, KeyData
from registry.model.domain import ContactLink
from registry.model.host import NameServer
from registry.model.lifecycle import statuses
from registry.model.period import Period
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
from registry.requests.host import HostCreate, HostParts, HostUpdate
from registry.requests.registrar import RegistrarTopUp
from registry.store import tlds
from tests.world import TLDS, World

SECRET = "a-secret-of-twenty-characters"
DS = DsData(12345, 13, 2, "A" * 64)
GLUE = (("192.31.196.53", "v4"),)


@pytest.fixture
def people(loop, world: World) -> World:
    """A world with two contacts of alpha and two external hosts."""

    async def make() -> None:
        for handle in ("P-1", "P-2"):
            postal = Postal("int", "Some Body", "Springfield", "US")
            await contact_create(world.as_("alpha"), ContactCreate(handle, (postal,), "p@p.example"))
        for name in ("ns1.else.net", "ns2.else.net"):
            await host_create(world.as_("alpha"), HostCreate(name))

    loop.run_until_complete(make())
    return world


@asynccontextmanager
async def refused(code: int):
    """The block is refused with this result code."""
    with pytest.raises(Refusal) as refusal:
        yield
    assert refusal.value.code == code, refusal.value


async def look(world: World, name: str, by: str = "alpha"):
    return (await domain_info(world.as_(by), DomainInfo(name))).domain


def thick(name: str = "one.test", **changes) -> DomainCreate:
    links = (ContactLink("admin", "P-1"), ContactLink("tech", "P-2"))
    wish = DomainCreate(name, Period(1), NameServers(("ns1.else.net",)), "P-1", links, SECRET)
    return replace(wish, **changes)


async def test_a_create_keeps_everything_it_was_given(people: World) -> None:
    await domain_create(people.as_("alpha"), thick(dnssec=(DS,)))
    domain = await look(people, "one.test")
    assert domain.registrant == "P-1"
    assert domain.contacts == (ContactLink("admin", "P-1"), ContactLink("tech", "P-2"))
    assert domain.hosts == ("ns1.else.net",)
    assert domain.dnssec == (DS,)
    assert domain.roid.endswith("-NAMEHSE")
    assert statuses(domain) == ("ok",)
    assert SECRET not in (domain.authinfo or "")


async def test_a_create_is_remembered_with_its_command(people: World) -> None:
    cx = people.as_("alpha")
    await domain_create(cx, thick())
    (version,) = await people.fetch(
        "SELECT event, svtrid, policy_id, state FROM registry.history WHERE name = 'one.test'"
    )
    assert (version["event"], version["svtrid"]) == ("create", cx.svtrid)
    assert version["policy_id"] == people.registry.book.at("test", cx.now).id
    assert version["state"]["roid"] == (await look(people, "one.test")).roid
    assert "authinfo" not in version["state"]
    (command,) = await people.fetch("SELECT cltrid, code FROM registry.command WHERE svtrid = $1", cx.svtrid)
    assert (command["cltrid"], command["code"]) == (cx.cltrid, 1000)


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (thick("-bad.test"), 2005),
        (thick("a.b.test"), 2005),
        (thick("ab--cd.test"), 2005),
        (thick("xn--zzzzzzzz99999.test"), 2005),
        (thick("name.nowhere"), 2306),
        (thick(period=Period(11)), 2004),
        (thick(period=Period(0)), 2004),
        (thick(period=Period(18, "m")), 2004),
        (thick(registrant=None), 2003),
        (thick(contacts=(ContactLink("admin", "P-1"),)), 2003),
        (thick(registrant="NOBODY"), 2303),
        (thick(nameservers=NameServers(("ns9.else.net",))), 2303),
        (thick(nameservers=NameServers(("ns1.else.net", "ns1.else.net"))), 2306),
        (thick(nameservers=NameServers(attributes=(NameServer("ns1.else.net"),))), 2306),
        (thick("one.example"), 2306),  # contacts where they are refused
        (thick(dnssec=(replace(DS, algorithm=123),)), 2004),
        (thick(dnssec=(replace(DS, digest_type=1, digest="A" * 40),)), 2004),
        (thick(dnssec=(replace(DS, digest="A" * 40),)), 2005),
        (thick(dnssec=(KeyData(257, 3, 13, "AwEAAQ=="),)), 2306),
        (thick(asks_max_signature_life=True), 2102),
    ],
    ids=lambda value: value if isinstance(value, int) else value.name,
)
async def test_a_create_that_breaks_a_rule_is_refused_with_its_code(
    people: World, wish: DomainCreate, code: int
) -> None:
    before = await people.balance("alpha")
    async with refused(code):
        await domain_create(people.as_("alpha"), wish)
    assert await people.balance("alpha") == before
    assert not await people.fetch("SELECT FROM registry.domain")


async def test_a_refusal_brings_the_other_reasons_along(people: World) -> None:
    with pytest.raises(Refusal) as refusal:
        await domain_create(people.as_("alpha"), thick(registrant=None, period=Period(11)))
    assert [refusal.value.code, *(other.code for other in refusal.value.also)] == [2004, 2003]


async def test_a_taken_name_is_refused_to_everyone(people: World) -> None:
    await domain_create(people.as_("alpha"), thick())
    for registrar in ("alpha", "beta"):
        async with refused(2302):
            await domain_create(people.as_(registrar), thick())


@pytest.mark.feature("DOM-01")
async def test_a_check_answers_in_order_and_gives_short_reasons(people: World) -> None:
    await domain_create(people.as_("alpha"), thick())
    names = ("free.test", "one.test", "-bad.test", "else.where", "one.example")
    lines = await domain_check(people.as_("beta"), DomainCheck(names))
    assert [(line.name, line.available) for line in lines] == [(name, i in (0, 4)) for i, name in enumerate(names)]
    assert all(len(line.reason) <= 32 for line in lines if line.reason)


async def test_attributes_need_glue_below_the_name_and_refuse_it_elsewhere(world: World) -> None:
    glue = (ipaddress.ip_address("192.31.196.53"),)
    inside, outside = NameServer("ns1.one.invalid", glue), NameServer("ns1.else.net")
    wish = DomainCreate("one.invalid", nameservers=NameServers(attributes=(inside, outside)))
    await domain_create(world.as_("alpha"), wish)
    assert (await look(world, "one.invalid")).nameservers == (outside, inside)  # by name
    cases = (
        (NameServer("ns1.two.invalid"), 2003),
        (NameServer("ns1.else.net", glue), 2306),
        (NameServer("ns1.two.invalid", (ipaddress.ip_address("127.0.0.1"),)), 2004),
        (NameServer("not a name", ()), 2005),
    )
    for server, code in cases:
        async with refused(code):
            wish = DomainCreate("two.invalid", nameservers=NameServers(attributes=(server,)))
            await domain_create(world.as_("alpha"), wish)


@pytest.mark.feature("DOM-08")
async def test_an_update_takes_away_adds_and_changes(people: World) -> None:
    await domain_create(people.as_("alpha"), thick(dnssec=(DS,)))
    people.clock.advance(hours=1)
    other = replace(DS, key_tag=1)
    await domain_update(
        people.as_("alpha"),
        DomainUpdate(
            "one.test",
            add=DomainParts(NameServers(("ns2.else.net",)), (ContactLink("billing", "P-2"),), ("clientHold",)),
            remove=DomainParts(NameServers(("ns1.else.net",))),
            registrant="P-2",
            authinfo=None,
            dnssec=DnssecUpdate(add=(other,), remove=(DS,)),
        ),
    )
    domain = await look(people, "one.test")
    assert domain.hosts == ("ns2.else.net",)
    assert ContactLink("billing", "P-2") in domain.contacts
    assert domain.registrant == "P-2"
    assert domain.authinfo is None
    assert domain.dnssec == (other,)
    assert statuses(domain) == ("clientHold",)
    assert (domain.updated_by, domain.updated_at) == ("alpha", people.clock.now())
    assert domain.version == 2


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (DomainUpdate("one.test", add=DomainParts(NameServers(("ns1.else.net",)))), 2306),
        (DomainUpdate("one.test", remove=DomainParts(NameServers(("ns2.else.net",)))), 2306),
        (DomainUpdate("one.test", add=DomainParts(statuses=("clientHold", "clientHold"))), 2306),
        (DomainUpdate("one.test", add=DomainParts(statuses=("serverHold",))), 2306),
        (DomainUpdate("one.test", add=DomainParts(statuses=("ok",))), 2306),
        (DomainUpdate("one.test", remove=DomainParts(contacts=(ContactLink("tech", "P-2"),))), 2003),
        (DomainUpdate("one.test", registrant=None), 2003),
        (DomainUpdate("one.test", registrant="NOBODY"), 2303),
        (DomainUpdate("one.test", dnssec=DnssecUpdate(remove=(DS,))), 2306),
        (DomainUpdate("one.test", dnssec=DnssecUpdate(add=(DS,), urgent=True)), 2102),
        (DomainUpdate("one.test"), 2003),
        (DomainUpdate("none.test"), 2303),
    ],
    ids=lambda value: str(value)[:60],
)
async def test_an_update_that_breaks_a_rule_is_refused_with_its_code(
    people: World, wish: DomainUpdate, code: int
) -> None:
    await domain_create(people.as_("alpha"), thick())
    before = await look(people, "one.test")
    async with refused(code):
        await domain_update(people.as_("alpha"), wish)
    assert await look(people, "one.test") == before


async def test_a_stranger_neither_updates_nor_renews_nor_deletes(people: World) -> None:
    await domain_create(people.as_("alpha"), thick())
    expiry = (await look(people, "one.test")).expires_at.date()
    async with refused(2201):
        await domain_update(people.as_("beta"), DomainUpdate("one.test", add=DomainParts(statuses=("clientHold",))))
    async with refused(2201):
        await domain_renew(people.as_("beta"), DomainRenew("one.test", expiry))
    async with refused(2201):
        await domain_delete(people.as_("beta"), DomainDelete("one.test"))


VERBS = ("Update", "Renew", "Delete", "Transfer")


@pytest.mark.feature("DOM-14", "DOM-15")
@pytest.mark.parametrize("forbidden", VERBS)
async def test_each_prohibition_forbids_its_verb_and_no_other(people: World, forbidden: str) -> None:
    """Every client prohibition against every verb, from one table (RFC 5731, section 2.3)."""
    await domain_create(people.as_("alpha"), thick())
    add = DomainParts(statuses=(f"client{forbidden}Prohibited",))
    await domain_update(people.as_("alpha"), DomainUpdate("one.test", add=add))
    expiry = (await look(people, "one.test")).expires_at.date()
    attempts = {
        "Update": lambda: domain_update(
            people.as_("alpha"), DomainUpdate("one.test", add=DomainParts(statuses=("clientHold",)))
        ),
        "Renew": lambda: domain_renew(people.as_("alpha"), DomainRenew("one.test", expiry)),
        "Transfer": lambda: domain_transfer(people.as_("beta"), DomainTransfer("one.test", "request", authinfo=SECRET)),
        "Delete": lambda: domain_delete(people.as_("alpha"), DomainDelete("one.test")),
    }
    async with refused(2304):
        await attempts[forbidden]()
    if forbidden == "Update":
        remove = DomainParts(statuses=("clientUpdateProhibited",))
        await domain_update(people.as_("alpha"), DomainUpdate("one.test", remove=remove))
        return
    await attempts["Update"]()
    if forbidden != "Renew":
        await attempts["Renew"]()
    await attempts["Delete" if forbidden != "Delete" else "Transfer"]()


async def test_a_name_with_hosts_below_is_not_deleted(people: World) -> None:
    await domain_create(people.as_("alpha"), thick())
    await host_create(people.as_("alpha"), HostCreate("ns.one.test", GLUE))
    async with refused(2305):
        await domain_delete(people.as_("alpha"), DomainDelete("one.test"))


async def test_nobody_registers_or_renews_beyond_ten_years(people: World) -> None:
    await domain_create(people.as_("alpha"), thick(period=Period(9)))
    expiry = (await look(people, "one.test")).expires_at.date()
    async with refused(2105):
        await domain_renew(people.as_("alpha"), DomainRenew("one.test", expiry, Period(2)))
    await domain_renew(people.as_("alpha"), DomainRenew("one.test", expiry, Period(1)))


class TestTransfer:
    """Requests and their ends (RFC 5731, section 3.2.4)."""

    async def ask(self, world: World, by: str = "beta", **changes):
        wish = DomainTransfer("one.test", "request", authinfo=SECRET)
        return await domain_transfer(world.as_(by), replace(wish, **changes))

    @pytest.mark.feature("DOM-05")
    async def test_an_approval_moves_the_name_and_forgets_the_secret(self, people: World) -> None:
        await domain_create(people.as_("alpha"), thick())
        await host_create(people.as_("alpha"), HostCreate("ns.one.test", GLUE))
        made = await look(people, "one.test")
        before = await people.balance("beta")
        view = await self.ask(people)
        assert view.transfer.status == "pending"
        assert view.transfer.act_by == people.clock.now() + timedelta(days=5)
        assert statuses(await look(people, "one.test")) == ("pendingTransfer",)
        done = await domain_transfer(people.as_("alpha"), DomainTransfer("one.test", "approve"))
        assert done.transfer.status == "clientApproved"
        domain = await look(people, "one.test", by="beta")
        assert (domain.registrar, domain.authinfo) == ("beta", None)
        assert domain.expires_at.year == made.expires_at.year + 1
        assert await people.balance("beta") == before - 1000
        (host,) = await people.fetch(
            "SELECT r.handle FROM registry.host h JOIN registry.registrar r ON r.id = h.registrar_id WHERE h.name = 'ns.one.test'"
        )
        assert host["handle"] == "beta"
        versions = await people.fetch(
            "SELECT version, event FROM registry.history WHERE name = 'ns.one.test' ORDER BY version"
        )
        assert [tuple(row) for row in versions] == [(1, "create"), (2, "transfer")]

    @pytest.mark.parametrize(
        ("by", "operation", "outcome"), [("alpha", "reject", "clientRejected"), ("beta", "cancel", "clientCancelled")]
    )
    async def test_a_transfer_that_comes_to_nothing_is_given_back(
        self, people: World, by: str, operation: str, outcome: str
    ) -> None:
        await domain_create(people.as_("alpha"), thick())
        before = await people.balance("beta"), await look(people, "one.test")
        await self.ask(people)
        view = await domain_transfer(people.as_(by), DomainTransfer("one.test", operation))
        assert view.transfer.status == outcome
        after = await look(people, "one.test")
        assert await people.balance("beta") == before[0]
        assert (after.registrar, after.expires_at, after.authinfo) == (
            "alpha",
            before[1].expires_at,
            before[1].authinfo,
        )

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"authinfo": "wrong"}, 2202),
            ({"authinfo": None}, 2202),
            ({"authinfo": ""}, 2202),
            ({"by": "alpha"}, 2106),
            ({"period": Period(10)}, 2106),
            ({"period": Period(0)}, 2004),
            ({"name": "none.test"}, 2303),
        ],
        ids=str,
    )
    async def test_a_request_that_breaks_a_rule_is_refused(self, people: World, changes: dict, code: int) -> None:
        await domain_create(people.as_("alpha"), thick(period=Period(5)))
        async with refused(code):
            await self.ask(people, **changes)

    async def test_an_absent_secret_never_matches(self, people: World) -> None:
        await domain_create(people.as_("alpha"), thick(authinfo=None))
        for secret in (SECRET, "", None):
            async with refused(2202):
                await self.ask(people, authinfo=secret)

    async def test_only_the_right_party_decides(self, people: World) -> None:
        await domain_create(people.as_("alpha"), thick())
        async with refused(2301):
            await domain_transfer(people.as_("alpha"), DomainTransfer("one.test", "approve"))
        await self.ask(people)
        async with refused(2300):
            await self.ask(people, by="gamma")
        for by, operation in (("beta", "approve"), ("beta", "reject"), ("alpha", "cancel"), ("gamma", "query")):
            async with refused(2201):
                await domain_transfer(people.as_(by), DomainTransfer("one.test", operation))
        for by in ("alpha", "beta"):
            view = await domain_transfer(people.as_(by), DomainTransfer("one.test", "query"))
            assert view.transfer.status == "pending"

    async def test_a_poor_registrar_asks_in_vain_and_nothing_is_written(self, people: World) -> None:
        await domain_create(people.as_("alpha"), thick(period=Period(1)))
        async with refused(2104):
            await self.ask(people, by="delta", period=Period(6))
        assert (await look(people, "one.test")).transfer is None


async def test_info_tells_strangers_less_and_those_with_the_secret_all(people: World) -> None:
    await domain_create(people.as_("alpha"), thick())
    stranger = await domain_info(people.as_("beta"), DomainInfo("one.test"))
    assert not stranger.full
    knowing = await domain_info(people.as_("beta"), DomainInfo("one.test", authinfo=SECRET))
    assert knowing.full
    assert not knowing.has_authinfo
    own = await domain_info(people.as_("alpha"), DomainInfo("one.test"))
    assert (own.full, own.has_authinfo) == (True, True)
    async with refused(2202):
        await domain_info(people.as_("beta"), DomainInfo("one.test", authinfo="wrong"))


async def test_a_sponsor_that_shows_a_secret_learns_whether_it_is_right(people: World) -> None:
    await domain_create(people.as_("alpha"), thick())
    assert (await domain_info(people.as_("alpha"), DomainInfo("one.test", authinfo=SECRET))).full
    assert (await domain_info(people.as_("alpha"), DomainInfo("one.test", authinfo=""))).full
    async with refused(2202):
        await domain_info(people.as_("alpha"), DomainInfo("one.test", authinfo="wrong"))


@pytest.mark.feature("REG-12")
async def test_a_new_policy_holds_from_its_instant_and_prices_what_comes_after(people: World) -> None:
    await domain_create(people.as_("alpha"), thick("before.test"))
    later = people.clock.now() + timedelta(days=10)
    dearer = replace(TLDS["test"], prices=replace(TLDS["test"].prices, create=2500))
    await tld_change(people.operator, "test", dearer, later)
    people.registry.book = await people.store.reading(tlds.book)
    before = await people.balance("alpha")
    people.clock.advance(days=9)
    await domain_create(people.as_("alpha"), thick("still.test"))
    assert await people.balance("alpha") == before - 1000
    people.clock.advance(days=1)
    await domain_create(people.as_("alpha"), thick("after.test"))
    assert await people.balance("alpha") == before - 1000 - 2500
    await domain_delete(people.as_("alpha"), DomainDelete("still.test"))
    assert await people.balance("alpha") == before - 2500  # what was paid, not what it costs today


async def test_a_registrars_exception_overrides_the_tlds_rule_about_contacts(people: World) -> None:
    async def set_rule(rule: str) -> None:
        await people.fetch(
            "UPDATE registry.accreditation SET contacts = $1 WHERE registrar_id = $2", rule, people.numbers["alpha"]
        )

    await set_rule("forbidden")
    async with refused(2306):
        await domain_create(people.as_("alpha"), thick())
    await set_rule("optional")
    await domain_create(people.as_("alpha"), thick(registrant=None, contacts=()))
    await domain_create(people.as_("alpha"), thick("two.test"))
    async with refused(2003):
        await domain_create(people.as_("beta"), thick("three.test", registrant=None, contacts=()))


async def test_a_balance_that_falls_below_its_threshold_is_told_once(people: World) -> None:
    await people.fetch(
        "UPDATE registry.account SET low_balance = 3000 WHERE registrar_id = $1", people.numbers["delta"]
    )
    for number in range(4):
        await domain_create(people.as_("delta"), DomainCreate(f"n{number}.example"))
    rows = await people.fetch(
        "SELECT kind, data FROM registry.poll_message WHERE registrar_id = $1", people.numbers["delta"]
    )
    assert [(row["kind"], row["data"]["balance"]) for row in rows] == [("balance", 2000)]
    await registrar_top_up(people.operator, RegistrarTopUp("delta", 5000, "USD", "more"))
    for number in range(4, 8):
        await domain_create(people.as_("delta"), DomainCreate(f"n{number}.example"))
    rows = await people.fetch(
        "SELECT data FROM registry.poll_message WHERE registrar_id = $1 ORDER BY id", people.numbers["delta"]
    )
    assert [row["data"]["balance"] for row in rows] == [2000, 2000], "once more after it was above"


async def test_a_charge_counts_what_time_has_charged_though_nobody_wrote_it_down(people: World) -> None:
    """delta's account covers five years; four names that renew by time leave one, whatever a job did or did not do."""
    for number in range(4):
        await domain_create(people.as_("delta"), DomainCreate(f"n{number}.example"))
    kept = await look(people, "n0.example", by="delta")
    people.clock.move_to(kept.expires_at + timedelta(days=1))
    async with refused(2104):
        await domain_renew(
            people.as_("delta"), DomainRenew("n0.example", (await look(people, "n0.example")).expires_at.date())
        )


@pytest.mark.parametrize("forbidden", VERBS)
async def test_what_an_operator_forbids_binds_the_registrar_who_cannot_lift_it(people: World, forbidden: str) -> None:
    await domain_create(people.as_("alpha"), thick())
    status = f"server{forbidden}Prohibited"
    await domain_update(people.operator, DomainUpdate("one.test", add=DomainParts(statuses=(status,))))
    expiry = (await look(people, "one.test")).expires_at.date()
    lift = DomainUpdate("one.test", remove=DomainParts(statuses=(status,)))
    attempt = {
        "Update": lambda: domain_update(people.as_("alpha"), DomainUpdate("one.test", authinfo=None)),
        "Renew": lambda: domain_renew(people.as_("alpha"), DomainRenew("one.test", expiry)),
        "Transfer": lambda: domain_transfer(people.as_("beta"), DomainTransfer("one.test", "request", authinfo=SECRET)),
        "Delete": lambda: domain_delete(people.as_("alpha"), DomainDelete("one.test")),
    }[forbidden]
    async with refused(2304):
        await attempt()
    async with refused(2304 if forbidden == "Update" else 2306):
        await domain_update(people.as_("alpha"), lift)
    await domain_update(people.operator, lift)
    await attempt()


@pytest.mark.parametrize("wish", [thick(contacts=(ContactLink("", "P-1"), *thick().contacts))], ids=["create"])
async def test_a_contact_without_a_type_is_refused(people: World, wish: DomainCreate) -> None:
    async with refused(2003):
        await domain_create(people.as_("alpha"), wish)
    await domain_create(people.as_("alpha"), thick())
    async with refused(2003):
        add = DomainParts(contacts=(ContactLink("", "P-1"),))
        await domain_update(people.as_("alpha"), DomainUpdate("one.test", add=add))


async def test_a_refused_contact_is_named_by_its_element_and_handle(people: World) -> None:
    await domain_create(people.as_("alpha"), thick())
    with pytest.raises(Refusal) as refusal:
        add = DomainParts(contacts=(ContactLink("tech", "P-2"),))
        await domain_update(people.as_("alpha"), DomainUpdate("one.test", add=add))
    assert (refusal.value.code, refusal.value.element, refusal.value.value) == (2306, "domain:contact", "P-2")


async def test_no_name_is_delegated_to_a_host_of_our_zones_that_has_no_address(people: World) -> None:
    await domain_create(people.as_("alpha"), thick())
    await domain_create(people.as_("beta"), DomainCreate("two.example"))
    await host_create(people.as_("alpha"), HostCreate("bare.one.test"))
    bare = NameServers(("bare.one.test",))
    for registrar, name in (("alpha", "one.test"), ("beta", "two.example")):
        async with refused(2306):
            await domain_update(people.as_(registrar), DomainUpdate(name, add=DomainParts(bare)))
    async with refused(2306):
        await domain_create(people.as_("beta"), DomainCreate("three.example", nameservers=bare))
    await host_update(people.as_("alpha"), HostUpdate("bare.one.test", add=HostParts(GLUE)))
    await domain_create(people.as_("beta"), DomainCreate("three.example", nameservers=bare))


async def test_there_are_no_host_objects_below_a_tld_of_host_attributes(world: World) -> None:
    await domain_create(world.as_("alpha"), DomainCreate("one.invalid"))
    async with refused(2306):
        await host_create(world.as_("alpha"), HostCreate("ns1.one.invalid", GLUE))


async def test_one_check_asks_about_fifty_names_at_most(world: World) -> None:
    names = tuple(f"n{number}.example" for number in range(51))
    assert len(await domain_check(world.as_("alpha"), DomainCheck(names[:50]))) == 50
    async with refused(2004):
        await domain_check(world.as_("alpha"), DomainCheck(names))
