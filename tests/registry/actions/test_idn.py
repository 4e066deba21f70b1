"""Internationalized names: a TLD sells what its tables permit, and no two people hold variants of one name."""

import asyncio
from dataclasses import replace

import pytest

from registry.actions.contact_create import contact_create
from registry.actions.domain_check import domain_check
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_info import domain_info
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.clock import FakeClock
from registry.errors import ParameterRange, ParameterSyntax, PolicyForbids, Refusal
from registry.jobs.settle_due import settle_due
from registry.model.domain import ContactLink, Domain
from registry.model.idn_table import TableBook
from registry.model.names import canonical
from registry.requests.domain import (
    DomainCheck,
    DomainCreate,
    DomainDelete,
    DomainInfo,
    DomainTransfer,
    DomainUpdate,
    IdnData,
)
from tests.idn import give_table, offer, three_tables
from tests.registry.actions.test_contacts import WISH as CONTACT
from tests.world import Clone, World, open_world


async def create(world: World, name: str, who: str = "alpha", idn: IdnData | None = None) -> Domain:
    name = canonical(name)
    await domain_create(world.as_(who), DomainCreate(name, idn=idn))
    return await seen(world, name, who)


async def seen(world: World, name: str, who: str = "alpha") -> Domain:
    return (await domain_info(world.as_(who), DomainInfo(canonical(name)))).domain


async def refused(world: World, name: str, who: str = "alpha", idn: IdnData | None = None) -> tuple[int, str]:
    with pytest.raises(Refusal) as refusal:
        await create(world, name, who, idn)
    return refusal.value.code, refusal.value.reason


async def reasons(world: World, *names: str, who: str = "alpha") -> list[str | None]:
    return [line.reason for line in await domain_check(world.as_(who), DomainCheck(tuple(map(canonical, names))))]


KEPT = "Variant of a registered name"
VARIANT = (2306, "The name is a variant of a registered name.")


@pytest.mark.feature("REG-12")
async def test_a_tld_sells_what_one_of_its_tables_permits(world: World) -> None:
    await three_tables(world)
    assert await reasons(
        world, "münchen.example", "łódź.example", "молоко.example", "молоkо.example", "plain.example"
    ) == [
        None,
        "Not available by policy",
        None,
        "Not available by policy",
        None,
    ]
    assert (await create(world, "münchen.example")).idn_table == "de"
    assert (await create(world, "молоко.example")).idn_table == "ru"
    assert (await create(world, "plain.example")).idn_table is None
    assert await refused(world, "łódź.example") == (2306, "No IDN table of this TLD permits the label.")


async def test_a_tld_without_tables_sells_what_idna_allows(world: World) -> None:
    assert (await create(world, "łódź.example")).idn_table is None
    await give_table(world, "de", "latin.xml")
    await offer(world, "de")
    assert await refused(world, "żółw.example") == (2306, "No IDN table of this TLD permits the label.")


async def test_a_new_version_of_a_table_counts_from_its_import(world: World) -> None:
    await give_table(world, "fr", b"0061..007A\n00E9")
    await offer(world, "fr")
    assert (await create(world, "café.example")).idn_table == "fr"
    assert (await refused(world, "ça.example"))[0] == 2306
    await give_table(world, "fr", b"0061..007A\n00E9\n00E7")
    assert (await create(world, "ça.example")).idn_table == "fr"
    rows = await world.fetch("SELECT idn_table_id FROM registry.domain WHERE idn_table_id IS NOT NULL ORDER BY id")
    first, second = (row["idn_table_id"] for row in rows)
    assert first != second, "each name remembers the version it was registered by"


@pytest.mark.feature("REG-12")
async def test_variants_of_a_registered_name_are_blocked_for_everybody(world: World) -> None:
    await three_tables(world)
    await create(world, "goethestrasse.example")
    names = ("göthestraße.example", "goethestraße.example", "gothestrasse.example", "goethestrasse.example")
    assert await reasons(world, *names) == [KEPT, KEPT, None, "In use"]
    assert len(KEPT) <= 32
    for who in ("alpha", "beta"):
        assert await refused(world, "göthestraße.example", who) == VARIANT
    await create(world, "сосо.example")
    assert await reasons(world, "coco.example") == [KEPT], "what looks the same is a variant, even in ASCII"
    await domain_delete(world.as_("alpha"), DomainDelete("goethestrasse.example"))
    assert await reasons(world, "göthestraße.example") == [None]
    await create(world, "göthestraße.example", "beta")


