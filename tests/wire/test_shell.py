"""The shell, without sockets and without a reactor."""

import asyncio
import itertools
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.lines import Wire
from wire.shell import Bounds


def test_a_connection_begins_with_the_greeting() -> None:
    async def story() -> None:
        wire = Wire()
        assert wire.out == b"hello "
        assert wire.session.peer.address == "192.168.1.1"
        assert wire.session.peer.port == 54321
        assert wire.session.peer.certificate is None

    asyncio.run(story())


WORDS = st.lists(st.sampled_from([b"a", b"turn1", b"turn2", b"", b"longer words"]), max_size=40)


@given(words=WORDS, cuts=st.lists(st.integers(0, 400), max_size=30))
def test_frames_cut_anywhere_are_answered_alike_and_in_order(words: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(word + b"\n" for word in words)

    async def story() -> None:
        wire = Wire()
        places = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
        for number, (start, end) in enumerate(itertools.pairwise(places)):
            wire.send(stream[start:end])
            if number % 3 == 0:
                await asyncio.sleep(0)
        await wire.settle()
        assert wire.out == b"hello " + b"".join(b"<" + word + b">" for word in words)
        assert wire.session.done == words

    asyncio.run(story())


@given(words=WORDS, vanish=st.integers(0, 6))
def test_what_was_received_is_finished_once_whenever_the_peer_vanishes(words: list[bytes], vanish: int) -> None:
    async def story() -> None:
        wire = Wire()
        wire.send(b"".join(word + b"\n" for word in words))
        for _ in range(vanish):
            await asyncio.sleep(0)
        wire.transport.hang_up()
        await wire.settle()
        assert wire.session.done == words
        assert wire.session.closed_calls == 1
        assert wire.forgotten == 1

    asyncio.run(story())


def test_a_slow_answer_holds_back_the_ones_behind_it() -> None:
    async def story() -> None:
        wire = Wire()
        wire.send(b"slow\nfast\n")
        await wire.settle()
        assert wire.session.begun == [b"slow"]
        wire.session.gate.set()
        await wire.settle()
        assert wire.out == b"hello <slow><fast>"

    asyncio.run(story())


def test_a_command_in_work_is_finished_although_its_peer_vanished() -> None:
    async def story() -> None:
        wire = Wire()
        wire.send(b"slow\nsecond\n")
        await wire.settle()
        wire.transport.hang_up()
        await wire.settle()
        assert (wire.session.done, wire.session.closed_calls) == ([], 0)
        wire.session.gate.set()
        await wire.settle()
        assert (wire.session.done, wire.session.closed_calls) == ([b"slow", b"second"], 1)

    asyncio.run(story())


def test_nothing_is_read_after_the_closing_answer() -> None:
    async def story() -> None:
        wire = Wire()
        wire.send(b"one\nbye\ntwo\n")
        await wire.settle()
        wire.send(b"three\n")
        await wire.settle()
        assert wire.out == b"hello <one><bye>"
        assert wire.session.begun == [b"one", b"bye"]
        assert wire.session.closed_calls == 1
        assert wire.forgotten == 1
        assert wire.transport.producer is None

    asyncio.run(story())


def test_a_broken_stream_ends_after_the_answers_before_it() -> None:
    async def story() -> None:
        wire = Wire()
        wire.send(b"slow\n")
        await wire.settle()
        wire.send(b"turn\nbroken\nnever\n", b"never\n")
        wire.session.gate.set()
        await wire.settle()
        assert wire.out == b"hello <slow><turn>farewell"
        assert wire.session.closed_calls == 1
        assert wire.forgotten == 1

    asyncio.run(story())


@pytest.mark.parametrize("words", [b"one\ncrash\ntwo\n", b"one\n|bug\n"])
def test_a_bug_closes_its_own_connection_with_a_traceback(words: bytes, caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        wire, other = Wire(), Wire()
        wire.send(*words.split(b"|"))
        await wire.settle()
        assert wire.out == b"hello <one>"
        assert (wire.session.closed_calls, wire.forgotten) == (1, 1)
        other.send(b"still here\n")
        await other.settle()
        assert other.out == b"hello <still here>"

    with caplog.at_level(logging.ERROR):
        asyncio.run(story())
    assert "a bug in" in caplog.text
    assert "Traceback" in caplog.text


def test_an_answer_in_pieces_keeps_its_place() -> None:
    async def story() -> None:
        wire = Wire()
        wire.send(b"pieces\nbye\n")
        await wire.settle()
        assert wire.out == b"hello 0,1,2,3,4,<bye>"

    asyncio.run(story())


def test_an_answer_in_pieces_is_given_up_when_nobody_reads_it() -> None:
    async def story() -> None:
        wire = Wire()
        wire.send(b"pieces\n")
        for _ in range(3):
            await asyncio.sleep(0)
        assert b"4," not in wire.out
        wire.transport.hang_up()
        await wire.settle()
        assert wire.session.done == [b"pieces"], "its finally was reached"
        assert wire.session.closed_calls == 1

    asyncio.run(story())


def test_reading_pauses_while_too_many_requests_wait_and_goes_on_after() -> None:
    async def story() -> None:
        wire = Wire(Bounds(queue=4))
        wire.send(b"slow\n")
        await wire.settle()
        wire.send(b"a\nb\nc\nd\n")
        assert wire.transport.producerState == "producing"
        wire.send(b"e\n")
        assert wire.transport.producerState == "paused"
        wire.session.gate.set()
        await wire.settle()
        assert wire.transport.producerState == "producing"
        assert wire.out == b"hello <slow><a><b><c><d><e>"

    asyncio.run(story())


def test_octets_that_a_session_holds_back_wait_for_the_answers_and_nothing_more_is_read() -> None:
    async def story() -> None:
        wire = Wire()
        wire.send(b"slow\nhold\nsecond\nthird\n")
        await wire.settle()
        assert wire.session.begun == [b"slow"] and wire.transport.producerState == "paused"
        wire.send(b"fourth\n")
        wire.session.gate.set()
        await wire.settle()
        assert wire.transport.producerState == "producing"
        assert wire.out == b"hello <slow><second><third><fourth>"

    asyncio.run(story())


def test_octets_held_back_that_break_the_stream_end_it_after_the_answers() -> None:
    async def story() -> None:
        wire = Wire()
        wire.send(b"slow\nhold\nsecond\nbroken\n")
        wire.session.gate.set()
        await wire.settle()
        assert wire.out == b"hello <slow><second>farewell"
        assert (wire.session.closed_calls, wire.forgotten) == (1, 1)

    asyncio.run(story())


def test_no_work_is_done_for_a_peer_that_does_not_read() -> None:
    async def story() -> None:
        wire = Wire()
        wire.transport.producer.pauseProducing()
        wire.send(b"one\ntwo\n")
        await wire.settle()
        assert wire.session.begun == [b"one"]
        wire.transport.producer.resumeProducing()
        await wire.settle()
        assert wire.session.begun == [b"one", b"two"]

    asyncio.run(story())


def test_a_peer_that_never_reads_is_dropped_and_its_commands_finished() -> None:
    async def story() -> None:
        wire = Wire(Bounds(drain=60.0))
        wire.transport.producer.pauseProducing()
        wire.send(b"one\ntwo\n")
        await wire.settle()
        wire.later(59.0)
        assert not wire.transport.disconnected
        wire.later(61.0)
        assert wire.transport.disconnected
        await wire.settle()
        assert wire.session.done == [b"one", b"two"]
        assert (wire.session.closed_calls, wire.forgotten) == (1, 1)

    asyncio.run(story())


def test_silence_ends_with_patience_and_patience_is_the_sessions() -> None:
    async def story() -> None:
        wire = Wire()
        await wire.settle()
        wire.session.patience = 600.0
        wire.later(599.0)
        await wire.settle()
        assert not wire.forgotten
        wire.session.patience = 10.0
        wire.later(11.0)
        await wire.settle()
        assert (wire.forgotten, wire.session.closed_calls, wire.session.cut) == (1, 1, "overdue")

    asyncio.run(story())


def test_a_session_without_any_patience_is_over_at_the_next_look_and_what_it_asked_is_answered() -> None:
    async def story() -> None:
        idle, busy = Wire(), Wire()
        busy.send(b"slow\nsecond\n")
        await busy.settle()
        for wire in (idle, busy):
            wire.session.patience = -1.0
            wire.later(0.0)
            await wire.settle()
        assert (idle.forgotten, idle.session.closed_calls, busy.session.closed_calls) == (1, 1, 0)
        busy.session.gate.set()
        await busy.settle()
        assert busy.out == b"hello <slow><second>"
        assert (busy.forgotten, busy.session.closed_calls) == (1, 1)

    asyncio.run(story())


def test_octets_that_complete_no_request_do_not_end_the_silence() -> None:
    async def story() -> None:
        wire = Wire()
        await wire.settle()
        heard = wire.shell._heard
        await asyncio.sleep(0.01)
        wire.send(b"drip")
        assert wire.shell._heard == heard
        wire.send(b"\n")
        assert wire.shell._heard > heard

    asyncio.run(story())


def test_our_own_slowness_is_not_the_peers_silence() -> None:
    async def story() -> None:
        wire = Wire()
        wire.send(b"slow\n")
        await wire.settle()
        wire.later(3600.0)
        await wire.settle()
        assert not wire.forgotten
        wire.session.gate.set()
        await wire.settle()
        assert wire.out == b"hello <slow>"

    asyncio.run(story())


def test_no_connection_outlives_its_lifetime() -> None:
    async def story() -> None:
        wire = Wire(Bounds(lifetime=100.0))
        wire.send(b"slow\n")
        await wire.settle()
        wire.later(101.0)
        wire.session.gate.set()
        await wire.settle()
        assert wire.out == b"hello <slow>"
        assert wire.forgotten == 1

    asyncio.run(story())


def test_a_peer_that_does_not_agree_to_close_is_dropped() -> None:
    async def story() -> None:
        wire = Wire(Bounds(linger=5.0))
        wire.transport.stubborn = True
        wire.send(b"bye\n")
        await wire.settle()
        assert (wire.session.closed_calls, wire.forgotten) == (1, 0), "leases are free at once"
        wire.later(4.0)
        assert not wire.forgotten
        wire.later(6.0)
        assert wire.forgotten == 1
        await wire.settle()
        assert wire.session.closed_calls == 1

    asyncio.run(story())


def test_a_peer_that_only_stops_asking_still_gets_its_answers() -> None:
    async def story() -> None:
        wire = Wire()
        wire.send(b"slow\nlast\n")
        await wire.settle()
        wire.shell.readConnectionLost()
        wire.session.gate.set()
        await wire.settle()
        assert wire.out == b"hello <slow><last>"
        assert wire.forgotten == 1

    asyncio.run(story())


def test_finishing_answers_what_was_received_and_reads_no_more() -> None:
    async def story() -> None:
        wire, idle = Wire(), Wire()
        wire.send(b"slow\n")
        await wire.settle()
        wire.shell.finish("stopped")
        idle.shell.finish("stopped")
        wire.send(b"late\n")
        wire.session.gate.set()
        await wire.settle()
        assert wire.out == b"hello <slow>"
        assert (wire.forgotten, idle.forgotten) == (1, 1)
        assert (wire.session.closed_calls, idle.session.closed_calls) == (1, 1)
        assert (wire.session.cut, idle.session.cut) == ("stopped", "stopped")

    asyncio.run(story())


def test_the_end_of_the_process_gives_up_work_but_still_closes_the_session() -> None:
    async def story() -> None:
        wire = Wire()
        wire.send(b"slow\n")
        await wire.settle()
        idle = Wire()
        await idle.settle()
        wire.shell.cancel()
        idle.shell.cancel()
        await wire.settle()
        assert (wire.session.done, wire.session.closed_calls, wire.forgotten) == ([], 1, 1)
        assert (idle.session.closed_calls, idle.forgotten) == (1, 1)

    asyncio.run(story())
