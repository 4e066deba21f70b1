"""Whatever octets somebody sends as a deposit, there are findings and no traceback."""

import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rde.seal.archive import ArchiveBroken, entry, read_archive
from rde.verify import DepositInvalid, validate
from tests.rde.verify.conftest import Good
from tests.world import BEGINNING

pytestmark = pytest.mark.slow

QUIET = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
SHAPES = st.sampled_from(["maximum", "minimum", "attributes", "idn", "kept names", "difference"])


def judged(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            validate(path)
        except DepositInvalid as error:
            assert str(error)


@QUIET
@given(shape=SHAPES, at=st.floats(0, 1), length=st.integers(0, 60), new=st.binary(max_size=40))
def test_octets_that_were_changed(good: dict[str, Good], shape: str, at: float, length: int, new: bytes) -> None:
    content, place = good[shape].content, int(at * len(good[shape].content))
    judged(content[:place] + new + content[place + length :], good[shape].name)


@QUIET
@given(shape=SHAPES, data=st.data())
def test_values_that_were_changed(good: dict[str, Good], shape: str, data: st.DataObject) -> None:
    """Between two angle brackets, where the parser lets anything through to the rules."""
    pieces = good[shape].content.split(b">")
    at = data.draw(st.integers(1, len(pieces) - 2))
    text = data.draw(st.text(st.characters(exclude_characters="<&>", exclude_categories=("Cs",)), max_size=30))
    pieces[at] = text.encode() + b"<" + pieces[at].partition(b"<")[2]
    judged(b">".join(pieces), good[shape].name)


@QUIET
@given(shape=SHAPES, data=st.data())
def test_lines_that_were_lost_repeated_or_moved(good: dict[str, Good], shape: str, data: st.DataObject) -> None:
    lines = good[shape].content.splitlines(keepends=True)
    numbers = st.lists(st.integers(0, len(lines) - 1), min_size=1, max_size=len(lines) + 3)
    judged(b"".join(lines[number] for number in data.draw(numbers)), good[shape].name)


@QUIET
@given(
    content=st.binary(max_size=400),
    name=st.text(st.characters(exclude_characters="/\0", codec="utf-8"), min_size=1, max_size=30),
)
def test_octets_of_no_kind(content: bytes, name: str) -> None:
    judged(content, f"x{name}.xml")


@QUIET
@given(at=st.integers(0, 1535), new=st.binary(min_size=1, max_size=12))
def test_archives_that_were_changed(tmp_path: Path, at: int, new: bytes) -> None:
    plain = tmp_path / "a.xml"
    plain.write_bytes(b"content")
    header = entry(plain, BEGINNING).tobuf()
    octets = bytearray(header + b"content".ljust(512, b"\0") + b"\0" * 1024)
    octets[at : at + len(new)] = new
    with tempfile.TemporaryDirectory() as folder:
        try:
            read_archive(io.BytesIO(bytes(octets)), Path(folder), 1 << 20)
        except ArchiveBroken as error:
            assert str(error)
