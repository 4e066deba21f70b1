"""One running installation for all the stories that only talk to it."""

from collections.abc import Iterator

import pytest

from tests.stories.installation import Installation, running, var_directory


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    with var_directory() as var, running(var, 400) as installation:
        yield installation
