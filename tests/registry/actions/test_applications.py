"""Applications for names: several may apply, one wins, the others get back what they paid; and no name is had twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.actions.allocation_plan import decision, uncontested
from registry.actions.application_allocate import application_allocate
from registry.actions.application_delete import application_delete
from registry.actions.application_step import application_step
from registry.actions.application_update import application_update
from registry.actions.contact_create import contact_create
from registry.actions.contact_delete import contact_delete
from registry.actions.contact_info import contact_info
from registry.actions.domain_check import domain_check
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_info import domain_info
from registry.actions.domain_update import domain_update
from registry.actions.host_create import host_create
from registry.actions.host_delete import host_delete
from registry.actions.host_info import host_info
from registry.actions.registrar_accredit import registrar_accredit
from registry.actions.settle import settle
from registry.actions.tmch_import import tmch_import
from registry.actions.token_issue import TokenIssue, token_issue
from registry.errors import Refusal
from registry.model.change import DomainParts, NameServers
from registry.model.contact import Postal
from registry.model.domain import ContactLink
from registry.model.idn_table import TableBook
from registry.model.launch import LaunchCreate, LaunchInfo
from registry.model.lifecycle import grace_statuses
from registry.model.period import Period
from registry.model.phases import NamedPhase, Phase
from registry.requests.application import ApplicationAllocate, ApplicationStep
from registry.requests.contact import ContactCreate, ContactDelete, ContactInfo
from registry.requests.domain import (
    ApplicationDelete,
    ApplicationUpdate,
    DomainCheck,
    DomainCreate,
    DomainDelete,
    DomainInfo,
    DomainUpdate,
    DomainView,
)
from registry.requests.host import HostCreate, HostDelete, HostInfo
from registry.requests.registrar import RegistrarAccredit
from registry.store import ledger
from tests.epp.directions import change_state, end_accreditation
from tests.idn import three_tables
from tests.tmch.launching import launch
from tests.ways import change_rules
from tests.world import World

NAME = "tree.example"
SECRET = "2fooBAR-2fooBAR-2fooBAR-2fooBAR"
LANDRUSH = NamedPhase("landrush")
LANDRUSH_OF_APPLICATIONS = {
    "name": "landrush",
    "creates": "application",
    "first_status": "pendingAllocation",
    "needs": [],
}
APPLY = LaunchCreate(LANDRUSH, "application")


async def begin(world: World, *, tld: str = "example", **phase: object) -> None:
    """A landrush whose applications need no validation, unless `phase` says otherwise."""
    settings = {"first_status": "pendingAllocation"} | phase
    await launch(world, Phase("landrush", creates="application", **settings), tld=tld)


async def apply(world: World, registrar: str, name: str = NAME, **rest: object) -> str:
    """The identifier of a new application."""
    made = await domain_create(world.as_(registrar), DomainCreate(name, launch=APPLY, **rest))
    assert made.application and made.expires_at is None
    return made.application.application


async def view(world: World, registrar: str, application: str, name: str = NAME) -> DomainView:
    return await domain_info(world.as_(registrar), DomainInfo(name, launch=LaunchInfo(LANDRUSH, application)))


async def step(world: World, application: str, what: str, reason: str | None = None, **rest: object) -> None:
    await application_step(replace(world.operator, reason=reason), ApplicationStep(application, what, **rest))


async def messages(world: World, registrar: str) -> list[tuple[str, str]]:
    rows = await world.fetch(
        "SELECT kind, data FROM registry.poll_message WHERE registrar_id = $1 ORDER BY id", world.numbers[registrar]
    )
    return [(row["kind"], row["data"].get("status")) for row in rows]


def refused(code: int, words: str = "."):
    return pytest.raises(Refusal, match=words, check=lambda refusal: refusal.code == code)


async def proven(world: World) -> None:
    assert await world.store.reading(ledger.unproven) == []


@pytest.mark.feature("REG-09")
async def test_of_several_applicants_one_gets_the_name_and_the_others_their_money(world: World) -> None:
    await begin(world)
    before = {each: await world.balance(each) for each in ("alpha", "beta", "gamma")}
    first, second, third = [await apply(world, each, period=Period(2)) for each in before]
    assert len({first, second, third}) == 3
    assert [before[each] - await world.balance(each) for each in before] == [2000, 2000, 2000]
    with refused(2303):
        await domain_info(world.as_("alpha"), DomainInfo(NAME))

    done = await application_allocate(world.operator, ApplicationAllocate(second))
    assert (done.registrar, done.rejected) == ("beta", (first, third))
    assert [str(each) for each in done.credits] == ["20.00", "20.00"]
    assert [before[each] - await world.balance(each) for each in before] == [0, 2000, 0]
    domain = (await domain_info(world.as_("beta"), DomainInfo(NAME))).domain
    assert (domain.registrar, domain.roid, domain.created_by) == ("beta", done.roid, "beta")
    assert domain.expires_at - domain.created_at == timedelta(days=730) or domain.expires_at.year == 2028
    assert grace_statuses(domain, world.clock.now()) == ("addPeriod",)
    shown = [(await view(world, each, number)).launch for each, number in zip(before, done.rejected[:1], strict=False)]
    assert shown[0] and (shown[0].status, shown[0].reason) == (
        "rejected",
        "The name was allocated to another application.",
    )
    assert await messages(world, "beta") == [("application", "allocated")]
    assert await messages(world, "gamma") == [("application", "rejected")]
    await proven(world)


async def test_a_domain_that_was_allocated_and_is_deleted_in_its_grace_period_is_given_back_as_it_was_paid(
    world: World,
) -> None:
    await begin(world)
    before = await world.balance("alpha")
    number = await apply(world, "alpha")
    await application_allocate(world.operator, ApplicationAllocate(number))
    assert before - await world.balance("alpha") == 1000
    deleted = await domain_delete(world.as_("alpha"), DomainDelete(NAME))
    assert deleted.purged
    assert await world.balance("alpha") == before
    await proven(world)


async def test_a_withdrawn_application_is_gone_and_paid_back_and_another_may_still_win(world: World) -> None:
    await begin(world)
    before = await world.balance("alpha")
    first, second = await apply(world, "alpha"), await apply(world, "beta")
    wish = ApplicationDelete(NAME, phase=LANDRUSH, application=first)
    with refused(2201):
        await application_delete(world.as_("beta"), wish)
    gone = await application_delete(world.as_("alpha"), wish)
    assert [each.amount for each in gone.credits] == [1000]
    assert await world.balance("alpha") == before
    with refused(2303, "no such application"):
        await application_delete(world.as_("alpha"), wish)
    assert (await application_allocate(world.operator, ApplicationAllocate(second))).rejected == ()
    with refused(2304, "The application is allocated"):
        await application_delete(world.as_("beta"), ApplicationDelete(NAME, phase=LANDRUSH, application=second))
    await proven(world)


async def test_an_application_is_seen_by_who_made_it_under_its_own_phase_and_name(world: World) -> None:
    await begin(world)
    number = await apply(world, "alpha")
    seen = await view(world, "alpha", number)
    assert seen.launch and (seen.launch.application, seen.launch.status) == (number, "pendingAllocation")
    with refused(2201, "Another registrar"):
        await view(world, "beta", number)
    with refused(2303, "for this name"):
        await view(world, "alpha", number, "bush.example")
    with refused(2306):
        await domain_info(world.as_("alpha"), DomainInfo(NAME, launch=LaunchInfo(NamedPhase("sunrise"), number)))
    with refused(2303):
        await view(world, "alpha", "A1-NAMEHSE")


async def test_the_account_pays_for_an_application_or_there_is_none(world: World) -> None:
    await begin(world)
    with refused(2104):
        await apply(world, "delta", period=Period(6))
    assert await world.fetch("SELECT FROM registry.application") == []
    await apply(world, "delta", period=Period(5))
    with refused(2104):
        await apply(world, "delta", "bush.example")
    await proven(world)


async def test_a_phase_says_how_often_a_registrar_may_apply_for_a_name(world: World) -> None:
    await begin(world, most_per_registrar=2)
    first = await apply(world, "alpha")
    await apply(world, "alpha")
    with refused(2306, "2 times"):
        await apply(world, "alpha")
    await apply(world, "beta")
    await apply(world, "alpha", "bush.example")
    await step(world, first, "reject")
    await apply(world, "alpha")


async def test_who_applies_says_that_it_knows_of_the_launch(world: World) -> None:
    await begin(world)
    with refused(2003, "name it"):
        await domain_create(world.as_("alpha"), DomainCreate(NAME))
    with refused(2306):
        await domain_create(world.as_("alpha"), DomainCreate(NAME, launch=LaunchCreate(LANDRUSH, "registration")))


async def test_a_name_that_is_applied_for_waits_for_the_decision_when_others_may_be_had_at_once(world: World) -> None:
    await begin(world)
    number = await apply(world, "alpha")
    (line,) = await domain_check(world.as_("beta"), DomainCheck((NAME,), phase=LANDRUSH))
    assert line.available, "another may apply"
    await launch(world, Phase("open"))
    world.registry.book = await _with_both(world)
    (line,) = await domain_check(world.as_("beta"), DomainCheck((NAME,)))
    assert (line.available, line.reason) == (False, "Applications are not decided yet")
    with refused(2306, "not decided yet"):
        await domain_create(world.as_("beta"), DomainCreate(NAME))
    await step(world, number, "reject")
    (line,) = await domain_check(world.as_("beta"), DomainCheck((NAME,)))
    assert line.available
    await domain_create(world.as_("beta"), DomainCreate(NAME))


async def _with_both(world: World):
    from registry.store import tlds

    return await world.store.reading(tlds.book)


async def test_a_registered_name_is_not_applied_for_and_an_application_for_it_cannot_win(world: World) -> None:
    await begin(world)
    number = await apply(world, "alpha")
    await step(world, number, "reject")
    await launch(world, Phase("open"))
    await domain_create(world.as_("beta"), DomainCreate(NAME))
    await begin(world)
    with refused(2302):
        await apply(world, "alpha")
    with refused(2304):
        await application_allocate(world.operator, ApplicationAllocate(number))


async def test_what_an_application_links_stays_until_it_is_decided(world: World) -> None:
    await begin(world, tld="test")
    postal = Postal("int", "Jane Doe", "Springfield", "US")
    for handle in ("C-1", "C-2"):
        await contact_create(world.as_("alpha"), ContactCreate(handle, (postal,), "jane@example.org", authinfo=SECRET))
    await host_create(world.as_("alpha"), HostCreate("ns1.elsewhere.org"))
    links = (ContactLink("admin", "C-1"), ContactLink("tech", "C-2"))
    number = await apply(
        world,
        "alpha",
        "tree.test",
        registrant="C-1",
        contacts=links,
        nameservers=NameServers(hosts=("ns1.elsewhere.org",)),
    )
    domain = (await view(world, "alpha", number, "tree.test")).domain
    assert (domain.registrant, domain.contacts, domain.hosts) == ("C-1", links, ("ns1.elsewhere.org",))
    assert (await contact_info(world.as_("alpha"), ContactInfo("C-2"))).contact.linked
    assert (await host_info(world.as_("alpha"), HostInfo("ns1.elsewhere.org"))).host.linked
    for handle in ("C-1", "C-2"):
        with refused(2305, r"tree\.test"):
            await contact_delete(world.as_("alpha"), ContactDelete(handle))
    with refused(2305):
        await host_delete(world.as_("alpha"), HostDelete("ns1.elsewhere.org"))

    await step(world, number, "reject")
    domain = (await view(world, "alpha", number, "tree.test")).domain
    assert (domain.registrant, domain.hosts) == ("C-1", ("ns1.elsewhere.org",)), "as it was when it was decided"
    await host_delete(world.as_("alpha"), HostDelete("ns1.elsewhere.org"))
    for handle in ("C-1", "C-2"):
        await contact_delete(world.as_("alpha"), ContactDelete(handle))


async def test_an_application_is_changed_until_it_is_decided_and_the_domain_is_what_it_was_last(world: World) -> None:
    await begin(world, tld="invalid", first_status="pendingValidation")
    name = "tree.invalid"
    number = await apply(world, "alpha", name)
    from registry.model.host import NameServer

    there = DomainParts(NameServers(attributes=(NameServer("ns1.elsewhere.org"),)))
    change = ApplicationUpdate(name, add=there, phase=LANDRUSH, application=number)
    with refused(2201):
        await application_update(world.as_("beta"), change)
    with refused(2306):
        await application_update(
            world.as_("alpha"), ApplicationUpdate(name, add=there, phase=NamedPhase("open"), application=number)
        )
    with refused(2102):
        await application_update(
            world.as_("alpha"),
            ApplicationUpdate(name, add=DomainParts(statuses=("clientHold",)), phase=LANDRUSH, application=number),
        )
    await application_update(world.as_("alpha"), change)
    with refused(2306):
        await application_update(world.as_("alpha"), change)
    await step(world, number, "invalidate", reason="Who are you?")
    assert (await view(world, "alpha", number, name)).launch.reason == "Who are you?"
    await application_update(
        world.as_("alpha"), ApplicationUpdate(name, authinfo=SECRET, phase=LANDRUSH, application=number)
    )
    assert (await view(world, "alpha", number, name)).launch.status == "pendingValidation", "it is validated anew"
    await step(world, number, "validate")
    await application_allocate(world.operator, ApplicationAllocate(number))
    domain = await domain_info(world.as_("alpha"), DomainInfo(name))
    assert [each.name for each in domain.domain.nameservers] == ["ns1.elsewhere.org"]
    assert domain.has_authinfo
    with refused(2304, "cannot be changed"):
        await application_update(world.as_("alpha"), change)
    await domain_update(world.as_("alpha"), DomainUpdate(name, remove=there))


async def test_names_in_a_tld_without_applications_have_none_to_be_changed_or_withdrawn(world: World) -> None:
    with refused(2102):
        await application_update(world.as_("alpha"), ApplicationUpdate(NAME, phase=LANDRUSH, application="A1-X"))
    with refused(2102):
        await application_delete(world.as_("alpha"), ApplicationDelete(NAME, phase=LANDRUSH, application="A1-X"))


async def test_what_is_decided_stays_decided_and_only_operators_decide(world: World) -> None:
    await begin(world, first_status="pendingValidation")
    number = await apply(world, "alpha")
    with refused(2201):
        await application_step(world.as_("alpha"), ApplicationStep(number, "validate"))
    with refused(2201):
        await application_allocate(world.as_("alpha"), ApplicationAllocate(number))
    with refused(2304, "pendingValidation cannot be allocated"):
        await application_allocate(world.operator, ApplicationAllocate(number))
    await step(world, number, "hold", substatus="namesake", reason="Two of one name.")
    await step(world, number, "validate")
    await step(world, number, "defer")
    assert await messages(world, "alpha") == [
        ("application", "custom"),
        ("application", "validated"),
        ("application", "pendingAllocation"),
    ]
    await application_allocate(world.operator, ApplicationAllocate(number))
    for again in ("validate", "invalidate", "defer", "hold", "reject"):
        with refused(2304):
            await step(world, number, again)


async def test_every_version_of_an_application_is_remembered_without_its_secret(world: World) -> None:
    await begin(world)
    first, second = await apply(world, "alpha", authinfo=SECRET), await apply(world, "beta")
    await application_allocate(replace(world.operator, reason="won the auction"), ApplicationAllocate(first))
    rows = await world.fetch(
        "SELECT roid, version, event, state, operator FROM registry.history WHERE kind = 'application' ORDER BY id"
    )
    assert [(row["roid"], row["version"], row["event"]) for row in rows] == [
        (first, 1, "create"),
        (second, 1, "create"),
        (first, 2, "allocate"),
        (second, 2, "reject"),
    ]
    assert rows[2]["state"]["domain"]["name"] == NAME
    assert "authinfo" not in rows[0]["state"]["domain"]
    assert rows[2]["state"]["reason"] == "won the auction"
    commands = await world.fetch("SELECT verb, object, code FROM registry.command ORDER BY id")
    assert [tuple(row) for row in commands][-3:] == [
        ("create", "application", 1001),
        ("create", "application", 1001),
        ("allocate", "application", 1000),
    ]


async def test_who_wins_a_name_could_register_it_today(world: World) -> None:
    await begin(world)
    application = await apply(world, "alpha")
    await change_state(world, "alpha", "suspended")
    with refused(2201):
        await application_allocate(world.operator, ApplicationAllocate(application))
    await change_state(world, "alpha", "active")
    await end_accreditation(world, "alpha", "example")
    with refused(2201):
        await application_allocate(world.operator, ApplicationAllocate(application))
    await registrar_accredit(world.operator, RegistrarAccredit("alpha", "example"))
    assert (await application_allocate(world.operator, ApplicationAllocate(application))).registrar == "alpha"


@pytest.mark.parametrize(
    ("mode", "kept"),
    [("blocked", []), ("same_registrar", ["pendingAllocation"])],
)
async def test_applications_for_variants_of_a_name_are_rivals_where_only_one_can_have_them(
    world: World, mode: str, kept: list[str]
) -> None:
    await three_tables(world, variants=mode)
    await change_rules(world, "example", {"phases": [LANDRUSH_OF_APPLICATIONS]})
    winner = await apply(world, "alpha", "strasse.example")
    own = await apply(world, "alpha", "xn--strae-oqa.example")
    others = await apply(world, "beta", "xn--strae-oqa.example")
    stranger = await apply(world, "beta", "goethe.example")
    before = await world.balance("beta")
    seen = await decision(world.operator, ApplicationAllocate(winner))
    assert set(seen.rivals) == {others, *([] if kept else [own])}
    done = await application_allocate(world.operator, ApplicationAllocate(winner))
    assert set(done.rejected) == set(seen.rivals)
    rows = await world.fetch("SELECT roid, status FROM registry.application ORDER BY id")
    left = {row["roid"]: row["status"] for row in rows}
    assert left == {
        winner: "allocated",
        own: kept[0] if kept else "rejected",
        others: "rejected",
        stranger: "pendingAllocation",
    }
    assert await world.balance("beta") == before + 1000


class Counting:
    """A process's IDN tables, and how often they were asked for."""

    def __init__(self, tables: TableBook) -> None:
        self.tables, self.asked = tables, 0

    def offered(self, *args: object) -> object:
        self.asked += 1
        return self.tables.offered(*args)

    def __getattr__(self, name: str) -> object:
        return getattr(self.tables, name)


