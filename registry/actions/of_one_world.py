"""What registrars in OT&E and all others keep apart: neither links an object of the other's, or gains one.

Handles and host names are one space for both, so what is another's is there; it just cannot be used
(docs/decisions/0036-who-practises-is-a-world-apart.md).
"""

from collections.abc import Mapping

from registry.context import Context


def of_one_world(cx: Context, found: Mapping[str, int], sponsors: Mapping[str, int]) -> Mapping[str, int]:
    """Those of the objects that were found which the asker may link; `sponsors` are the numbers of theirs.

    An operator may link any, and so may everybody where nobody is in OT&E.
    """
    if cx.actor.registrar_id is None or not somebody_practises(cx):
        return found
    asks = practises(cx, cx.actor.registrar_id)
    return {name: number for name, number in found.items() if practises(cx, sponsors[name]) == asks}


def practises(cx: Context, registrar_id: int | None) -> bool:
    return registrar_id is not None and cx.registry.standings.get(registrar_id) == "ote"


def somebody_practises(cx: Context) -> bool:
    return "ote" in cx.registry.standings.values()
