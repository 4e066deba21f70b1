"""What may be done to gadgets: make one, describe it, give each a price, block it and take that back, throw it away."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import asyncpg
from flask import url_for

from panel.clients.lists import CLIENTS
from panel.kit.attached.things import identities
from panel.kit.deed_forms import situation
from panel.kit.deeds import Declined, Deed, Deeds, Find, Opening, Values
from panel.kit.fields import Choice, Combo, Reason, Text
from panel.kit.lists import ListPage
from panel.kit.quantities import Amount, Day, Number
from panel.kit.situation import Situation
from registry.context import Context
from registry.model.money import Money
from tests.panel.gadgets import table
from tests.panel.gadgets.lists import COLOURS, GADGETS
from tests.panel.gadgets.table import Gadget

_REASONS: Final = {"left": "They left", "abuse": "Abuse"}


def finder(declared: ListPage) -> Find[Gadget]:
    """Of names those of gadgets that the list has for the viewer: its scope is not said a second time."""

    async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Gadget]:
        known = {name: int(number) for name, number in (await identities(situation, declared, keys)).items()}
        rows = await situation.registry.store.reading(lambda db: table.read(db, list(known.values())))
        return {name: rows[number] for name, number in known.items()}

    return find


async def _change(cx: Context, gadget: Gadget, **values: Any) -> None:
    await cx.registry.store.transaction(lambda db: table.write(db, gadget.id, values))


async def _recolour(cx: Context, gadget: Gadget, values: Values) -> str:
    await _change(cx, gadget, colour=values["colour"])
    return f"It is {values['colour']}."


async def _reprice(cx: Context, gadget: Gadget, values: Values) -> str:
    await _change(cx, gadget, price=values["price"].amount, currency=values["price"].currency)
    return "It has another price."


async def _block(cx: Context, gadget: Gadget, values: Values) -> str:
    await _change(cx, gadget, block_reason=values["because"], block_comment=values["reason"])
    return "It is blocked."


async def _unblock(cx: Context, gadget: Gadget, values: Values) -> str:
    await _change(cx, gadget, block_reason=None, block_comment=None)
    return "It is active again."


async def _throw_away(cx: Context, gadget: Gadget, values: Values) -> str:
    await cx.registry.store.transaction(lambda db: db.execute("DELETE FROM demo.gadget WHERE id = $1", gadget.id))
    return "It is gone."


async def _make(cx: Context, nothing: None, values: Values) -> str:
    client = values["client"]
    known = await identities(situation(), CLIENTS, (client,))
    if client not in known:
        raise Declined("There is no such client.", at="client")
    row = {each: values[each] for each in ("name", "colour", "pieces", "good_until")}
    row |= {"account_id": int(known[client]), "made_at": cx.now}
    row |= {"price": values["price"].amount, "currency": values["price"].currency}
    try:
        await cx.registry.store.transaction(lambda db: table.write(db, None, row))
    except asyncpg.UniqueViolationError:
        raise Declined("There is a gadget of that name already.", at="name") from None
    return f"{values['name']} is made."


def _is_blocked(gadget: Gadget, situation: Situation) -> str | None:
    return "It is blocked already." if gadget.block_reason else None


def _is_active(gadget: Gadget, situation: Situation) -> str | None:
    return None if gadget.block_reason else "It is not blocked."


_PRICE: Final = Amount("price", "Price", {"USD": "USD"}, present=lambda each: each and Money(each.price, each.currency))
_COLOUR: Final = Choice("colour", "Colour", COLOURS, present=lambda each: each.colour if each else None)

DEEDS: Final[Deeds[Gadget]] = Deeds(
    list=GADGETS,
    object="gadget",
    noun="gadget",
    nouns="gadgets",
    key=lambda row: str(row["name"]),
    find=finder(GADGETS),
    show=lambda key: url_for("gadgets.show", name=key),
    deeds=(
        Deed("recolour", "Give it a colour", "palette", "document.update", _recolour, (_COLOUR,), inline=True),
        Deed("reprice", "Give it a price", "coin", "document.update", _reprice, (_PRICE, Reason()), batch="form"),
        Deed(
            "block",
            "Block",
            "lock",
            "document.update",
            _block,
            (Choice("because", "For", _REASONS), Reason()),
            _is_blocked,
            danger=True,
        ),
        Deed("unblock", "Unblock", "lock-open", "document.update", _unblock, (), _is_active, batch="simple"),
        Deed(
            "throw-away",
            "Throw away",
            "trash",
            "document.delete",
            _throw_away,
            (Reason(),),
            danger=True,
            batch=None,
            leaves=True,
        ),
    ),
    opening=(
        Opening(
            "make",
            "Make a gadget",
            "plus",
            "document.create",
            _make,
            (
                Text("name", "Name", longest=64),
                Combo("client", "Client", CLIENTS),
                _COLOUR,
                Number("pieces", "Pieces", 1, 100),
                _PRICE,
                Day("good_until", "Good until", required=False),
            ),
            called=lambda values: str(values["name"]),
            imported=True,
        ),
    ),
)
