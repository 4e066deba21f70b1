"""Names by the hundred thousand, for measuring: written in bulk, and as complete as if commands had made them."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, do, one


@dataclass(frozen=True, slots=True)
class Linked:
    """Object numbers that the seeded names of one registrar link to."""

    registrar_id: int
    registrant_id: int
    tech_id: int
    host_ids: list[int]


@one("""
    SELECT (SELECT id FROM registry.registrar WHERE handle = :registrar),
           (SELECT id FROM registry.contact WHERE handle = :registrant),
           (SELECT id FROM registry.contact WHERE handle = :tech),
           ARRAY(SELECT id FROM registry.host WHERE name = ANY(:hosts) ORDER BY name)
""")
async def linked(db: Connection, *, registrar: str, registrant: str, tech: str, hosts: list[str]) -> Linked: ...


@do("""
    INSERT INTO registry.domain
           (id, roid, name, tld_id, registrar_id, registrant_id, created_by, created_at, expires_at, next_due)
    SELECT id, 'D' || id || '-' || :repository::text, 'seed' || lpad(number::text, 6, '0') || '.' || :tld::text, :tld_id,
           :registrar_id, :registrant_id, :registrar_id, :created_at, :expires_at, :expires_at
      FROM (SELECT number, nextval('registry.object_number') AS id
              FROM generate_series(:first::int, :last::int) AS number) fresh
""")
async def domains(
    db: Connection,
    *,
    first: int,
    last: int,
    tld: str,
    tld_id: int,
    repository: str,
    registrar_id: int,
    registrant_id: int | None,
    created_at: datetime,
    expires_at: datetime,
) -> None: ...


# What was seeded by one call: names are numbered, so a range of numbers is a range of names.
_RANGE = """registry.domain d
     WHERE d.tld_id = :tld_id
       AND d.name BETWEEN 'seed' || lpad((:first::int)::text, 6, '0') || '.'
                      AND 'seed' || lpad((:last::int)::text, 6, '0') || '/'"""

# Two name servers for a name of odd number, three for an even one.
_SERVERS = "3 - substr(d.name, 5, 6)::int % 2"


@do(f"""
    INSERT INTO registry.domain_contact (domain_id, role, contact_id)
    SELECT d.id, role, :contact_id
      FROM unnest(ARRAY['admin', 'tech']) AS role, {_RANGE}
""")
async def contacts(db: Connection, *, first: int, last: int, tld_id: int, contact_id: int) -> None: ...


@do(f"""
    INSERT INTO registry.domain_host (domain_id, host_id)
    SELECT d.id, host_id
      FROM unnest(:host_ids::bigint[]) WITH ORDINALITY AS host (host_id, place), {_RANGE}
       AND place <= {_SERVERS}
""")
async def hosts(db: Connection, *, first: int, last: int, tld_id: int, host_ids: list[int]) -> None: ...


@do(f"""
    INSERT INTO registry.domain_dnssec (domain_id, number, key_tag, algorithm, digest_type, digest)
    SELECT d.id, 0, d.id % 65536, 13, 2, upper(encode(sha256(d.name::text::bytea), 'hex'))
      FROM {_RANGE}
       AND substr(d.name, 10, 1) = '0'
""")
async def signatures(db: Connection, *, first: int, last: int, tld_id: int) -> None: ...


@do(f"""
    INSERT INTO registry.ledger (registrar_id, currency, at, kind, amount, roid, name, years, policy_id, svtrid)
    SELECT d.registrar_id, :currency, d.created_at, 'create', -:price::bigint, d.roid, d.name, 1, :policy_id, :svtrid
      FROM {_RANGE}
""")
async def charges(
    db: Connection, *, first: int, last: int, tld_id: int, currency: str, price: int, policy_id: int, svtrid: str
) -> None: ...


@do("""
    UPDATE registry.account
       SET balance = balance - :amount
     WHERE registrar_id = :registrar_id
       AND currency = :currency
""")
async def settle(db: Connection, *, registrar_id: int, currency: str, amount: int) -> None: ...


@do(f"""
    INSERT INTO registry.history
           (at, kind, roid, name, tld_id, version, event, registrar_id, door, svtrid, policy_id, state)
    SELECT d.created_at, 'domain', d.roid, d.name, d.tld_id, 1, 'create', d.registrar_id, 'cli', :svtrid, :policy_id,
           jsonb_build_object('id', d.id, 'roid', d.roid, 'name', d.name, 'tld', :tld::text, 'registrar', :registrar::text,
                              'created_at', d.created_at, 'created_by', :registrar, 'expires_at', d.expires_at,
                              'registrant', :registrant::text,
                              'contacts', jsonb_build_array(
                                  jsonb_build_object('role', 'admin', 'contact', :tech::text),
                                  jsonb_build_object('role', 'tech', 'contact', :tech)),
                              'hosts', to_jsonb((:hosts::text[])[:{_SERVERS}]),
                              'dnssec', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                                                    'key_tag', s.key_tag, 'algorithm', s.algorithm,
                                                    'digest_type', s.digest_type, 'digest', s.digest)), '[]')
                                           FROM registry.domain_dnssec s
                                          WHERE s.domain_id = d.id),
                              'version', 1)
      FROM {_RANGE}
""")
async def history(
    db: Connection,
    *,
    first: int,
    last: int,
    tld: str,
    tld_id: int,
    registrar: str,
    registrant: str,
    tech: str,
    hosts: list[str],
    policy_id: int,
    svtrid: str,
) -> None: ...


@one("""
    SELECT count(*)
      FROM registry.domain d
     WHERE d.tld_id = :tld_id
       AND d.name LIKE 'seed%'
""")
async def present(db: Connection, *, tld_id: int) -> int: ...


@do(
    "VACUUM ANALYZE registry.domain, registry.domain_contact, registry.domain_host, registry.domain_dnssec, registry.ledger"
)
async def tidy(db: Connection) -> None:
    """Outside a transaction: so that what follows is measured on tables as autovacuum would leave them."""
