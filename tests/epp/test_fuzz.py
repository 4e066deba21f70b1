"""A minute of frames that were right and are not any more (`make fuzz` takes ten)."""

import pytest

from tests.epp.fuzz import fuzz
from tests.world import Clone


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_no_frame_brings_about_a_traceback_a_2400_or_silence(clone: Clone, loop) -> None:
    stage = fuzz(loop, loop.run_until_complete(clone.store(4)), seconds=60)
    assert stage.steps > 100
    assert {1000, 2001, 2005, 2303} <= stage.codes.keys(), "frames reach what they are about"
