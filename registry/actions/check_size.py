"""How much one check may ask."""

from collections.abc import Sized

from registry.errors import ParameterRange
from registry.model.change import MOST_CHECKED


def demand_checkable(names: Sized) -> None:
    """Raise ParameterRange when one check asks about more than the registry answers at once."""
    if len(names) > MOST_CHECKED:
        raise ParameterRange(f"A check asks about at most {MOST_CHECKED} names.")
