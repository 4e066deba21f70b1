"""What `history` of every object prints: each version, what made it, who, through which door, and why."""

from registry.store.history import Version


def shown(versions: list[Version], *, whole: bool) -> list[dict[str, object]]:
    """Oldest first; `whole` adds what the object was from then on (None: it was no more), which is too much for a line."""
    return [
        {
            "at": each.at.isoformat(),
            "roid": each.roid,
            "version": each.version,
            "event": each.event,
            "registrar": each.registrar,
            "operator": each.operator,
            "door": each.door,
            "cltrid": each.cltrid,
            "svtrid": each.svtrid,
            "reason": each.reason,
            "policy": each.policy_id,
            **({"state": each.state} if whole else {}),
        }
        for each in versions
    ]
