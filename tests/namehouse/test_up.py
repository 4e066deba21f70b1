"""The supervisor keeps processes running, refuses to run twice, and stops all of them in order."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from namehouse.command import Refused
from namehouse.up import House, _alone, _refuse_ports_that_cannot_be_had, runs, services, wanted_ports
from registry.settings import Settings, load

ROOT = Path(__file__).parents[2]

# A supervisor of three tiny children that tells what it hears, on the real loop, in a process of its own.
SUPERVISE = """
import json, os, sys
from wire import loop
loop.install()
from wire.child import Child
from wire.supervise import Supervisor

steady = "import signal, sys, time; print('up', flush=True); signal.signal(15, lambda *_: sys.exit(0)); time.sleep(60)"
deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
orphan = "import sys; print('up', flush=True); sys.stdin.read(); open(sys.argv[1], 'w').close()"

def tell(**what):
    print(json.dumps(what), flush=True)

async def start():
    global supervisor
    children = [
        Child("steady", (sys.executable, "-c", steady), {}),
        Child("deaf", (sys.executable, "-c", deaf), {}),
        Child("orphan", (sys.executable, "-c", orphan, sys.argv[1]), {}),
    ]
    hear = lambda name, line: tell(name=name, line=line.decode(), pids=supervisor.pids)
    supervisor = Supervisor(children, hear, lambda: None, patience=0.5)
    supervisor.start()

async def stop():
    await supervisor.stop()
    tell(stopped=supervisor.pids)

loop.run(start, stop, grace=5)
"""


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def becomes_true(look: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if look():
            return True
        time.sleep(0.02)
    return False


class Running:
    """The supervisor above, started."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark
        self.process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISE, str(mark)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        self.pids: dict[str, int] = {}
        while len(self.pids) < 3:
            self.hear()

    def hear(self) -> dict[str, object]:
        said = json.loads(self.process.stdout.readline())
        if "name" in said:
            assert said["line"] == "up"
            self.pids[said["name"]] = said["pids"][said["name"]]
        return said


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path / "orphaned")
    yield running
    running.process.kill()
    running.process.communicate()
    for pid in running.pids.values():
        if alive(pid):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.slow
def test_a_process_that_dies_is_started_again_and_the_others_stay(running: Running):
    before = dict(running.pids)
    os.kill(before["steady"], signal.SIGKILL)
    running.hear()
    assert running.pids["steady"] != before["steady"]
    assert {name: running.pids[name] for name in ("deaf", "orphan")} == {
        name: before[name] for name in ("deaf", "orphan")
    }


@pytest.mark.slow
def test_all_processes_are_stopped_even_those_that_do_not_listen(running: Running):
    began = time.monotonic()
    running.process.send_signal(signal.SIGTERM)
    while "stopped" not in (said := running.hear()):
        pass
    assert said == {"stopped": {}}
    assert running.process.wait(5) == 0
    assert time.monotonic() - began < 5
    assert not any(map(alive, running.pids.values()))


@pytest.mark.slow
def test_children_learn_of_a_supervisor_that_was_killed(running: Running):
    running.process.kill()
    assert becomes_true(running.mark.exists)


@pytest.mark.slow
def test_a_supervised_command_ends_when_the_supervisor_is_gone(tmp_path: Path):
    """It is asked to end; what waits for a connection that never comes is ended too."""
    command = "import sys, namehouse.supervised as s; sys.argv[1:] = ['db', 'status']; s.main()"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        process = subprocess.Popen(
            [sys.executable, "-c", command],
            cwd=ROOT,
            env={
                "DATABASE_URL": f"postgresql://u@127.0.0.1:{silent.getsockname()[1]}/n",
                "PROCESS_PATIENCE": "5",
                "NAMEHOUSE_VAR": str(tmp_path),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        with silent.accept()[0]:  # it waits for an answer that never comes
            assert os.getpgid(process.pid) == process.pid, "Ctrl-C in the terminal must not reach it"
            process.stdin.close()
            assert process.wait(10) == -signal.SIGTERM


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({"NAMEHOUSE_VAR": str(tmp_path / "var"), "NAMEHOUSE_PORT_OFFSET": "21000"})


def test_a_var_directory_has_one_supervisor(settings: Settings):
    assert not runs(settings)
    with _alone(settings):
        assert runs(settings)
        with pytest.raises(Refused, match=rf"already running on .* as process {os.getpid()}"), _alone(settings):
            pass
    assert not runs(settings)
    with _alone(settings):
        pass


def test_a_lock_whose_holder_died_is_no_obstacle(settings: Settings):
    settings.var.mkdir()
    (settings.var / "up.lock").write_text("99999999\n")
    with _alone(settings):
        assert (settings.var / "up.lock").read_text() == f"{os.getpid()}\n"


def test_a_taken_port_is_named_before_anything_is_started(settings: Settings):
    _refuse_ports_that_cannot_be_had(settings)
    with (
        socket.create_server(("127.0.0.1", settings.whois.port)),
        pytest.raises(Refused, match=rf"port {settings.whois.port} \(whois\): stop it, or move all"),
    ):
        _refuse_ports_that_cannot_be_had(settings)


def test_an_address_of_another_machine_is_named_before_anything_is_started(settings: Settings):
    elsewhere = replace(settings, epp=replace(settings.epp, host="192.0.2.1"))
    with pytest.raises(Refused, match=rf"epp cannot listen on 192\.0\.2\.1 port {settings.epp.port} \("):
        _refuse_ports_that_cannot_be_had(elsewhere)


def test_no_two_services_want_the_same_port(settings: Settings):
    ports = [port for _, _, port in wanted_ports(settings)]
    assert len(set(ports)) == len(ports)


def test_every_service_is_a_command_with_its_workers_numbered(settings: Settings):
    from namehouse.cli import COMMANDS

    assert all(COMMANDS[service.role].door for service in services(settings))
    house = House(replace(settings, epp=replace(settings.epp, workers=2)), None, None, None)
    assert [child.name for child in house._children()] == ["epp-1", "epp-2", "whois", "panel", "worker"]


def test_children_log_for_machines_and_use_the_database_that_runs(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NAMEHOUSE_LOG_FORMAT", "console")
    ready = load({"NAMEHOUSE_VAR": str(settings.var), "DATABASE_URL": "postgresql:///running"})
    for child in House(ready, None, None, None)._children():
        assert child.environ["DATABASE_URL"] == "postgresql:///running"
        assert child.environ["NAMEHOUSE_LOG_FORMAT"] == "json"
        assert child.environ["PROCESS_NAME"] == child.name


def test_a_process_is_given_its_grace_and_a_moment_more_before_it_is_ended(settings: Settings):
    for child in House(replace(settings, shutdown_grace=40.0), None, None, None)._children():
        assert float(child.environ["PROCESS_PATIENCE"]) == 45.0


def test_what_a_dead_process_measured_of_itself_is_forgotten_and_what_it_counted_stays(settings: Settings):
    folder = settings.var / "metrics" / "epp"
    folder.mkdir(parents=True)
    for name in ("gauge_livesum_11.db", "counter_11.db", "gauge_livesum_12.db"):
        (folder / name).touch()
    house = House(settings, None, None, None)
    house._supervisor = SimpleNamespace(pids={"epp-1": 11, "epp-2": 12, "whois": 13})
    house._changed()
    house._supervisor = SimpleNamespace(pids={"epp-2": 12, "whois": 13})
    house._changed()
    assert sorted(path.name for path in folder.iterdir()) == ["counter_11.db", "gauge_livesum_12.db"]
