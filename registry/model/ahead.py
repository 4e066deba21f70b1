"""How long before something comes registrars are told of it, in their messages."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Ahead:
    """In days. `password_life` is how long a password opens, 0: for ever; `policy` 0: registrars hear of no change beforehand."""

    certificate: float = 30
    password: float = 14
    password_life: float = 0
    policy: float = 30

    def password_ends(self, since: datetime) -> datetime:
        """When a password that was set at an instant is over, where passwords are."""
        return since + timedelta(days=self.password_life)
