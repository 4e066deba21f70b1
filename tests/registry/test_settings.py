"""Settings: defaults, the TOML file, the environment, and everything that refuses to start."""

from pathlib import Path

import pytest

from registry.settings import SECTIONS, SettingsError, declared, load


def refused(environ: dict[str, str], toml_path: Path | None = None) -> str:
    with pytest.raises(SettingsError) as caught:
        load(environ, toml_path)
    return str(caught.value)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "namehouse.toml"
    path.write_text(text)
    return path


def test_nothing_set_gives_the_demo_ports_and_the_limits_of_the_documentation():
    settings = load({})
    assert (settings.epp.port, settings.whois.port, settings.whois.rdap_port, settings.panel.port) == (
        8700,
        8043,
        8443,
        8080,
    )
    assert (settings.epp.frame_limit, settings.epp.frame_limit_before_login) == (65536, 8192)
    assert (settings.epp.login_timeout, settings.epp.idle_timeout, settings.epp.session_timeout) == (10, 600, 86400)
    assert settings.epp.failed_logins == 3
    assert settings.repository_id == "NAMEHSE"


def test_the_environment_wins_over_the_file_and_the_file_over_the_defaults(tmp_path: Path):
    path = written(tmp_path, 'repository_id = "TEST"\n[epp]\nport = 1700\nworkers = 3\n')
    settings = load({"NAMEHOUSE_EPP_PORT": "2700"}, path)
    assert (settings.repository_id, settings.epp.port, settings.epp.workers) == ("TEST", 2700, 3)


def test_the_environment_may_name_the_file(tmp_path: Path):
    path = written(tmp_path, "[epp]\nworkers = 5\n")
    assert load({"NAMEHOUSE_CONFIG": str(path)}).epp.workers == 5


def test_the_offset_moves_every_port_except_the_one_that_means_any():
    plain, moved = load({}), load({"NAMEHOUSE_PORT_OFFSET": "1000", "NAMEHOUSE_WHOIS_PORT": "0"})
    assert moved.epp.port == plain.epp.port + 1000
    assert moved.metrics.worker == plain.metrics.worker + 1000
    assert moved.whois.port == 0
    assert moved.panel.url == "http://127.0.0.1:9080/"


def test_an_offset_beyond_the_last_port_is_refused():
    assert "port 65700 does not exist" in refused({"NAMEHOUSE_PORT_OFFSET": "57000"})


def test_paths_are_found_in_the_var_directory_unless_they_are_absolute(tmp_path: Path):
    settings = load({"NAMEHOUSE_VAR": str(tmp_path), "NAMEHOUSE_TLS_KEY": "/etc/ssl/epp.key"})
    assert settings.tls.certificate == tmp_path / "tls" / "server.pem"
    assert settings.tls.key == Path("/etc/ssl/epp.key")


def test_a_misspelt_variable_is_refused_and_the_nearest_is_named():
    assert "unknown variable NAMEHOUSE_EPP_PROT; did you mean NAMEHOUSE_EPP_PORT?" in refused(
        {"NAMEHOUSE_EPP_PROT": "1"}
    )


def test_a_misspelt_key_is_refused_and_the_nearest_is_named(tmp_path: Path):
    message = refused({}, written(tmp_path, "[epp]\nfailed_login = 3\n[whoiss]\nport = 1\n"))
    assert "unknown key epp.failed_login; did you mean epp.failed_logins?" in message
    assert "unknown key whoiss.port; did you mean whois.port?" in message


def test_a_section_written_as_a_value_is_refused(tmp_path: Path):
    assert "unknown key epp" in refused({}, written(tmp_path, "epp = 700\n"))


def test_all_problems_are_told_at_once():
    message = refused({"NAMEHOUSE_EPP_PORT": "x", "NAMEHOUSE_DEMO": "perhaps", "NAMEHOUSE_EPP_WORKERS": "-1"})
    assert "NAMEHOUSE_EPP_PORT: 'x' is not a whole number" in message
    assert "NAMEHOUSE_DEMO: 'perhaps' is not true or false" in message
    assert "NAMEHOUSE_EPP_WORKERS: -1 is below 0" in message


@pytest.mark.parametrize(
    "line",
    [
        "[epp]\nport = '8700'",
        "[epp]\nport = true",
        "[epp]\nport = 1.5",
        "demo = 1",
        "repository_id = 7",
        "[whois]\nunlimited = '127.0.0.0/8'",
        "[whois]\nunlimited = ['127.0.0.1/8']",
        "[log]\nformat = 'xml'",
        "[epp]\nport = 70000",
        "not toml",
    ],
)
def test_a_value_of_the_wrong_kind_in_the_file_is_refused(tmp_path: Path, line: str):
    assert "namehouse.toml" in refused({}, written(tmp_path, line))


def test_a_missing_file_is_refused(tmp_path: Path):
    assert "cannot be read" in refused({}, tmp_path / "none.toml")


def test_a_whole_number_will_do_where_seconds_are_asked(tmp_path: Path):
    assert load({}, written(tmp_path, "[epp]\nidle_timeout = 5\n")).epp.idle_timeout == 5.0


def test_networks_come_as_a_list_or_separated_by_commas(tmp_path: Path):
    wanted = ("10.0.0.0/8", "2001:db8::/32")
    assert load({"NAMEHOUSE_WHOIS_UNLIMITED": "10.0.0.0/8, 2001:db8::/32"}).whois.unlimited == wanted
    path = written(tmp_path, '[whois]\nunlimited = ["10.0.0.0/8", "2001:db8::/32"]\n')
    assert load({}, path).whois.unlimited == wanted


def test_the_database_has_the_name_the_world_uses():
    assert load({"DATABASE_URL": "postgresql://db/namehouse"}).database.url == "postgresql://db/namehouse"


def test_a_secret_may_come_from_a_file_and_never_shows(tmp_path: Path):
    secret = tmp_path / "url"
    secret.write_text("postgresql://u:hunter2@db/n\n")
    settings = load({"DATABASE_URL_FILE": str(secret), "NAMEHOUSE_PANEL_SECRET_KEY": "hunter3"})
    assert settings.database.url == "postgresql://u:hunter2@db/n"
    assert "hunter" not in repr(settings)


def test_only_secrets_come_from_files():
    assert "unknown variable NAMEHOUSE_EPP_PORT_FILE" in refused({"NAMEHOUSE_EPP_PORT_FILE": "/x"})


def test_every_setting_says_what_it_is_and_no_variable_means_two():
    everything = declared()
    assert all(one.doc.endswith(".") for one in everything)
    assert len({one.variable for one in everything}) == len(everything)
    assert {one.key.split(".")[0] for one in everything if "." in one.key} == set(SECTIONS)
