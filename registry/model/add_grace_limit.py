"""How many deletes in the add grace period are given back in a month without question (ICANN's AGP Limits Policy)."""

from typing import Final

# Of a registrar and a TLD: so many, or a tenth of the names that it registered and kept, whichever is more.
ALWAYS: Final = 50


def free_deletes(created: int, deleted: int) -> int:
    """`deleted` are those of the names `created` in the month that were deleted in their add grace period."""
    return max(ALWAYS, (created - deleted) // 10)
