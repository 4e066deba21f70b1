"""What this door tells Prometheus, and what it adds to the tally that reports of a month are made of."""

from functools import cache
from typing import Final, Literal

from prometheus_client import Counter, Histogram

from registry.context import Registry

Result = Literal["found", "several", "missing", "malformed", "limited", "refused", "failed"]

Way = Literal["port43", "rdap", "web", "das"]

QUERIES: Final = Counter("namehouse_whois_queries", "Queries by the way they came.", ("way", "kind", "result"))
SECONDS: Final = Histogram(
    "namehouse_whois_query_seconds",
    "From a query's last octet to its answer; the service level is 2 seconds.",
    ("way",),
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0),
)


# What was answered by what was asked for, or by that there is none: these are the queries of a report. Whoever logs in, or asks
# how he may ask, asks for nothing yet.
_ANSWERED: Final[frozenset[Result]] = frozenset({"found", "several", "missing"})
_NO_QUERIES: Final = frozenset({"none", "session", "preflight"})


def count(registry: Registry, way: Way, kind: str, result: Result, seconds: float, name: str = "") -> None:
    """`kind` comes from a fixed set of ours, never from a peer: each one is a time series for good. `name` is what was asked for,
    where it is a name."""
    _counter(way, kind, result).inc()
    _histogram(way).observe(seconds)
    if result in _ANSWERED and kind not in _NO_QUERIES:
        registry.tally.add(registry.clock.now(), registry.book.tld_of(name) or "", way, kind)


@cache
def _counter(way: Way, kind: str, result: Result) -> Counter:
    return QUERIES.labels(way, kind, result)


@cache
def _histogram(way: Way) -> Histogram:
    return SECONDS.labels(way)
