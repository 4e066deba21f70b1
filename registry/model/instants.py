"""Instants as documents, lists and people write them: with a time zone or, where the field has it so, in UTC."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any


def with_instants(document: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """The document with what stands under those names as instants; what is absent, null or one already stays as it is.

    Raises ValueError for text that is no instant or says no time zone.
    """
    return {
        name: instant_of(value) if name in names and isinstance(value, str) else value
        for name, value in document.items()
    }


def instant_of(text: str) -> datetime:
    """In UTC. Raises ValueError, in words for people, for text that is no instant or says no time zone."""
    instant = _read(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text[:80]} has no time zone; write it as 2027-01-01T00:00:00Z")
    return _in_utc(instant, text)


def instant_by_utc(text: str) -> datetime:
    """UTC is meant where the text says no time zone. Raises ValueError for what is no instant."""
    instant = _read(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _read(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text[:80]} is no instant; write it as 2027-01-01T00:00:00Z") from None


def _in_utc(instant: datetime, text: str) -> datetime:
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{text[:80]} is beyond the calendar") from None
