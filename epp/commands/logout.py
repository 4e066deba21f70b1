"""logout, the end of a session (RFC 5730, section 2.9.1.2)."""

from dataclasses import dataclass

from epp.codec.markup import Element, Markup, node
from epp.codec.results import ENDING
from epp.command import Conversation, Payload, SessionCommand
from registry.context import Context


@dataclass(frozen=True, slots=True)
class Logout:
    pass


def read(body: Element) -> Logout:
    return Logout()


async def run(conversation: Conversation, cx: Context, wish: Logout) -> None:
    """Nothing more: the code of the answer closes the connection, and that gives back the session's place."""


def write(wish: Logout, answer: None) -> Payload:
    return Payload(ENDING)


def ask(wish: Logout) -> Markup:
    return node("logout")


COMMAND = SessionCommand(read=read, run=run, write=write, ask=ask)
