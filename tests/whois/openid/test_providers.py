"""Providers come from a file that keeps its secrets, and is read whole or not at all."""

from pathlib import Path

import pytest

from registry.settings import SettingsError
from whois.openid.providers import Provider, read_providers

WHOLE = """
[[provider]]
issuer = "https://idp.example"
name = "The police of Example"
client_id = "rdap"
client_secret = "between us"
identifiers = ["idp.example"]
purposes = ["criminalInvestigationAndDNSAbuseMitigation"]
do_not_track = true

[[provider]]
issuer = "https://panel.example/id"
name = "Ours"
client_id = "rdap"
client_secret_file = "ours.secret"
default = true
parameters = { kc_idp_hint = "ours" }
"""


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "providers.toml"
    path.write_text(text)
    path.chmod(mode)
    return path


def test_a_file_names_providers_their_secrets_and_who_is_theirs(tmp_path: Path) -> None:
    (tmp_path / "ours.secret").write_text("of a file\n")
    found = read_providers(written(tmp_path, WHOLE))
    police, ours = found.by_issuer.values()
    assert (police.client_secret, ours.client_secret) == ("between us", "of a file")
    assert found.default is ours and ours.parameters == {"kc_idp_hint": "ours"}
    assert police.purposes == ("criminalInvestigationAndDNSAbuseMitigation",) and police.do_not_track
    assert found.of_identifier("jane.idp.example") is found.of_identifier("jane@IDP.example") is police
    for stranger in ("jane.otheridp.example", "idp.example.evil.test", "jane", ""):
        assert found.of_identifier(stranger) is None
    assert "between us" not in repr(found)


def test_the_file_of_the_runbook_is_one(tmp_path: Path) -> None:
    runbook = Path(__file__).parents[3] / "docs" / "runbooks" / "trust-a-provider.md"
    (tmp_path / "own.secret").write_text("of a file")
    found = read_providers(written(tmp_path, runbook.read_text().partition("```toml\n")[2].partition("```")[0]))
    assert [each.default for each in found.by_issuer.values()] == [False, True]


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    found = read_providers(tmp_path / "providers.toml")
    assert not found and found.default is None


TABLE = '[[provider]]\nissuer = "https://idp.example"\nname = "x"\nclient_id = "rdap"\n'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[provider]", "cannot be read as TOML"),
        ("[[providers]]", "holds tables"),
        ("provider = 1", "holds tables"),
        ("[[provider]]", "issuer is missing"),
        (TABLE.replace("https", "http"), "begins with https://"),
        (TABLE.replace(".example", ".example?x=1"), "no query"),
        (TABLE + "secret = 1", "unknown keys secret"),
        (TABLE + "default = 1", "default has a value of another kind"),
        (TABLE + 'purposes = "x"', "purposes has a value of another kind"),
        (TABLE + TABLE, "names an issuer twice"),
        (TABLE + "default = true\n" + TABLE.replace("idp", "two") + "default = true", "more than one default"),
        (TABLE + 'client_secret_file = "absent"', "client_secret_file cannot be read"),
    ],
)
def test_a_file_that_is_not_right_says_where(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(SettingsError, match=problem.replace("[", "\\[")):
        read_providers(written(tmp_path, text))


def test_a_secret_that_others_may_read_is_refused_and_not_shown(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="chmod 600") as refused:
        read_providers(written(tmp_path, WHOLE, 0o644))
    assert "between us" not in str(refused.value)
    assert read_providers(written(tmp_path, TABLE, 0o644)).by_issuer == {
        "https://idp.example": Provider("https://idp.example", "x", "rdap")
    }
