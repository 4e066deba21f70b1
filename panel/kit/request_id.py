"""By which request something is done: what every answer carries as X-Request-Id, error pages and the log of activity too."""

from contextvars import ContextVar
from typing import Final

_REQUEST: Final[ContextVar[str | None]] = ContextVar("request", default=None)


def begin(reference: str) -> None:
    """From here on, whatever goes on after its answer included, this is the request."""
    _REQUEST.set(reference)


def request_id() -> str | None:
    """None: nobody asked, the panel does it by itself."""
    return _REQUEST.get()
