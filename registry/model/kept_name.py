"""Names that are no domains and that the registry keeps from becoming some: what escrow calls NNDN (RFC 9022, section 5.6)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

# Nobody can have it, or he who has the name that it is a variant of. No variant of ours is delegated without being a domain, so
# none is "mirrored".
KeptState = Literal["blocked", "withheld"]


@dataclass(frozen=True, slots=True)
class KeptName:
    """`original` is the registered name that it is a variant of, None for a reserved one; `table` permits the label, where it is
    internationalized."""

    name: str
    original: str | None
    table: str | None
    state: KeptState
    created_at: datetime
