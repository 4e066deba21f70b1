"""The list of the addresses that mails of money to somebody go to as well."""

from typing import Final

from panel.kit.filters import Search
from panel.kit.lists import Column, ListPage

STATE: Final = "CASE WHEN m.confirmed_at IS NULL THEN 'unconfirmed' ELSE 'confirmed' END"

MONEY_ADDRESSES: Final = ListPage(
    name="money_addresses",
    title="Mails of money",
    lead="What is mailed to you about money and statements goes to these addresses as well, once they were confirmed.",
    icon="receipt",
    permission="account.read",
    source="mail.money_address m",
    where="m.account_id = :viewer",
    owner="true",
    client="m.account_id",
    key="m.id",
    numbered="number",
    order="-number",
    columns=(
        Column("number", "Number", "m.id", cell="code", descending=True),
        Column("address", "Address", "m.address", order="", lead=True),
        Column("state", "State", STATE, order="", cell="status"),
        Column("drawn", "Link sent", "m.drawn_at", order="", cell="moment"),
        Column("confirmed", "Confirmed", "m.confirmed_at", order="", cell="moment"),
    ),
    filters=(Search("q", "Search", ("m.address",), placeholder="Part of an address"),),
    other_views=(("By what I am told", "adjustments-horizontal", "notifications.wishes"),),
    empty="Mails of money go to your own address alone.",
)
