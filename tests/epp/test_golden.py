"""Whole conversations are answered as they were when last reviewed (`make golden` rewrites them on purpose), and show what they
are named for."""

import pytest

from tests.epp import outcomes
from tests.epp.golden import FRAMES, Stage, answer_file, conversations, requests
from tests.epp.hearing import listening
from tests.epp.transcripts import Setting, name_of, transcripts
from tests.thorough import some


@pytest.mark.parametrize("name", [each.name for each in conversations()])
async def test_a_conversation_is_answered_as_reviewed(world, name):
    stage = Stage(world)
    await stage.prepare()
    with listening() as ear:
        async for request, answer in stage.play(FRAMES / name):
            expected = answer_file(request)
            assert expected.exists(), f"no answer was reviewed for {request.name}: run `make golden`"
            assert answer == expected.read_text(encoding="utf-8"), request.name
            assert outcomes.shown_by(f"{name}/{request.name}") - ear.emptied() == set()


def test_every_kept_answer_has_its_request():
    asked = {answer_file(request) for each in conversations() for request in requests(each)}
    assert asked == set(FRAMES.glob("*/*.answer.xml"))


@pytest.mark.slow  # each founds its world, and there are hundreds; `make quick` has the conversations
@pytest.mark.parametrize("transcript", [pytest.param(each, id=name_of(each)) for each in some(transcripts(), 2)])
async def test_a_transcript_is_kept_as_reviewed(world, transcript):
    setting = Setting(world)
    await setting.prepare()
    with listening() as ear:
        async for reviewed, now in setting.play(transcript.read_text(encoding="utf-8")):
            assert now == reviewed
    assert outcomes.shown_by(f"{name_of(transcript)}.txt") - ear.emptied() == set()