@pytest.mark.slow
async def test_a_thousand_names_are_compared_with_one_another_by_what_they_are_variants_of(world: World) -> None:
    await three_tables(world, variants="blocked")
    await change_rules(world, "example", {"phases": [LANDRUSH_OF_APPLICATIONS]})
    one = await apply(world, "alpha", "strasse.example")
    other = await apply(world, "beta", "xn--strae-oqa.example")
    await apply(world, "alpha", "goethe.example")
    await world.fetch(
        """INSERT INTO registry.application
           SELECT (jsonb_populate_record(a, jsonb_build_object(
                   'id', n, 'roid', 'A' || n || '-NAMEHSE', 'name', 'goethe' || n || '.example',
                   'plan', a.plan || jsonb_build_object('name', 'goethe' || n || '.example')))).*
             FROM registry.application a, generate_series(10000000, 10000999) AS n
            WHERE a.name = 'goethe.example'"""
    )
    await change_rules(world, "example", {"phases": []})
    world.registry.tables = Counting(world.registry.tables)
    plan = await uncontested(world.operator, "example")
    assert len(plan) == 1001 and not {one, other} & {each.application for each in plan}
    assert world.registry.tables.asked < 10 * 1003, "each name a few times, and never each with each"


async def test_marks_that_were_revoked_meanwhile_win_nothing(world: World) -> None:
    from tests.tmch.clearinghouse import smdrl
    from tests.tmch.test_sunrise import HOUSE, SUNRISE, EncodedMark, encoded, opened

    world.registry.trademarks = HOUSE.trademarks
    await tmch_import(world.operator, "crl", HOUSE.crl())
    await tmch_import(world.operator, "smdrl", smdrl())
    await launch(world, Phase("sunrise", needs=("mark",), creates="application"))
    marks = tuple(EncodedMark(encoded(HOUSE.mark("tree", smd_id=number)), opened) for number in ("1-1", "2-2"))
    made = [
        await domain_create(
            world.as_(each), DomainCreate(NAME, launch=LaunchCreate(SUNRISE, "application", marks=(mark,)))
        )
        for each, mark in zip(("alpha", "beta"), marks, strict=True)
    ]
    first, second = [each.application.application for each in made]
    await step(world, first, "validate")
    await tmch_import(world.operator, "smdrl", smdrl("1-1"))
    with refused(2306, "revoked"):
        await application_allocate(world.operator, ApplicationAllocate(first))
    await step(world, first, "invalidate")
    with refused(2306, "revoked"):
        await step(world, first, "validate")
    await step(world, second, "validate")
    await application_allocate(world.operator, ApplicationAllocate(second))
    row = (await world.fetch("SELECT name, smd_id, applied_at, registered_at FROM registry.launch"))[0]
    assert (row["name"], row["smd_id"]) == (NAME, "2-2")
    assert row["applied_at"] is not None


