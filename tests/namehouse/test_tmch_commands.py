"""Operators import what the clearinghouse publishes, and write what it wants to know."""

import json

import pytest

from tests.namehouse.test_operator_commands import Say, say  # noqa: F401  the fixture
from tests.tmch.clearinghouse import Clearinghouse, dnl, smdrl
from tests.world import BEGINNING
from tmch.simulator.lists import surl

pytestmark = pytest.mark.slow  # each command opens the database anew


@pytest.mark.feature("REG-09")
def test_lists_are_imported_and_shown(say: Say, tmp_path) -> None:  # noqa: F811
    house = Clearinghouse()
    (tmp_path / "dnl.csv").write_bytes(dnl("tree", "bush"))
    (tmp_path / "smdrl.csv").write_bytes(smdrl("1-2"))
    (tmp_path / "tmch.crl").write_bytes(house.crl(house.validator))
    assert json.loads(say("tmch", "import", "dnl", str(tmp_path / "dnl.csv"), "--json").stdout)["entries"] == 2
    assert say("tmch", "import", "smdrl", str(tmp_path / "smdrl.csv")).exit_code == 0
    stranger = say("tmch", "import", "crl", str(tmp_path / "tmch.crl"))
    assert (stranger.exit_code, "2306" in stranger.output) == (1, True)
    roots = tmp_path / "var" / "tmch" / "roots.pem"
    roots.parent.mkdir(parents=True)
    roots.write_text("nothing")
    senseless = say("tmch", "lists")
    assert (senseless.exit_code, "tmch.roots" in senseless.output) == (2, True)
    roots.write_bytes(house.root_pem)
    assert say("tmch", "import", "crl", str(tmp_path / "tmch.crl")).exit_code == 0
    shown = {each["list"]: each["entries"] for each in json.loads(say("tmch", "lists", "--json").stdout)}
    assert shown == {"dnl": 2, "smdrl": 1, "crl": 1}
    (tmp_path / "surl.csv").write_bytes(surl({}, BEGINNING))
    assert say("tmch", "import", "surl", str(tmp_path / "surl.csv")).exit_code == 0
    nothing = say("tmch", "lordn", "write", "example", "claims", str(tmp_path / "lordn.csv"))
    assert (nothing.exit_code, "no line waits" in nothing.output) == (1, True)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("tmch", "import", "dnl", "setup.cfg"), 1),
        (("tmch", "import", "crl", "setup.cfg"), 1),
        (("tmch", "import", "nothing", "setup.cfg"), 2),
        (("tmch", "fetch"), 1),
        (("tmch", "lordn", "send"), 1),
        (("tmch", "lordn", "judged", "setup.cfg"), 1),
        (("tmch", "lordn", "show", "1"), 1),
        (("tmch", "lordn", "resend"), 2),
        (("tmch", "lordn", "resend", "D1-NAMEHSE"), 1),
        (("tmch", "lordn", "resend", "--file", "1"), 1),
        (("tmch", "lordn", "write", "nowhere", "claims", "/tmp/nothing.csv"), 1),
        (("tmch", "lordn", "write", "example", "claims", "/nowhere/nothing.csv"), 1),
    ],
)
def test_what_makes_no_sense_is_said_in_words(say: Say, words: tuple[str, ...], code: int) -> None:  # noqa: F811
    result = say(*words)
    assert (result.exit_code, isinstance(result.exception, SystemExit)) == (code, True)
