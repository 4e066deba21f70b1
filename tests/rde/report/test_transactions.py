"""The transactions report: each thing counts in its month, once, for its registrar, whenever the report is made."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest

from rde.report.transactions import transactions
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_renew import domain_renew
from registry.actions.domain_restore import domain_restore
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.actions.host_create import host_create
from registry.actions.registrar_create import registrar_create
from registry.actions.settle import settle_registrar
from registry.clock import FakeClock
from registry.model.change import DomainParts, NameServers
from registry.model.month import Month
from registry.model.period import Period
from registry.model.registrar import AccountLimits
from registry.requests.domain import (
    DomainCreate,
    DomainDelete,
    DomainRenew,
    DomainRestore,
    DomainTransfer,
    DomainUpdate,
    RestoreReport,
)
from registry.requests.host import HostCreate
from registry.requests.registrar import RegistrarCreate
from tests.ways import change_rules
from tests.world import PASSWORD, Clone, World, open_world

pytestmark = pytest.mark.slow  # months of a registry's life

SECRET = "Quiet-Harbour-7261-Lantern"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2026, 3, 1, 12, 0, tzinfo=UTC))


async def opened(clone: Clone, clock: FakeClock) -> World:
    return await open_world(await clone.store(), clock)


async def create(world: World, name: str, by: str = "alpha", years: int = 1, **parts) -> None:
    await domain_create(world.as_(by), DomainCreate(name, Period(years), authinfo=SECRET, **parts))


async def report(world: World, month: str, tld: str = "example") -> Mapping[str, Mapping[str, str]]:
    """The lines of a report by the registrar's name."""
    made = await transactions(world.operator, tld, Month.read(month))
    return {line["registrar-name"]: line for line in rows(made.content)}


def rows(content: bytes) -> Iterator[Mapping[str, str]]:
    return csv.DictReader(io.StringIO(content.decode(), newline=""))


def figures(line: Mapping[str, str]) -> dict[str, int]:
    """What is not zero, but for what is held at the end."""
    return {
        column: int(number)
        for column, number in line.items()
        if column not in ("registrar-name", "iana-id", "total-domains", "total-nameservers") and int(number)
    }


async def at(world: World, clock: FakeClock, instant: str) -> None:
    """Time passes, and what it brings is written down."""
    clock.move_to(datetime.fromisoformat(instant).replace(tzinfo=UTC))
    for number in world.numbers.values():
        await settle_registrar(world.operator, number)


@pytest.mark.feature("REG-08")
async def test_a_year_of_names_counts_month_by_month(clone: Clone, clock: FakeClock) -> None:
    world = await opened(clone, clock)
    await create(world, "stays.example")
    await create(world, "long.example", years=10)
    await create(world, "tasted.example")
    await at(world, clock, "2026-03-04T12:00")
    await domain_delete(world.as_("alpha"), DomainDelete("tasted.example"))
    await at(world, clock, "2026-03-29T12:00")
    await create(world, "late.example", by="beta", years=2)  # its add grace ends in April

    await at(world, clock, "2026-04-20T12:00")
    await domain_renew(world.as_("alpha"), DomainRenew("stays.example", datetime(2027, 3, 1).date(), Period(3)))
    await at(world, clock, "2026-05-10T12:00")
    march, april = await report(world, "2026-03"), await report(world, "2026-04")
    assert figures(march["Alpha Registrar"]) == {
        "net-adds-1-yr": 1,
        "net-adds-10-yr": 1,
        "deleted-domains-grace": 1,
        "attempted-adds": 3,
    }
    assert figures(march["Beta Registrar"]) == {"attempted-adds": 1}
    assert figures(april["Beta Registrar"]) == {"net-adds-2-yr": 1}
    assert figures(april["Alpha Registrar"]) == {"net-renews-3-yr": 1}
    assert (march["Alpha Registrar"]["total-domains"], march["Beta Registrar"]["total-domains"]) == ("2", "1")
    assert (march["Totals"]["iana-id"], march["Totals"]["total-domains"]) == ("", "3")


