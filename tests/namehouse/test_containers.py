"""The Compose file is one, hardens every service, and calls only commands that exist."""

import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from namehouse.cli import COMMANDS
from namehouse.health import ROLES
from namehouse.up import LAST_STEP, services
from registry.settings import declared, load

ROOT = Path(__file__).parents[2]
NEVER_ROOT = {"prom/prometheus"}  # images of others that say themselves that they run as nobody
TEXTS = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
DURATION = {"type": "string", "pattern": r"^(\d+(\.\d+)?(us|ms|s|m|h))+$"}
STRING_OR_NUMBER = {"type": ["string", "number", "boolean", "null"]}

# The part of the Compose specification that this project uses, in words of our own; anything else is refused.
SERVICE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["image"],
    "properties": {
        "image": {"type": "string", "minLength": 1},
        "build": {"type": "string"},
        "command": TEXTS,
        "init": {"type": "boolean"},
        "user": {"type": "string"},
        "read_only": {"type": "boolean"},
        "cap_drop": TEXTS,
        "security_opt": TEXTS,
        "tmpfs": TEXTS,
        "volumes": TEXTS,
        "ports": TEXTS,
        "shm_size": {"type": "string", "pattern": r"^\d+(b|kb|mb|gb)$"},
        "restart": {"enum": ["no", "always", "on-failure", "unless-stopped"]},
        "stop_grace_period": DURATION,
        "environment": {"type": "object", "additionalProperties": STRING_OR_NUMBER},
        "depends_on": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": False,
                "required": ["condition"],
                "properties": {
                    "condition": {"enum": ["service_started", "service_healthy", "service_completed_successfully"]}
                },
            },
        },
        "healthcheck": {
            "type": "object",
            "additionalProperties": False,
            "required": ["test"],
            "properties": {
                "test": {"type": "array", "items": {"type": "string"}, "minItems": 2},
                "interval": DURATION,
                "timeout": DURATION,
                "start_period": DURATION,
                "retries": {"type": "integer", "minimum": 1},
            },
        },
    },
}
COMPOSE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["services"],
    "patternProperties": {"^x-": {}},
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]*$"},
        "services": {"type": "object", "patternProperties": {"^[a-zA-Z0-9._-]+$": SERVICE}},
        "volumes": {"type": "object", "additionalProperties": {"type": ["object", "null"]}},
    },
}


def unset(value: str) -> str:
    """What Compose makes of a value whose optional variables nobody has set."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value)


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def ours(compose: dict) -> dict:
    """The services that run our image."""
    return {name: one for name, one in compose["services"].items() if one["image"].startswith("namehouse")}


def test_it_follows_the_compose_specification(compose: dict):
    jsonschema.validate(compose, COMPOSE)


def test_every_process_has_a_service(compose: dict):
    doors = {name for name, line in COMMANDS.items() if line.door}
    assert doors | {"db", "migrate", "tls", "prometheus"} == set(compose["services"])


def test_every_command_exists(ours: dict):
    for name, service in ours.items():
        command, *rest = service["command"]
        assert command in COMMANDS, name
        if rest:
            from namehouse.db import db

            assert (command, [rest[0] in db.commands]) == ("db", [True]), name


def test_no_service_runs_as_root_or_writes_to_its_root(compose: dict):
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        if service["image"].partition(":")[0] not in NEVER_ROOT:
            assert service["user"].partition(":")[0] not in ("root", "0"), name
    assert re.search(r"^USER namehouse$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)


def test_what_stays_up_is_watched_and_our_checks_ask_for_their_own_role(compose: dict, ours: dict):
    for name, service in compose["services"].items():
        if service["restart"] == "unless-stopped":
            assert "healthcheck" in service, name
    for name in ROLES:
        assert ours[name]["healthcheck"]["test"] == ["CMD", "namehouse", "health", name]


def test_a_container_is_given_longer_to_stop_than_its_process_takes(ours: dict):
    for name in ROLES:
        seconds = float(ours[name]["stop_grace_period"].removesuffix("s"))
        assert seconds > load({}).shutdown_grace + LAST_STEP, name


def test_volumes_and_dependencies_are_declared(compose: dict):
    for name, service in compose["services"].items():
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            assert source in compose["volumes"] or (ROOT / source).exists(), f"{name}: {volume}"
        for needed, condition in service.get("depends_on", {}).items():
            if condition["condition"] == "service_healthy":
                assert "healthcheck" in compose["services"][needed]


def test_the_settings_of_every_service_are_understood_and_open_its_published_port(ours: dict):
    known = {one.variable for one in declared()} | {"DATABASE_URL"}
    for name, service in ours.items():
        assert set(service["environment"]) <= known, name
        settings = load({variable: unset(str(value)) for variable, value in service["environment"].items()})
        assert settings.metrics.host == "0.0.0.0"
        published = {int(each.split(":")[-1]) for each in service.get("ports", ())}
        opened = {port for each in services(settings) if each.role == name for port in each.ports.values()}
        assert published <= opened, name
        assert not published or getattr(settings, name).host == "0.0.0.0"


def test_every_setting_of_the_panel_is_passed_to_it_and_to_its_worker_and_is_the_usual_one_unless_it_is_set(ours: dict):
    of_containers = {"panel.host", "panel.port", "panel.outward_ca", "panel.secret_key", "panel.seal_key"}
    passed = {
        one.key: (one.variable, one.variable.removeprefix("NAMEHOUSE_"))
        for one in declared()
        if one.key.startswith("panel.") and one.key not in of_containers
    }
    for name in ("panel", "worker"):
        environment = ours[name]["environment"]
        for key, (variable, said_as) in passed.items():
            assert str(environment.get(variable, "")).startswith(f"${{{said_as}:-"), f"{name} is not passed {key}"
        usual, these = load({}).panel, load({each: unset(str(value)) for each, value in environment.items()}).panel
        for key in passed.keys() - {"panel.url"}:
            assert getattr(these, key.partition(".")[2]) == getattr(usual, key.partition(".")[2]), key


def test_no_secret_is_written_down(compose: dict):
    for name, service in compose["services"].items():
        for variable, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|URL", variable):
                assert "${" in value, f"{name}: {variable}"


def test_prometheus_asks_every_role_where_it_shows_its_metrics():
    jobs = yaml.safe_load((ROOT / "docker" / "prometheus.yml").read_text())["scrape_configs"]
    metrics = load({}).metrics
    assert {job["job_name"]: job["static_configs"][0]["targets"] for job in jobs} == {
        role: [f"{role}:{getattr(metrics, role)}"] for role in ROLES
    }
