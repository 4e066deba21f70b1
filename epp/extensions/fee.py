"""fee-1.0, what commands cost: asked for in a check, stated with a command, told in its answer (RFC 8748)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar, cast

from epp.codec.domain import read_period
from epp.codec.markup import NOTHING, Element, Markup, joined, leaf, leaf_if, node, rooted, text, token
from epp.codec.namespaces import IETF
from epp.extension import Extension
from registry.model.change import Availability, TransferView
from registry.model.fees import FeeAnswer, FeeCheck, FeeCommand, FeeOperation, FundsTold, NameFees, StatedFee
from registry.model.money import Money
from registry.model.period import Period
from registry.model.pricing import Line, LineKind, Quote
from registry.requests.domain import (
    ApplicationDelete,
    ApplicationDeleted,
    ApplicationUpdate,
    DomainCheck,
    DomainCreate,
    DomainCreated,
    DomainDelete,
    DomainDeleted,
    DomainRenew,
    DomainRenewed,
    DomainRestore,
    DomainRestored,
    DomainTransfer,
    DomainUpdate,
    DomainUpdated,
)

NAMESPACE: Final = IETF + "epp:fee-1.0"
_IN: Final = f"{{{NAMESPACE}}}"
_CURRENCY, _COMMAND, _PERIOD = (_IN + each for each in ("currency", "command", "period"))
_AMOUNTS: Final = (_IN + "fee", _IN + "credit")

_DESCRIPTIONS: Final[dict[LineKind, str]] = {
    "create": "Registration fee",
    "earlyAccess": "Early access fee",
    "renew": "Renewal fee",
    "autoRenew": "Renewal fee",
    "transfer": "Transfer fee",
    "restore": "Restore fee",
}

_GRACE_CREDIT: Final = "Grace period credit"

Wish = TypeVar("Wish", DomainCreate, DomainRenew, DomainRestore, DomainTransfer)


def read_check(wish: DomainCheck, element: Element) -> DomainCheck:
    currency = element.find(_CURRENCY)
    commands = tuple([_read_command(child) for child in element if child.tag == _COMMAND])
    return replace(wish, fees=FeeCheck(commands, None if currency is None else token(currency)))


def _read_command(element: Element) -> FeeCommand:
    period = element.find(_PERIOD)
    return FeeCommand(
        cast(FeeOperation, _attribute(element, "name")),
        None if period is None else read_period(period),
        _attribute(element, "phase"),
        _attribute(element, "subphase"),
        _attribute(element, "customName"),
    )


def _attribute(element: Element, name: str) -> str | None:
    """An attribute of type xs:token."""
    value = element.get(name)
    return None if value is None else " ".join(value.split())


def read_stated(wish: Wish, element: Element) -> Wish:
    """The fees that come with a command, and the credits (negative) that the client expects, in one sum."""
    currency = element.find(_CURRENCY)
    amounts = [Decimal(token(child)) for child in element if child.tag in _AMOUNTS]
    return replace(wish, fee=StatedFee(sum(amounts, Decimal(0)), None if currency is None else token(currency)))


def read_update(wish: DomainUpdate, element: Element) -> DomainUpdate:
    """An update costs nothing: whatever a client would pay covers that."""
    return wish


def write_checked(wish: DomainCheck, answer: tuple[Availability, ...]) -> Markup | None:
    known = [(line.name, line.fees) for line in answer if line.fees is not None]
    if not known:
        return None
    currency = known[0][1].currency
    checked = [_write_name(name, fees) for name, fees in known]
    return rooted("fee:chkData", NAMESPACE, leaf("fee:currency", currency), *checked)


def _write_name(name: str, fees: NameFees) -> Markup:
    return node(
        "fee:cd",
        leaf("fee:objID", name),
        leaf_if("fee:class", fees.name_class),
        *map(_write_answer, fees.answers),
        leaf_if("fee:reason", fees.reason),
        avail=None if fees.are_known else "0",
    )


def _write_answer(answer: FeeAnswer) -> Markup:
    command, quote = answer.command, answer.quote
    return node(
        "fee:command",
        NOTHING if command.operation == "restore" or not answer.period.number else _write_period(answer.period),
        _write_lines(quote.lines) if quote else NOTHING,
        _write_credits(answer.credits),
        leaf_if("fee:reason", answer.reason),
        name=command.operation,
        customName=command.custom,
        phase=command.phase,
        subphase=command.subphase,
        standard="1" if quote and quote.standard else None,
    )


def _write_period(period: Period) -> Markup:
    return node("fee:period", text(str(period.number)), unit=period.unit)


def _write_lines(lines: tuple[Line, ...]) -> Markup:
    return joined(*map(_write_line, lines))


def _write_line(line: Line) -> Markup:
    attributes = {"grace-period": duration(line.grace)} if line.grace else {}
    return node(
        "fee:fee",
        text(str(line.price)),
        description=_DESCRIPTIONS[line.kind],
        refundable="1" if line.grace else "0",
        **attributes,
    )


def duration(span: timedelta) -> str:
    """A span of time as an xs:duration of days, and of seconds where it has such."""
    days, seconds = span.days, span.seconds
    if not seconds:
        return f"P{days}D"
    return f"P{days}DT{seconds}S" if days else f"PT{seconds}S"


def write_created(wish: DomainCreate, answer: DomainCreated) -> Markup | None:
    return _write_charged("fee:creData", answer.quote, answer.funds)


def write_renewed(wish: DomainRenew, answer: DomainRenewed) -> Markup | None:
    return _write_charged("fee:renData", answer.quote, answer.funds)


def write_transfer(wish: DomainTransfer, answer: TransferView) -> Markup | None:
    """To the request: what the gaining registrar was charged. To a query: that, or what the losing one gets back."""
    if answer.charged is None and not answer.credited:
        return _write_charged("fee:trnData", answer.quote, answer.funds)
    fee, credits = answer.charged, answer.credited
    years = Period(answer.transfer.years or 0)
    return rooted(
        "fee:trnData",
        NAMESPACE,
        leaf("fee:currency", (fee or credits[0]).currency),
        _write_period(years) if years.number else NOTHING,
        leaf("fee:fee", str(fee)) if fee is not None else NOTHING,
        _write_credits(credits),
    )


def write_restored(wish: DomainRestore, answer: DomainRestored) -> Markup | None:
    """To the request: the restore, and the years that it added."""
    return _write_charged("fee:updData", answer.quote, answer.funds)


def write_updated(wish: DomainUpdate, answer: DomainUpdated) -> Markup | None:
    return _write_charged("fee:updData", None, answer.funds)


def write_withdrawn(wish: ApplicationDelete, answer: ApplicationDeleted) -> Markup | None:
    return _write_given_back(answer.credits, answer.funds, "Application credit")


def write_deleted(wish: DomainDelete, answer: DomainDeleted) -> Markup | None:
    return _write_given_back(answer.credits, answer.funds)


def _write_given_back(
    credits: tuple[Money, ...], funds: FundsTold | None, description: str = _GRACE_CREDIT
) -> Markup | None:
    """What was given back; an account has one currency in a TLD, so that of the first credit is that of all."""
    if not credits and funds is None:
        return None
    currency = credits[0].currency if credits else funds.balance.currency if funds else ""
    told = _write_funds(funds) if funds is not None and funds.balance.currency == currency else NOTHING
    return rooted("fee:delData", NAMESPACE, leaf("fee:currency", currency), _write_credits(credits, description), told)


def _write_credits(credits: tuple[Money, ...], description: str = _GRACE_CREDIT) -> Markup:
    return joined(*[node("fee:credit", text(str(-each)), description=description) for each in credits])


def _write_charged(tag: str, quote: Quote | None, funds: FundsTold | None) -> Markup | None:
    """What was charged, and what is left; nothing where nothing was charged and nothing else is told."""
    charged = quote is not None and bool(quote.total.amount)
    if not charged and funds is None:
        return None
    currency = quote.currency if quote is not None else funds.balance.currency if funds else ""
    lines = _write_lines(quote.lines) if quote is not None and charged else NOTHING
    return rooted(tag, NAMESPACE, leaf("fee:currency", currency), lines, _write_funds(funds))


def _write_funds(funds: FundsTold | None) -> Markup:
    if funds is None:
        return NOTHING
    return joined(leaf("fee:balance", str(funds.balance)), leaf("fee:creditLimit", str(funds.credit_limit)))


def ask_check(wish: DomainCheck) -> Markup | None:
    if wish.fees is None:
        return None
    commands = [_ask_command(each) for each in wish.fees.commands]
    return rooted("fee:check", NAMESPACE, leaf_if("fee:currency", wish.fees.currency), *commands)


def _ask_command(command: FeeCommand) -> Markup:
    return node(
        "fee:command",
        NOTHING if command.period is None else _write_period(command.period),
        name=command.operation,
        customName=command.custom,
        phase=command.phase,
        subphase=command.subphase,
    )


def _ask_stated(verb: str, wish: Any) -> Markup | None:
    fee: StatedFee | None = wish.fee
    if fee is None:
        return None
    return rooted(f"fee:{verb}", NAMESPACE, leaf_if("fee:currency", fee.currency), leaf("fee:fee", f"{fee.total:f}"))


EXTENSION: Final = Extension(
    namespace=NAMESPACE,
    prefix="fee",
    reads={
        (DomainCheck, "check"): read_check,
        (DomainCreate, "create"): read_stated,
        (DomainRenew, "renew"): read_stated,
        (DomainTransfer, "transfer"): read_stated,
        (DomainRestore, "update"): read_stated,
        (DomainUpdate, "update"): read_update,
        (ApplicationUpdate, "update"): read_update,
    },
    writes={
        DomainCheck: write_checked,
        DomainCreate: write_created,
        DomainRenew: write_renewed,
        DomainRestore: write_restored,
        DomainUpdate: write_updated,
        DomainTransfer: write_transfer,
        DomainDelete: write_deleted,
        ApplicationUpdate: write_updated,
        ApplicationDelete: write_withdrawn,
    },
    asks={
        DomainCheck: ask_check,
        DomainCreate: lambda wish: _ask_stated("create", wish),
        DomainRenew: lambda wish: _ask_stated("renew", wish),
        DomainRestore: lambda wish: _ask_stated("update", wish),
        DomainTransfer: lambda wish: _ask_stated("transfer", wish),
    },
)