async def test_a_single_token_is_used_by_an_application_until_it_comes_to_nothing(world: World) -> None:
    await begin(world, needs=("token",))
    (token,) = await token_issue(world.operator, TokenIssue(tld="example", label="tree"))
    with refused(2003):
        await apply(world, "alpha")
    first = await apply(world, "alpha", token=token)
    with refused(2201):
        await apply(world, "beta", token=token)
    await step(world, first, "reject")
    second = await apply(world, "beta", token=token)
    await application_allocate(world.operator, ApplicationAllocate(second))
    roid = (await domain_info(world.as_("beta"), DomainInfo(NAME))).domain.roid
    assert [row["roid"] for row in await world.fetch("SELECT roid FROM registry.redemption")] == [roid]
    await domain_delete(world.as_("beta"), DomainDelete(NAME))
    await apply(world, "alpha", token=token)


async def test_a_host_that_only_an_application_names_outlives_its_domain_like_any_in_use(world: World) -> None:
    home, host = "home.example", "ns1.home.example"
    landrush = Phase("landrush", creates="application", first_status="validated")
    await launch(world, Phase("open"), landrush)
    await domain_create(world.as_("alpha"), DomainCreate(home, Period(2)))
    await host_create(world.as_("alpha"), HostCreate(host, (("192.0.32.8", "v4"),)))
    number = await apply(world, "beta", nameservers=NameServers((host,)))
    with refused(2305, r"in use by 1: tree\.example"):
        await domain_delete(world.as_("alpha"), DomainDelete(home))
    await change_rules(world, "example", {"hosts_in_use": "restorable"})
    world.clock.advance(days=10)
    held = DomainParts(statuses=("clientHold",))
    await domain_update(world.as_("alpha"), DomainUpdate(home, add=held))
    await domain_delete(world.as_("alpha"), DomainDelete(home))
    world.clock.advance(days=40)
    await settle(world.operator, home)
    (kept,) = (await view(world, "beta", number)).domain.hosts
    assert kept.endswith(".sacrificial.invalid")
    await application_allocate(world.operator, ApplicationAllocate(number))
    assert (await domain_info(world.as_("beta"), DomainInfo(NAME))).domain.hosts == (kept,)