async def test_a_registrar_has_allocatable_variants_beside_its_name_where_the_tld_has_it_so(world: World) -> None:
    await three_tables(world, variants="same_registrar")
    await create(world, "goethestrasse.example")
    assert await reasons(world, "goethestraße.example", "göthestrasse.example") == [None, KEPT]
    assert await reasons(world, "goethestraße.example", who="beta") == [KEPT]
    assert await refused(world, "goethestraße.example", "beta") == VARIANT
    assert await refused(world, "göthestrasse.example") == VARIANT, "its type is blocked"
    beside = await create(world, "goethestraße.example")
    assert beside.variants == ("goethestrasse.example",)
    assert (await seen(world, "goethestrasse.example")).variants == (canonical("goethestraße.example"),)


async def test_who_holds_a_set_hands_it_on_when_the_name_ends(world: World, clock: FakeClock) -> None:
    await give_table(world, "zh", "han.txt")
    await offer(world, "zh", variants="same_registrar")
    # preferred variants: each of these may stand beside those before it
    await create(world, "國國.example")
    await create(world, "国国.example")
    await domain_delete(world.as_("alpha"), DomainDelete(canonical("國國.example")))
    assert (await seen(world, "国国.example")).variants == ()
    assert await refused(world, "圀国.example", "beta") == VARIANT
    clock.advance(days=6)
    await domain_delete(world.as_("alpha"), DomainDelete(canonical("国国.example")))
    assert await refused(world, "國國.example", "beta") == VARIANT, "in redemption it still holds the set"
    clock.advance(days=36)
    assert await reasons(world, "國國.example", who="beta") == [None]
    await create(world, "國國.example", "beta")  # the purge is due and not written
    await settle_due(world.registry)
    assert await reasons(world, "国国.example") == [KEPT]


async def test_a_registrant_has_variants_where_the_tld_has_it_so_and_they_stay_with_it(world: World) -> None:
    for handle in ("P-1", "P-2"):
        await contact_create(world.as_("alpha"), replace(CONTACT, handle=handle))
    await give_table(world, "de", "latin.xml")
    await offer(world, "de", tld="test", variants="same_registrant")

    def wanted(name: str, registrant: str) -> DomainCreate:
        links = tuple(ContactLink(role, "P-1") for role in ("admin", "tech"))
        return DomainCreate(canonical(name), registrant=registrant, contacts=links, authinfo="correct-horse-battery-42")

    await domain_create(world.as_("alpha"), wanted("strasse.test", "P-1"))
    with pytest.raises(PolicyForbids):
        await domain_create(world.as_("alpha"), wanted("straße.test", "P-2"))
    await domain_create(world.as_("alpha"), wanted("straße.test", "P-1"))
    with pytest.raises(PolicyForbids, match="same registrant"):
        await domain_update(world.as_("alpha"), DomainUpdate("strasse.test", registrant="P-2"))
    await domain_update(world.as_("alpha"), DomainUpdate("strasse.test", registrant="P-1"))
    await domain_update(world.as_("alpha"), DomainUpdate("strasse.test", authinfo="correct-horse-battery-42"))
    with pytest.raises(PolicyForbids, match="leave without"):
        asked = DomainTransfer("strasse.test", "request", authinfo="correct-horse-battery-42")
        await domain_transfer(world.as_("beta"), asked)


async def test_nothing_is_registered_beside_a_name_that_is_being_transferred(world: World) -> None:
    await give_table(world, "de", "latin.xml")
    await offer(world, "de", variants="same_registrar")
    await create(world, "strasse.example")
    secret = "correct-horse-battery-42"
    await domain_update(world.as_("alpha"), DomainUpdate("strasse.example", authinfo=secret))
    assert await reasons(world, "straße.example") == [None]
    await domain_transfer(world.as_("beta"), DomainTransfer("strasse.example", "request", authinfo=secret))
    assert await reasons(world, "straße.example") == [KEPT]
    assert await refused(world, "straße.example") == VARIANT


async def test_names_get_their_sets_anew_when_tables_change(world: World) -> None:
    await create(world, "strasse.example")
    await create(world, "weg.example")
    await give_table(world, "de", "latin.xml")
    await offer(world, "de")
    assert await reasons(world, "straße.example") == [KEPT], "the name was there before the table"
    await give_table(world, "de", b"0061..007A\n00DF\n00E4")
    await create(world, "straße.example", "beta")
    with pytest.raises(PolicyForbids, match=r"strasse\.example and xn--strae-oqa\.example"):
        await give_table(world, "de", "latin.xml")
    await domain_delete(world.as_("beta"), DomainDelete(canonical("straße.example")))
    await give_table(world, "de", "latin.xml")
    assert await reasons(world, "straße.example") == [KEPT]


