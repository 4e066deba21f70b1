"""What is said of a request's address in a log: nobody who reads one may open what a link in a mail opens.

Such links carry what makes them hold in their path. What a query holds is never logged.
"""

from functools import cache
from typing import Final
from urllib.parse import quote

from flask import current_app, request
from werkzeug.routing import Map

# Parts of addresses, by their names in the map of addresses, that open something for whoever knows them.
SECRET: Final = frozenset({"signature", "token"})
HIDDEN: Final = "…"
_PLAIN: Final = "@:!$&'()*+,;=~"


def path_logged() -> str:
    """The path of the request without its secrets; of one that leads nowhere the beginning alone, since it may be a link that a
    program cut off or lengthened."""
    parts = request.path.split("/")
    hidden = {value for name, value in (request.view_args or {}).items() if name in SECRET}
    if hidden:
        shown = [HIDDEN if each in hidden else each for each in parts]
    elif request.url_rule is None:
        shown = parts if len(parts) < 3 else [*parts[:2], HIDDEN]
    else:
        # what was lengthened may lead to a page whose names hold slashes
        ends = [len(each) for each in _before_secrets(current_app.url_map) if _begins(parts, each)]
        shown = [*parts[: min(ends)], HIDDEN] if ends else parts
    # whoever asks chooses the path, and a line of the log is one line
    return "/".join(each if each == HIDDEN else quote(each, safe=_PLAIN) for each in shown)


@cache
def _before_secrets(addresses: Map) -> tuple[tuple[str, ...], ...]:
    """What stands before a secret in every address that has one; empty for what varies."""
    found = []
    for rule in addresses.iter_rules():
        parts = rule.rule.split("/")
        if secret := [place for place, each in enumerate(parts) if _name(each) in SECRET]:
            found.append(tuple("" if _name(each) else each for each in parts[: secret[0]]))
    return tuple(found)


def _name(part: str) -> str:
    """That of a variable part of an address, such as `number` of `<int:number>`."""
    return part[1:-1].rpartition(":")[2] if part.startswith("<") else ""


def _begins(parts: list[str], with_: tuple[str, ...]) -> bool:
    return len(parts) > len(with_) and all(part in ("", own) for part, own in zip(with_, parts, strict=False))
