"""What may be done to hosts: made, given other addresses and names, guarded by statuses, deleted where none delegates there."""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from flask import url_for

from panel.hosts.lists import HOSTS
from panel.kit.address_field import IpAddress
from panel.kit.asking import ask
from panel.kit.deeds import Declined, Deed, Deeds, Gone, Made, Opening, Values
from panel.kit.fields import Reason, Text
from panel.kit.row_fields import Rows
from panel.kit.situation import Situation
from panel.kit.status_deeds import OF_CLIENTS, Statuses
from registry.actions.hold_host import look_at_host
from registry.actions.host_create import host_create
from registry.actions.host_delete import host_delete
from registry.actions.host_update import host_update
from registry.context import Context
from registry.errors import ObjectMissing
from registry.model.host import Host
from registry.model.names import canonical
from registry.model.status import HOST_CLIENT, servers_own
from registry.requests.host import ClaimedAddress, HostCreate, HostDelete, HostParts, HostUpdate
from registry.store.sql import Connection

Address = IPv4Address | IPv6Address


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Host]:
    """Of the names those of hosts that the viewer's scope has, as they are now."""
    cx = situation.registry.context("panel")

    async def read(db: Connection) -> dict[str, Host]:
        found = {}
        for key in keys:
            try:
                host, _ = await look_at_host(cx, db, canonical(key))
            except ObjectMissing:
                continue
            if situation.scope.admits(host.registrar):
                found[key] = host
        return found

    return await situation.registry.store.reading(read)


def _claimed(addresses: Sequence[Address]) -> tuple[ClaimedAddress, ...]:
    return tuple((str(each), "v6" if each.version == 6 else "v4") for each in addresses)


async def _create(cx: Context, nothing: None, values: Values) -> str:
    made = await ask(cx, host_create, HostCreate(canonical(values["name"]), _claimed(values["addresses"])))
    return Made.of("Names can be delegated to it.", made.name)


async def _set_addresses(cx: Context, host: Host, values: Values) -> str:
    """Addresses that stay are not touched."""
    wanted: tuple[Address, ...] = values["addresses"]
    come = HostParts(_claimed([each for each in wanted if each not in host.addresses]))
    gone = HostParts(_claimed([each for each in host.addresses if each not in wanted]))
    if come == gone:
        raise Declined("It has these already.", at="addresses")
    await ask(cx, host_update, HostUpdate(host.name, come, gone))
    return f"It is found at {', '.join(map(str, wanted))}." if wanted else "It has no address."


async def _rename(cx: Context, host: Host, values: Values) -> str:
    name = canonical(values["new_name"])
    await ask(cx, host_update, HostUpdate(host.name, new_name=name))
    return Gone(f"It is called {name}; what is delegated to it follows.")


async def _change(cx: Context, host: Host, add: tuple[str, ...], remove: tuple[str, ...]) -> object:
    await ask(cx, host_update, HostUpdate(host.name, HostParts(statuses=add), HostParts(statuses=remove)))
    return None


async def _delete(cx: Context, host: Host, values: Values) -> str:
    await ask(cx, host_delete, HostDelete(host.name))
    return "It is gone."


def _is_linked(host: Host, situation: Situation) -> str | None:
    return "Names are delegated to it." if host.linked else None


_ADDRESSES: Final = Rows(
    "addresses",
    "Addresses",
    (IpAddress("", "Address"),),
    "Of a host below a name of ours: the world finds it by them. Others are looked up in the DNS.",
    present=lambda host: [str(each) for each in host.addresses] if host else (),
    most=13,
)

DEEDS: Final[Deeds[Host]] = Deeds(
    list=HOSTS,
    object="host",
    noun="host",
    nouns="hosts",
    key=lambda row: str(row["name"]),
    find=find,
    show=lambda key: url_for("hosts.show", name=key),
    deeds=(
        Deed(
            "set-addresses",
            "Set its addresses",
            "plug-connected",
            "host.update",
            _set_addresses,
            (_ADDRESSES, Reason(required=False)),
            batch=None,
        ),
        Deed(
            "rename",
            "Give it another name",
            "pencil",
            "host.update",
            _rename,
            (Text("new_name", "Name"), Reason(required=False)),
            lead="All names that are delegated to it lead there by its other name at once.",
            batch=None,
        ),
        *Statuses("server", servers_own(HOST_CLIENT), "host.set-server-status", _change, Reason()).deeds(
            "Set statuses", "Take statuses away"
        ),
        *Statuses("client", HOST_CLIENT, "host.update", _change, OF_CLIENTS).deeds("Lock", "Unlock"),
        Deed(
            "delete",
            "Delete",
            "trash",
            "host.delete",
            _delete,
            (Reason(required=False),),
            _is_linked,
            danger=True,
            leaves=True,
        ),
    ),
    opening=(
        Opening(
            "create",
            "Create a host",
            "plus",
            "host.create",
            _create,
            (Text("name", "Name"), _ADDRESSES),
            lead="Below a name of yours, or outside our zones.",
            called=lambda values: canonical(str(values["name"])),
        ),
    ),
)
