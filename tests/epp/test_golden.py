"""Whole conversations are answered as they were when last reviewed (`make golden` rewrites them on purpose)."""

import pytest

from tests.epp.golden import FRAMES, Stage, answer_file, conversations, requests
from tests.epp.transcripts import CLAUSES, Setting, name_of, transcripts


@pytest.mark.parametrize("name", [each.name for each in conversations()])
async def test_a_conversation_is_answered_as_reviewed(world, name):
    stage = Stage(world)
    await stage.prepare()
    async for request, answer in stage.play(FRAMES / name):
        expected = answer_file(request)
        assert expected.exists(), f"no answer was reviewed for {request.name}: run `make golden`"
        assert answer == expected.read_text(encoding="utf-8"), request.name


def test_every_kept_answer_has_its_request():
    asked = {answer_file(request) for each in conversations() for request in requests(each)}
    assert asked == set(FRAMES.glob("*/*.answer.xml"))


@pytest.mark.parametrize("name", [name_of(each) for each in transcripts()])
async def test_a_clause_is_kept_as_reviewed(world, name):
    setting = Setting(world)
    await setting.prepare()
    async for reviewed, now in setting.play((CLAUSES / f"{name}.txt").read_text(encoding="utf-8")):
        assert now == reviewed
