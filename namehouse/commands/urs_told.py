"""How `namehouse urs` tells of cases."""

from datetime import datetime

from registry.model.domain import Domain
from registry.model.urs import LOCK, UrsCase, as_it_stands


def line(case: UrsCase, domain: Domain | None, now: datetime) -> dict[str, object]:
    """A case beside what is registered under its name now. `intact`: the name has all the locks that it should have."""
    case = as_it_stands(case, domain)
    guarded = case.status in ("locked", "suspended")
    return {
        "name": case.name,
        "case": case.number,
        "provider": case.provider,
        "registrar": domain.registrar if domain else None,
        "status": case.status,
        "notice": instant(case.noticed_at),
        "lock_by": instant(case.lock_by),
        "overdue": case.is_overdue(now),
        "intact": domain.statuses >= LOCK if domain and guarded else None,
    }


def instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
