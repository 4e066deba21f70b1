"""The oldest message that waits for a registrar (RFC 5730, section 2.9.2.3); reading it leaves it where it is."""

from registry.actions.settle import settle_registrar
from registry.context import Context
from registry.errors import NotAuthorized
from registry.model.poll import PollMessage
from registry.store import polls


async def poll_request(cx: Context) -> PollMessage | None:
    """First in, first out; None when nothing waits. What time did to the registrar's objects becomes messages first."""
    registrar_id = registrar_of(cx)
    await settle_registrar(cx, registrar_id)
    return await cx.registry.store.reading(lambda db: polls.first(db, registrar_id, cx.now))


def registrar_of(cx: Context) -> int:
    """Whose queue it is. Raises NotAuthorized for those who are no registrar."""
    if cx.actor.registrar_id is None:
        raise NotAuthorized("Messages wait for registrars.")
    return cx.actor.registrar_id
