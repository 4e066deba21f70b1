"""Asking for a name, or a contact, that another registrar has: with the secret that its holder gave, and its price seen first."""

from collections.abc import Awaitable
from typing import Final

from panel.domains.lasting import DEAR, costs, seen
from panel.kit.asking import ask, try_out
from panel.kit.batch import why_not
from panel.kit.deeds import Declined, Made, Opening, Values
from panel.kit.fields import Text
from panel.kit.foreseen import Foreseen
from panel.kit.formats import day, moment
from panel.kit.quantities import Number
from panel.kit.secret_field import Secret
from registry.actions.contact_transfer import contact_transfer
from registry.actions.domain_create import policy_of
from registry.actions.domain_transfer import domain_transfer
from registry.actions.quote import quote
from registry.context import Context
from registry.errors import NotTransferable, StatusForbids, TransferPending
from registry.model.change import TransferView
from registry.model.names import canonical
from registry.model.period import Period
from registry.requests.contact import ContactTransfer
from registry.requests.domain import DomainTransfer


async def _wish(cx: Context, values: Values) -> DomainTransfer:
    """What was seen to be its price is stated with it."""
    name, years = canonical(values["name"]), values["years"]
    if not policy_of(cx, name).rules.transfer_years:
        return DomainTransfer(name, "request", authinfo=values["authinfo"], token=values["token"])
    found = await quote(cx, name, "transfer", cx.actor.registrar, years, cx.now, values["token"])
    fee = seen(found.quote, values)
    return DomainTransfer(name, "request", Period(years), values["authinfo"], fee=fee, token=values["token"])


async def _at(field: str, asked: Awaitable[TransferView]) -> TransferView:
    """What speaks against it is told beside what names the object. Raises Declined."""
    try:
        return await asked
    except (StatusForbids, TransferPending, NotTransferable) as refusal:
        raise Declined(why_not(refusal), at=field) from None


async def _foresee(cx: Context, nothing: None, values: Values) -> Foreseen:
    view = await _at("name", try_out(cx, domain_transfer, await _wish(cx, values)))
    transfer = view.transfer
    facts = [("Name", view.name), ("From", transfer.losing), *_when(view)]
    if transfer.expires_at:
        facts.append(("Registered until", day(transfer.expires_at)))
    return Foreseen((*facts, *(costs(view.quote) if view.quote and transfer.years else (("It costs", "nothing"),))))


def _when(view: TransferView) -> tuple[tuple[str, str], ...]:
    if not view.transfer.is_pending:
        return (("It is yours", "at once"),)
    return (("It is yours", f"{moment(view.transfer.act_by)} at the latest, unless {view.transfer.losing} rejects it"),)


async def _request(cx: Context, nothing: None, values: Values) -> str:
    return _asked(await _at("name", ask(cx, domain_transfer, await _wish(cx, values))))


def _asked(view: TransferView) -> str:
    key = f"{view.object}/{view.name}"
    if view.transfer.is_pending:
        return Made.of(
            f"It is asked for; {view.transfer.losing} has until {moment(view.transfer.act_by)} to answer.", key
        )
    return Made.of("It is yours.", key)


async def _foresee_contact(cx: Context, nothing: None, values: Values) -> Foreseen:
    view = await _at("handle", try_out(cx, contact_transfer, _contact(values)))
    return Foreseen((("Contact", view.name), ("From", view.transfer.losing), *_when(view)))


def _contact(values: Values) -> ContactTransfer:
    return ContactTransfer(values["handle"], "request", values["authinfo"])


async def _request_contact(cx: Context, nothing: None, values: Values) -> str:
    return _asked(await _at("handle", ask(cx, contact_transfer, _contact(values))))


_SECRET: Final = Secret("authinfo", "Transfer secret", "As its holder had it from the registrar that loses it.")

REQUEST: Final = Opening(
    "request",
    "Ask for a name",
    "transfer",
    "transfer.request",
    _request,
    (
        Text("name", "Name", "With its TLD."),
        _SECRET,
        Number("years", "Years", 1, 10, "Where a TLD adds years with a transfer.", present=lambda nothing: 1),
        Text("token", "Allocation token", "Where the transfer is cheaper by one.", required=False),
        DEAR,
    ),
    lead="It is paid from the account at once, and paid back when nothing comes of it.",
    foresee=_foresee,
    called=lambda values: f"domain/{canonical(str(values['name']))}",
)

REQUEST_CONTACT: Final = Opening(
    "request-contact",
    "Ask for a contact",
    "transfer",
    "transfer.request",
    _request_contact,
    (Text("handle", "Handle", longest=16), _SECRET),
    foresee=_foresee_contact,
    called=lambda values: f"contact/{values['handle']}",
)
