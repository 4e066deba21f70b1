"""Twenty seconds of frames that were right and are not any more (`make fuzz` takes ten minutes)."""

import asyncio

import pytest

from epp.asking import HELLO
from epp.frames import framed
from epp.session import Session
from tests.epp.fuzz import Errors, Finding, Stage, fuzz
from tests.epp.fuzz_frames import Step
from tests.world import Clone

pytestmark = pytest.mark.slow


def test_no_frame_brings_about_a_traceback_a_2400_or_silence(clone: Clone, loop) -> None:
    stage = fuzz(loop, loop.run_until_complete(clone.store(4)), seconds=20)
    assert stage.steps > 100
    assert {1000, 2001, 2303} <= stage.codes.keys(), "frames reach what they are about"


async def test_what_must_not_happen_is_found(clone: Clone, monkeypatch) -> None:
    stage = await Stage.of(await clone.store(4), Errors())
    step = [Step("nobody", framed(HELLO))]
    await stage.play(step)

    async def bug(*_: object) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as patched, pytest.raises(Finding, match="2400"):
        patched.setattr(Session, "_answered", bug)
        await stage.play(step)
    monkeypatch.setattr("tests.epp.fuzz.ANSWER_WITHIN", 0.1)
    with monkeypatch.context() as patched, pytest.raises(Finding, match="hangs"):
        patched.setattr(Session, "answer", lambda *_: asyncio.Event().wait())
        await stage.play(step)
    await stage.play(step)
