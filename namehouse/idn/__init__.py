"""Reading IDN tables in the forms that they are published in."""

from dataclasses import dataclass
from typing import Final

from registry.model.idn_table import Repertoire

LARGEST: Final = 16 * 1024 * 1024  # octets; the largest published tables have a tenth of it
MOST_LETTERS: Final = 150_000


class Unreadable(ValueError):
    """A file that is no IDN table, or one that says what is not understood here; the message says where and what."""


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table with what it says about itself."""

    repertoire: Repertoire
    version: str | None
    languages: tuple[str, ...]


def read(data: bytes) -> ReadTable:
    """A table in XML (RFC 7940), or in lines of text (RFC 3743, RFC 4290). Raises Unreadable."""
    from namehouse.idn import lgr, lines

    if len(data) > LARGEST:
        raise Unreadable(f"the file is larger than {LARGEST} octets")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("the file is not text in UTF-8") from None
    return lgr.read(text) if text.lstrip().startswith("<") else lines.read(text)