async def test_a_renewal_by_time_counts_when_nobody_can_undo_it_any_more(clone: Clone, clock: FakeClock) -> None:
    world = await opened(clone, clock)
    for name in ("kept.example", "dropped.example", "moved.example"):
        await create(world, name)
    await at(world, clock, "2027-03-10T12:00")  # all three were renewed on the first
    await domain_delete(world.as_("alpha"), DomainDelete("dropped.example"))
    await domain_update(world.as_("alpha"), DomainUpdate("moved.example", authinfo=SECRET))
    await domain_transfer(world.as_("beta"), DomainTransfer("moved.example", "request", authinfo=SECRET))
    await at(world, clock, "2027-03-12T12:00")
    await domain_transfer(world.as_("alpha"), DomainTransfer("moved.example", "approve"))
    await at(world, clock, "2027-06-01T12:00")
    assert figures((await report(world, "2027-04"))["Alpha Registrar"]) == {
        "net-renews-1-yr": 1,  # 1 March and 45 days
        "deleted-domains-nograce": 1,  # 10 March and 35 days
    }
    march = await report(world, "2027-03")
    assert figures(march["Alpha Registrar"]) == {"transfer-losing-successful": 1}
    assert figures(march["Beta Registrar"]) == {"transfer-gaining-successful": 1}
    assert (march["Alpha Registrar"]["total-domains"], march["Beta Registrar"]["total-domains"]) == ("2", "1")


async def test_a_transfer_counts_for_both_sides_unless_the_name_is_deleted_in_its_grace(
    clone: Clone, clock: FakeClock
) -> None:
    world = await opened(clone, clock)
    for name in ("taken.example", "regretted.example", "refused.example"):
        await create(world, name)
    await at(world, clock, "2026-03-10T12:00")
    for name, verdict in (("taken", "approve"), ("regretted", "approve"), ("refused", "reject")):
        await domain_transfer(world.as_("beta"), DomainTransfer(f"{name}.example", "request", authinfo=SECRET))
        await domain_transfer(world.as_("alpha"), DomainTransfer(f"{name}.example", verdict))
    await domain_delete(world.as_("beta"), DomainDelete("regretted.example"))
    await at(world, clock, "2026-04-02T12:00")
    march = await report(world, "2026-03")
    assert figures(march["Alpha Registrar"]) == {
        "net-adds-1-yr": 3,
        "transfer-losing-successful": 1,
        "transfer-losing-nacked": 1,
        "attempted-adds": 3,
    }
    assert figures(march["Beta Registrar"]) == {"transfer-gaining-successful": 1, "transfer-gaining-nacked": 1}


async def test_restores_count_and_those_without_a_report_too(clone: Clone, clock: FakeClock) -> None:
    world = await opened(clone, clock)
    for name in ("back.example", "forgotten.example"):
        await create(world, name)
    await at(world, clock, "2026-04-10T12:00")
    for name in ("back.example", "forgotten.example"):
        await domain_delete(world.as_("alpha"), DomainDelete(name))
        await domain_restore(world.as_("alpha"), DomainRestore(name, "request"))
    now = clock.now().isoformat()
    told = RestoreReport("before", "after", now, now, "mistake", ("true", "no gain"))
    await domain_restore(world.as_("alpha"), DomainRestore("back.example", "report", told))
    await at(world, clock, "2026-06-10T12:00")
    assert figures((await report(world, "2026-04"))["Alpha Registrar"]) == {
        "restored-domains": 1,
        "restored-noreport": 1,
    }
    assert figures((await report(world, "2026-05"))["Alpha Registrar"]) == {"deleted-domains-nograce": 1}


async def test_the_report_of_a_month_is_the_same_whenever_it_is_made(clone: Clone, clock: FakeClock) -> None:
    world = await opened(clone, clock)
    await host_create(world.as_("alpha"), HostCreate("ns1.elsewhere.net"))
    await host_create(world.as_("alpha"), HostCreate("ns2.elsewhere.net"))
    for number in range(6):
        delegation = NameServers((f"ns{number % 2 + 1}.elsewhere.net",))
        await create(world, f"name{number}.example", nameservers=delegation)
    await at(world, clock, "2026-04-01T00:00")
    first = (await transactions(world.operator, "example", Month(2026, 3))).content
    (alpha,) = (line for line in rows(first) if line["registrar-name"] == "Alpha Registrar")
    assert (alpha["total-domains"], alpha["total-nameservers"]) == ("6", "2")

    await domain_delete(world.as_("alpha"), DomainDelete("name0.example"))
    await domain_update(world.as_("alpha"), DomainUpdate("name1.example", authinfo=SECRET))
    await domain_transfer(world.as_("beta"), DomainTransfer("name1.example", "request", authinfo=SECRET))
    await domain_update(
        world.as_("alpha"), DomainUpdate("name2.example", remove=DomainParts(NameServers(("ns1.elsewhere.net",))))
    )
    await domain_renew(world.as_("alpha"), DomainRenew("name3.example", datetime(2027, 3, 1).date(), Period(1)))
    await create(world, "after.example", by="gamma")
    for later in ("2026-04-02T00:00", "2026-06-01T00:00", "2027-06-01T00:00"):
        await at(world, clock, later)
        assert (await transactions(world.operator, "example", Month(2026, 3))).content == first


