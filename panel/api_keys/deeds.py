"""What somebody does with their own keys of programs: draw one, which is shown once, and revoke it."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from flask import url_for

from mail.notices import Happened, tell
from panel.api_keys import queries
from panel.api_keys.lists import API_KEYS
from panel.api_keys.queries import Key
from panel.kit.deeds import Declined, Deed, Deeds, Once, Opening, Values
from panel.kit.fields import About, Several, Text
from panel.kit.formats import day
from panel.kit.lists import as_number
from panel.kit.quantities import Day
from panel.kit.roles import BY_ROLE_ALONE, NOT_BY_KEY
from panel.kit.row_fields import Rows
from panel.kit.situation import Situation
from panel.kit.web import viewer
from panel.registrars.ways_in import Network
from registry.context import Context
from registry.store.sql import Connection

# So that a key that leaks is found by those who look for such: scanners of repositories know tokens by how they begin.
PREFIX: Final = "nhk_"
_OCTETS: Final = 32
_SHOWN: Final = len(PREFIX) + 6
LONGEST_LIFE: Final = timedelta(days=366)
MOST: Final = 50


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Key]:
    """Of the numbers those of the viewer's own."""
    mine, numbers = situation.viewer.account_id, [int(as_number(key)) for key in keys]
    rows = await situation.registry.store.reading(lambda db: queries.keys_of(db, account_id=mine, ids=numbers))
    return {str(row.id): row for row in rows}


def _openable(about: About) -> Mapping[str, str]:
    held = about.situation.viewer.permissions - BY_ROLE_ALONE - NOT_BY_KEY
    return {each: each for each in sorted(held)}


async def _draw(cx: Context, nothing: None, values: Values) -> str:
    ends = datetime(values["until"].year, values["until"].month, values["until"].day, tzinfo=UTC) + timedelta(days=1)
    if not cx.now < ends <= cx.now + LONGEST_LIFE:
        raise Declined("A key ends within a year, and not before it begins.", at="until")
    token = PREFIX + secrets.token_urlsafe(_OCTETS)
    who = viewer()

    async def draw(db: Connection) -> int | None:
        made = await queries.add(
            db,
            account_id=who.account_id,
            name=values["name"],
            begins=token[:_SHOWN],
            token_hash=hashlib.sha256(token.encode()).digest(),
            permissions=list(values["permissions"]),
            networks=list(values["networks"]),
            now=cx.now,
            ends_at=ends,
            most=MOST,
        )
        if made is not None:
            told = Happened("account.key-drawn", who.login, cx.now, cx.address or "", what=values["name"])
            await tell(db, who.account_id, told)
        return made

    made = await cx.registry.store.transaction(draw)
    if made is None:
        raise Declined(f"You have {MOST} keys already: revoke what is not used.")
    return Once.of(f"The key is good until {day(ends)}.", token)


async def _revoke(cx: Context, on: Key, values: Values) -> str:
    await cx.registry.store.transaction(lambda db: queries.revoke(db, id=on.id, now=cx.now))
    return f"{on.name} opens nothing any more."


def _over(on: Key, situation: Situation) -> str | None:
    return "It opens nothing any more." if on.revoked_at or on.ends_at <= situation.now else None


DEEDS: Final[Deeds[Key]] = Deeds(
    list=API_KEYS,
    object="api-key",
    noun="key",
    nouns="keys",
    key=lambda row: str(row["number"]),
    find=find,
    show=lambda key: url_for("api_keys.index"),
    deeds=(Deed("revoke", "Revoke", "trash", "api-key.update", _revoke, (), _over, batch="simple", danger=True),),
    opening=(
        Opening(
            "draw",
            "New key",
            "plus",
            "api-key.update",
            _draw,
            (
                Text("name", "Name", "Of the program that gets it.", longest=100),
                Several("permissions", "It opens", _openable, "Of what you may yourself; what you lose, it loses."),
                Rows("networks", "Only from", (Network("", "Network"),), "Networks or addresses; none: from anywhere."),
                Day("until", "To", "The last day, within a year."),
            ),
            called=lambda values: str(values["name"]),
        ),
    ),
)
