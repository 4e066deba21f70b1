"""Names that are no domains are deposited: reserved ones, and variants of those that are registered."""

from datetime import timedelta
from pathlib import Path

import pytest

from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.name_list_import import name_list_import
from registry.clock import FakeClock
from registry.model.names import canonical
from registry.model.period import Period
from registry.model.reservation import RESERVATIONS
from registry.requests.domain import DomainCreate, DomainDelete
from tests.idn import give_table, offer, three_tables
from tests.rde.test_deposit import Read, export
from tests.rde.test_diff import difference
from tests.world import Clone, World, open_world

pytestmark = pytest.mark.slow  # seconds of real work: left out of `make quick`

NNDN = "{urn:ietf:params:xml:ns:rdeNNDN-1.0}"


async def a_world(clone: Clone, clock: FakeClock) -> World:
    return await open_world(await clone.store(), clock)


async def reserve(world: World, *labels: str, of: str = "kept", hours: int = 0) -> None:
    since = world.clock.now() + timedelta(hours=hours)
    await name_list_import(world.operator, of, "reserved", dict.fromkeys(labels, "reserved"), since)


async def register(world: World, *labels: str) -> None:
    for label in labels:
        await domain_create(world.as_("alpha"), DomainCreate(canonical(f"{label}.example"), Period(1)))


def kept(read: Read) -> dict[str, dict[str, str]]:
    """Each kept name's elements by their names, and that the header counts as many."""
    found = {
        each[0].text: {child.tag.removeprefix(NNDN): child.text for child in each[1:]}
        for each in read.root.iter(f"{NNDN}NNDN")
    }
    uri = NNDN[1:-1]
    assert (uri in read.texts("//rde:objURI")) == bool(found)
    assert read.texts(f"//header:count[@uri='{uri}']") == ([str(len(found))] if found else [])
    return found


@pytest.mark.feature("REG-04")
async def test_reserved_names_are_deposited_unless_somebody_has_them(
    clone: Clone, clock: FakeClock, tmp_path: Path
) -> None:
    world = await a_world(clone, clock)
    await register(world, "taken")
    await name_list_import(world.operator, "dear", "premium", {"gold": "dear"}, clock.now())
    await reserve(world, "elsewhere", of="others")
    since = clock.now()
    await reserve(world, "taken", "nic", canonical("münchen.x").removesuffix(".x"))
    await give_table(world, "de", "latin.xml")
    await offer(world, "de", lists=("dear", "kept"))
    deposit = await export(world, "example", tmp_path)
    read = Read(deposit.path)
    assert read.count == deposit.objects
    assert kept(read) == {
        "nic.example": {"nameState": "blocked", "crDate": f"{since:%Y-%m-%dT%H:%M:%S}Z"},
        "xn--mnchen-3ya.example": {
            "uName": "münchen.example",
            "idnTableId": "de",
            "nameState": "blocked",
            "crDate": f"{since:%Y-%m-%dT%H:%M:%S}Z",
        },
    }
    assert kept(Read((await export(world, "test", tmp_path)).path)) == {}


@pytest.mark.feature("REG-04")
async def test_what_nobody_can_have_is_blocked_and_what_a_mark_opens_is_not_kept(
    clone: Clone, clock: FakeClock, tmp_path: Path
) -> None:
    """RFC 9022, section 5.6.1.1: only variants of names can be withheld or mirrored."""
    world = await a_world(clone, clock)
    kinds = {f"name-{number}": kind for number, kind in enumerate(RESERVATIONS)}
    await name_list_import(world.operator, "kept", "reserved", kinds, clock.now())
    rest = {"other": "sunrise"} | dict.fromkeys(kinds, "sunrise")
    await name_list_import(world.operator, "later", "reserved", rest, clock.now())
    await offer(world, lists=("kept", "later"))
    deposit = await export(world, "example", tmp_path)
    told = {name.removesuffix(".example"): each["nameState"] for name, each in kept(Read(deposit.path)).items()}
    assert told == {label: "blocked" for label, kind in kinds.items() if kind != "sunrise"}


