"""What may be done to EPP sessions that are open: end them."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import url_for

from panel.epp_sessions.lists import SESSIONS
from panel.epp_sessions.queries import Open, open_ones
from panel.kit.deeds import Deed, Deeds, Values
from panel.kit.fields import Reason
from panel.kit.situation import Situation
from registry.actions.session_end import session_end
from registry.context import Context


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Open]:
    """Of the numbers those of sessions that the viewer's scope has."""
    asked = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19]
    rows = await situation.registry.store.reading(lambda db: open_ones(db, ids=asked))
    return {str(row.id): row for row in rows if situation.scope.admits(row.registrar)}


async def _end(cx: Context, session: Open, values: Values) -> str:
    await session_end(cx, session.id)
    return f"It is over for {session.registrar}: the connection closes within a second or two."


DEEDS: Final = Deeds(
    list=SESSIONS,
    object="session",
    noun="session",
    nouns="sessions",
    key=lambda row: str(row["number"]),
    find=find,
    show=lambda key: url_for("epp_sessions.index"),
    deeds=(
        Deed(
            "end",
            "End",
            "logout",
            "registrar.end-sessions",
            _end,
            (Reason(),),
            lead="What was asked in it before is answered still. The registrar may log in again at once.",
            danger=True,
            leaves=True,
        ),
    ),
)
