"""Creating domains: one query finds all that the rules ask for, one statement writes all there is to write.

Both take what several sessions ask at the same time (looks for `Store.together`): each create costs a part of a query, and
those of one registrar do not wait for one another's lock on its account.

Longer than most files: the statement is read best in one piece.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar

from registry.model.domain import Domain
from registry.store.sql import Connection, many, one

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sought:
    """What one create names, where, and for whom."""

    name: str
    tld_id: int
    registrar_id: int
    contacts: Iterable[str]
    hosts: Iterable[str]


@dataclass(frozen=True, slots=True)
class Accreditation:
    """From when to when a registrar may gain names in a TLD; `contacts` is its exception to the TLD's rule.

    `price_group` and `currency` are the terms on which it buys, None where the TLD's own hold.
    """

    valid_from: datetime
    valid_to: datetime | None
    contacts: str | None
    price_group: str | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """What exists of the things that were sought together, and what the registrar of one create may do in its TLD.

    `funds` is what the registrar's accounts can still be charged, in minor units by currency. `without_address` are the
    hosts of our zones that have none. `next_due` is when time next changes a name of the registrar: once that has passed, the
    balance may not be what it seems.
    """

    taken: frozenset[str]
    funds: Mapping[str, int]
    next_due: datetime | None
    contacts: Mapping[str, int]
    hosts: Mapping[str, int]
    without_address: frozenset[str]
    contact_sponsors: Mapping[str, int]
    host_sponsors: Mapping[str, int]
    accreditations: Sequence[Accreditation]

    def accreditation(self, now: datetime) -> Accreditation | None:
        """The one in force."""
        for each in self.accreditations:
            if each.valid_from <= now and (each.valid_to is None or each.valid_to > now):
                return each
        return None


@dataclass(frozen=True, slots=True)
class _FoundRow:
    """Side by side: the things by name, then accounts, dues and accreditations of the registrars that ask."""

    taken: list[str]
    contacts: list[str]
    contact_ids: list[int]
    contact_sponsors: list[int]
    hosts: list[str]
    host_ids: list[int]
    host_sponsors: list[int]
    without_address: list[str]
    payers: list[int]
    currencies: list[str]
    funds: list[int]
    sponsors: list[int]
    dues: list[datetime | None]
    accredited: list[int]
    tld_ids: list[int]
    valid_from: list[datetime]
    valid_to: list[datetime | None]
    contacts_rules: list[str | None]
    price_groups: list[str | None]
    payment: list[str | None]


@one("""
    SELECT ARRAY(SELECT name::text FROM registry.domain WHERE name = ANY(:names)),
           c.handles, c.ids, c.sponsors, h.names, h.ids, h.sponsors, h.bare, f.registrar_ids, f.currencies, f.funds,
           d.registrar_ids, d.dues,
           a.registrar_ids, a.tld_ids, a.valid_from, a.valid_to, a.contacts, a.price_groups, a.currencies
      FROM (SELECT coalesce(array_agg(handle), '{}') AS handles, coalesce(array_agg(id), '{}') AS ids,
                   coalesce(array_agg(registrar_id), '{}') AS sponsors
              FROM registry.contact
             WHERE handle = ANY(:contacts)) c
     CROSS JOIN
           (SELECT coalesce(array_agg(name::text), '{}') AS names, coalesce(array_agg(id), '{}') AS ids,
                   coalesce(array_agg(registrar_id), '{}') AS sponsors,
                   coalesce(array_agg(name::text) FILTER (WHERE addresses = '{}' AND superordinate_id IS NOT NULL), '{}') AS bare
              FROM registry.host
             WHERE name = ANY(:hosts)) h
     CROSS JOIN
           (SELECT coalesce(array_agg(registrar_id), '{}') AS registrar_ids, coalesce(array_agg(currency), '{}') AS currencies,
                   coalesce(array_agg(balance + credit_limit), '{}') AS funds
              FROM registry.account
             WHERE registrar_id = ANY(:registrar_ids)) f
     CROSS JOIN
           (SELECT array_agg(registrar_id) AS registrar_ids,
                   array_agg((SELECT min(next_due) FROM registry.domain WHERE registrar_id = asked.registrar_id)) AS dues
              FROM unnest(:registrar_ids::bigint[]) AS asked (registrar_id)) d
     CROSS JOIN
           (SELECT coalesce(array_agg(registrar_id), '{}') AS registrar_ids, coalesce(array_agg(tld_id), '{}') AS tld_ids,
                   coalesce(array_agg(valid_from), '{}') AS valid_from, coalesce(array_agg(valid_to), '{}') AS valid_to,
                   coalesce(array_agg(contacts), '{}') AS contacts,
                   coalesce(array_agg(price_group), '{}') AS price_groups, coalesce(array_agg(currency), '{}') AS currencies
              FROM registry.accreditation
             WHERE registrar_id = ANY(:registrar_ids)
               AND tld_id = ANY(:tld_ids)) a
