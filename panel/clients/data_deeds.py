"""What may be done with all that is kept of a client: a copy of it is made, and in the end it is erased."""

import re
from typing import Final

from panel.clients import actions
from panel.clients.actions import by
from panel.clients.erasing import client_erase, erasing_of, why_kept
from panel.clients.queries import Client
from panel.exports.actions import ExportRefused, copy_later, make
from panel.kit.deeds import Declined, Deed, Values
from panel.kit.fields import Reason, Text
from panel.kit.foreseen import Foreseen
from panel.kit.situation import Situation
from panel.kit.web import viewer
from registry.context import Context
from wire import loop


async def _export(cx: Context, client: Client, values: Values) -> str:
    try:
        number = await copy_later(cx.registry, viewer(), client.id, f"data-of-{_plain(client.login)}")
    except ExportRefused as refused:
        raise Declined(str(refused)) from None
    loop.spawn(make(cx.registry, {}, number))  # when this process ends before, the worker makes up for it
    return "The copy is being made: it is among your exports in a moment, and for a day."


async def _erase(cx: Context, client: Client, values: Values) -> str:
    return (
        f"It is erased; {(await client_erase(cx, by(viewer()), client.id, values['login'])).tombstone} stands for it."
    )


async def _erasing(cx: Context, client: Client, values: Values) -> Foreseen:
    return await erasing_of(cx, client, values["login"])


def _not_erasable(client: Client, situation: Situation) -> str | None:
    return actions.why_not(by(situation.viewer), client) or why_kept(client)


def _not_there(client: Client, situation: Situation) -> str | None:
    if client.id == situation.viewer.employer_id:
        return "Whoever works for it does not ask for its data."
    return "It is wiped: nothing is left." if client.state == "wiped" else None


def _plain(login: str) -> str:
    """As the name of a file may have it."""
    return re.sub(r"[^a-z0-9._-]", "_", login)


DATA_DEEDS: Final[tuple[Deed[Client], ...]] = (
    Deed(
        "export-data",
        "Export its data",
        "download",
        "client.export-data",
        _export,
        (Reason(),),
        _not_there,
        lead="All that the panel keeps of it, as a ZIP file, for whoever may have that.",
        batch=None,
    ),
    Deed(
        "erase",
        "Erase for good",
        "eraser",
        "client.erase",
        _erase,
        (Text("login", "Its login, to be sure"), Reason(hint="It is kept: name nobody.")),
        _not_erasable,
        lead="What is the client's own goes; records that others need stay, and tell of nobody. Nothing brings it back.",
        danger=True,
        batch=None,
        recorded=True,
        foresee=_erasing,
        leaves=True,
    ),
)
