"""The file of registrars that deposit is read whole, and what is wrong in it is said without repeating it."""

from pathlib import Path

import pytest

from rde.registrar.configuration import Depositor, read_depositors
from rde.registrar.layout import LAYOUTS
from registry.settings import SettingsError, load

SFTP = 'sftp_host = "escrow.example"\nsftp_user = "us"\n'


def read(folder: Path, text: str, **more: str) -> dict[str, Depositor]:
    place = folder / "escrow"
    place.mkdir(exist_ok=True)
    (place / "registrars.toml").write_text(text)
    return dict(read_depositors(load({"NAMEHOUSE_VAR": str(folder), **more}).escrow))


def test_without_a_file_nobody_deposits(tmp_path: Path) -> None:
    assert read_depositors(load({"NAMEHOUSE_VAR": str(tmp_path)}).escrow) == {}


def test_little_is_needed_and_the_rest_is_that_of_the_newest_specification(tmp_path: Path) -> None:
    found = read(tmp_path, f"[alpha]\n{SFTP}")["alpha"]
    assert (found.layout, found.schedule, found.place) == (LAYOUTS["2024"], "daily", "sftp")
    assert (found.escrow.sftp_host, found.escrow.folder) == (
        "escrow.example",
        tmp_path / "escrow/deposits/registrars/of-alpha",
    )


def test_what_a_registrar_does_not_say_is_as_the_installation_has_it(tmp_path: Path) -> None:
    settings = {"NAMEHOUSE_ESCROW_SFTP_HOST": "house.example", "NAMEHOUSE_ESCROW_SFTP_USER": "house"}
    found = read(tmp_path, '[alpha]\nsftp_user = "alpha"\nsigning_key = "alpha.asc"\n[beta]', **settings)
    assert found["alpha"].escrow.sftp_host == found["beta"].escrow.sftp_host == "house.example"
    assert (found["alpha"].escrow.sftp_user, found["beta"].escrow.sftp_user) == ("alpha", "house")
    assert found["alpha"].escrow.signing_key == tmp_path / "escrow/alpha.asc"


def test_columns_are_mapped_by_their_headers_in_their_order(tmp_path: Path) -> None:
    text = """
        [alpha]
        specification = "2007"
        place = "folder"
        folder = "client"
        rows = 10
        left_out = [".XN--P1AI"]
        dates = "utc"
        [alpha.columns.domain]
        "Domain Name" = "name"
        expires = "expires_at"
        "prt-handle" = "blank"
        [alpha.columns.handle]
        """
    found = read(tmp_path, text)["alpha"]
    assert list(found.layout.names.items()) == [
        ("Domain Name", "name"),
        ("expires", "expires_at"),
        ("prt-handle", "blank"),
    ]
    assert (found.layout.handles, found.layout.rows, found.layout.dates) == ({}, 10, "utc")
    assert found.layout.leaves_out("xn--p1ai") and found.folder == tmp_path / "escrow/client"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[alpha]", "sftp_host"),
        (f"[alpha]\n{SFTP}colour = 1", "colour"),
        (f"[alpha]\n{SFTP}rows = 0", "rows"),
        (f"[alpha]\n{SFTP}rows = true", "whole number"),
        (f'[alpha]\n{SFTP}rows = "1"', "whole number"),
        (f"[alpha]\n{SFTP}sftp_port = 70000", "65535"),
        (f'[alpha]\n{SFTP}specification = "1999"', "2007, 2024"),
        (f'[alpha]\n{SFTP}schedule = "never"', "daily, weekly, incremental"),
        (f'[alpha]\n{SFTP}place = "folder"', "folder"),
        (f"[alpha]\n{SFTP}left_out = [1]", "list of TLDs"),
        (f'[alpha]\n{SFTP}left_out = "de"', "list of TLDs"),
        (f'[alpha]\n{SFTP}name = "{{iana}}.csv"', "alpha.name"),
        (f'[alpha]\n{SFTP}hash_name = "digests"', "alpha.hash_name"),
        (f'[alpha]\n{SFTP}columns.host.a = "name"', "columns.host"),
        (f'[alpha]\n{SFTP}columns.domain.a = "name"', "expires_at"),
        (f'[alpha]\n{SFTP}columns.domain = {{a = "name", b = "expires_at", c = "authinfo"}}', "columns.domain.c"),
        (f'[alpha]\n{SFTP}columns.domain = {{a = "name", "" = "expires_at"}}', "empty"),
        (f"[alpha]\n{SFTP}columns.domain.a = 1", "table of fields"),
        (f'[alpha]\n{SFTP}columns.handle.a = "name"', "column of handle"),
        ("alpha = 1", "outside of a table"),
        ("[alpha", "not TOML"),
    ],
)
def test_what_is_wrong_is_refused_in_words(tmp_path: Path, text: str, word: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read(tmp_path, text)
    assert word in str(refused.value) and "escrow.registrars" in str(refused.value)


def test_all_that_is_wrong_is_said_at_once_and_no_secret_with_it(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        read(tmp_path, f'[alpha]\n{SFTP}signing_passphrase = ["canary"]\nrows = 0\n[beta]\nplace = "canary"')
    assert len(refused.value.problems) >= 3 and "canary" not in str(refused.value)
    with pytest.raises(SettingsError) as broken:
        read(tmp_path, '[alpha]\nsigning_passphrase = "canary\n')
    assert "canary" not in str(broken.value)
    found = read(tmp_path, f'[alpha]\n{SFTP}signing_passphrase = "canary"')["alpha"]
    assert "canary" not in repr(found)
