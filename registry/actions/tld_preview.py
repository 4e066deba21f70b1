"""What a change of a TLD's rules would do: what they say otherwise, which prices change, how many names that concerns."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from registry.actions.quoting import terms_of
from registry.actions.transaction import reading
from registry.context import Context
from registry.errors import ObjectMissing
from registry.model.amending import Amend
from registry.model.policy import Policy, Rules
from registry.model.policy_difference import Difference, differences
from registry.model.pricing import OPERATIONS, STANDARD, NotSold, Operation, Quote, Terms
from registry.store import tlds
from registry.store.sql import Connection
from registry.store.tlds import Holding


@dataclass(frozen=True, slots=True)
class PriceChange:
    """What an operation for a year costs before and after a change, on the TLD's own terms; None: it is not sold."""

    operation: Operation
    name_class: str
    before: Quote | None
    after: Quote | None


@dataclass(frozen=True, slots=True)
class Preview:
    """`until` is when the next version that is planned begins, which then counts instead.

    `names` are registered in the TLD; for `dearer` and `cheaper` of them a year costs their sponsors more, or less.
    """

    before: Policy
    after: Policy
    differences: tuple[Difference, ...]
    prices: tuple[PriceChange, ...]
    names: int
    dearer: int
    cheaper: int

    @property
    def until(self) -> datetime | None:
        return self.after.valid_to


@reading
async def tld_preview(cx: Context, db: Connection, name: str, rules: Rules | Amend, at: datetime) -> Preview:
    """Nothing is written. Raises ObjectMissing, and whatever `rules` raise that come of others."""
    tld_id = await tlds.id_of(db, name=name)
    if tld_id is None:
        raise ObjectMissing("There is no such TLD.", "tld", name)
    book = await tlds.book(db)
    before = book.at(name, at)
    until = next((each.valid_from for each in book.versions(name) if each.valid_from > at), None)
    fresh = rules if isinstance(rules, Rules) else rules(before.rules)
    after = replace(before, id=0, valid_from=at, valid_to=until, rules=fresh)
    held = await tlds.holdings(db, tld_id=tld_id)
    versions = {each.id: each.rules for each in book.versions(name)} | {None: book.versions(name)[0].rules}
    renewals = [
        (each.names, await _renewal(db, each, before, at, versions), await _renewal(db, each, after, at, versions))
        for each in held
    ]
    return Preview(
        before,
        after,
        differences(before.rules, after.rules),
        tuple(_price_changes(before, after, at, {each.name_class for each in held})),
        sum(each.names for each in held),
        sum(names for names, old, new in renewals if old is not None and new is not None and new > old),
        sum(names for names, old, new in renewals if old is not None and new is not None and new < old),
    )


async def _renewal(
    db: Connection, held: Holding, policy: Policy, at: datetime, versions: Mapping[int | None, Rules]
) -> int | None:
    """What a year costs the sponsor, by the price list that was promised, if one was."""
    promised = {"now": policy.rules, "create": versions[held.created_under], "transfer": versions[held.received_under]}
    tariff = promised[policy.rules.renewals_as_of]
    terms = await terms_of(db, held.registrar, policy, at)
    quote = _quote(policy, "renew", terms, at, held.name_class, tariff)
    return quote.total.amount if quote else None


def _price_changes(before: Policy, after: Policy, at: datetime, classes: Iterable[str]) -> Iterator[PriceChange]:
    named = {rate.name_class for policy in (before, after) for rate in policy.rules.rates}
    for name_class in (STANDARD, *sorted({*classes, *named} - {STANDARD})):
        for operation in OPERATIONS:
            old, new = (_quote(each, operation, each.terms(), at, name_class) for each in (before, after))
            if (old and old.total) != (new and new.total):
                yield PriceChange(operation, name_class, old, new)


def _quote(
    policy: Policy, operation: Operation, terms: Terms, at: datetime, name_class: str, tariff: Rules | None = None
) -> Quote | None:
    try:
        return policy.quote(operation, 1, terms, at, name_class, tariff=tariff)
    except NotSold:
        return None
