"""The doctor finds what is broken and says how to mend it."""

import errno
import json
import os
import re
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from namehouse.cli import main
from namehouse.doctor import Finding, examine
from namehouse.listeners import hindrance
from namehouse.tls import ensure_material
from namehouse.up import _alone
from registry.clock import FakeClock, SystemClock
from registry.settings import Settings, load
from tests.world import Clone

ROOT = Path(__file__).parents[2]
NOWHERE = "postgresql://u@127.0.0.1:1/n"


def settings_in(tmp_path: Path, **environ: str) -> Settings:
    return load({"NAMEHOUSE_VAR": str(tmp_path), "NAMEHOUSE_PORT_OFFSET": "20000", **environ})


def found(check: str, settings: Settings, clock: object = None) -> list[Finding]:
    return [finding for finding in examine(settings, clock or SystemClock()) if finding.check == check]


def test_a_fresh_directory_is_well_and_nothing_is_made_by_looking(tmp_path: Path):
    findings = list(examine(settings_in(tmp_path), SystemClock()))
    assert [finding for finding in findings if finding.verdict == "broken" and finding.check != "assets"] == []
    assert list(tmp_path.iterdir()) == []


def test_a_file_where_the_var_directory_should_be_is_told(tmp_path: Path):
    (tmp_path / "var").touch()
    (finding,) = found("var", settings_in(tmp_path / "var"))
    assert (finding.verdict, finding.found) == ("broken", f"{tmp_path / 'var'} is not a directory")


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
    assert f"taken by another: {settings.epp.port} (epp) by process {os.getpid()} (" in finding.found


def test_an_address_of_another_machine_is_told_from_a_port_that_is_taken(tmp_path: Path):
    (finding,) = found("ports", settings_in(tmp_path, NAMEHOUSE_EPP_HOST="192.0.2.1"))
    assert (finding.verdict, finding.mend) == ("broken", "set the host to an address of this machine")
    assert "(epp) on 192.0.2.1: " in finding.found and "taken" not in finding.found


def test_a_port_that_one_has_no_right_to_is_told_from_a_port_that_is_taken(tmp_path: Path):
    """As nobody, where the first 1023 are for root; what the system allows everybody is well."""
    first = int(Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text())
    script = (
        "import errno, os, sys; from namehouse.listeners import hindrance; os.getuid() or os.setuid(65534); "
        "error = hindrance('127.0.0.1', 43); sys.exit(0 if error is None else error.errno)"
    )
    code = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode
    assert code == (errno.EACCES if first > 43 else 0)


def test_a_second_address_that_does_not_exist_is_told(tmp_path: Path):
    (finding,) = found("addresses", settings_in(tmp_path, NAMEHOUSE_WHOIS_MORE_HOSTS="no.such.host.invalid"))
    assert finding.found.startswith("no.such.host.invalid: ")


def test_a_port_that_namehouse_up_says_is_ours_is_well(tmp_path: Path):
    settings = settings_in(tmp_path)
    (tmp_path / "demo.toml").write_text(f"[processes]\nepp = [{os.getpid()}]\ndatabase = 1\n")
    with socket.create_server(("127.0.0.1", settings.epp.port)):
        assert found("ports", settings)[0].verdict == "broken", "an old file that nobody keeps true"
        with _alone(settings):
            (finding,) = found("ports", settings)
            assert (finding.verdict, finding.found) == ("well", f"open, and ours: {settings.epp.port} (epp)")
            (tmp_path / "demo.toml").write_text("[processes]\nepp = []\ndatabase = 1\n")
            assert found("ports", settings)[0].verdict == "broken", "a process that `namehouse up` did not start"


@pytest.mark.slow
def test_a_door_on_its_own_is_known_by_its_var_directory(tmp_path: Path, clone: Clone):
    """As in a container, where nobody but the door itself listens."""
    var = tmp_path / "var"
    settings = settings_in(var, DATABASE_URL=clone.url)
    environment = {"NAMEHOUSE_VAR": "var", "NAMEHOUSE_PORT_OFFSET": "20000", "DATABASE_URL": clone.url}
    python_path = {"PYTHONPATH": str(ROOT)}
    ensure_material(settings, SystemClock())
    door = subprocess.Popen(
        [sys.executable, "-m", "namehouse", "whois"], cwd=tmp_path, env=os.environ | environment | python_path
    )
    try:
        until = time.monotonic() + 30
        while not hindrance("127.0.0.1", settings.metrics.whois):
            assert door.poll() is None and time.monotonic() < until
            time.sleep(0.05)
        (finding,) = found("ports", settings)
        assert finding.verdict == "well"
        ports = settings.whois.port, settings.whois.rdap_port, settings.whois.rdap_plain_port, settings.metrics.whois
        names = "whois", "rdap", "rdap-plain", "whois-metrics"
        told = ", ".join(f"{port} ({name})" for port, name in zip(ports, names, strict=True))
        assert finding.found == f"open, and ours: {told}"
        (finding,) = found("ports", settings_in(tmp_path / "other", DATABASE_URL=clone.url))
        assert finding.verdict == "broken"
        assert f"{settings.whois.port} (whois) by process {door.pid} (" in finding.found
    finally:
        door.terminate()
        door.wait(20)


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


def test_a_house_without_a_mail_server_is_told_and_so_is_what_waits(tmp_path: Path, database: str):
    (finding,) = found("mail", settings_in(tmp_path))
    assert (finding.verdict, "stays in the outbox" in finding.found) == ("warning", True)
    (finding,) = found("outbox", settings_in(tmp_path, DATABASE_URL=database))
    assert (finding.verdict, finding.found) == ("well", "0 mails wait")
    ways = {"NAMEHOUSE_MAIL_HOST": "smtp.house.example", "NAMEHOUSE_MAIL_SENDER": "noreply@house.example"}
    assert [each.verdict for each in found("mail", settings_in(tmp_path, **ways))] == ["well"]
    for name, value in {"SENDER": "noreply", "ENVELOPE": "a@b\n.example"}.items():
        (finding,) = found("mail", settings_in(tmp_path, **ways | {f"NAMEHOUSE_MAIL_{name}": value}))
        assert finding.verdict == "broken" and "no e-mail address" in finding.found
    bare = {"NAMEHOUSE_MAIL_USER": "us", "NAMEHOUSE_MAIL_SECURITY": "none"}
    assert [each.verdict for each in found("mail", settings_in(tmp_path, **ways | bare))] == ["broken"]


def test_a_clock_that_is_not_the_databases_is_broken(tmp_path: Path, database: str):
    clock = FakeClock(SystemClock().now() + timedelta(hours=1))
    findings = found("clock", settings_in(tmp_path, DATABASE_URL=database), clock)
    assert any(finding.verdict == "broken" and "from ours" in finding.found for finding in findings)


def test_broken_settings_are_a_finding_and_the_exit_code_says_so():
    result = CliRunner().invoke(main, ["doctor", "--json"], env={"NAMEHOUSE_NONSENSE": "1"})
    assert result.exit_code == 1
    (finding,) = json.loads(result.output)
    assert (finding["check"], finding["verdict"]) == ("settings", "broken")
    assert (ROOT / re.search(r"(\S+) lists them all", finding["mend"])[1]).exists()
