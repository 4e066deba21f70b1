"""Creates in sunrise: for who shows a mark that is signed, trusted, not revoked, valid, and one of the label."""

import base64
from copy import deepcopy
from datetime import timedelta

import pytest
from lxml import etree

from epp.codec.signed_mark import opened, read_instant
from registry.actions.domain_create import domain_create
from registry.actions.tmch_import import tmch_import
from registry.errors import ParameterSyntax, PolicyForbids, Refusal
from registry.model.launch import EncodedMark, LaunchCreate
from registry.model.phases import NamedPhase, Phase
from registry.requests.domain import DomainCreate
from registry.trademarks import Trademarks
from tests.tmch.clearinghouse import MARK, SMD, Clearinghouse, Party, certified, encoded, key, root, smdrl
from tests.tmch.launching import launch
from tests.world import BEGINNING, World

DAY = timedelta(days=1)
SUNRISE = NamedPhase("sunrise")
HOUSE = Clearinghouse()


async def begin(world: World, house: Clearinghouse = HOUSE) -> None:
    world.registry.trademarks = house.trademarks
    await tmch_import(world.operator, "crl", house.crl())
    await tmch_import(world.operator, "smdrl", smdrl("7-7"))
    await launch(world, Phase("sunrise", BEGINNING, BEGINNING + 30 * DAY, needs=("mark",)))


async def create(world: World, *marks: etree._Element | str, name: str = "tree.example") -> None:
    texts = [mark if isinstance(mark, str) else encoded(mark) for mark in marks]
    said = LaunchCreate(SUNRISE, marks=tuple(EncodedMark(text, opened) for text in texts))
    await domain_create(world.as_("alpha"), DomainCreate(name, launch=said if marks else None))


async def refused(world: World, *marks: etree._Element | str, name: str = "tree.example") -> tuple[int, str]:
    with pytest.raises(Refusal) as caught:
        await create(world, *marks, name=name)
    assert await world.fetch("SELECT FROM registry.domain WHERE name = $1", name) == []
    return caught.value.code, caught.value.reason


@pytest.mark.feature("REG-09")
async def test_the_holder_of_a_mark_registers_its_labels_in_sunrise(world: World) -> None:
    await begin(world)
    assert (await refused(world))[0] == 2003
    mark = HOUSE.mark("tree", "tr-ee")
    await create(world, mark)
    await create(world, mark, name="tr-ee.example")
    assert await refused(world, mark, name="bush.example") == (2306, "The mark has not this label.")
    rows = await world.fetch("SELECT name, phase, smd_id, mark FROM registry.launch ORDER BY name")
    assert [tuple(row)[:3] for row in rows] == [("tr-ee.example", "sunrise", "1-2"), ("tree.example", "sunrise", "1-2")]
    assert etree.fromstring(rows[0]["mark"]).tag == f"{{{MARK}}}mark"
    assert (await refused(world, mark, mark, name="tr-ee2.example"))[1] == "One mark is enough."


async def test_a_mark_is_valid_from_one_instant_to_another(world: World) -> None:
    await begin(world)
    for wrong in (HOUSE.mark("tree", begins=BEGINNING + DAY), HOUSE.mark("tree", ends=BEGINNING)):
        assert await refused(world, wrong) == (2306, "The mark is not valid now.")


async def test_a_mark_that_was_revoked_counts_for_nothing(world: World) -> None:
    await begin(world)
    assert await refused(world, HOUSE.mark("tree", smd_id="7-7")) == (2306, "The mark is revoked.")


async def test_a_signer_must_be_vouched_for_and_neither_expired_nor_revoked(world: World) -> None:
    await begin(world)
    stranger = Clearinghouse(root(3))
    expired = HOUSE.vouch_for("Expired", 4, days=100)
    revoked = HOUSE.vouch_for("Revoked", 5)
    await tmch_import(world.operator, "crl", HOUSE.crl(revoked))
    for wrong, reason in (
        (stranger.mark("tree"), "no trusted root"),
        (HOUSE.mark("tree", by=stranger.validator), "no trusted root"),
        (HOUSE.mark("tree", by=expired), "not valid now"),
        (HOUSE.mark("tree", by=revoked), "revoked"),
    ):
        code, said = await refused(world, wrong)
        assert code == 2306
        assert reason in said
    await create(world, HOUSE.mark("tree"))


async def test_a_chain_over_another_authority_is_followed_but_not_over_one_that_is_none(world: World) -> None:
    await begin(world)
    above = certified(Party("Authority", key(6)), HOUSE.root, authority=True)
    below = certified(Party("Below", key(7)), above, authority=False)
    under_validator = certified(Party("Under a validator", key(7)), HOUSE.validator, authority=False)
    await create(world, HOUSE.mark("tree", by=below, between=(above,)))
    wrong = HOUSE.mark("bush", by=under_validator, between=(HOUSE.validator,))
    assert (await refused(world, wrong, name="bush.example"))[
        1
    ] == "The mark is not trusted: no trusted root vouches for the certificate."


async def test_an_authority_that_was_revoked_takes_with_it_whom_it_vouched_for(world: World) -> None:
    await begin(world)
    above = certified(Party("Authority", key(6)), HOUSE.root, authority=True)
    below = certified(Party("Below", key(7)), above, authority=False)
    mark = HOUSE.mark("tree", by=below, between=(above,))
    await tmch_import(world.operator, "crl", HOUSE.crl(above))
    assert await refused(world, mark) == (2306, "The mark is not trusted: the certificate is revoked.")


