"""Spools: what was written is read, nobody else reads it, and what the dead left behind goes."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rde.spool import Document, Piece, spool, sweep_spools

CANARY = b"canary-secret-0123456789"
SIZES = (0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3_500_000)


def content(size: int) -> bytes:
    return (CANARY * (size // len(CANARY) + 1))[:size]


@pytest.mark.parametrize("encrypted", [False, True])
@pytest.mark.parametrize("size", SIZES)
def test_what_is_written_in_any_portions_is_what_is_read(tmp_path: Path, encrypted: bool, size: int) -> None:
    whole = content(size)
    for portion in (700_001, 1 << 20, size or 1):
        with spool(tmp_path, encrypted=encrypted) as place:
            with place.writing(1) as sink:
                for start in range(0, size, portion):
                    sink.write(whole[start : start + portion])
            document = Document("x.xml", (b"<a>", place[1], b"</a>"))
            assert document.size == size + 7
            with document.open() as file:
                assert file.read(5) == (b"<a>" + whole + b"</a>")[:5]
                assert file.read() == (b"<a>" + whole + b"</a>")[5:]
            assert place[1].size == size
    assert list(tmp_path.iterdir()) == []


def files(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("encrypted", [False, True])
def test_an_encrypted_spool_tells_nothing_and_two_runs_have_two_keys(tmp_path: Path, encrypted: bool) -> None:
    seen = []
    for _ in range(2):
        with spool(tmp_path, encrypted=encrypted) as place:
            for number in (1, 2):
                with place.writing(number) as sink:
                    sink.write(content(100_000))
            seen += files(tmp_path)
            assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.rglob("*"))
    assert len(seen) == 4
    assert all((CANARY in each) is not encrypted for each in seen)
    assert len(set(seen)) == (4 if encrypted else 1)


def test_a_piece_that_was_cut_or_changed_is_no_piece(tmp_path: Path) -> None:
    for encrypted in (False, True):
        with spool(tmp_path, encrypted=encrypted) as place:
            with place.writing(1) as sink:
                sink.write(content(2_000_000))
            piece = place[1]
            os.truncate(piece.path, 1 << 20 if not encrypted else (1 << 20) + 16)
            with pytest.raises(OSError, match="where 2000000 were written"):
                list(piece.blocks())


def test_an_encrypted_piece_that_was_changed_is_no_piece(tmp_path: Path) -> None:
    with spool(tmp_path, encrypted=True) as place:
        with place.writing(1) as sink:
            sink.write(content(100))
        data = bytearray(place[1].path.read_bytes())
        data[50] ^= 1
        place[1].path.write_bytes(data)
        with pytest.raises(OSError, match="is not what was written"):
            list(place[1].blocks())


def test_a_piece_is_written_anew_and_its_key_is_not_shown(tmp_path: Path) -> None:
    with spool(tmp_path, encrypted=True) as place:
        for text in (b"first", b"second"):
            with place.writing(1) as sink:
                sink.write(text)
        assert list(place[1].blocks()) == [b"second"]
        assert isinstance(place[1], Piece) and "key" not in repr(place[1])


def test_a_spool_goes_with_its_block_however_that_ends(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nothing"), spool(tmp_path) as place, place.writing(1):
        raise ValueError("nothing")
    assert list(tmp_path.iterdir()) == []


KILLED = """
import sys, time
from pathlib import Path
from rde.spool import spool
with spool(Path(sys.argv[1])) as place, place.writing(1) as sink:
    sink.write(b"x" * 3_000_000)
    print("ready", flush=True)
    time.sleep(60)
"""


def test_what_a_killed_process_left_is_swept_and_what_a_living_one_holds_is_not(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout and process.stdout.readline() == b"ready\n"
        assert sweep_spools(tmp_path) == 0
        (left,) = tmp_path.iterdir()
        with spool(tmp_path):
            assert left.is_dir() and len(list(tmp_path.iterdir())) == 2
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    assert files(tmp_path)
    with spool(tmp_path):
        assert not left.exists()
    assert list(tmp_path.iterdir()) == []
