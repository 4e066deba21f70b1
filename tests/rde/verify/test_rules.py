"""Good deposits have no findings, and each way of being bad has its own."""

import inspect
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from rde.expected import Expected, RegistryUnclear, read_repositories
from rde.verify import DepositInvalid, Seen, validate, verify_xml
from rde.verify.findings import CODES, Findings
from rde.verify.frame import name_of
from rde.verify.rules import container, domain, every, other, whole
from rde.verify.rules.order import FRAME_RULES, OBJECT_RULES, WHOLE_RULES
from rde.verify.secrets import SecretHunt
from tests.rde.iana import registry_of
from tests.rde.verify.conftest import EXPECTED, REPOSITORIES, Good
from tests.rde.verify.mutations import MUTATIONS, Edit

pytestmark = pytest.mark.slow  # the good ones are made by a registry that lives first

SHAPES = tuple(EXPECTED)
# What only a deposit that is sealed, larger than any, a registrar's, or one that a TLD is to rise from can have: shown elsewhere.
ELSEWHERE = {
    code for code in CODES if code.startswith(("SIG_", "DECRYPT_", "ARCHIVE_", "REGISTRAR_", "RISE_", "CSV_"))
} | {
    "XML_TOO_LARGE",
    "RDE_BOTH_MODELS",
    "RDE_PREVIOUS_ID_UNKNOWN",
}


def seen(good: Good, folder: Path, expected: Expected | None = None) -> Seen:
    path, findings = good.lie(folder), Findings()
    return verify_xml(path, findings, good.now, name_of(path, findings), expected=expected)


@pytest.mark.feature("REG-04")
@pytest.mark.parametrize("shape", SHAPES)
def test_a_good_deposit_has_no_findings(good: dict[str, Good], tmp_path: Path, shape: str) -> None:
    found = seen(good[shape], tmp_path, EXPECTED[shape])
    assert found.findings.kept == [] and found.frame.complete
    for expected in (EXPECTED[shape], None):
        assert validate(tmp_path / good[shape].name, now=good[shape].now, expected=expected) == found.objects > 0


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_bad_deposit_has_exactly_the_finding_of_what_is_bad(good: dict[str, Good], tmp_path: Path, name: str) -> None:
    mutation = MUTATIONS[name]
    bad = mutation(good)
    found = {each.code for each in seen(bad, tmp_path, mutation.expected).findings.kept}
    assert found == {mutation.code, *mutation.beside}
    if CODES[mutation.code].severity == "error":
        with pytest.raises(DepositInvalid, match=mutation.code):
            validate(tmp_path / bad.name, now=bad.now, expected=mutation.expected)
    else:
        validate(tmp_path / bad.name, now=bad.now, expected=mutation.expected)


def test_every_finding_is_shown_by_a_deposit_that_has_it() -> None:
    assert len(MUTATIONS) > 90
    assert CODES.keys() - ELSEWHERE - {each.code for each in MUTATIONS.values()} == {"RDE_REGISTRAR_MISSING"}


def test_a_deposit_without_registrars_lacks_them_and_all_that_refer_to_them(
    good: dict[str, Good], tmp_path: Path
) -> None:
    bad = good["minimum"]
    for handle in ("alpha", "beta", "gamma", "delta"):
        bad = replace(bad, content=Edit(f">{handle}</rdeRegistrar:id>", ".*\n", "\n")(bad.content))
    bad = replace(bad, content=Edit("<rdeHeader:header>", r'(rdeRegistrar-1.0">)\d', r"\g<1>0")(bad.content))
    codes = {each.code for each in seen(bad, tmp_path).findings.kept}
    assert codes == {"RDE_REGISTRAR_MISSING", "RDE_REFERENCE_NOT_IN_DEPOSIT"}


def test_several_things_are_found_at_once_and_counted_beyond_what_is_kept(
    good: dict[str, Good], tmp_path: Path
) -> None:
    bad = replace(
        good["maximum"], content=good["maximum"].content.replace(b">HOLDER</rdeDomain", b">NOBODY</rdeDomain")
    )
    bad = replace(bad, content=bad.content.replace(b">DE</contact:cc>", b">XX</contact:cc>"))
    path, findings = bad.lie(tmp_path), Findings(most=2)
    verify_xml(path, findings, None, name_of(path, findings))
    assert len([each for each in findings.kept if each.severity == "error"]) == 2
    assert findings.by_code == {
        "RDE_CONTACT_HAS_INVALID_CC": 4,
        "RDE_REFERENCE_NOT_IN_DEPOSIT": 1,
        "RDE_OBJECT_NOT_REFERENCED": 1,
    }
    assert (findings.errors, findings.warnings) == (5, 1)


def test_the_header_may_stand_behind_the_objects(good: dict[str, Good], tmp_path: Path) -> None:
    lines = good["maximum"].content.splitlines(keepends=True)
    around = [line for line in lines if line.startswith((b"<rdeHeader:header>", b"<rdePolicy:policy"))]
    assert len(around) == 2
    rest = b"".join(line for line in lines if line not in around)
    moved = replace(good["maximum"], content=rest.replace(b"</rde:contents>", b"".join(around) + b"</rde:contents>"))
    assert seen(moved, tmp_path).findings.kept == []
    lacking = replace(moved, content=Edit(">two.test</rdeDomain:name>", "two.test", "two.tset")(moved.content))
    assert list(seen(lacking, tmp_path).findings.by_code) == ["RDE_DOMAIN_NOT_UNDER_TLD"]


def test_nobody_asks_for_the_future_who_has_no_clock(good: dict[str, Good], tmp_path: Path) -> None:
    early = replace(good["maximum"], now=good["maximum"].now - timedelta(days=1))
    assert list(seen(early, tmp_path).findings.by_code) == ["RDE_WATERMARK_IN_FUTURE"]
    assert validate(tmp_path / early.name) > 0


def test_repositories_are_read_from_what_iana_publishes(tmp_path: Path) -> None:
    path = tmp_path / "epp-repository-ids.xml"
    path.write_text(registry_of(*REPOSITORIES))
    assert read_repositories(path) == REPOSITORIES
    others = (
        registry_of(),
        registry_of(*REPOSITORIES, id="registrar-ids"),
        "<record><id>NAMEHSE</id></record>",
        "NAMEHSE",
        "",
    )
    for content in others:
        path.write_text(content)
        with pytest.raises(RegistryUnclear, match=r"epp-repository-ids\.xml is n"):
            read_repositories(path)


MODULES = (container, domain, every, other, whole)


def test_every_rule_is_in_a_table_and_says_what_it_demands() -> None:
    asked = {*FRAME_RULES, *WHOLE_RULES, *(rule for rules in OBJECT_RULES.values() for rule in rules)}
    written = {
        function
        for module in MODULES
        for name, function in vars(module).items()
        if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_")
    } - {every.is_address}
    assert written == asked and all(rule.__doc__ for rule in asked)


def test_a_secret_that_lies_across_two_pieces_is_heard_once() -> None:
    text = b"a" * 1000 + b"<domain:authInfo>x</domain:authInfo>" + b"b" * 1000 + b"$argon2id$v=19"
    for cut in range(990, 1020):
        hunt = SecretHunt()
        heard = [hunt.hear(piece) for piece in (text[:cut], text[cut:1500], text[1500:])]
        assert [each for each in heard if each] == ["authInfo", "$argon2id$"], cut
