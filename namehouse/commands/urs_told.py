"""How `namehouse urs` tells of cases, and of what a step made of a name."""

from datetime import datetime

from registry.model.dnssec import DsData, SecDns
from registry.model.domain import Domain
from registry.model.lifecycle import statuses
from registry.model.urs import LOCK, UrsCase, as_it_stands
from registry.requests.urs import UrsDone


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


def changes(done: UrsDone) -> list[str]:
    """What differs between the two, a line each."""
    before, after = _described(done.before), _described(done.after)
    lines: list[str] = []
    for part, was in before.items():
        now = after[part]
        lines += [f"- {part} {each}" for each in was if each not in now]
        lines += [f"+ {part} {each}" for each in now if each not in was]
    return lines


def _described(domain: Domain) -> dict[str, list[str]]:
    return {
        "status": list(statuses(domain)),
        "name server": [*domain.hosts, *(each.name for each in domain.nameservers)],
        "DNSSEC": [*map(record, domain.dnssec)],
        "renewal by time": [domain.renewal],
        "expiry": [domain.expires_at.isoformat()],
    }


def record(data: SecDns) -> str:
    """As a zone has it, without names."""
    if isinstance(data, DsData):
        return f"{data.key_tag} {data.algorithm} {data.digest_type} {data.digest}"
    return f"{data.flags} {data.protocol} {data.algorithm} {data.public_key}"


def instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
