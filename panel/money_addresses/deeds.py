"""What somebody does with the addresses that mails of money to them go to as well."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import url_for

from panel.kit.deeds import Deed, Deeds, Made, Opening, Values
from panel.kit.fields import Email
from panel.kit.lists import as_number
from panel.kit.situation import Situation
from panel.kit.web import mailed, viewer
from panel.money_addresses import actions, queries
from panel.money_addresses.lists import MONEY_ADDRESSES
from panel.money_addresses.queries import Address
from registry.context import Context


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Address]:
    """Of the numbers those of the viewer's own."""
    mine, numbers = situation.viewer.account_id, [int(as_number(key)) for key in keys]
    rows = await situation.registry.store.reading(lambda db: queries.addresses(db, account_id=mine, ids=numbers))
    return {str(row.id): row for row in rows}


def _page(token: str, seller_id: int | None) -> str:
    return mailed("money_addresses.confirm", token=token)(seller_id)


async def _add(cx: Context, nothing: None, values: Values) -> str:
    number = await actions.address_add(cx, viewer().account_id, values["address"], _page)
    return Made.of("A link is on its way there. It is good for a day, and once.", str(number))


async def _again(cx: Context, on: Address, values: Values) -> str:
    await actions.address_ask_again(cx, on, _page)
    return "Another link is on its way there."


async def _drop(cx: Context, on: Address, values: Values) -> str:
    await actions.address_drop(cx, on)
    return "Nothing goes there any more."


def _is_confirmed(on: Address, situation: Situation) -> str | None:
    return None if on.confirmed_at is None else "It is confirmed already."


DEEDS: Final[Deeds[Address]] = Deeds(
    list=MONEY_ADDRESSES,
    object="money-address",
    noun="address",
    nouns="addresses",
    key=lambda row: str(row["number"]),
    find=find,
    show=lambda key: url_for("money_addresses.index"),
    deeds=(
        Deed("send-again", "Send the link again", "message-2", "account.update", _again, (), _is_confirmed, batch=None),
        Deed("drop", "Drop", "trash", "account.update", _drop, batch=None, danger=True, leaves=True),
    ),
    opening=(
        Opening(
            "add",
            "New address",
            "plus",
            "account.update",
            _add,
            (Email("address", "Address", "Whoever reads there is asked first."),),
            called=lambda values: str(values["address"]),
        ),
    ),
)