""")
async def _find(
    db: Connection,
    *,
    names: list[str],
    tld_ids: list[int],
    registrar_ids: list[int],
    contacts: list[str],
    hosts: list[str],
) -> _FoundRow: ...


async def find(db: Connection, sought: Sequence[Sought]) -> list[Found]:
    """What there is for each; of names, contacts and hosts, all that were sought together."""
    row = await _find(
        db,
        names=[each.name for each in sought],
        tld_ids=list({each.tld_id for each in sought}),
        registrar_ids=list({each.registrar_id for each in sought}),
        contacts=list({handle for each in sought for handle in each.contacts}),
        hosts=list({name for each in sought for name in each.hosts}),
    )
    taken = frozenset(row.taken)
    contacts = dict(zip(row.contacts, row.contact_ids, strict=True))
    hosts = dict(zip(row.hosts, row.host_ids, strict=True))
    without_address = frozenset(row.without_address)
    contact_sponsors = dict(zip(row.contacts, row.contact_sponsors, strict=True))
    host_sponsors = dict(zip(row.hosts, row.host_sponsors, strict=True))
    dues = dict(zip(row.sponsors, row.dues, strict=True))
    funds: dict[int, dict[str, int]] = {}
    for payer, currency, amount in zip(row.payers, row.currencies, row.funds, strict=True):
        funds.setdefault(payer, {})[currency] = amount
    granted: dict[tuple[int, int], list[Accreditation]] = {}
    terms = zip(row.valid_from, row.valid_to, row.contacts_rules, row.price_groups, row.payment, strict=True)
    for place, term in zip(zip(row.accredited, row.tld_ids, strict=True), terms, strict=True):
        granted.setdefault(place, []).append(Accreditation(*term))
    return [
        Found(
            taken,
            funds.get(each.registrar_id, {}),
            dues[each.registrar_id],
            contacts,
            hosts,
            without_address,
            contact_sponsors,
            host_sponsors,
            granted.get((each.registrar_id, each.tld_id), ()),
        )
        for each in sought
    ]


@dataclass(frozen=True, slots=True)
class Creation:
    """A domain to be written with its add grace period, charge, version and command.

    `domain` lacks its identity, and so does `state`, the version to remember. Links are ids in place of handles and names.
    """

    domain: Domain
    tld_id: int
    registrar_id: int
    registrant_id: int | None
    contacts: Sequence[tuple[str, int]]
    host_ids: Sequence[int]
    idn_table_id: int | None
    variant_key: str | None
    variant_of: int | None
    years: int
    next_due: datetime
    grace_until: datetime
    price: int
    early_access: int
    currency: str
    token_id: int | None
    token_is_single: bool
    policy_id: int
    repository: str
    svtrid: str
    cltrid: str | None
    door: str
    operator: str | None
    address: str | None
    session_id: int | None
    milliseconds: float
    frame: str | None
    state: bytes


@dataclass(frozen=True, slots=True)
class Made:
    """The new domain's identity."""

    id: int
    roid: str


