"""One running installation for all the stories that only talk to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.installation import Installation, running


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("installation")
    for each in (folder, *folder.parents):
        if each == Path(tmp_path_factory.getbasetemp()).parent.parent:
            break
        each.chmod(0o755)  # the database's own user must be able to reach its directory
    with running(folder / "var", 400) as installation:
        yield installation
