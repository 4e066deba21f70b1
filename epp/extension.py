"""The shape that every extension has: one namespace, both directions, by the wish that it goes with.

How an extension takes part, in the order of a command:

* `reads` what it adds to a wish. The result may be a wish of another type; then `carried` says how that is run.
* `writes` what it adds to an answer. It is always written; what the client did not choose at login is then left out.
* `refuses` writes what it adds to a refusal, for a client that chose the extension.
* `finish` sees the whole response of a client that chose the extension, instead of that leaving out (RFC 9038).
* `asks` is the client's half of `reads`.

Its XML schema is schemas/xml/<last part of the namespace>.xsd.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeAlias, TypeVar

from epp.codec.envelope import Response
from epp.codec.markup import Element, Markup
from epp.command import Payload
from epp.services import Services
from registry.context import Context
from registry.errors import Refusal

W = TypeVar("W")
A = TypeVar("A")


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried(Generic[W, A]):
    """A command that comes as another one with an extension: the same shape, without a `read` of its own."""

    run: Callable[[Context, W], Awaitable[A]]
    write: Callable[[W, A], Payload]
    ask: Callable[[W], Markup]
    transforms: bool


# The tables are keyed by the type of wish, which is therefore the type that the function takes.
Read: TypeAlias = Callable[[Any, Element], object]
Write: TypeAlias = Callable[[Any, Any], Markup | None]
Ask: TypeAlias = Callable[[Any], Markup | None]
AnyCarried: TypeAlias = Carried[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """One extension; `reads` is keyed by the wish and the local name of the extension's element.

    `prefix` is what refusals name its elements with. `registered`: IANA lists it among the extensions of EPP (RFC 7451).
    `secrets` are local names of elements (beside `pw` and `newPW`) whose content must not reach a log.
    """

    namespace: str
    prefix: str
    reads: Mapping[tuple[type, str], Read] = field(default_factory=dict)
    writes: Mapping[type, Write] = field(default_factory=dict)
    asks: Mapping[type, Ask] = field(default_factory=dict)
    carried: Mapping[type, AnyCarried] = field(default_factory=dict)
    refuses: Callable[[Refusal], Markup | None] | None = None
    secrets: frozenset[str] = frozenset()
    finish: Callable[[Response, Services], Response] | None = None
    registered: bool = True

    @property
    def name(self) -> str:
        """What operators call it, and its schema: the last part of its namespace."""
        return self.namespace.rpartition(":")[2]
