"""Rules for objects among each other, asked of the spool when all are noted (RFC 9022, section 8)."""

from collections.abc import Iterator
from typing import Final

from rde.verify.findings import Finding
from rde.verify.frame import Frame, Policy
from rde.verify.kinds import BY_NUMBER, CONTACT, DOMAIN, HOST, IDN_TABLE, KINDS, NNDN, REGISTRAR
from rde.verify.spool import Spool

_KEYS: Final = {DOMAIN: "NAME", HOST: "NAME", CONTACT: "ID", REGISTRAR: "ID", IDN_TABLE: "ID", NNDN: "NAME"}


def _about(number: int, key: str) -> str:
    return f"{BY_NUMBER[number].label} {key}"


def keys_are_unique(spool: Spool, frame: Frame) -> Iterator[Finding]:
    """An object stands in a deposit once."""
    sql = "SELECT kind, key, count(*) FROM object GROUP BY kind, key HAVING count(*) > 1"
    for number, key, count in spool.ask(sql):
        kind = BY_NUMBER[number]
        yield Finding(f"RDE_{kind.code}_HAS_NON_UNIQUE_{_KEYS[kind]}", _about(number, key), f"there are {count} of it")


def roids_are_unique(spool: Spool, frame: Frame) -> Iterator[Finding]:
    """Across all kinds of objects (RFC 5730, section 2.8)."""
    sql = """SELECT max(kind), max(key), roid, count(*) FROM object
              WHERE roid IS NOT NULL GROUP BY roid HAVING count(*) > 1"""
    for number, key, roid, count in spool.ask(sql):
        code = f"RDE_{BY_NUMBER[number].code}_HAS_NON_UNIQUE_ROID"
        yield Finding(code, _about(number, key), f"{roid} is that of {count} objects")


def names_lie_below_the_tld(spool: Spool, frame: Frame) -> Iterator[Finding]:
    """Of domains and of names that are kept from being some."""
    if not frame.tld:
        return
    sql = "SELECT o.kind, o.key FROM object o WHERE o.kind IN (?2, ?3) AND substr(o.key, -length(?1)) <> ?1"
    for number, key in spool.ask(sql, f".{frame.tld}", DOMAIN.number, NNDN.number):
        code = f"RDE_{BY_NUMBER[number].code}_NOT_UNDER_TLD"
        yield Finding(code, _about(number, key), f"it does not lie below {frame.tld}")


def a_kept_name_is_no_domain(spool: Spool, frame: Frame) -> Iterator[Finding]:
    """A name is either allocated or kept."""
    sql = "SELECT o.key FROM object o JOIN object d ON d.kind = ? AND d.key = o.key WHERE o.kind = ?"
    for (key,) in spool.ask(sql, DOMAIN.number, NNDN.number):
        yield Finding("RDE_NNDN_CONFLICTS_WITH_DOMAIN", _about(NNDN.number, key), "it is a domain too")


def references_lead_somewhere(spool: Spool, frame: Frame) -> Iterator[Finding]:
    """To objects of this deposit, where it is a full one; a difference leaves out what did not change."""
    if not frame.is_full:
        return
    sql = """SELECT r.kind, r.key, r.by_kind, min(r.by_key) FROM reference r
              WHERE NOT EXISTS (SELECT 1 FROM object o WHERE o.kind = r.kind AND o.key = r.key)
              GROUP BY r.kind, r.key"""
    for number, key, by_kind, by_key in spool.ask(sql):
        text = f"{_about(number, key)} is not in the deposit"
        yield Finding("RDE_REFERENCE_NOT_IN_DEPOSIT", _about(by_kind, by_key), text)


def what_nobody_uses_is_told(spool: Spool, frame: Frame) -> Iterator[Finding]:
    """Contacts that no name has, and hosts outside the TLD that no name is delegated to."""
    if not frame.is_full:
        return
    sql = """SELECT o.kind, o.key FROM object o
               WHERE (o.kind = ?2 OR o.kind = ?3 AND substr(o.key, -length(?1)) <> ?1)
                 AND NOT EXISTS (SELECT 1 FROM reference r WHERE r.kind = o.kind AND r.key = o.key)"""
    for number, key in spool.ask(sql, f".{frame.tld}", CONTACT.number, HOST.number):
        yield Finding("RDE_OBJECT_NOT_REFERENCED", _about(number, key), "no name uses it")


def hosts_inside_have_addresses(spool: Spool, frame: Frame) -> Iterator[Finding]:
    """Without glue nobody finds them (RFC 5732, section 1.1)."""
    if not frame.tld:
        return
    sql = """SELECT o.key, EXISTS (SELECT 1 FROM reference r WHERE r.kind = o.kind AND r.key = o.key)
                FROM object o WHERE o.kind = ?2 AND o.addresses = 0 AND substr(o.key, -length(?1)) = ?1"""
    for key, used in spool.ask(sql, f".{frame.tld}", HOST.number):
        code = "RDE_HOST_HAS_NO_ADDRESS" if used else "RDE_HOST_UNUSED_HAS_NO_ADDRESS"
        yield Finding(code, _about(HOST.number, key), "it lies inside the TLD and has no address")


def policies_are_kept(spool: Spool, frame: Frame) -> Iterator[Finding]:
    """Every object of a policy's scope has the element (RFC 9022, section 5.8)."""
    for policy in frame.policies:
        kind = next((kind for kind in KINDS if kind in _KEYS and kind.namespace == policy.namespace), None)
        if kind is None:
            yield Finding("RDE_POLICY_NOT_UNDERSTOOD", "policy", f"its scope is {policy.scope[:100]}")
            continue
        yield from _lacking(spool, kind.number, policy)


def _lacking(spool: Spool, number: int, policy: Policy) -> Iterator[Finding]:
    for (of_kind, elements), shape in spool.shapes.items():
        if of_kind == number and policy.element not in elements:
            for (key,) in spool.ask("SELECT key FROM object WHERE kind = ? AND shape = ?", number, shape):
                text = f"it has no {policy.element}, which a policy makes mandatory"
                yield Finding("RDE_POLICY_ELEMENT_MISSING", _about(number, key), text)
