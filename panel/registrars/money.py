"""What may be done to the accounts of a registrar: opened, topped up, and what they may owe and when they warn."""

from collections.abc import Mapping, Sequence
from typing import Final

from panel.blacklist.gate import by_viewer, demand_welcome
from panel.kit.deeds import Deed, Pending, Values
from panel.kit.fields import About, Choice, Reason, Text
from panel.kit.quantities import Amount
from panel.kit.situation import Situation
from panel.registrars.queries import Standing
from registry.actions.registrar_limits import registrar_limits
from registry.actions.topup_propose import topup_propose
from registry.context import Context
from registry.requests.registrar import RegistrarLimits, RegistrarTopUp


def currencies(about: About) -> Mapping[str, str]:
    return {each: each for each in sorted({currency for one in about.subjects for currency in one.currencies})}


def _no_account(registrar: Standing, situation: Situation) -> str | None:
    return None if registrar.currencies else "It has no account."


async def _credit(cx: Context, registrar: Standing, values: Values) -> str:
    limit = values["limit"]
    await registrar_limits(cx, RegistrarLimits(registrar.handle, currency=limit.currency, credit_limit=limit.amount))
    return f"It may owe {limit} {limit.currency}."


async def _warning(cx: Context, registrar: Standing, values: Values) -> str:
    limit = values["limit"]
    await registrar_limits(cx, RegistrarLimits(registrar.handle, currency=limit.currency, low_balance=limit.amount))
    return f"It is warned below {limit} {limit.currency}."


def _sold_in(situation: Situation) -> set[str]:
    """The currencies that TLDs are sold in now."""
    policies = situation.registry.book.current(situation.now)
    rates = {rate.currency for policy in policies for rate in policy.rules.rates}
    return rates | {policy.rules.prices.currency for policy in policies}


def _missing(about: About) -> Mapping[str, str]:
    known = frozenset().union(*(each.currencies for each in about.subjects))
    return {each: each for each in sorted(_sold_in(about.situation) - known)}


def _has_all_accounts(registrar: Standing, situation: Situation) -> str | None:
    return None if _sold_in(situation) - {*registrar.currencies} else "It has one in every currency that is sold in."


async def _open_account(cx: Context, registrar: Standing, values: Values) -> str:
    await registrar_limits(cx, RegistrarLimits(registrar.handle, currency=values["currency"], opens=True))
    return f"It has an account in {values['currency']}."


async def _top_up(cx: Context, registrar: Standing, values: Values) -> str:
    money, payer = values["money"], values["payer"] or ""
    await demand_welcome(cx.registry, (("payer", payer),), by_viewer(cx))
    wish = RegistrarTopUp(registrar.handle, money.amount, money.currency, values["reason"], payer)
    await topup_propose(cx, wish)
    return Pending(f"{money} {money.currency} are booked when somebody else confirms it.")


_PAYER: Final = Text(
    "payer", "Who pays", "The account that it comes from, or a name; as banks write it.", False, longest=120
)

MONEY: Final[Sequence[Deed[Standing]]] = (
    Deed(
        "top-up",
        "Top up",
        "coin",
        "registrar.top-up",
        _top_up,
        (
            Amount("money", "Amount", currencies, least=1),
            _PAYER,
            Reason(hint="What the account's statement says."),
        ),
        _no_account,
        lead="It is booked when somebody else confirms it.",
        batch="form",
    ),
    Deed(
        "ask-top-up",
        "Say that money is on its way",
        "coin",
        "registrar.ask-top-up",
        _top_up,
        (
            Amount("money", "Amount", currencies, least=1),
            _PAYER,
            Reason(title="Reference", hint="By which the payment is found, such as what the wire says."),
        ),
        _no_account,
        lead="The registry looks for the payment; it is booked when somebody there confirms it.",
        batch=None,
    ),
    Deed(
        "open-account",
        "Open an account",
        "credit-card",
        "registrar.set-credit",
        _open_account,
        (
            Choice("currency", "Currency", _missing),
            Reason(),
        ),
        _has_all_accounts,
        lead="It begins with nothing on it, may owe nothing, and warns of nothing until that is said otherwise.",
        batch=None,
    ),
    Deed(
        "set-credit-limit",
        "Change what it may owe",
        "credit-card",
        "registrar.set-credit",
        _credit,
        (Amount("limit", "It may owe", currencies, present=lambda each: each.credit), Reason()),
        _no_account,
        batch="form",
    ),
    Deed(
        "set-low-balance",
        "Change when it is warned",
        "bell",
        "registrar.set-credit",
        _warning,
        (Amount("limit", "Warn below", currencies, present=lambda each: each.low), Reason()),
        _no_account,
        batch="form",
    ),
)
