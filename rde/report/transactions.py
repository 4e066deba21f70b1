"""The per-registrar transactions report (registry agreement, specification 3, section 1)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypedDict

from rde.report.table import Report, Row, written
from registry.actions.settled_snapshot import settled_snapshot
from registry.context import Context
from registry.model.month import Month
from registry.model.policy import Policy
from registry.model.registrar import Registrar
from registry.store import monthly, registrars
from registry.store.monthly import Tally
from registry.store.sql import Connection

_MOST_YEARS: Final = 10
# The number of a registry that is a registrar of its own names, where it has none of IANA's (Reserved: 9999).
_REGISTRY_ITSELF: Final = 9999

# After the registrar's name and number: the column, and what of a registrar's figures stands in it.
_Figure = tuple[str, int]
COLUMNS: Final[tuple[tuple[str, _Figure], ...]] = (
    ("total-domains", ("domains", 0)),
    ("total-nameservers", ("nameservers", 0)),
    *((f"net-adds-{years}-yr", ("add", years)) for years in range(1, _MOST_YEARS + 1)),
    *((f"net-renews-{years}-yr", ("renew", years)) for years in range(1, _MOST_YEARS + 1)),
    ("transfer-gaining-successful", ("gained", 0)),
    ("transfer-gaining-nacked", ("gainRejected", 0)),
    ("transfer-losing-successful", ("lost", 0)),
    ("transfer-losing-nacked", ("lossRejected", 0)),
    # Disputes about transfers are decided outside of the registry, which is told of none.
    ("transfer-disputed-won", ("disputeWon", 0)),
    ("transfer-disputed-lost", ("disputeLost", 0)),
    ("transfer-disputed-nodecision", ("disputeOpen", 0)),
    ("deleted-domains-grace", ("delete", 0)),
    ("deleted-domains-nograce", ("purge", 0)),
    ("restored-domains", ("restore", 0)),
    ("restored-noreport", ("restoreLapse", 0)),
    # Deletes within the add grace period are given back without a limit, so nobody asks to be exempted from one.
    ("agp-exemption-requests", ("exemptionAsked", 0)),
    ("agp-exemptions-granted", ("exemptionGranted", 0)),
    ("agp-exempted-domains", ("exempted", 0)),
    ("attempted-adds", ("attempt", 0)),
)


class _Windows(TypedDict):
    """The parameters of a query that counts what outlived its grace period (registry/store/monthly.py)."""

    earliest: datetime
    latest: datetime
    policies: list[int]
    firsts: list[datetime]
    lasts: list[datetime]
    spans: list[timedelta]


async def transactions(cx: Context, tld: str, month: Month) -> Report:
    """A line for each registrar that counts on the market and holds names or did anything, and their sums."""
    versions = cx.book.versions(tld)

    async def read(db: Connection, _: datetime) -> Report:
        figures = await _figures(db, tld, month, versions)
        known = {each.id: each for each in await registrars.every(db) if each.is_reported}
        return report(tld, month, known, figures)

    return await settled_snapshot(cx, versions[0].tld_id, read)


async def _figures(
    db: Connection, tld: str, month: Month, versions: Sequence[Policy]
) -> Mapping[int, Mapping[_Figure, int]]:
    tld_id, first, last = versions[0].tld_id, month.begins, month.ends
    policies = [version.id for version in versions]
    longest = max(version.span(span) for version in versions for span in ("renew_grace", "auto_renew_grace"))
    tallies = [
        *await monthly.added(db, tld_id=tld_id, **_windows(versions, "add_grace", month)),
        *await monthly.renewed(db, policies=policies, earliest=first - longest, first=first, last=last),
        *await monthly.transferred(db, tld_id=tld_id, **_windows(versions, "transfer_grace", month)),
        *await monthly.befell(db, tld_id=tld_id, first=first, last=last),
        *await monthly.attempted(db, ending=f".{tld}", first=first, last=last),
    ]
    for held in await monthly.held(db, tld_id=tld_id, at=last):
        tallies.append(Tally(held.registrar_id, "domains", 0, held.domains))
        tallies.append(Tally(held.registrar_id, "nameservers", 0, held.nameservers))
    return _sums(tallies)


def _sums(tallies: Iterable[Tally]) -> Mapping[int, Mapping[_Figure, int]]:
    sums: dict[int, Counter[_Figure]] = {}
    for each in tallies:
        sums.setdefault(each.registrar_id, Counter())[each.what, each.years] += each.count
    return sums


def _windows(versions: Sequence[Policy], span: str, month: Month) -> _Windows:
    """When what has a grace period must have happened for that to end in the month: under each version, by its own length."""
    spans = [version.span(span) for version in versions]
    firsts, lasts = [month.begins - each for each in spans], [month.ends - each for each in spans]
    return _Windows(
        earliest=min(firsts),
        latest=max(lasts),
        policies=[version.id for version in versions],
        firsts=firsts,
        lasts=lasts,
        spans=spans,
    )


def report(
    tld: str, month: Month, known: Mapping[int, Registrar], figures: Mapping[int, Mapping[_Figure, int]]
) -> Report:
    """The report of these figures, by registrar's number; those of registrars that are not `known` do not count."""
    lines = [
        _Line(registrar.name, registrar.iana_id or _REGISTRY_ITSELF, _row(figures[registrar.id]))
        for registrar in sorted(known.values(), key=lambda each: (each.name, each.id))
        if registrar.id in figures
    ]
    sums = [sum(column) for column in zip(*(line.figures for line in lines), strict=True)] or [0] * len(COLUMNS)
    rows: list[Row] = [(line.name, line.number, *line.figures) for line in lines]
    totals: Row = ("Totals", "", *sums)
    columns = ("registrar-name", "iana-id", *(name for name, _ in COLUMNS))
    return Report(tld, month, "transactions", written(columns, [*rows, totals]))


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    number: int
    figures: Sequence[int]


def _row(figures: Mapping[_Figure, int]) -> Sequence[int]:
    return [max(0, figures.get(figure, 0)) for _, figure in COLUMNS]
