"""What operations on names would cost a registrar now (RFC 8748, section 3), by the same quotes that commands are charged by."""

from collections.abc import Iterable, Mapping
from typing import Final

from registry.actions.fee_phases import demand_known_phases, in_its_phase
from registry.actions.hold import known_domain
from registry.actions.listed import Listed, listed
from registry.actions.money import credits_of
from registry.actions.quoting import terms_of, whole_quote
from registry.actions.shown_token import applicable
from registry.context import Context
from registry.errors import ObjectMissing
from registry.model.domain import Domain
from registry.model.fees import FeeAnswer, FeeCheck, FeeCommand, NameFees
from registry.model.lifecycle import open_graces
from registry.model.money import Money
from registry.model.period import Period
from registry.model.phases import OPEN, NamedPhase
from registry.model.policy import Policy
from registry.model.pricing import Discount, NotSold, Operation, Terms
from registry.model.token import TOKEN_OPERATIONS, AllocationToken, TokenOperation
from registry.store import domains
from registry.store.sql import Connection

_PAID: Final[Mapping[str, Operation]] = {
    "create": "create",
    "renew": "renew",
    "transfer": "transfer",
    "restore": "restore",
}
_FREE: Final = frozenset({"update", "delete"})


async def fees(
    cx: Context, names: Iterable[str], ask: FeeCheck, token: AllocationToken | None = None
) -> dict[str, NameFees]:
    """The answers for each of the names, with the discount of an allocation token where it applies.

    Raises a refusal where a question has no meaning for any name.
    """
    names = tuple(names)
    demand_known_phases(cx, names, ask)
    stands = await listed(cx, names)
    stored = await _stored(cx, names)
    terms = {tld: await terms_in(cx, tld) for tld in {cx.book.tld_of(name) for name in names} if tld is not None}
    credits = await _credits(cx, stored.values()) if any(each.operation == "delete" for each in ask.commands) else {}
    # An answer has a currency even if all of its names are strangers.
    currency = ask.currency or next((each.currency for each in terms.values()), _any_currency(cx))
    return {
        name: _fees(
            cx,
            name,
            cx.book.at(tld, cx.now),
            stands[name],
            stored.get(name),
            terms[tld],
            ask,
            currency,
            token,
            credits.get(name, ()),
        )
        if (tld := cx.book.tld_of(name)) is not None
        else NameFees(currency, reason="The name is not in a TLD of this registry.")
        for name in names
    }


def _any_currency(cx: Context) -> str:
    """That of a TLD where names are sold, if there is one."""
    policies = cx.book.current(cx.now)
    sold = next((policy for policy in policies if not policy.rules.sandbox), policies[0])
    return sold.rules.prices.currency


async def _stored(cx: Context, names: tuple[str, ...]) -> dict[str, Domain]:
    """Those of the names that are registered, as they are now."""
    found: dict[str, Domain] = {}
    for name, domain in zip(names, await _read(cx, names), strict=True):
        if domain is not None:
            try:
                found[name] = known_domain(cx, name, domain)
            except ObjectMissing:
                continue
    return found


async def _read(cx: Context, names: tuple[str, ...]) -> list[Domain | None]:
    return await cx.registry.store.reading(lambda db: domains.by_names(db, names))


async def _credits(cx: Context, stored: Iterable[Domain]) -> dict[str, tuple[Money, ...]]:
    """What the registrar that asks would get back if it deleted its names now."""
    own = [each for each in stored if each.registrar == cx.actor.registrar and each.deletion is None]
    graces = {each.name: [grace.ledger_id for grace in open_graces(each, cx.now)] for each in own}
    if not any(graces.values()):
        return {}

    async def look(db: Connection) -> dict[str, tuple[Money, ...]]:
        return {name: await credits_of(db, ids) for name, ids in graces.items() if ids}

    return await cx.registry.store.reading(look)


async def terms_in(cx: Context, tld: str) -> Terms:
    """On what terms the registrar that asks buys in a TLD."""
    policy = cx.book.at(tld, cx.now)
    return await cx.registry.store.reading(lambda db: terms_of(db, cx.actor.registrar, policy, cx.now))


def _fees(
    cx: Context,
    name: str,
    policy: Policy,
    stands: Listed,
    domain: Domain | None,
    terms: Terms,
    ask: FeeCheck,
    currency: str,
    token: AllocationToken | None,
    credits: tuple[Money, ...],
) -> NameFees:
    if terms.currency != currency:
        return NameFees(currency, reason=f"This is sold in {terms.currency}.")
    name_class = domain.name_class if domain else stands.name_class
    applies = {each: applicable(cx, token, name, policy, each, name_class) for each in TOKEN_OPERATIONS}
    discounts = {each: found.discount for each, found in applies.items() if found}
    given_back = tuple(each for each in credits if each.currency == currency)
    answers = tuple(
        _answer(cx, policy, each, domain, terms, name_class, discounts, given_back) for each in ask.commands
    )
    return NameFees(currency, name_class, answers)


def _answer(
    cx: Context,
    policy: Policy,
    command: FeeCommand,
    domain: Domain | None,
    terms: Terms,
    name_class: str,
    discounts: Mapping[TokenOperation, Discount | None],
    credits: tuple[Money, ...],
) -> FeeAnswer:
    rules = policy.rules
    command = in_its_phase(command, policy, cx.now)
    period = command.period or Period(rules.transfer_years if command.operation == "transfer" else rules.default_years)
    if command.operation in _FREE:
        return FeeAnswer(command, period, None, credits=credits if command.operation == "delete" else ())
    operation = _PAID.get(command.operation)
    if operation is None:
        return FeeAnswer(command, period, None, "There is no such command here.")
    years = period.years
    if operation == "transfer" and not rules.transfer_years:
        if command.period:
            return FeeAnswer(command, period, None, "A transfer adds no years here.")
    elif operation != "restore" and (years is None or not rules.shortest_years <= years <= rules.longest_years):
        reason = f"Periods here are {rules.shortest_years} to {rules.longest_years} years."
        return FeeAnswer(command, period, None, reason)
    # A TLD without phases is open: a question that names none is about that.
    phase = NamedPhase(command.phase or OPEN.name, command.subphase) if operation == "create" else None
    discount = discounts.get(operation) if operation in TOKEN_OPERATIONS else None
    try:
        quote = whole_quote(
            cx.book,
            policy,
            operation,
            1 if years is None else years,
            terms,
            cx.now,
            domain,
            name_class,
            discount,
            phase,
        )
    except NotSold as reason:
        return FeeAnswer(command, period, None, str(reason))
    return FeeAnswer(command, period, quote)
