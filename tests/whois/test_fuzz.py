"""A quarter of a minute of what strangers send to the public's ports (`make fuzz` takes ten)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.whois import fuzz as fuzzed
from tests.whois.fuzz import Finding, Stage, build, fuzz, responses_in
from tests.whois.fuzz_queries import LAST, Visit
from tests.whois.test_server import serving
from tests.world import Clone

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]


def test_nothing_that_strangers_send_brings_about_a_traceback_a_fault_or_silence(
    loop, clone: Clone, tmp_path: Path
) -> None:
    loop.run_until_complete(build(clone))
    with serving(clone, tmp_path) as server:
        stage = fuzz(Stage(server), seconds=8)
    assert stage.visits > 200
    assert {"200", "400", "404", "No match", "Malformed request."} <= stage.answers.keys(), stage.answers


def test_what_must_not_happen_is_found(loop, clone: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loop.run_until_complete(build(clone))
    with serving(clone, tmp_path, query_timeout="2") as server:
        stage = Stage(server)
        stage.ask_rdap(Visit(LAST, whole=True))
        stage.ask_port_43(Visit(b"everything.test\r\n"))
        stage.look_at_the_log()
        assert stage.answers == {"200": 1, "Domain Name": 1}
        monkeypatch.setattr(fuzzed, "ANSWER_WITHIN", 0.2)
        monkeypatch.setattr(fuzzed, "PATIENCE", 0.3)
        with pytest.raises(Finding, match="hangs"):
            stage.ask_port_43(Visit(b"everything.te"))
        with server.log.open("a") as log:
            log.write("Traceback (most recent call last)\n")
        with pytest.raises(Finding, match="Traceback"):
            stage.look_at_the_log()
        server.log.write_text("")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda good: good[:-1],
        lambda good: good + b"x",
        lambda good: good.replace(b"HTTP/1.1", b"HTTP/3"),
        lambda good: good.replace(b"A: b", b"A\x00: b"),
        lambda good: good.replace(b"\r\n\r\n", b"\r\n"),
    ],
)
def test_octets_that_are_no_answer_are_found(wrong: Callable[[bytes], bytes]) -> None:
    good = b"HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2\r\n\r\nhi"
    assert [each.body for each in responses_in(good + good)] == [b"hi", b"hi"]
    head = good.removesuffix(b"hi")
    assert [each.body for each in responses_in(head + good + head, heads=True)] == [b"", b"hi", b""]
    with pytest.raises(Finding):
        list(responses_in(wrong(good)))
