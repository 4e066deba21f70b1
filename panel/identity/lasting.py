"""How long sessions last: by use, by age, and where somebody wishes to be remembered (decision 71)."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement

from panel.identity.models import Session

ABSOLUTE_LIFE: Final = timedelta(days=7)
HALF_LIFE: Final = timedelta(minutes=10)  # how long the second factor may take
REMEMBERED: Final = timedelta(days=31)
# Of those who see what is other people's: staff, a registrar's people, resellers and theirs.
REMEMBERED_WITH_OTHERS: Final = timedelta(days=7)


def remembered_for(kind: str) -> timedelta:
    """How long a browser of an account of this kind stays signed in that is remembered, used or not."""
    return REMEMBERED if kind == "client" else REMEMBERED_WITH_OTHERS


def is_open(now: datetime, idle: timedelta) -> ColumnElement[bool]:
    """Whether a session opens anything (any more)."""
    return (Session.expires_at > now) & (Session.remembered | (Session.seen_at > now - idle))
