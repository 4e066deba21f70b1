"""Whether what is gone from the log of activity went by rule: the rows that a disposal names, as they were sealed, old enough."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from registry.model.keeping import SHORTEST, limit
from registry.model.sealing import Difference, Seal, of_row
from registry.store.disposals import Disposal

Flaw = tuple[str, str, int | None, int | None]
"""The kind of what was found, in words, and which rows."""


@dataclass(slots=True)
class Disposals:
    """What is gone by right, as seals pass by in order: `counts` by day, class and days of the rule; a disposal ends with
    the seal of its last row."""

    counts: dict[tuple[date, str, int], int] = field(default_factory=dict)
    _open: dict[int, tuple[Any, int]] = field(default_factory=dict)

    def pass_by(
        self, seal: Seal, known: Mapping[int, bytes], disposals: list[Disposal], found: dict[int, Difference]
    ) -> Iterator[Flaw]:
        """Take from what was `found` of a seal's rows what is gone by right; `known` are the digests that they had last."""
        for each in disposals:
            hash, count = self._open.pop(each.id, (None, 0))
            if hash is None:
                hash = sha256()
                yield from _of_rule(each)
            for number in each.ids:
                if not seal.after_id < number <= seal.upto_id:
                    continue
                if found.get(number) == "removed":
                    del found[number]
                elif number in known:
                    yield "inserted", f"row {number} was disposed of, and is there again", number, number
                hash.update(of_row(number, known.get(number, b"")))
                count += 1
            if seal.first_at is not None and seal.first_at >= each.before:
                yield _flaw(each, f"says that it took rows of seal {seal.number}, which were too young")
            if each.last_id > seal.upto_id:
                self._open[each.id] = hash, count
                continue
            if hash.digest() != each.digest or count != len(each.ids):
                yield _flaw(each, "says that it took other rows than were sealed")
            key = each.at.date(), each.of, each.days
            self.counts[key] = self.counts.get(key, 0) + count


def _of_rule(disposal: Disposal) -> Iterator[Flaw]:
    if disposal.days < SHORTEST or disposal.before > limit(disposal.days, disposal.at):
        yield _flaw(disposal, "took what no rule lets go so soon")


def _flaw(disposal: Disposal, words: str) -> Flaw:
    first = disposal.ids[0] if disposal.ids else None
    return "disposal", f"disposal {disposal.id} of {disposal.at:%Y-%m-%d %H:%M} UTC {words}", first, disposal.last_id
