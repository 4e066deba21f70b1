"""The allocation token that a registrar shows, as far as it is good for what it is shown for."""

from registry.context import Context
from registry.model import token
from registry.model.policy import Policy
from registry.model.token import AllocationToken, TokenOperation
from registry.store import tokens


async def shown_token(cx: Context, shown: str | None) -> AllocationToken | None:
    """The token, whatever it is good for; None where none is shown, or none such was issued."""
    if shown is None:
        return None
    return await cx.registry.store.together(tokens.by_fingerprint, token.fingerprint(shown))


def applicable(
    cx: Context, found: AllocationToken | None, name: str, policy: Policy, operation: TokenOperation, name_class: str
) -> AllocationToken | None:
    """The token where the registrar may use it for a command on the name, which is of a class, now."""
    if found is None:
        return None
    label = name.removesuffix(f".{policy.tld}")
    return found if found.applies(label, policy.tld, cx.actor.registrar, cx.now, operation, name_class) else None