# One statement is one transaction and one round trip: registrars create names far more often than they do anything else
# that writes. The accounts come last, because all creates of a registrar wait for its row: the lock is held for the
# commit alone. Names are written and accounts locked in order, or two processes could wait for each other. A charge that
# the account does not cover violates its constraint, and nothing is written; so does a name that is taken, and a link to
# what is gone.
@many("""
    WITH fresh AS (
        SELECT given.*, nextval('registry.object_number') AS id
          FROM unnest(:names::text[], :tld_ids::bigint[], :registrar_ids::bigint[], :currencies::text[],
                      :registrant_ids::bigint[], :authinfos::text[], :instants::timestamptz[], :ends::timestamptz[],
                      :dues::timestamptz[],
                      :graces::timestamptz[], :years::integer[], :prices::bigint[], :extras::bigint[], :classes::text[],
                      :idn_table_ids::bigint[], :variant_keys::text[], :variants_of::bigint[],
                      :policy_ids::bigint[], :svtrids::text[], :cltrids::text[], :doors::text[], :operators::text[],
                      :addresses::text[], :session_ids::bigint[], :durations::real[], :frames::text[], :states::jsonb[],
                      :token_ids::bigint[], :singles::boolean[])
               WITH ORDINALITY
            AS given (name, tld_id, registrar_id, currency, registrant_id, authinfo, at, expires_at, next_due, grace_until,
                      years,
                      price, extra, name_class, idn_table_id, variant_key, variant_of, policy_id, svtrid,
                      cltrid, door, operator, address, session_id, milliseconds, frame, state, token_id, single, number)
    ), entry AS (
        INSERT INTO registry.ledger
               (registrar_id, currency, at, kind, amount, roid, name, years, policy_id, svtrid)
        SELECT registrar_id, currency, at, 'create', -price, 'D' || id || '-' || :repository::text, name, years,
               policy_id, svtrid
          FROM fresh
     RETURNING id, svtrid
    ), for_good AS (
        INSERT INTO registry.ledger (registrar_id, currency, at, kind, amount, roid, name, years, policy_id, svtrid)
        SELECT registrar_id, currency, at, 'earlyAccess', -extra, 'D' || id || '-' || :repository, name, 0, policy_id, svtrid
          FROM fresh
         WHERE extra > 0
     RETURNING id
    ), made AS (
        INSERT INTO registry.domain
               (id, roid, name, tld_id, registrar_id, registrant_id, authinfo, created_by, created_at, expires_at,
                next_due, name_class, idn_table_id, variant_key, variant_of)
        SELECT id, 'D' || id || '-' || :repository, name, tld_id, registrar_id, registrant_id, authinfo, registrar_id,
               at, expires_at, next_due, name_class, idn_table_id, variant_key, variant_of
          FROM fresh
     RETURNING id
    ), grace AS (
        INSERT INTO registry.grace (domain_id, kind, starts_at, ends_at, years, ledger_id)
        SELECT fresh.id, 'addPeriod', at, grace_until, years, entry.id
          FROM fresh
          JOIN entry USING (svtrid)
     RETURNING id
    ), contacts AS (
        INSERT INTO registry.domain_contact (domain_id, role, contact_id)
        SELECT id, role, contact_id
          FROM unnest(:contact_of::bigint[], :roles::text[], :contact_ids::bigint[]) AS link (number, role, contact_id)
          JOIN fresh USING (number)
     RETURNING domain_id
    ), hosts AS (
        INSERT INTO registry.domain_host (domain_id, host_id)
        SELECT id, host_id
          FROM unnest(:host_of::bigint[], :host_ids::bigint[]) AS link (number, host_id)
          JOIN fresh USING (number)
     RETURNING domain_id
    ), nameservers AS (
        INSERT INTO registry.domain_nameserver (domain_id, name, addresses)
        SELECT id, server, string_to_array(addresses, ' ')::inet[]
          FROM unnest(:nameserver_of::bigint[], :nameservers::text[], :nameserver_addresses::text[])
            AS given (number, server, addresses)
          JOIN fresh USING (number)
     RETURNING domain_id
    ), dnssec AS (
        INSERT INTO registry.domain_dnssec
               (domain_id, number, key_tag, algorithm, digest_type, digest, flags, protocol, public_key)
        SELECT fresh.id, given.place, key_tag, algorithm, digest_type, digest, flags, protocol, public_key
          FROM jsonb_to_recordset(:dnssec) AS given (number bigint, place int, key_tag int, algorithm int,
                                                     digest_type int, digest text, flags int, protocol int,
                                                     public_key text)
          JOIN fresh USING (number)
     RETURNING domain_id
    ), command AS (
        INSERT INTO registry.command (at, svtrid, cltrid, door, registrar_id, operator, address, session_id, verb,
                                      object, name, code, milliseconds, frame)
        SELECT at, svtrid, cltrid, door, registrar_id, operator, address::inet, session_id, 'create',
               'domain', name, 1000, milliseconds, frame
          FROM fresh
     RETURNING id
    ), history AS (
        INSERT INTO registry.history (at, kind, roid, name, tld_id, version, event, registrar_id, operator, door, cltrid,
                                      svtrid, policy_id, state)
        SELECT at, 'domain', roid, name, tld_id, 1, 'create', registrar_id, operator, door, cltrid,
               svtrid, policy_id, state || jsonb_build_object('id', id, 'roid', roid)
          FROM fresh
         CROSS JOIN LATERAL (SELECT 'D' || id || '-' || :repository AS roid) named
     RETURNING id
    ), redemption AS (
        INSERT INTO registry.redemption (token_id, roid, single, at)
        SELECT token_id, 'D' || id || '-' || :repository, single, at
          FROM fresh
         WHERE token_id IS NOT NULL
     RETURNING token_id
    ), written AS (
        SELECT (SELECT count(*) FROM made) + (SELECT count(*) FROM grace) + (SELECT count(*) FROM contacts)
             + (SELECT count(*) FROM hosts) + (SELECT count(*) FROM nameservers) + (SELECT count(*) FROM dnssec)
             + (SELECT count(*) FROM command) + (SELECT count(*) FROM history) + (SELECT count(*) FROM for_good)
             + (SELECT count(*) FROM redemption) AS rows
    ), due AS (
        SELECT registrar_id, currency, sum(price + extra)::bigint AS price, max(at) AS at
          FROM fresh
         GROUP BY registrar_id, currency
    ), locked AS MATERIALIZED (
        SELECT a.registrar_id, a.currency
          FROM registry.account a
          JOIN due USING (registrar_id, currency)
         WHERE (SELECT rows FROM written) > 0
         ORDER BY a.registrar_id, a.currency
           FOR NO KEY UPDATE OF a
    ), account AS (
        UPDATE registry.account a
           SET balance = balance - due.price,
               overdrawn = false
          FROM locked
          JOIN due USING (registrar_id, currency)
         WHERE a.registrar_id = due.registrar_id
           AND a.currency = due.currency
     RETURNING a.registrar_id, a.currency, balance, credit_limit, low_balance, due.price, due.at
    ), warning AS (
        INSERT INTO registry.poll_message (registrar_id, available_at, kind, text, data)
        SELECT registrar_id, at, 'balance', 'Credit balance low.',
               jsonb_build_object('currency', currency, 'balance', balance, 'credit_limit', credit_limit,
                                  'low_balance', low_balance)
          FROM account
         WHERE balance < low_balance
           AND balance + price >= low_balance
    )
    SELECT id, 'D' || id || '-' || :repository
      FROM fresh
      JOIN account USING (registrar_id, currency)
     ORDER BY number
""")
async def _create(
    db: Connection,
    *,
    repository: str,
    names: list[str],
    tld_ids: list[int],
    registrar_ids: list[int],
    currencies: list[str],
    registrant_ids: list[int | None],
    authinfos: list[str | None],
    instants: list[datetime],
    ends: list[datetime],
    dues: list[datetime],
    graces: list[datetime],
    years: list[int],
    prices: list[int],
    extras: list[int],
    classes: list[str],
    idn_table_ids: list[int | None],
    variant_keys: list[str | None],
    variants_of: list[int | None],
    policy_ids: list[int],
    svtrids: list[str],
    cltrids: list[str | None],
    doors: list[str],
    operators: list[str | None],
    addresses: list[str | None],
    session_ids: list[int | None],
    durations: list[float],
    frames: list[str | None],
    states: list[bytes],
    token_ids: list[int | None],
    singles: list[bool],
    contact_of: list[int],
    roles: list[str],
    contact_ids: list[int],
    host_of: list[int],
    host_ids: list[int],
    nameserver_of: list[int],
    nameservers: list[str],
    nameserver_addresses: list[str],
    dnssec: list[dict[str, Any]],
) -> list[Made]: ...


