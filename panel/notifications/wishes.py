"""By what an account wishes to be told of what: for groups of events, and otherwise for single ones of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from mail import notice_queries as queries
from mail.event import GROUPS, Event
from mail.events import TOLD
from mail.notices import usual
from panel.kit.access import Viewer
from panel.kit.roles import KIND_OF
from registry.store.sql import Connection

CHANNELS: Final = {"site": "At the bell", "mail": "By mail"}
# What is wished of one event: as its group, or by name.
SAID: Final[dict[str, bool | None]] = {"": None, "yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class OfEvent:
    """`said` is what is wished of it by name, by channel; `usual` what comes of its group."""

    event: Event
    said: Mapping[str, bool]
    usual: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class OfGroup:
    """`fixed`: all of it is mandatory, so there is nothing to wish."""

    name: str
    title: str
    channels: tuple[str, ...]
    wanted: Mapping[str, bool]
    events: tuple[OfEvent, ...]
    fixed: bool


def kind_of(viewer: Viewer) -> str:
    """What kind of account it is, by its roles."""
    if viewer.registrar_id is not None:
        return "registrar"
    if viewer.employer is not None:
        return "employee"
    return next((KIND_OF[role] for role in sorted(viewer.roles) if role in KIND_OF), "client")


def events_for(kind: str, held: frozenset[str] | None = None) -> tuple[Event, ...]:
    """What accounts of this kind may be told of, who hold these permissions."""
    return tuple(each for each in TOLD if kind in each.kinds and (held is None or not each.needs or each.needs in held))


def groups_of(events: Iterable[Event]) -> dict[str, tuple[Event, ...]]:
    """The events by their groups, in the order of those."""
    found = tuple(events)
    by_group = {name: tuple(each for each in found if each.group == name) for name in GROUPS}
    return {name: those for name, those in by_group.items() if those}


def wishable(events: Iterable[Event]) -> list[tuple[str, str]]:
    """The groups and channels that something can be wished for."""
    return [
        (name, channel)
        for name, those in groups_of(events).items()
        for channel in CHANNELS
        if any(channel in each.channels and not each.mandatory for each in those)
    ]


async def wishes_of(db: Connection, account_id: int, events: tuple[Event, ...]) -> list[OfGroup]:
    """As they stand."""
    single: dict[str, dict[str, bool]] = {}
    for each in await queries.wishes(db, account_id=account_id, event=None):
        single.setdefault(each.of, {})[each.channel] = each.wanted
    group: dict[str, dict[str, bool]] = {}
    for each in await queries.group_wishes(db, account_id=account_id, of=None):
        group.setdefault(each.of, {})[each.channel] = each.wanted
    can = wishable(events)
    found = []
    for name, those in groups_of(events).items():
        of_group = group.get(name, {})
        channels = tuple(channel for of, channel in can if of == name)
        found.append(
            OfGroup(
                name,
                GROUPS[name],
                channels,
                {channel: of_group.get(channel, True) for channel in channels},
                tuple(
                    OfEvent(
                        each,
                        single.get(each.key, {}),
                        {channel: usual(each, channel, of_group) for channel in each.channels},
                    )
                    for each in those
                ),
                not channels,
            )
        )
    return found


async def wish_for_groups(
    db: Connection, account_id: int, events: tuple[Event, ...], wanted: frozenset[tuple[str, str]]
) -> None:
    """Of each group and channel that something can be wished for: those in `wanted`, and no others."""
    asked = wishable(events)
    await queries.wish_of_groups(
        db,
        account_id=account_id,
        groups=[group for group, _ in asked],
        channels=[channel for _, channel in asked],
        wanted=[each in wanted for each in asked],
    )


async def wish_for_events(
    db: Connection, account_id: int, events: tuple[Event, ...], said: Mapping[tuple[str, str], bool | None]
) -> None:
    """Of single events by channel; what is mandatory cannot be wished away, and is not kept."""
    asked = [
        (each.key, channel, said[each.key, channel])
        for each in events
        if not each.mandatory
        for channel in each.channels
        if (each.key, channel) in said
    ]
    await queries.wish(
        db,
        account_id=account_id,
        events=[event for event, _, _ in asked],
        channels=[channel for _, channel, _ in asked],
        wanted=[wanted for _, _, wanted in asked],
    )
