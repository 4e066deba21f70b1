"""What a create needs to know: one query finds all that the rules ask for, and a number for the domain.

It takes what several sessions ask at the same time (a look for `Store.together`): each create costs a part of a query.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, one


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

    `number` is one that no object has or will have, for the domain if it is made.
    `funds` is what the registrar's accounts can still be charged, in minor units by currency. `without_address` are the
    hosts of our zones that have none. `next_due` is when time next changes a name of the registrar: once that has passed, the
    balance may not be what it seems.
    """

    number: int
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

    numbers: list[int]
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
    SELECT ARRAY(SELECT nextval('registry.object_number') FROM unnest(:names::text[])),
           ARRAY(SELECT name::text FROM registry.domain WHERE name = ANY(:names)),
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
            number,
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
        for number, each in zip(row.numbers, sought, strict=True)
    ]
