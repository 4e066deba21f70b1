"""Holding the logs against their seals: every row that was changed, removed or inserted since is found and named.

It reads one seal and its rows at a time, so it needs as much memory for years as for a day.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field

from registry.actions.verified_disposals import Disposals
from registry.model.sealing import BEGINNING, Anchor, Difference, Seal, anchor_hash, by_number, differences
from registry.store import disposals, partitions, sealed
from registry.store.disposals import Disposal
from registry.store.pool import Store
from registry.store.sealed import LOGS, Amended, Log, Rows
from registry.store.sql import Connection
from registry.store.tailing import allow_summaries


@dataclass(frozen=True, slots=True)
class Found:
    """Something that is not as it was sealed. `kind`: changed, removed or inserted rows, from number `first` to `last`;
    partition, of which all rows are gone; seal, chain, anchor: what holds rows together was tampered with itself; disposal: one
    that is not by a rule, or not of what was sealed."""

    log: str
    kind: str
    words: str
    first: int | None = None
    last: int | None = None


@dataclass(slots=True)
class Summary:
    """What was looked at of a log; `amended` rows were changed by right, when somebody was erased, and others are gone by right:
    `disposals` counts them."""

    log: str
    seals: int = 0
    rows: int = 0
    amended: int = 0
    upto: int = 0
    head: bytes = BEGINNING
    heads: dict[int, bytes] = field(default_factory=dict)
    disposals: Disposals = field(default_factory=Disposals)

    @property
    def disposed(self) -> int:
        return sum(self.disposals.counts.values())


@dataclass(frozen=True, slots=True)
class Verified:
    logs: list[Summary]
    findings: list[Found]


async def audit_verify(store: Store, known: bytes | None, went_on: Callable[[int], None]) -> Verified:
    """Everything from the first seal on. `known` is an anchor's hash that was kept elsewhere; `went_on` hears of rows."""
    findings: list[Found] = []
    anchors = [each async for each in _anchors(store)]
    wanted: dict[str, set[int]] = {}
    for anchor in anchors:
        for name, (number, _) in anchor.heads.items():
            wanted.setdefault(name, set()).add(number)
    logs = []
    for log in LOGS:
        summary = Summary(log.name)
        async for each in _of_log(store, log, summary, wanted.get(log.name, set()), went_on):
            findings.append(each)
        logs.append(summary)
    findings += _of_anchors(anchors, {each.log: each for each in logs}, known)
    return Verified(logs, findings)


async def _anchors(store: Store) -> AsyncIterator[Anchor]:
    number = 0
    while True:
        after = number
        anchor = await store.reading(lambda db, after=after: sealed.next_anchor(db, after))  # type: ignore[misc]
        if anchor is None:
            return
        yield anchor
        number = anchor.number


async def _of_log(
    store: Store, log: Log, summary: Summary, wanted: set[int], went_on: Callable[[int], None]
) -> AsyncIterator[Found]:
    number, upto, head = 0, 0, BEGINNING
    while True:
        seal, rows, amended, disposed = await store.transaction(lambda db, number=number: _read(db, log, number))  # type: ignore[misc]
        if seal is None:
            for each in await _never_sealed(store, log, upto):
                yield each
            return
        for each in _of_seal(seal, number, upto, head):
            yield each
        by_right = _as_amended(seal, amended)
        summary.amended += len(by_right)
        found = differences(seal, rows.ids, rows.digests, by_right)
        if disposed:
            known = {**by_number(seal.ids, seal.digests), **by_right}
            for flaw in summary.disposals.pass_by(seal, known, disposed, found):
                yield Found(log.name, *flaw)
        for each in await _told(store, log, seal, found):
            yield each
        number, upto, head = seal.number, seal.upto_id, seal.head
        summary.seals, summary.upto, summary.head = summary.seals + 1, upto, head
        summary.rows += len(seal.ids)
        if number in wanted:
            summary.heads[number] = head
        went_on(len(seal.ids))


async def _read(db: Connection, log: Log, number: int) -> tuple[Seal | None, Rows, list[Amended], list[Disposal]]:
    await allow_summaries(db)
    seal = await sealed.next_seal(db, log=log.name, after=number)
    if seal is None:
        return None, Rows([], b"", None, None), [], []
    rows = await log.read(db, after=seal.after_id, upto=seal.upto_id)
    amended = await sealed.amended(db, log=log.name, after=seal.after_id, upto=seal.upto_id)
    if log.growing.table != sealed.ACTIVITIES:
        return seal, rows, amended, []
    return seal, rows, amended, await disposals.among(db, after=seal.after_id, upto=seal.upto_id)


