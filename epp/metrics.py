"""What an operator sees of EPP: commands by result, how long they took, how many sessions there are."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

# Finer where commands usually are, and exactly at the service levels: 2 s for queries, 4 s for transforms.
BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0)

COMMANDS: Final = Counter(
    "namehouse_epp_commands", "Commands answered, by command, TLD and result code.", ["command", "tld", "code"]
)
SECONDS: Final = Histogram(
    "namehouse_epp_command_seconds", "From a whole frame to its whole answer.", ["command", "tld"], buckets=BUCKETS
)
UNHANDLED: Final = Counter(
    "namehouse_epp_unhandled_namespaces",
    "Pieces of answers moved aside, by the namespace that a client chose no services for (RFC 9038, section 7.2).",
    ["namespace"],
)
OVER_RATE: Final = Counter(
    "namehouse_epp_over_rate",
    "Commands refused because their registrar asked more often than it may of their class, or somebody did from its address "
    "(class `address`); they are also counted as 2400.",
    ["class"],
)
SESSIONS: Final = Gauge(
    "namehouse_epp_sessions",
    "Connections, by whether a registrar is logged in.",
    ["state"],
    multiprocess_mode="livesum",
)

# `labels()` formats and locks each time it is asked; what it gives stays the same.
_commands: dict[tuple[str, str, int], Counter] = {}
_seconds: dict[tuple[str, str], Histogram] = {}
_sessions: Final = {state: SESSIONS.labels(state) for state in ("greeted", "open")}


def count(command: str, tld: str, code: int, seconds: float) -> None:
    """One command; all three labels come from sets that clients cannot enlarge."""
    counter = _commands.get((command, tld, code))
    if counter is None:
        counter = _commands[command, tld, code] = COMMANDS.labels(command, tld, str(code))
    counter.inc()
    histogram = _seconds.get((command, tld))
    if histogram is None:
        histogram = _seconds[command, tld] = SECONDS.labels(command, tld)
    histogram.observe(seconds)


def count_unhandled(namespace: str) -> None:
    """One piece in a namespace of ours that a client left out at login, and ought to learn."""
    UNHANDLED.labels(namespace).inc()


def count_over_rate(rate_class: str) -> None:
    """One command refused because of its registrar's rate, or that of addresses."""
    OVER_RATE.labels(rate_class).inc()


def enter(state: str) -> None:
    """A connection came to be in this state."""
    if state in _sessions:
        _sessions[state].inc()


def leave(state: str) -> None:
    """A connection is no longer in this state."""
    if state in _sessions:
        _sessions[state].dec()
