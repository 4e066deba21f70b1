"""What a rule about logins may look at: who it is has been proved before any is asked."""

from dataclasses import dataclass
from datetime import datetime

from registry.model.login import Demands
from registry.requests.registrar import RegistrarLogin


@dataclass(frozen=True, slots=True)
class LoginCase:
    """A login with the right password, since when that is the registrar's, and how many guesses a new one stands: None, nobody
    asks that."""

    now: datetime
    wish: RegistrarLogin
    demands: Demands
    password_at: datetime
    guesses: float | None = None
