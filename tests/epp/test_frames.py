"""Any cut of any frames gives the same frames; what cannot be a frame ends the stream."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epp.frames import HEADER, Frames, framed
from wire.shell import Broken

LIMIT = 200
payloads = st.lists(st.binary(min_size=1, max_size=LIMIT), max_size=8)


@given(payloads, st.data())
def test_any_cut_of_any_frames_gives_the_same_frames(sent, data):
    stream = b"".join(map(framed, sent))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    frames, received = Frames(LIMIT), []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        received += frames.feed(stream[start:end])
    assert received == sent


@given(payloads, st.integers(0, HEADER))
def test_a_length_that_does_not_cover_a_payload_is_impossible(sent, length):
    frames = Frames(LIMIT)
    with pytest.raises(Broken) as broken:
        frames.feed(b"".join(map(framed, sent)) + length.to_bytes(HEADER))
    assert broken.value.requests == sent, "what was complete before is still answered"


@pytest.mark.parametrize("length", [LIMIT + HEADER + 1, 2**31, 2**32 - 1])
def test_a_length_over_the_limit_is_refused_before_the_payload_arrives(length):
    with pytest.raises(Broken):
        Frames(LIMIT).feed(length.to_bytes(HEADER))


def test_a_frame_of_exactly_the_limit_is_taken():
    assert Frames(LIMIT).feed(framed(b"x" * LIMIT)) == [b"x" * LIMIT]


def test_the_limit_may_grow_between_frames():
    frames = Frames(10)
    assert frames.feed(framed(b"login")) == [b"login"]
    frames.limit = 100
    assert frames.feed(framed(b"x" * 100)) == [b"x" * 100]


def test_a_frame_that_an_outstanding_answer_may_allow_is_held_with_all_behind_it():
    frames = Frames(10, 100)
    stream = framed(b"login") + framed(b"x" * 100) + framed(b"last")
    assert frames.feed(stream[:40]) == [b"login"] and frames.held
    assert frames.feed(stream[40:], outstanding=True) == [] and frames.held
    frames.limit = 100
    assert frames.feed(b"") == [b"x" * 100, b"last"] and not frames.held


def test_a_frame_that_was_held_in_vain_breaks_the_stream():
    frames = Frames(10, 100)
    frames.feed(framed(b"login") + framed(b"x" * 100))
    with pytest.raises(Broken):
        frames.feed(b"")
    assert not frames.held


@pytest.mark.parametrize("length", [0, 100 + HEADER + 1, 2**32 - 1])
def test_a_length_that_no_answer_can_allow_is_never_held(length):
    frames = Frames(10, 100)
    with pytest.raises(Broken) as broken:
        frames.feed(framed(b"login") + length.to_bytes(HEADER))
    assert broken.value.requests == [b"login"]


def test_without_an_answer_to_come_nothing_is_held():
    with pytest.raises(Broken):
        Frames(10, 100).feed(framed(b"x" * 100))


def test_a_truncated_frame_is_waited_for():
    frames = Frames(LIMIT)
    assert frames.feed(framed(b"whole") + framed(b"half")[:6]) == [b"whole"]
    assert frames.feed(framed(b"half")[6:]) == [b"half"]
