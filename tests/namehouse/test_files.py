"""Files are replaced whole, with the mode they were given."""

from pathlib import Path

import pytest

from namehouse.files import write_atomically


def test_a_file_is_replaced_with_its_mode_and_nothing_is_left_beside_it(tmp_path: Path):
    path = tmp_path / "new" / "file"
    write_atomically(path, b"one", 0o600)
    write_atomically(path, b"two", 0o600)
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path):
    target = tmp_path / "file"
    target.mkdir()  # a directory cannot be replaced by a file
    with pytest.raises(OSError):
        write_atomically(target, b"one")
    assert list(tmp_path.iterdir()) == [target]