async def test_names_of_one_registrar_become_variants_where_it_may_have_both(world: World) -> None:
    await create(world, "strasse.example")
    await create(world, "straße.example")
    await create(world, "gasse.example")
    await give_table(world, "de", "latin.xml")
    with pytest.raises(PolicyForbids, match="would be variants of each other"):
        await offer(world, "de")
    await offer(world, "de", variants="same_registrar")
    assert (await seen(world, "straße.example")).variants == ("strasse.example",)
    assert await refused(world, "gaße.example", "beta") == VARIANT


async def test_a_table_that_makes_no_sense_or_is_not_there_is_refused(world: World) -> None:
    with pytest.raises(ParameterRange, match="not allowed in labels"):
        await give_table(world, "odd", b"0041")
    with pytest.raises(ParameterSyntax):
        await give_table(world, "no name", b"0061")
    with pytest.raises(ParameterRange, match="no such IDN table"):
        await offer(world, "nothing")
    await give_table(world, "one", b"0061 0062|0063 0064")
    await give_table(world, "two", b"0061 0061|0064 0063")
    with pytest.raises(ParameterRange, match="contradict each other"):
        await offer(world, "one", "two")


async def test_the_table_that_a_registrar_names_permits_the_label(world: World) -> None:
    await three_tables(world)
    made = await create(world, "coin.example", idn=IdnData("zh"))
    assert made.idn_table == "zh", "of several tables the registrar chooses"
    no = await refused(world, "münchen.example", idn=IdnData("zh"))
    assert no == (2306, "This IDN table does not permit the label.")
    assert await refused(world, "münchen.example", idn=IdnData("fr")) == (
        2306,
        "This TLD does not offer this IDN table.",
    )
    wrong = (2306, "This is not the form of the name in Unicode.")
    for uname in ("munchen.example", "münchen", "München.example", "münchen.test"):
        assert await refused(world, "münchen.example", idn=IdnData("de", uname)) == wrong
    made = await create(world, "münchen.example", idn=IdnData("de", "münchen.example"))
    assert made.idn_table == "de"


@pytest.mark.slow
async def test_two_who_register_variants_at_once_are_not_both_served(clone: Clone, clock: FakeClock) -> None:
    store = await clone.store()
    world = await open_world(store, clock)
    await give_table(world, "de", "latin.xml")
    await offer(world, "de")
    for number in range(10):
        names = (f"strasse{number}.example", canonical(f"straße{number}.example"))
        results = await asyncio.gather(
            *(
                domain_create(world.as_(who), DomainCreate(name))
                for name in names
                for who in ("alpha", "beta", "gamma")
            ),
            return_exceptions=True,
        )
        assert sum(not isinstance(each, BaseException) for each in results) == 1, results
        assert {each.code for each in results if isinstance(each, Refusal)} <= {2302, 2306}, results
        clock.advance(seconds=1)


async def test_a_process_that_has_not_heard_of_a_table_registers_nothing(world: World) -> None:
    await give_table(world, "de", "latin.xml")
    await offer(world, "de")
    world.registry.tables = TableBook()
    assert (await refused(world, "plain.example"))[0] == 2400
    assert (await create(world, "plain.invalid")).idn_table is None


async def test_tables_that_a_tld_does_not_name_together_may_contradict_each_other(world: World) -> None:
    await give_table(world, "one", b"0061..007A\n0061 0062|0063 0064")
    await give_table(world, "two", b"0061..007A\n0061 0061|0064 0063")
    await offer(world, "one")
    await offer(world, "two", tld="invalid")
    await create(world, "xabx.example")
    assert await reasons(world, "xcdx.example", "xabx.invalid", "xcdx.invalid") == [KEPT, None, None]


async def test_history_knows_the_table_of_a_name(world: World) -> None:
    await three_tables(world)
    made = await create(world, "münchen.example")
    (row,) = await world.fetch("SELECT state FROM registry.history WHERE roid = $1", made.roid)
    assert row["state"]["idn_table"] == "de"


async def test_a_tld_without_variants_asks_the_database_nothing_more(world: World) -> None:
    await give_table(world, "fr", b"0061..007A\n00E9")
    await offer(world, "fr")
    asked: list[str] = []
    original = world.store.together

    async def counted(look, question, lane=None):
        asked.append(look.__module__)
        return await original(look, question, lane)

    world.store.together = counted
    await create(world, "café.example")
    assert "registry.store.variants" not in asked
