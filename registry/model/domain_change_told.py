"""What a change made of a name, for people: a line for each thing that it has no more, or newly."""

from registry.model.dnssec import DsData, SecDns
from registry.model.domain import Domain
from registry.model.lifecycle import statuses


def differences_told(before: Domain, after: Domain) -> list[str]:
    """`- status ok` and `+ status serverHold`, in the order of what names consist of."""
    was, is_now = _described(before), _described(after)
    lines: list[str] = []
    for part, had in was.items():
        has = is_now[part]
        lines += [f"- {part} {each}" for each in had if each not in has]
        lines += [f"+ {part} {each}" for each in has if each not in had]
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
