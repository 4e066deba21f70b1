"""A message is acknowledged and leaves the queue (RFC 5730, section 2.9.2.3)."""

import re
from typing import Final

from registry.actions.poll_request import registrar_of
from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import ObjectMissing, ParameterSyntax
from registry.requests.poll import PollAck, PollAcked
from registry.store import polls
from registry.store.sql import Connection

# As PollMessage.id is written: a positive number that PostgreSQL's bigint holds.
_ID: Final = re.compile("[1-9][0-9]{0,17}")


@transacted
async def poll_ack(cx: Context, db: Connection, wish: PollAck) -> PollAcked:
    """What is left. Raises ObjectMissing for a message that is unknown, another's, acknowledged already or not visible yet."""
    if not _ID.fullmatch(wish.id):
        raise ParameterSyntax("This is no message's identifier.", "msgID", wish.id)
    registrar_id = registrar_of(cx)
    if await polls.ack(db, registrar_id=registrar_id, message_id=int(wish.id), now=cx.now) is None:
        raise ObjectMissing("No such message waits.", "msgID", wish.id)
    return PollAcked(wish.id, await polls.waiting(db, registrar_id=registrar_id, now=cx.now))
