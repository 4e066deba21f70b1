"""What the registry alone decides: asked by anybody else, an action refuses before it looks at anything."""

from registry.context import Context
from registry.errors import NotAuthorized


def demand_operator(cx: Context, reason: str) -> None:
    """Raises NotAuthorized with the reason."""
    if not cx.actor.is_operator:
        raise NotAuthorized(reason)
