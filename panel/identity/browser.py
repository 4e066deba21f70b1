"""Where a request comes from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Browser:
    address: str
    user_agent: str

    @property
    def agent(self) -> str:
        """What the browser calls itself, as it is kept."""
        return self.user_agent.replace("\0", "")[:300]
