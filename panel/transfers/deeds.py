"""What may be done to a transfer that waits: the loser, or the registry, approves or rejects it; the gainer calls it off."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from flask import url_for

from panel.kit.asking import ask
from panel.kit.deeds import Deed, Deeds, Values
from panel.kit.fields import Field, Reason
from panel.kit.situation import Situation
from panel.transfers.lists import TRANSFERS
from panel.transfers.queries import Moving, of_contacts, of_domains
from panel.transfers.requesting import REQUEST, REQUEST_CONTACT
from registry.actions.contact_transfer import contact_transfer
from registry.actions.domain_transfer import domain_transfer
from registry.context import Context
from registry.model.names import canonical
from registry.requests.contact import ContactTransfer
from registry.requests.domain import DomainTransfer
from registry.store.sql import Connection

Step = Literal["approve", "reject", "cancel"]


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Moving]:
    """Keys are `domain/one.example` and `contact/ALPHA-1`; a transfer exists for both its parties."""
    split = [each.partition("/") for each in keys]
    names = [canonical(name) for kind, _, name in split if kind == "domain"]
    handles = [handle for kind, _, handle in split if kind == "contact"]

    async def read(db: Connection) -> list[Moving]:
        return [
            *(await of_domains(db, names=names, now=situation.now)),
            *(await of_contacts(db, handles=handles, now=situation.now)),
        ]

    scope = situation.scope
    rows = await situation.registry.store.reading(read)
    return {row.key: row for row in rows if scope.admits(row.losing) or scope.admits(row.gaining)}


def _deciding(step: Step, title: str, icon: str, done: str, fields: tuple[Field, ...], *, danger: bool) -> Deed[Moving]:
    async def act(cx: Context, moving: Moving, values: Values) -> str:
        if moving.kind == "domain":
            await ask(cx, domain_transfer, DomainTransfer(moving.name, step))
        else:
            await ask(cx, contact_transfer, ContactTransfer(moving.name, step))
        return done.format(gaining=moving.gaining, losing=moving.losing)

    def why_not(moving: Moving, situation: Situation) -> str | None:
        if not moving.waits:
            return "It is decided already."
        decides = moving.gaining if step == "cancel" else moving.losing
        if situation.scope.everything or situation.viewer.registrar == decides:
            return None
        return f"This is {decides}'s to decide."

    permission = "transfer.cancel" if step == "cancel" else "domain.decide-transfer"
    batch: Literal["simple", "modal"] = "modal" if fields else "simple"
    return Deed(
        step, title, icon, permission, act, fields, why_not, danger=danger, batch=batch, pinned=step == "approve"
    )


_WHY: Final = (Reason(required=False),)

DEEDS: Final[Deeds[Moving]] = Deeds(
    list=TRANSFERS,
    object="transfer",
    noun="transfer",
    nouns="transfers",
    key=lambda row: f"{row['kind']}/{row['name']}",
    find=find,
    show=lambda key: url_for("transfers.index"),
    deeds=(
        _deciding("approve", "Approve", "check", "It is {gaining}'s now.", _WHY, danger=False),
        _deciding("reject", "Reject", "x", "It stays {losing}'s, and {gaining} is told.", _WHY, danger=True),
        _deciding("cancel", "Call off", "rotate", "It stays {losing}'s.", (), danger=False),
    ),
    opening=(REQUEST, REQUEST_CONTACT),
)
