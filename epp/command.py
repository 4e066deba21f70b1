"""The shape that every command has: read what is wished, run it, write what came of it; and ask for it, as a client."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from epp.codec.envelope import Fragment, MessageQueue
from epp.codec.markup import Element, Markup
from epp.codec.results import COMPLETED
from epp.services import Menu, Services
from registry.context import Context
from registry.model.login import Channel, Demands
from registry.requests.registrar import RegistrarSession

W = TypeVar("W")
A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class Payload:
    """What a command adds to its response: the code of its success and data in its object's namespace.

    `more` are further pieces in that namespace, where one does not say it all.
    """

    code: int = COMPLETED
    data: Fragment | None = None
    queue: MessageQueue | None = None
    more: tuple[Fragment, ...] = ()


NOTHING_TO_ADD = Payload()


def nothing(wish: object, answer: object) -> Payload:
    """The `write` of commands whose success says it all."""
    return NOTHING_TO_ADD


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Generic[W, A]):
    """One command on one object.

    `read` takes the object's element (the verb's own where there is no object); the schema has already judged it.
    `run` is the registry's action. `ask` writes the whole verb element, the way a client does. A command that
    `transforms` is written to the command log by its action, in its transaction, when it succeeds.
    """

    read: Callable[[Element], W]
    run: Callable[[Context, W], Awaitable[A]]
    write: Callable[[W, A], Payload]
    ask: Callable[[W], Markup]
    transforms: bool


class Conversation(Protocol):
    """What a command of the session itself may use of the session."""

    @property
    def menu(self) -> Menu: ...
    @property
    def certificate(self) -> bytes | None: ...
    @property
    def address(self) -> str: ...
    @property
    def worker_id(self) -> int: ...
    @property
    def channel(self) -> Channel: ...
    @property
    def demands(self) -> Demands: ...

    def begin(self, session: RegistrarSession, services: Services) -> None:
        """From now on this is a registrar's session with these services."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCommand(Generic[W, A]):
    """A command about the session itself, which `run` is therefore given."""

    read: Callable[[Element], W]
    run: Callable[[Conversation, Context, W], Awaitable[A]]
    write: Callable[[W, A], Payload]
    ask: Callable[[W], Markup]


# The tables hold commands of all kinds of wishes; each was type-checked where it was declared.
AnyCommand: TypeAlias = Command[Any, Any]
AnySessionCommand: TypeAlias = SessionCommand[Any, Any]
