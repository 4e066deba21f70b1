"""A whole installation, as a stranger meets it: every door answers, and says the same."""

import json
import os
import signal
import socket
import stat
import time
from pathlib import Path

import psutil
import pytest
from lxml import etree

from schemas.xml_schemas import rde_schema
from tests.stories.installation import Installation, running, var_directory

pytestmark = pytest.mark.story


def whois(installation: Installation, query: str) -> str:
    facts = installation.facts["whois"]
    with socket.create_connection((facts["host"], facts["port"]), timeout=5) as connection:
        connection.sendall(f"{query}\r\n".encode())
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode()


def test_demo_toml_tells_where_everything_is_and_who_may_log_in(installation: Installation) -> None:
    facts = installation.facts
    assert facts["repository_id"] == "NAMEHSE"
    assert [each["id"] for each in facts["registrars"]] == ["alpha", "beta", "gamma", "delta"]
    assert {each["name"]: (each["data_model"], each["host_model"]) for each in facts["tlds"]} == {
        "test": ("maximum", "objects"),
        "example": ("minimum", "objects"),
        "invalid": ("minimum", "attributes"),
    }
    assert [each["role"] for each in facts["panel"]["users"]] == [
        "master",
        "manager",
        "support",
        "admin",
        "reseller",
        "client",
        "registrar",
    ]
    for who in facts["registrars"]:
        for key in ("cert", "key"):
            assert Path(installation.path(who[key])).exists()
    assert stat.S_IMODE((installation.var / "demo.toml").stat().st_mode) == 0o600


def test_the_processes_it_names_are_alive(installation: Installation) -> None:
    processes = installation.facts["processes"]
    for pid in (
        *processes["epp"],
        *processes["whois"],
        *processes["panel"],
        *processes["worker"],
        processes["database"],
    ):
        os.kill(pid, 0)


@pytest.mark.feature("REG-02", "DOM-03")
def test_whois_shows_the_demo_names_of_every_tld(installation: Installation) -> None:
    for tld in installation.facts["tlds"]:
        answer = whois(installation, tld["domain"])
        assert f"Domain Name: {tld['domain']}\r\n" in answer
        assert "Registrar: Alpha Names\r\n" in answer
        assert "DNSSEC: signedDelegation\r\n" in answer


@pytest.mark.feature("REG-04")
@pytest.mark.parametrize("tld", ["test", "example", "invalid"])
def test_a_deposit_is_valid_and_holds_the_demo_name(installation: Installation, tmp_path: Path, tld: str) -> None:
    result = installation.namehouse("rde", "export", "--tld", tld, "--out", str(tmp_path), "--json")
    assert result.returncode == 0, result.stderr
    json.loads(result.stdout)
    (path,) = tmp_path.glob("*.xml")
    document = etree.parse(path)
    rde_schema().assertValid(document)
    assert f"welcome.{tld}" in {element.text for element in document.iter("{urn:ietf:params:xml:ns:rdeDomain-1.0}name")}


def test_the_guided_minute_holds_in_every_step(installation: Installation) -> None:
    result = installation.namehouse("demo", "minute")
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.count("✓") == 11


def test_doctor_finds_nothing_broken(installation: Installation) -> None:
    result = installation.namehouse("doctor", "--json")
    assert result.returncode == 0, result.stdout


def test_a_process_that_crashes_is_started_again_and_demo_toml_knows(installation: Installation) -> None:
    (pid,) = installation.facts["processes"]["whois"]
    os.kill(pid, signal.SIGKILL)
    installation.restarted("whois", pid)
    for _ in range(100):
        try:
            assert "Domain Name: welcome.test" in whois(installation, "welcome.test")
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("WHOIS did not answer again")


@pytest.mark.alone
def test_a_second_start_reuses_what_is_there_and_both_stop_cleanly() -> None:
    with var_directory() as var:
        with running(var, 1000) as first:
            before = first.facts
            roles = before["processes"].values()
            pids = [pid for role in roles for pid in (role if isinstance(role, list) else [role])]
        assert first.process.returncode == 0, first.log[-2000:]
        assert [pid for pid in pids if _is_alive(pid)] == []
        started = time.monotonic()
        with running(var, 1000) as second:
            assert time.monotonic() - started < 20
            assert second.facts["registrars"] == before["registrars"]
            assert second.facts["panel"]["users"] == before["panel"]["users"]
            assert "Domain Name: welcome.test" in whois(second, "welcome.test")


def _is_alive(pid: int) -> bool:
    """Whether it runs; where nobody collects the dead, one that has ended keeps its number."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
