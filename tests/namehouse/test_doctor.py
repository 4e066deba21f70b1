"""The doctor finds what is broken and says how to mend it."""

import json
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

from click.testing import CliRunner

from namehouse.cli import main
from namehouse.doctor import Finding, examine
from namehouse.tls import ensure_material
from registry.clock import FakeClock, SystemClock
from registry.settings import Settings, load

NOWHERE = "postgresql://u@127.0.0.1:1/n"


def settings_in(tmp_path: Path, **environ: str) -> Settings:
    return load({"NAMEHOUSE_VAR": str(tmp_path), "NAMEHOUSE_PORT_OFFSET": "20000", **environ})


def found(check: str, settings: Settings, clock: object = None) -> list[Finding]:
    return [finding for finding in examine(settings, clock or SystemClock()) if finding.check == check]


def test_a_fresh_directory_is_well_and_nothing_is_made_by_looking(tmp_path: Path):
    findings = list(examine(settings_in(tmp_path), SystemClock()))
    assert [finding for finding in findings if finding.verdict == "broken" and finding.check != "assets"] == []
    assert list(tmp_path.iterdir()) == []


def test_everything_broken_says_how_to_mend_it(tmp_path: Path):
    (tmp_path / "tls").mkdir()
    (tmp_path / "tls" / "server.pem").write_text("nonsense")
    clock = FakeClock(datetime(1970, 1, 1, tzinfo=UTC))
    settings = settings_in(tmp_path, DATABASE_URL=NOWHERE, NAMEHOUSE_EPP_HOST="no.such.host.invalid")
    broken = {finding.check: finding for finding in examine(settings, clock) if finding.verdict == "broken"}
    assert {"database", "tls", "clock", "addresses"} <= set(broken)
    assert all(finding.mend for finding in broken.values())


def test_a_taken_port_is_named(tmp_path: Path):
    settings = settings_in(tmp_path)
    with socket.create_server(("127.0.0.1", settings.epp.port)):
        (finding,) = found("ports", settings)
    assert finding.verdict == "broken"
    assert f"{settings.epp.port} (epp)" in finding.found


def test_a_certificate_near_its_end_is_a_warning_and_past_it_broken(tmp_path: Path):
    settings, now = settings_in(tmp_path, DATABASE_URL=NOWHERE), SystemClock().now()
    ensure_material(settings, FakeClock(now))
    assert {finding.verdict for finding in found("tls", settings)} == {"well"}
    near, past = FakeClock(now + timedelta(days=390)), FakeClock(now + timedelta(days=398))
    assert {finding.verdict for finding in found("tls", settings, near)} == {"well", "warning"}
    assert {finding.verdict for finding in found("tls", settings, past)} == {"well", "broken"}


def test_a_key_others_can_read_is_broken(tmp_path: Path):
    settings = settings_in(tmp_path, DATABASE_URL=NOWHERE)
    ensure_material(settings, SystemClock())
    settings.tls.key.chmod(0o644)
    assert f"chmod 600 {settings.tls.key}" in [finding.mend for finding in found("tls", settings)]


def test_an_empty_database_is_told_from_one_that_is_migrated(tmp_path: Path, database: str):
    (finding,) = found("schema", settings_in(tmp_path, DATABASE_URL=database))
    assert finding.verdict == "well"
    (other,) = found("schema", settings_in(tmp_path, DATABASE_URL=database.replace("/namehouse?", "/template1?")))
    assert (other.verdict, other.mend) == ("broken", "namehouse db migrate")


def test_a_clock_that_is_not_the_databases_is_broken(tmp_path: Path, database: str):
    clock = FakeClock(SystemClock().now() + timedelta(hours=1))
    findings = found("clock", settings_in(tmp_path, DATABASE_URL=database), clock)
    assert any(finding.verdict == "broken" and "from ours" in finding.found for finding in findings)


def test_broken_settings_are_a_finding_and_the_exit_code_says_so():
    result = CliRunner().invoke(main, ["doctor", "--json"], env={"NAMEHOUSE_NONSENSE": "1"})
    assert result.exit_code == 1
    (finding,) = json.loads(result.output)
    assert (finding["check"], finding["verdict"]) == ("settings", "broken")
