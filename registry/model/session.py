"""How sessions of registrars end."""

from collections.abc import Mapping
from typing import Final, Literal

# By logout; because we failed, and closed; its connection was lost; it was silent or open for too long; somebody ended it from
# outside; its process stopped, or was seen no more.
Ending = Literal["logout", "failed", "lost", "overdue", "ended", "stopped", "vanished"]

ENDINGS: Final[Mapping[str, str]] = {
    "logout": "Logged out",
    "lost": "Connection lost",
    "overdue": "Silent or open too long",
    "ended": "Ended from outside",
    "failed": "The server failed",
    "stopped": "The server stopped",
    "vanished": "The server vanished",
}
