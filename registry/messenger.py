"""The way to people's telephones: a text, or a call in which a voice says the words.

Who speaks with a gateway is another room; a process without a way to one has None in place of a `Messenger`.
"""

from typing import Literal, Protocol

Channel = Literal["text", "call"]


class MessengerSilent(Exception):
    """No answer, or none that can be used: another try may have more luck. Says what came instead."""


class MessengerDeclines(Exception):
    """It will not reach that number, whoever tries. Says what came instead."""


class Messenger(Protocol):
    async def tell(self, channel: Channel, phone: str, words: str) -> str:
        """Tell a telephone (E.164) the words; what the gateway calls the message. Raises MessengerSilent, MessengerDeclines."""
