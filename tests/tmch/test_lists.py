"""What the clearinghouse publishes is taken in as a whole or not at all, and tells of claims on names."""

from datetime import UTC, datetime, timedelta

import pytest

from registry.actions.claims_check import claims_check
from registry.actions.domain_check import domain_check
from registry.actions.tmch_import import tmch_import
from registry.errors import ParameterMissing, ParameterRange, ParameterSyntax, PolicyForbids, Refusal
from registry.model.phases import NamedPhase, Phase
from registry.model.tmch import notice_fits, read_dnl
from registry.requests.domain import ClaimsCheck, DomainCheck
from registry.settings import SettingsError, Tmch
from registry.store import tmch
from registry.trademarks import Trademarks
from tests.tmch.clearinghouse import KEY, Clearinghouse, dnl, root, smdrl
from tests.tmch.launching import launch
from tests.world import BEGINNING, World

DAY = timedelta(days=1)
CLAIMS = NamedPhase("claims")


async def keys(world: World, *names: str, form: str = "claims", phase: NamedPhase | None = CLAIMS) -> list[str | None]:
    return [each.key for each in await claims_check(world.as_("alpha"), ClaimsCheck(names, form, phase))]


def test_the_checksum_of_the_rfc_is_ours() -> None:
    ends = datetime(2010, 8, 16, 9, tzinfo=UTC)
    number = "9223372036854775807"
    assert notice_fits("370d0b7c" + number, "example-one", ends)
    assert notice_fits("370D0B7C" + number, "example-one", ends)
    assert notice_fits("370d0b7c" + number, "example-two", ends) is False
    assert notice_fits("370d0b7c" + number, "example-one", ends + timedelta(seconds=1)) is False
    assert notice_fits("370d0b7c", "example-one", ends) is None


def test_a_list_of_labels_is_read() -> None:
    rows = read_dnl(dnl("tree", "xn--mgbachtv").decode())
    assert rows.issued_at == BEGINNING
    assert [values for values, _ in rows.rows] == [("tree", KEY), ("xn--mgbachtv", KEY)]


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"2,2026-03-01T00:00:00.0Z\nDNL,lookup-key,insertion-datetime\n",
        b"1,yesterday\nDNL,lookup-key,insertion-datetime\n",
        b"1,2026-03-01T00:00:00\nDNL,lookup-key,insertion-datetime\n",
        b"1,2026-03-01T00:00:00.0Z\nsmd-id,insertion-datetime\n",
        b"1,2026-03-01T00:00:00.0Z\nDNL,lookup-key,insertion-datetime\ntree,key\n",
        b"1,2026-03-01T00:00:00.0Z\nDNL,lookup-key,insertion-datetime\nno tree,key,2026-03-01T00:00:00.0Z\n",
        b"1,2026-03-01T00:00:00.0Z\nDNL,lookup-key,insertion-datetime\ntree,key,never\n",
        dnl("tree", "tree"),
        b"\xff\xfe",
    ],
)
async def test_what_is_no_list_is_refused_and_changes_nothing(world: World, wrong: bytes) -> None:
    await tmch_import(world.operator, "dnl", dnl("tree"))
    with pytest.raises(ParameterSyntax):
        await tmch_import(world.operator, "dnl", wrong)
    assert await keys(world, "tree.example", form="trademark", phase=None) == [KEY]


async def test_a_list_replaces_the_one_before_unless_that_is_newer(world: World) -> None:
    await tmch_import(world.operator, "dnl", dnl("tree", "bush"))
    await tmch_import(world.operator, "dnl", dnl("bush", "flower", at=BEGINNING + timedelta(minutes=30)))
    names = ("tree.example", "bush.example", "flower.example", "tree.elsewhere")
    assert await keys(world, *names, form="trademark", phase=None) == [None, KEY, KEY, None]
    for wrong in (dnl("tree"), dnl("tree", at=BEGINNING + DAY)):
        with pytest.raises(ParameterRange):
            await tmch_import(world.operator, "dnl", wrong)
    (kept,) = await world.store.reading(tmch.lists)
    assert (kept.kind, kept.issued_at, kept.entries) == ("dnl", BEGINNING + timedelta(minutes=30), 2)


async def test_a_list_of_revoked_certificates_counts_when_a_trusted_root_signed_it(world: World) -> None:
    house, stranger = Clearinghouse(), Clearinghouse(root(3))
    world.registry.trademarks = house.trademarks
    for wrong in (stranger.crl(), b"nothing", house.crl()[:200]):
        with pytest.raises(PolicyForbids):
            await tmch_import(world.operator, "crl", wrong)
    done = await tmch_import(world.operator, "crl", house.crl(house.validator))
    assert (done.issued_at, done.entries) == (BEGINNING, 1)
    assert (await tmch_import(world.operator, "smdrl", smdrl("1-2", "1-3"))).entries == 2


@pytest.mark.feature("REG-09")
async def test_claims_are_told_in_a_phase_that_needs_notices_of_them(world: World) -> None:
    await tmch_import(world.operator, "dnl", dnl("tree"))
    await launch(world, Phase("claims", BEGINNING, BEGINNING + DAY, needs=("notice",)), Phase("open", BEGINNING + DAY))
    assert await keys(world, "tree.example", "bush.example", "tree.elsewhere") == [KEY, None, None]
    with pytest.raises(ParameterMissing):
        await keys(world, "tree.example", phase=None)
    with pytest.raises(PolicyForbids) as refused:
        await keys(world, "tree.example", phase=NamedPhase("open"))
    assert (refused.value.element, refused.value.value) == ("launch:phase", "open")
    world.clock.advance(days=1)
    assert await keys(world, "tree.example", phase=NamedPhase("open")) == [None], "the open phase needs no notices"
    assert await keys(world, "tree.example", form="trademark", phase=None) == [KEY]


async def test_availability_is_told_for_the_phase_that_is_on(world: World) -> None:
    await launch(world, Phase("custom", BEGINNING, BEGINNING + DAY, "release"))
    (line,) = await domain_check(
        world.as_("alpha"), DomainCheck(("tree.example",), phase=NamedPhase("custom", "release"))
    )
    assert line.available
    with pytest.raises(Refusal) as refused:
        await domain_check(world.as_("alpha"), DomainCheck(("tree.example",), phase=NamedPhase("custom", "other")))
    assert (refused.value.code, refused.value.attribute) == (2306, ("name", "other"))


def test_a_file_of_roots_that_holds_none_is_said_in_words(tmp_path) -> None:
    (tmp_path / "roots.pem").write_text("nothing")
    with pytest.raises(SettingsError, match=r"tmch\.roots"):
        Trademarks.of(Tmch(roots=tmp_path / "roots.pem"))
    assert Trademarks.of(Tmch(roots=tmp_path / "none.pem")).roots == ()
    (tmp_path / "roots.pem").write_bytes(Clearinghouse().root_pem)
    assert len(Trademarks.of(Tmch(roots=tmp_path / "roots.pem")).roots) == 1
