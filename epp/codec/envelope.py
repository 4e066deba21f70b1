"""The envelope of EPP frames: what a command says before its object is read, and how a response is put together
(RFC 5730, sections 2.4 to 2.7)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from epp.codec.markup import (
    NOTHING,
    Element,
    Markup,
    instant,
    joined,
    leaf,
    leaf_if,
    local,
    namespace_of,
    node,
    rooted,
    token,
)
from epp.codec.namespaces import EPP
from epp.codec.results import TEXTS

_EPP, _HELLO, _COMMAND, _EXTENSION, _CLTRID = (
    f"{{{EPP}}}{name}" for name in ("epp", "hello", "command", "extension", "clTRID")
)
_TRANSACTION_LENGTHS: Final = range(3, 65)

Kind = Literal["hello", "command", "extension", "other"]


@dataclass(frozen=True, slots=True)
class Request:
    """A frame from a client, taken apart as far as it can be, valid or not.

    `verb` is the name of the command's element (`hello` for a hello, empty where there is none); `body` is the object's
    element inside it, or the verb's own element for commands without an object, which have `object` None.
    """

    root: Element
    kind: Kind
    verb: str = ""
    object: str | None = None
    body: Element | None = None
    extensions: tuple[Element, ...] = ()
    cltrid: str | None = None


def read(root: Element) -> Request:
    """Take a frame apart; nothing is refused here."""
    if root.tag != _EPP or not len(root):
        return Request(root, "other")
    first = root[0]
    kind = first.tag
    if kind == _COMMAND and len(first):
        return _read_command(root, first)
    if kind == _HELLO:
        return Request(root, "hello", "hello", None, first)
    return Request(root, "extension" if kind == _EXTENSION else "other")


def _read_command(root: Element, command: Element) -> Request:
    verb: Element | None = None
    extensions: tuple[Element, ...] = ()
    cltrid = None
    for child in command:  # in any order: the number is echoed even when the frame is not valid
        tag = child.tag
        if tag == _CLTRID:
            cltrid = _transaction(child)
        elif tag == _EXTENSION:
            extensions = tuple(child)
        elif verb is None:
            verb = child
    if verb is None:
        return Request(root, "command", cltrid=cltrid)
    name = local(verb)
    if name in _WITHOUT_OBJECT or not len(verb):
        return Request(root, "command", name, None, verb, extensions, cltrid)
    body = verb[0]
    return Request(root, "command", name, namespace_of(body), body, extensions, cltrid)


_WITHOUT_OBJECT: Final = frozenset({"login", "logout", "poll"})


def _transaction(element: Element) -> str | None:
    """A clTRID that can be echoed in a valid response."""
    text = token(element)
    return text if len(text) in _TRANSACTION_LENGTHS else None


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a response with the namespace that a client must have asked for to be sent it."""

    namespace: str
    xml: Markup


@dataclass(frozen=True, slots=True)
class Value:
    """What a result points at: an element of the command, or with a reason why (`<extValue>`)."""

    element: Markup
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    code: int
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageQueue:
    """`at` and `text` only in the answer to a poll request (RFC 5730, section 2.6)."""

    count: int
    id: str
    at: datetime | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """All that an answer says, before the client's services are applied to it.

    `more` stands behind `data` in `resData`, in the same namespace: who understands one understands the other.
    """

    results: tuple[Result, ...]
    queue: MessageQueue | None = None
    data: Fragment | None = None
    extensions: tuple[Fragment, ...] = field(default=())
    more: tuple[Fragment, ...] = ()

    @property
    def code(self) -> int:
        return self.results[0].code


DONE: Final = (Result(1000),)

_HEAD: Final = f'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<epp xmlns="{EPP}">'
_PLAIN: Final[Mapping[int, str]] = {
    code: f'{_HEAD}<response><result code="{code}"><msg>{text}</msg></result>' for code, text in TEXTS.items()
}


def write(response: Response, cltrid: str | None, svtrid: str) -> bytes:
    """A response as a frame's payload."""
    results = response.results
    if len(results) == 1 and not results[0].values:
        start = _PLAIN[results[0].code]
    else:
        start = _HEAD + "<response>" + "".join([_result(result) for result in results])
    parts = [start]
    if response.queue is not None:
        parts.append(_queue(response.queue))
    if response.data is not None:
        parts.append(f"<resData>{response.data.xml}{''.join([each.xml for each in response.more])}</resData>")
    if response.extensions:
        parts.append(f"<extension>{''.join([each.xml for each in response.extensions])}</extension>")
    parts.append(f"<trID>{leaf_if('clTRID', cltrid)}<svTRID>{svtrid}</svTRID></trID></response></epp>")
    return "".join(parts).encode()


def _result(result: Result) -> Markup:
    return node("result", leaf("msg", TEXTS[result.code]), *map(_value, result.values), code=str(result.code))


def _value(value: Value) -> Markup:
    quoted = node("value", value.element)
    return quoted if value.reason is None else node("extValue", quoted, leaf("reason", value.reason))


def _queue(queue: MessageQueue) -> Markup:
    when = NOTHING if queue.at is None else leaf("qDate", instant(queue.at))
    return node("msgQ", when, leaf_if("msg", queue.text), count=str(queue.count), id=queue.id)


def write_command(verb: Markup, extensions: tuple[Markup, ...], cltrid: str | None) -> bytes:
    """A command as a client sends it."""
    extension = node("extension", *extensions) if extensions else NOTHING
    return document(node("command", verb, extension, leaf_if("clTRID", cltrid)))


def document(*content: Markup) -> bytes:
    """A whole frame's payload around what stands in its root."""
    return ('<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n' + rooted("epp", EPP, joined(*content))).encode()
