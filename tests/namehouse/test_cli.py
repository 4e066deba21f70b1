"""The executable: a table of commands, exit codes, data for machines."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from namehouse.cli import COMMANDS, main

ROOT = Path(__file__).parents[2]


def called(*arguments: str, **environ: str) -> Result:
    return CliRunner().invoke(main, list(arguments), env={"DATABASE_URL": "postgresql://u@127.0.0.1:1/n", **environ})


def test_help_lists_every_command_and_loads_none_of_them():
    loaded = "import sys; from namehouse.cli import main; main(['--help'], standalone_mode=False); print(sorted(sys.modules))"
    printed = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, check=True, cwd=ROOT, text=True
    ).stdout
    for name in COMMANDS:
        assert f"\n  {name} " in printed
    for heavy in ("'asyncpg'", "'twisted'", "'alembic'", "'flask'", "'cryptography'", "'rich'"):
        assert heavy not in printed


@pytest.mark.parametrize("name", [name for name, line in COMMANDS.items() if not line.door])
def test_every_command_explains_itself_even_when_the_settings_are_broken(name: str):
    result = called(name, "--help", NAMEHOUSE_NONSENSE="1")
    assert result.exit_code == 0, result.output
    assert "Usage:" in result.output


@pytest.mark.parametrize("name", [name for name, line in COMMANDS.items() if line.door])
def test_every_door_explains_itself_without_being_opened(name: str):
    result = called(name, "--help")
    assert result.exit_code == 0
    assert COMMANDS[name].summary in result.output


def test_an_unknown_command_is_exit_code_2():
    assert called("nonsense").exit_code == 2


def test_settings_that_make_no_sense_are_exit_code_2_and_are_named(tmp_path: Path):
    result = called("db", "status", NAMEHOUSE_VAR=str(tmp_path), NAMEHOUSE_EPP_PROT="1")
    assert result.exit_code == 2
    assert "NAMEHOUSE_EPP_PROT; did you mean NAMEHOUSE_EPP_PORT?" in result.output


def test_the_file_named_by_config_counts(tmp_path: Path):
    config = tmp_path / "namehouse.toml"
    config.write_text("[epp]\nprot = 1\n")
    assert "did you mean epp.port?" in called("--config", str(config), "db", "url", NAMEHOUSE_VAR=str(tmp_path)).output


@pytest.mark.parametrize("command", [("db", "status"), ("db", "migrate"), ("whois",)])
def test_a_database_that_does_not_answer_is_exit_code_1(tmp_path: Path, command: tuple[str, ...]):
    # a process of its own: a door configures the logging of the whole process
    result = subprocess.run(
        [sys.executable, "-m", "namehouse", *command],
        env={"DATABASE_URL": "postgresql://u@127.0.0.1:1/n", "NAMEHOUSE_VAR": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 1
    assert "the database cannot be reached" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_address_of_the_database_is_printed_for_other_tools(tmp_path: Path):
    assert called("db", "url", NAMEHOUSE_VAR=str(tmp_path)).output == "postgresql://u@127.0.0.1:1/n\n"
    printed = called("db", "url", "--json", NAMEHOUSE_VAR=str(tmp_path)).output
    assert json.loads(printed) == {"url": "postgresql://u@127.0.0.1:1/n"}


def test_certificates_of_registrars_are_made_on_request(tmp_path: Path):
    result = called("tls", "alpha", "--json", NAMEHOUSE_VAR=str(tmp_path))
    assert [row["whose"] for row in json.loads(result.output)] == ["authority", "server", "alpha"]
    assert (tmp_path / "tls" / "alpha.key").exists()


@pytest.mark.parametrize("name", ["../alpha", "ca", "server", "a"])
def test_a_name_that_is_no_registrars_id_makes_no_file(tmp_path: Path, name: str):
    result = called("tls", name, NAMEHOUSE_VAR=str(tmp_path))
    assert result.exit_code == 2
    assert not (tmp_path / "tls").exists()


def test_a_door_that_is_shut_is_not_healthy(tmp_path: Path):
    result = called("health", "epp", NAMEHOUSE_VAR=str(tmp_path), NAMEHOUSE_METRICS_EPP="1")
    assert result.exit_code == 1
    assert "epp does not answer on 127.0.0.1:1" in result.output
