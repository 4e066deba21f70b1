"""The form of a report: RFC 4180 in UTF-8, with a line of column names, and the name that its file has."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from registry.model.month import Month

Kind = Literal["transactions", "activity"]
Row = Sequence[str | int]


@dataclass(frozen=True, slots=True)
class Report:
    tld: str
    month: Month
    kind: Kind
    content: bytes

    @property
    def name(self) -> str:
        return f"{self.tld}-{self.kind}-{self.month.compact}.csv"


def written(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Lines end in CRLF, also the last."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()