@pytest.mark.feature("REG-04")
@pytest.mark.parametrize(("variants", "beside"), [("blocked", "blocked"), ("same_registrar", "withheld")])
async def test_variants_of_registered_names_are_blocked_or_withheld_for_who_has_these(
    clone: Clone, clock: FakeClock, tmp_path: Path, variants: str, beside: str
) -> None:
    world = await a_world(clone, clock)
    await three_tables(world, variants=variants)
    await register(world, "goethestrasse", "сосо", "plain")
    found = kept(Read((await export(world, "example", tmp_path)).path))
    of_goethe = {name: each for name, each in found.items() if each["originalName"] == "goethestrasse.example"}
    assert {each["uName"]: each["nameState"] for each in of_goethe.values()} == {
        "goethestraße.example": beside,
        "göthestrasse.example": "blocked",
        "göthestraße.example": "blocked",
    }
    assert all(each["idnTableId"] == "de" for each in of_goethe.values())
    russian = canonical("сосо.example")
    assert {name: each["nameState"] for name, each in found.items() if each["originalName"] == russian} == {
        "coco.example": "blocked"
    }, "what looks the same is kept, even in ASCII"


async def test_a_variant_that_is_registered_too_is_a_domain_and_one_that_is_reserved_is_told_once(
    clone: Clone, clock: FakeClock, tmp_path: Path
) -> None:
    world = await a_world(clone, clock)
    await three_tables(world, variants="same_registrar", lists=("kept",))
    await reserve(world, canonical("göthestraße.x").removesuffix(".x"))
    await register(world, "goethestrasse", "goethestraße")
    found = kept(Read((await export(world, "example", tmp_path)).path))
    assert {each["uName"]: each.get("originalName") for each in found.values()} == {
        "göthestraße.example": None,
        "göthestrasse.example": "goethestrasse.example",
    }


async def test_of_a_set_without_end_those_are_told_that_can_be_had(
    clone: Clone, clock: FakeClock, tmp_path: Path
) -> None:
    world = await a_world(clone, clock)
    await give_table(world, "zh", "han.txt")
    await offer(world, "zh", variants="same_registrar")
    await register(world, "國" * 12)  # half a million of them
    found = kept(Read((await export(world, "example", tmp_path)).path))
    assert 100 <= len(found) <= 110
    assert found[canonical("国" * 12 + ".example")]["nameState"] == "withheld"


async def test_kept_names_come_and_go_with_lists_and_names_as_of_their_midnights(
    clone: Clone, clock: FakeClock, tmp_path: Path
) -> None:
    world = await a_world(clone, clock)
    await three_tables(world, lists=("kept",))
    await reserve(world, "first", "second")
    await register(world, "strasse")
    first = clock.now()
    clock.advance(hours=1)
    await reserve(world, "second", "third")
    await domain_delete(world.as_("alpha"), DomainDelete("strasse.example"))
    await reserve(world, "second", "fourth", hours=5)
    second = clock.now()
    clock.advance(days=1)
    read = Read((await difference(world, "example", tmp_path, first, second)).path)
    told = [each.text for each in read.root.iter(f"{NNDN}aName")]
    assert sorted(told) == ["first.example", "third.example", "xn--strae-oqa.example"]
    assert {each[0].text for each in read.root.iter(f"{NNDN}delete")} == set(told) - {"third.example"}
    await reserve(world)
    clock.advance(hours=1)
    gone = Read((await difference(world, "example", tmp_path, second, clock.now())).path)
    assert {each[0].text for each in gone.root.iter(f"{NNDN}delete")} == {"second.example", "third.example"}
    assert gone.texts(f"//header:count[@uri='{NNDN[1:-1]}']") == ["0"]
