"""Codes that a panel drew and could not send, because it ended or the gateway was silent."""

from panel.client_contacts.confirming import send_codes
from registry.context import Registry


async def send_waiting_codes(registry: Registry) -> None:
    """What still waits is sent, as long as somebody is helped by it."""
    await send_codes(registry)
