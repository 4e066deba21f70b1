"""So many deletes in the add grace period are given back without question, and no more."""

import pytest

from registry.model.add_grace_limit import free_deletes


@pytest.mark.parametrize(
    ("created", "deleted", "free"), [(0, 0, 50), (300, 50, 50), (550, 50, 50), (560, 50, 51), (10_000, 1000, 900)]
)
def test_fifty_or_a_tenth_of_what_was_kept(created: int, deleted: int, free: int) -> None:
    assert free_deletes(created, deleted) == free
