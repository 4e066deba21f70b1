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


def test_a_truncated_frame_is_waited_for():
    frames = Frames(LIMIT)
    assert frames.feed(framed(b"whole") + framed(b"half")[:6]) == [b"whole"]
    assert frames.feed(framed(b"half")[6:]) == [b"half"]