async def _never_sealed(store: Store, log: Log, upto: int) -> list[Found]:
    """Disposals that say they took rows which no seal holds."""
    if log.growing.table != sealed.ACTIVITIES:
        return []
    invented = await store.reading(lambda db: disposals.beyond(db, upto=upto))
    return [
        Found(log.name, "disposal", f"disposal {each} says that it took rows that were never sealed")
        for each in invented
    ]


def _of_seal(seal: Seal, number: int, upto: int, head: bytes) -> Iterator[Found]:
    """Whether it is what it was, and follows the one before."""
    if not seal.is_itself:
        yield Found(seal.log, "seal", f"seal {seal.number} was changed: it does not make its head")
    if seal.number != number + 1:
        gone = str(number + 1) if seal.number == number + 2 else f"{number + 1} to {seal.number - 1}"
        yield Found(seal.log, "chain", f"seal {gone} is gone")
    elif seal.previous != head:
        yield Found(seal.log, "chain", f"seal {seal.number} does not hang on the one before")
    elif seal.after_id != upto:
        yield Found(seal.log, "chain", f"seal {seal.number} does not begin where the one before ends")


def _as_amended(seal: Seal, amended: list[Amended]) -> Mapping[int, bytes]:
    """The digests that rows have by right: each amendment begins where the one before ended."""
    if not amended:
        return {}
    now = {number: seal.digests[place * 32 : place * 32 + 32] for place, number in enumerate(seal.ids)}
    found: dict[int, bytes] = {}
    for each in amended:
        if each.after is not None and each.before == now.get(each.row_id):
            now[each.row_id] = found[each.row_id] = each.after
    return found


async def _told(store: Store, log: Log, seal: Seal, found: Mapping[int, Difference]) -> list[Found]:
    if not found:
        return []
    if log.parted and len(found) == len(seal.ids) and set(found.values()) == {"removed"}:
        gone = await _partitions_gone(store, log, seal)
        if gone:
            words = f"all rows of seal {seal.number}, with the partition {' and '.join(gone)}"
            return [Found(log.name, "partition", words, min(found), max(found))]
    return list(_ranges(log.name, found))


async def _partitions_gone(store: Store, log: Log, seal: Seal) -> list[str]:
    """The months of its rows that have no partition any more."""
    table = log.growing.table
    existing = await store.reading(lambda db: partitions.of(db, parent=table))
    if len(existing) < 2:
        return []  # there are no months yet, only what waits for them
    months = dict.fromkeys(
        partitions.name_of(table, each) for each in (seal.first_at, seal.last_at) if each is not None
    )
    return [f"{table.partition('.')[0]}.{each}" for each in months if each not in existing]


def _ranges(log: str, found: Mapping[int, Difference]) -> Iterator[Found]:
    """Rows that lie beside each other and share their fate are told together."""
    begun: int | None = None
    last, kind = 0, ""
    for number, each in found.items():
        if begun is not None and (each != kind or number != last + 1):
            yield _range(log, kind, begun, last)
            begun = None
        if begun is None:
            begun, kind = number, each
        last = number
    if begun is not None:
        yield _range(log, kind, begun, last)


def _range(log: str, kind: str, first: int, last: int) -> Found:
    words = f"row {first} was {kind}" if first == last else f"rows {first} to {last} were {kind}"
    return Found(log, kind, words, first, last)


def _of_anchors(anchors: list[Anchor], logs: Mapping[str, Summary], known: bytes | None) -> Iterator[Found]:
    number, hash = 0, BEGINNING
    for anchor in anchors:
        named = f"the anchor of {anchor.at:%Y-%m-%d %H:%M} UTC"
        if anchor.number != number + 1:
            yield Found("anchor", "anchor", f"an anchor before {named} is gone")
        elif anchor.hash != anchor_hash(hash, anchor.number, anchor.at, anchor.heads):
            yield Found("anchor", "anchor", f"{named} was changed")
        for log, (seal, head) in anchor.heads.items():
            there = logs[log].heads.get(seal) if log in logs else None
            if there is None:
                yield Found(log, "anchor", f"seal {seal}, which {named} names, is gone: the end was cut off")
            elif there.hex() != head:
                yield Found(log, "anchor", f"seal {seal} is not the one that {named} names: it was made anew")
        number, hash = anchor.number, anchor.hash
    if known is not None and known not in {each.hash for each in anchors}:
        yield Found("anchor", "anchor", f"no anchor has the hash {known.hex()}: what it held together is gone")