async def create(db: Connection, creations: Sequence[Creation]) -> list[Made]:
    """All of them or none, in the order given. Raises what PostgreSQL raises when something was overtaken or not covered."""
    order = sorted(range(len(creations)), key=lambda place: creations[place].domain.name)
    made = dict(zip(order, await _create_in_order(db, [creations[place] for place in order]), strict=True))
    return [made[place] for place in range(len(creations))]


async def _create_in_order(db: Connection, creations: Sequence[Creation]) -> list[Made]:
    domains = [each.domain for each in creations]
    contacts = list(_numbered(each.contacts for each in creations))
    hosts = list(_numbered(each.host_ids for each in creations))
    nameservers = list(_numbered(each.nameservers for each in domains))
    return await _create(
        db,
        repository=creations[0].repository,
        names=[each.name for each in domains],
        tld_ids=[each.tld_id for each in creations],
        registrar_ids=[each.registrar_id for each in creations],
        currencies=[each.currency for each in creations],
        registrant_ids=[each.registrant_id for each in creations],
        authinfos=[each.authinfo for each in domains],
        instants=[each.created_at for each in domains],
        ends=[each.expires_at for each in domains],
        dues=[each.next_due for each in creations],
        graces=[each.grace_until for each in creations],
        years=[each.years for each in creations],
        prices=[each.price for each in creations],
        extras=[each.early_access for each in creations],
        classes=[each.name_class for each in domains],
        idn_table_ids=[each.idn_table_id for each in creations],
        variant_keys=[each.variant_key for each in creations],
        variants_of=[each.variant_of for each in creations],
        policy_ids=[each.policy_id for each in creations],
        svtrids=[each.svtrid for each in creations],
        cltrids=[each.cltrid for each in creations],
        doors=[each.door for each in creations],
        operators=[each.operator for each in creations],
        addresses=[each.address for each in creations],
        session_ids=[each.session_id for each in creations],
        durations=[each.milliseconds for each in creations],
        frames=[each.frame for each in creations],
        states=[each.state for each in creations],
        token_ids=[each.token_id for each in creations],
        singles=[each.token_is_single for each in creations],
        contact_of=[number for number, _ in contacts],
        roles=[role for _, (role, _) in contacts],
        contact_ids=[contact_id for _, (_, contact_id) in contacts],
        host_of=[number for number, _ in hosts],
        host_ids=[host_id for _, host_id in hosts],
        nameserver_of=[number for number, _ in nameservers],
        nameservers=[server.name for _, server in nameservers],
        nameserver_addresses=[" ".join(map(str, server.addresses)) for _, server in nameservers],
        dnssec=_dnssec(domains),
    )


def _numbered(parts: Iterable[Iterable[T]]) -> Iterator[tuple[int, T]]:
    """Each part with the place of its domain, counted from one as PostgreSQL counts."""
    return ((number, part) for number, several in enumerate(parts, 1) for part in several)


def _dnssec(domains: Iterable[Domain]) -> list[dict[str, Any]]:
    return [
        {"number": number, "place": place, **asdict(record)}
        for number, domain in enumerate(domains, 1)
        for place, record in enumerate(domain.dnssec)
    ]
