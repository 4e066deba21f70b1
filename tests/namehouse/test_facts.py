"""var/demo.toml says what the documentation fixes, in any words, to its owner alone."""

import tomllib
from pathlib import Path
from types import SimpleNamespace

from namehouse.facts import Processes, facts_path, write_facts
from registry.settings import load

DEMO = SimpleNamespace(
    registrars={"alpha": 'quo"ted\\ ünï', "beta": "b"},
    users={"master": ("m@demo.test", "secret")},
    tlds=(
        SimpleNamespace(
            name="test",
            data_model="maximum",
            host_model="objects",
            domain="w.test",
            host="ns1.w.test",
            contacts=("A-1", "A-2"),
        ),
        SimpleNamespace(
            name="invalid", data_model="minimum", host_model="attributes", domain="w.invalid", host=None, contacts=()
        ),
    ),
)


def written(tmp_path: Path, demo: object) -> dict[str, object]:
    settings = load({"NAMEHOUSE_VAR": str(tmp_path / "var"), "NAMEHOUSE_PORT_OFFSET": "100"})
    running = Processes({"epp": [11, 12], "whois": [13], "panel": [14], "worker": []}, 10)
    write_facts(settings, demo, running, tmp_path)
    path = facts_path(settings)
    assert path == tmp_path / "var" / "demo.toml"
    assert path.stat().st_mode & 0o777 == 0o600
    return tomllib.loads(path.read_text())


def test_it_holds_every_table_with_true_ports_and_paths_relative_to_the_root(tmp_path: Path):
    assert written(tmp_path, DEMO) == {
        "repository_id": "NAMEHSE",
        "epp": {"host": "127.0.0.1", "port": 8800, "server_ca": "var/tls/ca.pem"},
        "registrars": [
            {"id": "alpha", "password": 'quo"ted\\ ünï', "cert": "var/tls/alpha.pem", "key": "var/tls/alpha.key"},
            {"id": "beta", "password": "b", "cert": "var/tls/beta.pem", "key": "var/tls/beta.key"},
        ],
        "tlds": [
            {
                "name": "test",
                "data_model": "maximum",
                "host_model": "objects",
                "domain": "w.test",
                "host": "ns1.w.test",
                "contacts": ["A-1", "A-2"],
            },
            {"name": "invalid", "data_model": "minimum", "host_model": "attributes", "domain": "w.invalid"},
        ],
        "whois": {"host": "127.0.0.1", "port": 8143},
        "rdap": {"base": "https://localhost:8543/", "plain": "http://127.0.0.1:8181/"},
        "panel": {
            "url": "http://127.0.0.1:8180/",
            "users": [{"role": "master", "login": "m@demo.test", "password": "secret"}],
        },
        "metrics": {
            "epp": "http://127.0.0.1:8190/metrics",
            "whois": "http://127.0.0.1:8191/metrics",
            "panel": "http://127.0.0.1:8192/metrics",
            "worker": "http://127.0.0.1:8193/metrics",
        },
        "processes": {"epp": [11, 12], "whois": [13], "panel": [14], "worker": [], "database": 10},
    }


def test_without_demo_data_it_still_says_where_everything_listens(tmp_path: Path):
    found = written(tmp_path, None)
    assert "registrars" not in found and "tlds" not in found
    assert found["epp"]["port"] == 8800
