"""By what a client is told of which groups of events: staff says it for one who asks by telephone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from mail.event import GROUPS
from panel.clients import actions
from panel.clients.actions import by
from panel.clients.queries import Client
from panel.kit.deeds import Deed, Find, Values
from panel.kit.fields import About, Reason, Several
from panel.kit.languages import gettext as _
from panel.kit.situation import Situation
from panel.kit.web import viewer
from panel.notifications.wishes import CHANNELS, events_for, wish_for_groups, wishable, wishes_of
from registry.context import Context
from registry.store.sql import Connection

_EVENTS: Final = {kind: events_for(kind) for kind in actions.KINDS}


@dataclass(frozen=True, slots=True)
class Mailing:
    """`wanted` are groups with channels, as inputs name them."""

    client: Client
    wanted: tuple[str, ...]


def mailing_of(find: Find[Client]) -> Find[Mailing]:
    """Of the clients that are found what they wish."""

    async def found(situation: Situation, keys: Sequence[str]) -> Mapping[str, Mailing]:
        clients = await find(situation, keys)

        async def work(db: Connection) -> dict[str, Mailing]:
            return {key: Mailing(client, await _wanted(db, client)) for key, client in clients.items()}

        return await situation.registry.store.reading(work)

    return found


async def _wanted(db: Connection, client: Client) -> tuple[str, ...]:
    groups = await wishes_of(db, client.id, _EVENTS[client.kind])
    return tuple(f"{each.name} {channel}" for each in groups for channel in each.channels if each.wanted[channel])


def _options(about: About) -> Mapping[str, str]:
    kinds = {each.client.kind for each in about.subjects} or set(actions.KINDS)
    found = dict.fromkeys(pair for kind in sorted(kinds) for pair in wishable(_EVENTS[kind]))
    return {f"{group} {channel}": f"{_(GROUPS[group])}: {_(CHANNELS[channel])}" for group, channel in found}


async def _set(cx: Context, on: Mailing, values: Values) -> str:
    wanted = frozenset((group, channel) for each in values["wanted"] for group, channel in (str(each).split(" ", 1),))

    async def work(db: Connection, client: Client) -> str:
        await wish_for_groups(db, client.id, _EVENTS[client.kind], wanted)
        return ", ".join(sorted(values["wanted"])) or "nothing that can be refused"

    await actions.changed(cx, by(viewer()), on.client.id, "set-mailing", work)
    return "It is told so from now on; what everybody must know it is told all the same."


def mailing_deed(find: Find[Client]) -> Deed[Any]:
    """The deed, done to what is found and its wishes."""
    return Deed(
        "set-mailing",
        "Say what it is told of",
        "bell",
        "client.set-mailing",
        _set,
        (
            Several("wanted", "It is told of", _options, required=False, present=lambda each: each.wanted),
            Reason(),
        ),
        lead="What it wished itself of single events stays. What everybody must know is told all the same.",
        recorded=True,
        find=mailing_of(find),
    )
