"""Creating domains: one statement writes all there is to write.

It takes what several sessions ask at the same time (a look for `Store.together`): each create costs a part of a statement, and
those of one registrar do not wait for one another's lock on its account.

Longer than most files: the statement is read best in one piece.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple, TypedDict, Unpack

from registry.model.dnssec import SecDns
from registry.model.host import NameServer
from registry.model.pricing import STANDARD
from registry.store.sql import Connection, do


class Row(NamedTuple):
    """What every create writes, in the order of the statement's columns: a tuple, since columns of many are made of it.

    `state` is the version to remember.
    """

    id: int
    roid: str
    name: str
    tld_id: int
    registrar_id: int
    currency: str
    registrant_id: int | None
    authinfo: str | None
    at: datetime
    expires_at: datetime
    next_due: datetime
    grace_until: datetime
    years: int
    price: int
    policy_id: int
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
class More:
    """What most creates lack. `early_access` is that part of the charge which is for good."""

    name_class: str
    idn_table_id: int | None
    variant_key: str | None
    variant_of: int | None
    early_access: int
    token_id: int | None
    nameservers: Sequence[NameServer]
    dnssec: Sequence[SecDns]


@dataclass(frozen=True, slots=True)
class Creation:
    """A domain to be written with its add grace period, charge, version and command; links by the ids of what is linked."""

    row: Row
    contacts: Sequence[tuple[str, int]]
    host_ids: Sequence[int]
    more: More | None = None


# One statement is one transaction and one round trip: registrars create names far more often than they do anything else
# that writes. The accounts come last, because all creates of a registrar wait for its row: the lock is held for the
# commit alone. Names are written and accounts locked in order, or two processes could wait for each other. A charge that
# the account does not cover violates its constraint, and nothing is written; so does a name that is taken, a link to what is
# gone, and a token that is used up. What the executor has to set up for it costs more than the rows of one create: there are
# no joins in it, and what most creates lack is in a longer form of it, for those that go together with one that has it.
_MORE_COLUMNS: Final = ", name_class, idn_table_id, variant_key, variant_of"
_MORE_SOURCE: Final = """
          JOIN unnest(:ids::bigint[], :classes::text[], :idn_table_ids::bigint[], :variant_keys::text[], :variants_of::bigint[])
            AS more (id, name_class, idn_table_id, variant_key, variant_of) USING (id)
         ORDER BY (name COLLATE "C")"""
_MORE_PARTS: Final = """
    ), for_good AS (
        INSERT INTO registry.ledger (registrar_id, currency, at, kind, amount, roid, name, years, policy_id, svtrid)
        SELECT registrar_id, currency, at, 'earlyAccess', -extra, roid, name, 0, policy_id, svtrid
          FROM fresh
          JOIN unnest(:ids, :extras::bigint[]) AS more (id, extra) USING (id)
         WHERE extra > 0
     RETURNING id
    ), nameservers AS (
        INSERT INTO registry.domain_nameserver (domain_id, name, addresses)
        SELECT domain_id, server, string_to_array(addresses, ' ')::inet[]
          FROM unnest(:nameserver_of::bigint[], :nameservers::text[], :nameserver_addresses::text[])
            AS given (domain_id, server, addresses)
     RETURNING domain_id
    ), dnssec AS (
        INSERT INTO registry.domain_dnssec
               (domain_id, number, key_tag, algorithm, digest_type, digest, flags, protocol, public_key)
        SELECT domain_id, place, key_tag, algorithm, digest_type, digest, flags, protocol, public_key
          FROM jsonb_to_recordset(:dnssec) AS given (domain_id bigint, place int, key_tag int, algorithm int,
                                                     digest_type int, digest text, flags int, protocol int,
                                                     public_key text)
     RETURNING domain_id
    ), redemption AS (
        INSERT INTO registry.redemption (token_id, roid, at)
        SELECT token_id, roid, at
          FROM fresh
          JOIN unnest(:ids, :token_ids::bigint[]) AS more (id, token_id) USING (id)
         WHERE token_id IS NOT NULL
         ORDER BY token_id
     RETURNING token_id"""
_MORE_ROWS: Final = """
                UNION ALL SELECT id FROM for_good
                UNION ALL SELECT domain_id FROM nameservers
                UNION ALL SELECT domain_id FROM dnssec
                UNION ALL SELECT token_id FROM redemption"""


def _statement(columns: str = "", source: str = "", parts: str = "", rows: str = "") -> str:
    return f"""
    WITH fresh AS (
        SELECT given.*, nextval('registry.ledger_id_seq') AS ledger_id
          FROM unnest(:ids::bigint[], :roids::text[], :names::text[], :tld_ids::bigint[], :registrar_ids::bigint[],
                      :currencies::text[], :registrant_ids::bigint[], :authinfos::text[], :instants::timestamptz[],
                      :ends::timestamptz[], :dues::timestamptz[], :graces::timestamptz[], :years::integer[], :prices::bigint[],
                      :policy_ids::bigint[], :svtrids::text[], :cltrids::text[], :doors::text[], :operators::text[],
                      :addresses::text[], :session_ids::bigint[], :durations::real[], :frames::text[], :states::jsonb[])
            AS given (id, roid, name, tld_id, registrar_id, currency, registrant_id, authinfo, at, expires_at, next_due,
                      grace_until, years, price, policy_id, svtrid,
                      cltrid, door, operator, address, session_id, milliseconds, frame, state)
    ), made AS (
        INSERT INTO registry.domain
               (id, roid, name, tld_id, registrar_id, registrant_id, authinfo, created_by, created_at, expires_at,
                next_due{columns})
        SELECT id, roid, name, tld_id, registrar_id, registrant_id, authinfo, registrar_id,
               at, expires_at, next_due{columns}
          FROM fresh{source}
     RETURNING id
    ), entry AS (
        INSERT INTO registry.ledger
               (id, registrar_id, currency, at, kind, amount, roid, name, years, policy_id, svtrid, billable_at)
               OVERRIDING SYSTEM VALUE
        SELECT ledger_id, registrar_id, currency, at, 'create', -price, roid, name, years, policy_id, svtrid, grace_until
          FROM fresh
     RETURNING id
    ), grace AS (
        INSERT INTO registry.grace (domain_id, kind, starts_at, ends_at, years, ledger_id)
        SELECT id, 'addPeriod', at, grace_until, years, ledger_id
          FROM fresh
     RETURNING id
    ), contacts AS (
        INSERT INTO registry.domain_contact (domain_id, role, contact_id)
        SELECT domain_id, role, contact_id
          FROM unnest(:contact_of::bigint[], :roles::text[], :contact_ids::bigint[]) AS link (domain_id, role, contact_id)
     RETURNING domain_id
    ), hosts AS (
        INSERT INTO registry.domain_host (domain_id, host_id)
        SELECT domain_id, host_id
          FROM unnest(:host_of::bigint[], :host_ids::bigint[]) AS link (domain_id, host_id)
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
               svtrid, policy_id, state
          FROM fresh
     RETURNING id{parts}
    ), locked AS MATERIALIZED (
        SELECT a.registrar_id, a.currency, due.price, due.at
          FROM unnest(:payers::bigint[], :paid_in::text[], :sums::bigint[], :paid_at::timestamptz[])
            AS due (registrar_id, currency, price, at)
          JOIN registry.account a USING (registrar_id, currency)
         WHERE (SELECT count(*)
                  FROM (SELECT id FROM made
                UNION ALL SELECT id FROM entry
                UNION ALL SELECT id FROM grace
                UNION ALL SELECT domain_id FROM contacts
                UNION ALL SELECT domain_id FROM hosts
                UNION ALL SELECT id FROM command
                UNION ALL SELECT id FROM history{rows}) AS written) > 0
         ORDER BY a.registrar_id, a.currency
           FOR NO KEY UPDATE OF a
    ), account AS (
        UPDATE registry.account a
           SET balance = balance - locked.price,
               overdrawn = false
          FROM locked
         WHERE a.registrar_id = locked.registrar_id
           AND a.currency = locked.currency
     RETURNING a.registrar_id, a.currency, balance, credit_limit, low_balance, locked.price, locked.at
    )
    INSERT INTO registry.poll_message (registrar_id, available_at, kind, text, data)
    SELECT registrar_id, at, 'balance', 'Credit balance low.',
           jsonb_build_object('currency', currency, 'balance', balance, 'credit_limit', credit_limit,
                              'low_balance', low_balance)
      FROM account
     WHERE balance < low_balance
       AND balance + price >= low_balance
"""


class _Columns(TypedDict):
    """The columns of `Row`, in their order."""

    ids: list[int]
    roids: list[str]
    names: list[str]
    tld_ids: list[int]
    registrar_ids: list[int]
    currencies: list[str]
    registrant_ids: list[int | None]
    authinfos: list[str | None]
    instants: list[datetime]
    ends: list[datetime]
    dues: list[datetime]
    graces: list[datetime]
    years: list[int]
    prices: list[int]
    policy_ids: list[int]
    svtrids: list[str]
    cltrids: list[str | None]
    doors: list[str]
    operators: list[str | None]
    addresses: list[str | None]
    session_ids: list[int | None]
    durations: list[float]
    frames: list[str | None]
    states: list[bytes]


class _Parts(_Columns):
    """And what is written beside each row: contacts, hosts, what accounts pay."""

    contact_of: list[int]
    roles: list[str]
    contact_ids: list[int]
    host_of: list[int]
    host_ids: list[int]
    payers: list[int]
    paid_in: list[str]
    sums: list[int]
    paid_at: list[datetime]


class _AllParts(_Parts):
    """And what few creates have."""

    classes: list[str]
    idn_table_ids: list[int | None]
    variant_keys: list[str | None]
    variants_of: list[int | None]
    extras: list[int]
    token_ids: list[int | None]
    nameserver_of: list[int]
    nameservers: list[str]
    nameserver_addresses: list[str]
    dnssec: list[dict[str, Any]]


@do(_statement())
async def _create(db: Connection, **parts: Unpack[_Parts]) -> None: ...


@do(_statement(_MORE_COLUMNS, _MORE_SOURCE, _MORE_PARTS, _MORE_ROWS))
async def _create_with_more(db: Connection, **parts: Unpack[_AllParts]) -> None: ...


async def create(db: Connection, creations: Sequence[Creation]) -> Sequence[None]:
    """All of them or none. Raises what PostgreSQL raises when something was overtaken or not covered."""
    ordered = sorted(creations, key=lambda each: each.row.name)
    parts = _parts(ordered)
    if any(each.more for each in ordered):
        await _create_with_more(db, **parts, **_more_parts(ordered))
    else:
        await _create(db, **parts)
    return [None] * len(creations)


def _parts(creations: Sequence[Creation]) -> dict[str, Any]:
    rows = [each.row for each in creations]
    contacts = [(each.row.id, role, contact_id) for each in creations for role, contact_id in each.contacts]
    dues = _dues(creations)
    return {
        **dict(zip(_Columns.__annotations__, zip(*rows, strict=True), strict=True)),
        "contact_of": [domain_id for domain_id, _, _ in contacts],
        "roles": [role for _, role, _ in contacts],
        "contact_ids": [contact_id for _, _, contact_id in contacts],
        "host_of": [each.row.id for each in creations for _ in each.host_ids],
        "host_ids": [host_id for each in creations for host_id in each.host_ids],
        "payers": [registrar_id for registrar_id, _ in dues],
        "paid_in": [currency for _, currency in dues],
        "sums": [amount for amount, _ in dues.values()],
        "paid_at": [at for _, at in dues.values()],
    }


def _dues(creations: Iterable[Creation]) -> dict[tuple[int, str], tuple[int, datetime]]:
    """What each account is charged in all, and when last."""
    dues: dict[tuple[int, str], tuple[int, datetime]] = {}
    for each in creations:
        row = each.row
        account = row.registrar_id, row.currency
        before, last = dues.get(account, (0, row.at))
        for_good = each.more.early_access if each.more else 0
        dues[account] = before + row.price + for_good, max(last, row.at)
    return dues


def _more_parts(creations: Sequence[Creation]) -> dict[str, Any]:
    lots = [(each.row.id, each.more or _NO_MORE) for each in creations]
    nameservers = [(domain_id, server) for domain_id, more in lots for server in more.nameservers]
    return {
        "classes": [more.name_class for _, more in lots],
        "idn_table_ids": [more.idn_table_id for _, more in lots],
        "variant_keys": [more.variant_key for _, more in lots],
        "variants_of": [more.variant_of for _, more in lots],
        "extras": [more.early_access for _, more in lots],
        "token_ids": [more.token_id for _, more in lots],
        "nameserver_of": [domain_id for domain_id, _ in nameservers],
        "nameservers": [server.name for _, server in nameservers],
        "nameserver_addresses": [" ".join(map(str, server.addresses)) for _, server in nameservers],
        "dnssec": [
            {"domain_id": domain_id, "place": place, **asdict(record)}
            for domain_id, more in lots
            for place, record in enumerate(more.dnssec)
        ],
    }


_NO_MORE: Final = More(STANDARD, None, None, None, 0, None, (), ())