async def test_a_span_that_changed_counts_by_the_policy_that_something_happened_under(
    clone: Clone, clock: FakeClock
) -> None:
    world = await opened(clone, clock)
    clock.move_to(datetime(2026, 3, 20, tzinfo=UTC))
    await create(world, "short.example")
    spans = world.registry.book.at("example", clock.now()).rules.document()["spans"]
    await change_rules(world, "example", {"spans": spans | {"add_grace": 20}})
    await create(world, "long.example")
    await change_rules(world, "example", {"spans": spans | {"add_grace": 0}})
    await create(world, "at-once.example")
    await at(world, clock, "2026-05-01T00:00")
    assert figures((await report(world, "2026-03"))["Totals"]) == {"net-adds-1-yr": 2, "attempted-adds": 3}
    assert figures((await report(world, "2026-04"))["Totals"]) == {"net-adds-1-yr": 1}


async def test_refused_attempts_count_and_other_tlds_do_not(clone: Clone, clock: FakeClock) -> None:
    world = await opened(clone, clock)
    await create(world, "one.example")
    await create(world, "one.invalid")
    await world.store.transaction(lambda db: refused_attempt(db, world, "two.example"))
    await at(world, clock, "2026-04-01T00:00")
    assert figures((await report(world, "2026-03"))["Totals"])["attempted-adds"] == 2


async def test_only_registrars_that_are_reported_have_a_line_and_names_are_quoted(
    clone: Clone, clock: FakeClock
) -> None:
    world = await opened(clone, clock)
    for handle, kind, iana in (("itself", "internal", None), ("probe", "monitoring", 9997), ("tester", "test", 9995)):
        wish = RegistrarCreate(
            handle,
            f'{handle}, "Inc."',
            PASSWORD,
            iana_id=iana,
            kind=kind,
            accounts=(AccountLimits("USD", credit_limit=10**6),),
            tlds=("example",),
        )
        await registrar_create(world.operator, wish)
    world = await open_world(world.store, clock)
    for number, handle in enumerate(("alpha", "itself", "probe", "tester")):
        await create(world, f"name{number}.example", by=handle)
    await at(world, clock, "2026-04-01T00:00")
    content = (await transactions(world.operator, "example", Month(2026, 3))).content
    assert [(line["registrar-name"], line["iana-id"]) for line in rows(content)] == [
        ("Alpha Registrar", "9990"),
        ('itself, "Inc."', "9999"),
        ("Totals", ""),
    ]
    assert b'"itself, ""Inc.""",9999,1,' in content


# As the registry agreement names them (specification 3), in its order.
HEADER = (
    "registrar-name,iana-id,total-domains,total-nameservers,net-adds-1-yr,net-adds-2-yr,net-adds-3-yr,"
    "net-adds-4-yr,net-adds-5-yr,net-adds-6-yr,net-adds-7-yr,net-adds-8-yr,net-adds-9-yr,net-adds-10-yr,"
    "net-renews-1-yr,net-renews-2-yr,net-renews-3-yr,net-renews-4-yr,net-renews-5-yr,net-renews-6-yr,"
    "net-renews-7-yr,net-renews-8-yr,net-renews-9-yr,net-renews-10-yr,transfer-gaining-successful,"
    "transfer-gaining-nacked,transfer-losing-successful,transfer-losing-nacked,transfer-disputed-won,"
    "transfer-disputed-lost,transfer-disputed-nodecision,deleted-domains-grace,deleted-domains-nograce,"
    "restored-domains,restored-noreport,agp-exemption-requests,agp-exemptions-granted,agp-exempted-domains,"
    "attempted-adds"
)


async def test_an_empty_month_has_its_totals(clone: Clone, clock: FakeClock) -> None:
    world = await opened(clone, clock)
    clock.move_to(datetime(2026, 5, 1, tzinfo=UTC))
    made = await transactions(world.operator, "example", Month(2026, 4))
    assert made.name == "example-transactions-202604.csv"
    header, totals, end = made.content.decode().split("\r\n")
    assert header == HEADER
    assert (totals, end) == ("Totals," + ",0" * 37, "")


async def refused_attempt(db, world: World, name: str) -> None:
    """As the door logs a create that is refused."""
    from registry.store import commands

    await commands.add(
        db,
        instants=[world.clock.now()],
        svtrids=["refused-1"],
        cltrids=[None],
        doors=["epp"],
        registrar_ids=[world.numbers["alpha"]],
        operators=[None],
        addresses=[None],
        session_ids=[None],
        verbs=["create"],
        objects=["domain"],
        names=[name.upper()],
        codes=[2302],
        durations=[1.0],
        frames=[None],
    )