async def test_a_list_of_revoked_certificates_that_has_ended_vouches_for_nobody(world: World) -> None:
    await begin(world)
    world.clock.advance(days=7)
    assert await refused(world, HOUSE.mark("tree")) == (
        2306,
        "The mark is not trusted: the list of revoked certificates has ended.",
    )
    await tmch_import(world.operator, "crl", HOUSE.crl(at=world.clock.now()))
    await create(world, HOUSE.mark("tree"))


async def test_whom_to_trust_is_switched_by_the_file_of_roots(world: World) -> None:
    await begin(world)
    test_house = Clearinghouse(root(3))
    world.registry.trademarks = Trademarks((*HOUSE.trademarks.roots, *test_house.trademarks.roots))
    assert (await refused(world, test_house.mark("tree")))[1].endswith(
        "what the root of the certificate revoked is not known."
    )
    world.registry.trademarks = test_house.trademarks
    await tmch_import(world.operator, "crl", test_house.crl())
    await create(world, test_house.mark("tree"))
    assert (await refused(world, HOUSE.mark("bush"), name="bush.example"))[0] == 2306


@pytest.mark.parametrize("missing", ["roots", "crl", "smdrl"])
async def test_no_mark_counts_before_it_is_known_whom_to_trust_and_what_is_revoked(world: World, missing: str) -> None:
    world.registry.trademarks = HOUSE.trademarks
    if missing != "crl":
        await tmch_import(world.operator, "crl", HOUSE.crl())
    if missing != "smdrl":
        await tmch_import(world.operator, "smdrl", smdrl())
    if missing == "roots":
        world.registry.trademarks = Trademarks()
    await launch(world, Phase("sunrise", BEGINNING, BEGINNING + 30 * DAY, needs=("mark",)))
    assert (await refused(world, HOUSE.mark("tree")))[0] == 2306


def changed(mark: etree._Element, path: str, value: str) -> etree._Element:
    copy = deepcopy(mark)
    copy.find(path).text = value
    return copy


def test_a_mark_that_was_changed_after_it_was_signed_is_refused() -> None:
    mark = HOUSE.mark("tree")
    for path, value in (
        (f".//{{{MARK}}}label", "bush"),
        (f"{{{SMD}}}notAfter", "2099-01-01T00:00:00Z"),
        ("{*}Signature/{*}SignatureValue", base64.b64encode(bytes(256)).decode()),
    ):
        with pytest.raises(PolicyForbids, match="does not hold"):
            opened(encoded(changed(mark, path, value)))


def test_a_signature_is_believed_for_what_it_covers_and_for_nothing_beside_it() -> None:
    """Wrapping: the signed mark hides inside the signature of another one that says something else."""
    signed = HOUSE.mark("tree")
    forged = deepcopy(signed)
    forged.set("id", "smd2")
    forged.find(f".//{{{MARK}}}label").text = "bush"
    signature = forged.find("{*}Signature")
    holder = etree.SubElement(signature, "{http://www.w3.org/2000/09/xmldsig#}Object")
    holder.append(deepcopy(signed))
    with pytest.raises((PolicyForbids, ParameterSyntax)):
        opened(encoded(forged))
    twice = deepcopy(signed)
    etree.SubElement(twice.find("{*}Signature"), "{http://www.w3.org/2000/09/xmldsig#}Object").append(deepcopy(signed))
    with pytest.raises((PolicyForbids, ParameterSyntax)):
        opened(encoded(twice))


def test_a_signature_by_broken_algorithms_is_none() -> None:
    assert opened(encoded(HOUSE.mark("tree"))).labels == {"tree"}
    with pytest.raises(PolicyForbids, match="does not hold"):
        opened(encoded(HOUSE.mark("tree", weakly=True)))


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
FILE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


@pytest.mark.parametrize(
    "hostile", [BOMB, FILE, "<x>" * 1000, "<a><b></a></b>", "", "<x/>", f'<m xmlns="{SMD}"/>', "\0" * 50]
)
def test_what_is_no_signed_mark_is_refused_in_words(hostile: str) -> None:
    with pytest.raises(ParameterSyntax):
        opened(base64.b64encode(hostile.encode()).decode())


@pytest.mark.parametrize("text", ["no base64!", "PG5vLz4", "é"])
def test_what_is_no_base64_is_refused_in_words(text: str) -> None:
    with pytest.raises(ParameterSyntax):
        opened(text)


def test_a_mark_without_certificate_or_with_many_is_refused() -> None:
    bare = HOUSE.mark("tree")
    data = bare.find(".//{*}X509Data")
    for _ in range(8):
        data.append(deepcopy(data[0]))
    with pytest.raises(PolicyForbids, match="form"):
        opened(encoded(bare))
    data.getparent().getparent().remove(data.getparent())
    with pytest.raises(PolicyForbids, match="form"):
        opened(encoded(bare))


@pytest.mark.parametrize("wrong", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "-0001-01-01T00:00:00Z"])
def test_an_instant_that_no_calendar_has_is_refused_in_words(wrong: str) -> None:
    with pytest.raises(ParameterSyntax):
        read_instant(wrong)
