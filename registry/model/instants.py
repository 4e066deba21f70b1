"""Instants as documents hold them: text that says its time zone, in policies, versions and messages alike."""

from collections.abc import Collection, Mapping
from datetime import datetime
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
    """Raises ValueError for text that is no instant or says no time zone."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text} has no time zone; write it as 2027-01-01T00:00:00Z")
    return instant
